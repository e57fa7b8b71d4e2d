/*
 * Notes of a conversation: for agents alone, without a seq.
 */

#ifndef KUNDO_NOTE_H
#define KUNDO_NOTE_H


#include "domain/kundo_conversation.h"


/* By the actor; hot is put by the caller. */
kundo_rc_t kundo_note_append(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, kundo_str_t text);

kundo_rc_t kundo_note_add(kundo_work_t *w, const kundo_command_t *cmd);

/*
 * The places in the log of the notes of a conversation that are older than
 * `before` (0 = all), newest first, at most max; *n is how many.
 */
kundo_rc_t kundo_note_list(kundo_txn_t *txn, uint64_t cno, uint64_t before,
    uint64_t *lpos, unsigned max, unsigned *n);


#endif /* KUNDO_NOTE_H */

/*
 * Messages: written, repeated, seen.
 */

#ifndef KUNDO_MESSAGE_H
#define KUNDO_MESSAGE_H


#include "domain/kundo_conversation.h"
#include "store/kundo_log.h"


/*
 * Writes the row and the event; hot is put by the caller.  By the actor,
 * or by the system.
 */
kundo_rc_t kundo_message_append(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, int system, kundo_str_t cid, kundo_str_t text);

/*
 * How far a person has seen a conversation (D7), as she said, and the
 * newest message that she wrote: who writes has seen what stands above.
 */
kundo_rc_t kundo_message_seen_by(kundo_txn_t *txn, uint64_t cno,
    const kundo_hot_t *hot, uint64_t person, kundo_seen_t *seen);

#define kundo_message_seen_seq(s)                                             \
    ((s)->seen > (s)->own ? (s)->seen : (s)->own)

/* The conversation's agent is another one, or none (0), from now on. */
kundo_rc_t kundo_message_hand_over(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent);

kundo_rc_t kundo_message_post(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_message_seen(kundo_work_t *w, const kundo_command_t *cmd);


#endif /* KUNDO_MESSAGE_H */

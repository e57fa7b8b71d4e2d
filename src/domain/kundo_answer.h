/*
 * Answers: since when a visitor waits for the first one, when and by whom
 * it came (S2.8), and how soon a flow usually answers.
 */

#ifndef KUNDO_ANSWER_H
#define KUNDO_ANSWER_H


#include "domain/kundo_conversation.h"


/*
 * Before a person's text is appended: the visitor's first one starts the
 * clock, an agent's first one after it stops it.  What the system says does
 * not come here, and what an agent says before it counts for nothing.
 *
 * The first answer of a chat that was live all the time is measured for the
 * flow in which it is given; the time in a queue counts.  One that was left
 * as a message, or closed, before it was answered says nothing of how long
 * a visitor waits: its times stand in its row, and it is not measured.
 */
kundo_rc_t kundo_answer_note(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot);

/* Left or closed: what comes later is no measure. */
#define kundo_answer_interrupt(hot)                                           \
    ((hot)->flags |= KUNDO_CONV_NOT_LIVE                                      \
                     | ((hot)->flags & KUNDO_CONV_UNANSWERED                  \
                        ? KUNDO_CONV_INTERRUPTED : 0))

/* 1 and the usual time of a flow, in seconds, once enough were measured. */
kundo_rc_t kundo_answer_usual(kundo_txn_t *txn, uint32_t flow, int *known,
    uint64_t *seconds);


#endif /* KUNDO_ANSWER_H */

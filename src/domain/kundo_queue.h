/*
 * Queue: who waits in a flow, first in, first out (D2).
 */

#ifndef KUNDO_QUEUE_H
#define KUNDO_QUEUE_H


#include "domain/kundo_work.h"


/* At the end of the queue of hot's flow; hot is put by the caller. */
kundo_rc_t kundo_queue_enter(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/*
 * Out of it, to an agent or to nobody (0), which is a fact of how long it
 * waited; `leave` also tells those behind that they move up.
 */
kundo_rc_t kundo_queue_remove(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent);
kundo_rc_t kundo_queue_leave(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent);

/* Who waits longest; *qno 0 where nobody does. */
kundo_rc_t kundo_queue_head(kundo_txn_t *txn, uint32_t flow, uint64_t *qno,
    uint64_t *cno);

/* 1, 2, 3 ... in the flow's queue. */
kundo_rc_t kundo_queue_position(kundo_txn_t *txn, const kundo_hot_t *hot,
    uint32_t *position);

kundo_rc_t kundo_queue_length(kundo_txn_t *txn, uint32_t flow, uint32_t *n);


#endif /* KUNDO_QUEUE_H */

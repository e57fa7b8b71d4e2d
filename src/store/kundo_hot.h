/*
 * Hot rows: what the path of a message reads and writes of a conversation.
 */

#ifndef KUNDO_HOT_H
#define KUNDO_HOT_H


#include "store/kundo_table.h"


kundo_rc_t kundo_hot_get(kundo_txn_t *txn, uint64_t cno, kundo_hot_t *hot);
kundo_rc_t kundo_hot_put(kundo_txn_t *txn, uint64_t cno,
    const kundo_hot_t *hot);


/* Place of the newest message; 0 when there is none. */

static inline uint64_t
kundo_hot_last_lpos(const kundo_hot_t *hot)
{
    return hot->last_seq ? hot->lpos[(hot->last_seq - 1) % KUNDO_HOT_RING]
                         : 0;
}


#endif /* KUNDO_HOT_H */

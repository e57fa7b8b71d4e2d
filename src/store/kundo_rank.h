/*
 * Rank: how many of the numbers of a group come before one, without walking
 * over them.
 */

#ifndef KUNDO_RANK_H
#define KUNDO_RANK_H


#include "store/kundo_table.h"


/* A number comes (1) or goes (-1); KUNDO_DAMAGED for one that never came. */
kundo_rc_t kundo_rank_by(kundo_txn_t *txn, uint32_t group, uint64_t no,
    int by);

/* All of the group. */
kundo_rc_t kundo_rank_all(kundo_txn_t *txn, uint32_t group, uint64_t *n);

/*
 * Those below *from, which is at most `no` and at most 63 less: the caller
 * counts the rest in its own rows.
 */
kundo_rc_t kundo_rank_before(kundo_txn_t *txn, uint32_t group, uint64_t no,
    uint64_t *n, uint64_t *from);


#endif /* KUNDO_RANK_H */

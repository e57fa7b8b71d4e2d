/*
 * Cid: in which message of a conversation a cid was used before, however
 * long ago, without a look at them all.
 */

#ifndef KUNDO_CID_H
#define KUNDO_CID_H


#include "store/kundo_table.h"


/* Adds the hashes of a whole block, whose first seq is `seq`. */
kundo_rc_t kundo_cid_add(kundo_txn_t *txn, uint64_t cno, uint32_t seq,
    const uint32_t hash[KUNDO_BLOCK_SEQS]);

/*
 * The newest seq up to `last`, which lies in a whole block, with this hash:
 * KUNDO_OK, KUNDO_NOT_FOUND or a fault.  A hash is not yet the cid: ask
 * again below *seq if it is not.
 */
kundo_rc_t kundo_cid_find(kundo_txn_t *txn, uint64_t cno, uint32_t hash,
    uint32_t last, uint32_t *seq);


#endif /* KUNDO_CID_H */

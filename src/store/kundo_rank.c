/*
 * Rank.  Key: group 4, level 1, block 8 -> n 8: how many of the numbers of
 * the block there are, where there are some.  Blocks of level 0 have 64
 * numbers, of level 1 64 x 64; level 2 is the whole group.
 */

#include "store/kundo_rank.h"


#define KUNDO_RANK_BITS  6
#define KUNDO_RANK_ALL   2


static uint64_t
kundo_rank_block(unsigned level, uint64_t no)
{
    return level == KUNDO_RANK_ALL ? 0
                                   : no >> (KUNDO_RANK_BITS * (level + 1));
}


static kundo_str_t
kundo_rank_key(kundo_key_t *k, uint32_t group, unsigned level,
    uint64_t block)
{
    k->len = 0;
    kundo_key_u32(k, group);
    kundo_key_u8(k, (uint8_t) level);
    kundo_key_u64(k, block);

    return kundo_key_str(k);
}


static kundo_rc_t
kundo_rank_get(kundo_txn_t *txn, kundo_str_t key, uint64_t *n)
{
    kundo_rc_t  rc;

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_RANK, key, n,
                               sizeof(uint64_t));
    if (rc == KUNDO_NOT_FOUND) {
        *n = 0;
        return KUNDO_OK;
    }

    return rc;
}


kundo_rc_t
kundo_rank_by(kundo_txn_t *txn, uint32_t group, uint64_t no, int by)
{
    uint64_t     n;
    unsigned     level;
    kundo_rc_t   rc;
    kundo_key_t  key;
    kundo_str_t  k;

    for (level = 0; level <= KUNDO_RANK_ALL; level++) {
        k = kundo_rank_key(&key, group, level, kundo_rank_block(level, no));

        rc = kundo_rank_get(txn, k, &n);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (n == 0 && by < 0) {
            return KUNDO_DAMAGED;
        }

        n += (uint64_t) (int64_t) by;

        rc = n == 0 ? kundo_table_delete(txn, KUNDO_TABLE_RANK, k)
                    : kundo_table_put(txn, KUNDO_TABLE_RANK, k,
                                      kundo_str_make(&n, sizeof(uint64_t)));
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_rank_all(kundo_txn_t *txn, uint32_t group, uint64_t *n)
{
    kundo_key_t  key;

    return kundo_rank_get(txn, kundo_rank_key(&key, group, KUNDO_RANK_ALL,
                                              0), n);
}


/* Adds the blocks of a level from one up to, but not with, another. */

static kundo_rc_t
kundo_rank_sum(kundo_txn_t *txn, uint32_t group, unsigned level,
    uint64_t block, uint64_t end, uint64_t *n)
{
    uint64_t      some;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_str_t   from;
    kundo_walk_t  walk;

    from = kundo_rank_key(&key, group, level, block);

    rc = kundo_walk_open(txn, KUNDO_TABLE_RANK, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, from);
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 5)
         && kundo_be64_get(walk.key.data + 5) < end;
         rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(uint64_t)) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&some, walk.value.data, sizeof(uint64_t));
        *n += some;
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_rank_before(kundo_txn_t *txn, uint32_t group, uint64_t no, uint64_t *n,
    uint64_t *from)
{
    uint64_t    small, large;
    kundo_rc_t  rc;

    small = kundo_rank_block(0, no);
    large = kundo_rank_block(1, no);

    *n = 0;
    *from = small << KUNDO_RANK_BITS;

    rc = kundo_rank_sum(txn, group, 1, 0, large, n);

    return rc == KUNDO_OK ? kundo_rank_sum(txn, group, 0,
                                           large << KUNDO_RANK_BITS, small, n)
                          : rc;
}

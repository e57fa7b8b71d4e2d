/*
 * Cid: hashes of all whole blocks, sorted, 2048 seqs in a row.
 */

#include "store/kundo_cid.h"

#include <stdlib.h>


/*
 * Row of n = 128, 256 .. 2048 entries, LE, ascending:
 *
 *   +---------------------------+
 *   | cid hash << 32 | seq  x n |
 *   +---------------------------+
 *
 * It is written once in 128 messages.
 */

#define KUNDO_CID_ENTRY  sizeof(uint64_t)
#define KUNDO_CID_STEP   16            /* entries: two cache lines */


static kundo_str_t
kundo_cid_key(kundo_key_t *k, uint64_t cno, uint32_t seq)
{
    k->len = 0;
    kundo_key_u64(k, cno);
    kundo_key_u32(k, (seq - 1) / KUNDO_CID_SEQS);

    return kundo_key_str(k);
}


/* The row that holds seq, *n entries of it; KUNDO_DAMAGED if it is not so. */

static kundo_rc_t
kundo_cid_row(kundo_txn_t *txn, uint64_t cno, uint32_t seq, kundo_str_t *row,
    size_t *n)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_get(txn, KUNDO_TABLE_CID, kundo_cid_key(&key, cno, seq),
                         row);

    if (rc != KUNDO_OK) {
        return rc;
    }

    *n = row->len / KUNDO_CID_ENTRY;

    if (*n == 0 || *n > KUNDO_CID_SEQS || row->len % KUNDO_CID_ENTRY != 0
        || *n % KUNDO_BLOCK_SEQS != 0)
    {
        return KUNDO_DAMAGED;
    }

    return KUNDO_OK;
}


static uint64_t
kundo_cid_entry(kundo_str_t row, size_t i)
{
    uint64_t  v;

    memcpy(&v, row.data + i * KUNDO_CID_ENTRY, KUNDO_CID_ENTRY);

    return v;
}


static int
kundo_cid_compare(const void *a, const void *b)
{
    uint64_t  x, y;

    memcpy(&x, a, sizeof(uint64_t));
    memcpy(&y, b, sizeof(uint64_t));

    return (x > y) - (x < y);
}


kundo_rc_t
kundo_cid_add(kundo_txn_t *txn, uint64_t cno, uint32_t seq,
    const uint32_t hash[KUNDO_BLOCK_SEQS])
{
    size_t       i, j, n, out;
    uint8_t     *dst;
    uint64_t     fresh[KUNDO_BLOCK_SEQS], old[KUNDO_CID_SEQS], v;
    kundo_rc_t   rc;
    kundo_str_t  row;
    kundo_key_t  key;

    for (i = 0; i < KUNDO_BLOCK_SEQS; i++) {
        fresh[i] = (uint64_t) hash[i] << 32 | (seq + (uint32_t) i);
    }

    qsort(fresh, KUNDO_BLOCK_SEQS, sizeof(uint64_t), kundo_cid_compare);

    rc = kundo_cid_row(txn, cno, seq, &row, &n);

    if (rc == KUNDO_NOT_FOUND) {
        n = 0;

    } else if (rc != KUNDO_OK) {
        return rc;
    }

    /* each block once, in its order */

    if (n != (seq - 1) % KUNDO_CID_SEQS) {
        return KUNDO_DAMAGED;
    }

    memset(old, 0, sizeof(old));

    if (n != 0) {
        memcpy(old, row.data, row.len);
    }

    rc = kundo_table_reserve(txn, KUNDO_TABLE_CID,
                             kundo_cid_key(&key, cno, seq),
                             (n + KUNDO_BLOCK_SEQS) * KUNDO_CID_ENTRY, &dst);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (i = 0, j = 0, out = 0; out < n + KUNDO_BLOCK_SEQS; out++) {
        v = j == KUNDO_BLOCK_SEQS || (i < n && old[i] < fresh[j]) ? old[i++]
                                                                  : fresh[j++];
        memcpy(dst + out * KUNDO_CID_ENTRY, &v, KUNDO_CID_ENTRY);
    }

    return KUNDO_OK;
}


/*
 * The last entry that is not above `wanted`; n when there is none.  Hashes
 * lie evenly, so that the place is nearly known: few cache lines are read.
 */

static size_t
kundo_cid_search(kundo_str_t row, size_t n, uint64_t wanted)
{
    size_t  low, high, mid, step;

    low = (size_t) ((wanted >> 32) * n >> 32);
    high = low;

    for (step = KUNDO_CID_STEP; low > 0; step *= 2) {

        low = low > step ? low - step : 0;

        if (kundo_cid_entry(row, low) <= wanted) {
            break;
        }

        high = low;
    }

    for (step = KUNDO_CID_STEP; high < n; step *= 2) {

        if (kundo_cid_entry(row, high) > wanted) {
            break;
        }

        low = high + 1;
        high = n - high > step ? high + step : n;
    }

    while (low < high) {
        mid = low + (high - low) / 2;

        if (kundo_cid_entry(row, mid) <= wanted) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    return low == 0 ? n : low - 1;
}


kundo_rc_t
kundo_cid_find(kundo_txn_t *txn, uint64_t cno, uint32_t hash, uint32_t last,
    uint32_t *seq)
{
    size_t       i, n;
    uint64_t     v;
    kundo_rc_t   rc;
    kundo_str_t  row;

    while (last != 0) {
        rc = kundo_cid_row(txn, cno, last, &row, &n);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
        }

        i = kundo_cid_search(row, n, (uint64_t) hash << 32 | last);

        if (i != n) {
            v = kundo_cid_entry(row, i);

            if (v >> 32 == hash) {
                *seq = (uint32_t) v;
                return KUNDO_OK;
            }
        }

        last = (last - 1) / KUNDO_CID_SEQS * KUNDO_CID_SEQS;
    }

    return KUNDO_NOT_FOUND;
}

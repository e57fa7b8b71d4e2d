/*
 * Log: rows, and blocks of 128 seqs.
 *
 * The newest seqs, up to the last multiple of 16, are found in the hot row;
 * all others in the blocks: n hashes, then n places.
 */

#include "store/kundo_log.h"
#include "store/kundo_cid.h"


#define kundo_log_blocked(seq)  ((seq) - (seq) % KUNDO_HOT_RING)


static uint32_t
kundo_log_cid_hash(uint64_t from, kundo_str_t cid)
{
    uint64_t  h;

    h = kundo_str_hash(from * 0x9e3779b97f4a7c15 | 1, cid);

    return (uint32_t) (h ^ (h >> 32));
}


/* The first bytes of a cid; zeros where it has none. */

static void
kundo_log_cid_head(kundo_str_t cid, uint8_t *head)
{
    memset(head, 0, KUNDO_CID_TOP);

    if (cid.len != 0) {
        memcpy(head, cid.data, cid.len < KUNDO_CID_TOP ? cid.len
                                                       : KUNDO_CID_TOP);
    }
}


#define kundo_log_cid_side(hot, from)  ((from) != (hot)->starter)


static void
kundo_log_block_key(kundo_key_t *k, uint64_t cno, uint32_t seq)
{
    k->len = 0;
    kundo_key_u64(k, cno);
    kundo_key_u32(k, (seq - 1) / KUNDO_BLOCK_SEQS);
}


/*
 * Row of n = 16, 32 .. 128 seqs:
 *
 *    0                  4 n                              12 n
 *   +------------------+--------------------------------+
 *   | cid hash, LE x n | lpos, LE x n                   |
 *   +------------------+--------------------------------+
 */

static kundo_rc_t
kundo_log_block_fill(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot)
{
    size_t       n, size;
    uint8_t      row[KUNDO_BLOCK_SEQS * 12], *dst;
    uint32_t     hash[KUNDO_BLOCK_SEQS];
    kundo_rc_t   rc;
    kundo_str_t  v;
    kundo_key_t  key;

    kundo_log_block_key(&key, cno, hot->last_seq);

    rc = kundo_table_get(txn, KUNDO_TABLE_BLOCK, kundo_key_str(&key), &v);

    if (rc == KUNDO_NOT_FOUND) {
        v = kundo_str_null;

    } else if (rc != KUNDO_OK) {
        return rc;
    }

    n = v.len / 12;

    if (n + KUNDO_HOT_RING != (hot->last_seq - 1) % KUNDO_BLOCK_SEQS + 1) {
        return KUNDO_DAMAGED;
    }

    if (n != 0) {
        memcpy(row, v.data, 4 * n);
        memcpy(row + 4 * (n + KUNDO_HOT_RING), v.data + 4 * n, 8 * n);
    }

    memcpy(row + 4 * n, hot->cid_hash, sizeof(hot->cid_hash));

    n += KUNDO_HOT_RING;
    memcpy(row + 12 * n - sizeof(hot->lpos), hot->lpos, sizeof(hot->lpos));

    size = 12 * n;

    rc = kundo_table_reserve(txn, KUNDO_TABLE_BLOCK, kundo_key_str(&key),
                             size, &dst);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memcpy(dst, row, size);

    if (n != KUNDO_BLOCK_SEQS) {
        return KUNDO_OK;
    }

    memcpy(hash, row, sizeof(hash));

    return kundo_cid_add(txn, cno, hot->last_seq - KUNDO_BLOCK_SEQS + 1, hash);
}


/* The row itself, at the end of the log. */

static kundo_rc_t
kundo_log_write(kundo_txn_t *txn, kundo_log_row_t *row)
{
    uint8_t            key[8], *p;
    kundo_rc_t         rc;
    kundo_log_head_t  *h;

    h = &row->head;

    h->text_len = (uint32_t) row->text.len;
    h->cid_len = (uint8_t) row->cid.len;
    memset(h->reserved, 0, sizeof(h->reserved));

    row->lpos = ++txn->meta.last_lpos;
    kundo_be64_put(key, row->lpos);

    rc = kundo_table_append(txn, KUNDO_TABLE_LOG, kundo_str_make(key, 8),
                            sizeof(kundo_log_head_t) + row->cid.len
                            + row->text.len, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memcpy(p, h, sizeof(kundo_log_head_t));
    p += sizeof(kundo_log_head_t);

    if (row->cid.len) {
        memcpy(p, row->cid.data, row->cid.len);
        p += row->cid.len;
    }

    if (row->text.len) {
        memcpy(p, row->text.data, row->text.len);
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_log_append_aside(kundo_txn_t *txn, kundo_log_row_t *row)
{
    row->head.seq = 0;
    row->cid = kundo_str_null;

    return kundo_log_write(txn, row);
}


kundo_rc_t
kundo_log_append(kundo_txn_t *txn, uint64_t cno, kundo_hot_t *hot,
    kundo_log_row_t *row)
{
    uint8_t            head[KUNDO_CID_TOP], *top;
    kundo_rc_t         rc;
    kundo_log_head_t  *h;

    h = &row->head;

    h->cno = cno;
    h->seq = hot->last_seq + 1;

    rc = kundo_log_write(txn, row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->cid_hash[(h->seq - 1) % KUNDO_HOT_RING] =
                                        kundo_log_cid_hash(h->from, row->cid);
    hot->last_seq = h->seq;

    top = hot->cid_top[kundo_log_cid_side(hot, h->from)];
    kundo_log_cid_head(row->cid, head);

    if (memcmp(head, top, KUNDO_CID_TOP) > 0) {
        memcpy(top, head, KUNDO_CID_TOP);
    }

    hot->lpos[(h->seq - 1) % KUNDO_HOT_RING] = row->lpos;

    if (h->seq % KUNDO_HOT_RING == 0) {
        return kundo_log_block_fill(txn, cno, hot);
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_log_get(kundo_txn_t *txn, uint64_t lpos, kundo_log_row_t *row)
{
    kundo_rc_t   rc;
    kundo_str_t  v;

    rc = kundo_table_get_no(txn, KUNDO_TABLE_LOG, lpos, &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (v.len < sizeof(kundo_log_head_t)) {
        return KUNDO_DAMAGED;
    }

    memcpy(&row->head, v.data, sizeof(kundo_log_head_t));

    if (v.len != sizeof(kundo_log_head_t) + row->head.cid_len
                 + row->head.text_len)
    {
        return KUNDO_DAMAGED;
    }

    row->lpos = lpos;
    row->cid = kundo_str_make(v.data + sizeof(kundo_log_head_t),
                              row->head.cid_len);
    row->text = kundo_str_make(row->cid.data + row->cid.len,
                               row->head.text_len);

    return KUNDO_OK;
}


kundo_rc_t
kundo_log_range(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint32_t from, uint32_t to, uint64_t *lpos)
{
    size_t       n, i;
    uint32_t     seq, blocked;
    kundo_rc_t   rc;
    kundo_str_t  v;
    kundo_key_t  key;

    blocked = kundo_log_blocked(hot->last_seq);

    for (seq = to; seq > blocked && seq >= from; seq--) {
        lpos[seq - from] = hot->lpos[(seq - 1) % KUNDO_HOT_RING];
    }

    seq = from;

    while (seq <= to && seq <= blocked) {
        kundo_log_block_key(&key, cno, seq);

        rc = kundo_table_get(txn, KUNDO_TABLE_BLOCK, kundo_key_str(&key), &v);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
        }

        n = v.len / 12;
        i = (seq - 1) % KUNDO_BLOCK_SEQS;

        /* each row brings the walk further, or it would not end */

        if (n <= i || n > KUNDO_BLOCK_SEQS) {
            return KUNDO_DAMAGED;
        }

        for ( /* void */ ; i < n && seq <= to; i++) {
            memcpy(&lpos[seq - from], v.data + 4 * n + 8 * i, 8);
            seq++;
        }

        if ((seq - 1) % KUNDO_BLOCK_SEQS != 0 && seq <= to && seq <= blocked) {
            return KUNDO_DAMAGED;
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_log_find(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint32_t seq, uint64_t *lpos)
{
    return kundo_log_range(txn, cno, hot, seq, seq, lpos);
}


/* KUNDO_OK with the row when lpos really has this cid of this sender. */

static kundo_rc_t
kundo_log_cid_match(kundo_txn_t *txn, uint64_t lpos, uint64_t from,
    kundo_str_t cid, kundo_log_row_t *row)
{
    kundo_rc_t  rc;

    rc = kundo_log_get(txn, lpos, row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    if (row->head.from == from && kundo_str_eq(row->cid, cid)) {
        return KUNDO_OK;
    }

    return KUNDO_NOT_FOUND;
}


/* Of the block that is not whole yet. */

static kundo_rc_t
kundo_log_cid_block(kundo_txn_t *txn, uint64_t cno, uint32_t last,
    uint32_t hash, uint64_t from, kundo_str_t cid, kundo_log_row_t *row)
{
    size_t       n, i;
    uint32_t     h;
    uint64_t     lpos;
    kundo_rc_t   rc;
    kundo_key_t  key;
    kundo_str_t  v;

    kundo_log_block_key(&key, cno, last);

    rc = kundo_table_get(txn, KUNDO_TABLE_BLOCK, kundo_key_str(&key), &v);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    n = v.len / 12;

    if (n != (last - 1) % KUNDO_BLOCK_SEQS + 1) {
        return KUNDO_DAMAGED;
    }

    for (i = 0; i < n; i++) {
        memcpy(&h, v.data + 4 * i, 4);

        if (h != hash) {
            continue;
        }

        memcpy(&lpos, v.data + 4 * n + 8 * i, 8);

        rc = kundo_log_cid_match(txn, lpos, from, cid, row);
        if (rc != KUNDO_NOT_FOUND) {
            return rc;
        }
    }

    return KUNDO_NOT_FOUND;
}


/* Of all blocks before it. */

static kundo_rc_t
kundo_log_cid_blocks(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint32_t last, uint32_t hash, uint64_t from, kundo_str_t cid,
    kundo_log_row_t *row)
{
    uint32_t    seq;
    uint64_t    lpos;
    kundo_rc_t  rc;

    for (seq = last + 1; seq > 1; /* void */ ) {

        rc = kundo_cid_find(txn, cno, hash, seq - 1, &seq);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_log_find(txn, cno, hot, seq, &lpos);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_log_cid_match(txn, lpos, from, cid, row);
        if (rc != KUNDO_NOT_FOUND) {
            return rc;
        }
    }

    return KUNDO_NOT_FOUND;
}


kundo_rc_t
kundo_log_find_cid(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint64_t from, kundo_str_t cid, kundo_log_row_t *row)
{
    uint8_t     head[KUNDO_CID_TOP];
    uint32_t    hash, seq, blocked, whole;
    uint64_t    lpos = 0;
    kundo_rc_t  rc;

    /* cids that begin with the time, as most do, rise: nothing to look for */

    kundo_log_cid_head(cid, head);

    if (memcmp(head, hot->cid_top[kundo_log_cid_side(hot, from)],
               KUNDO_CID_TOP)
        > 0)
    {
        return KUNDO_NOT_FOUND;
    }

    hash = kundo_log_cid_hash(from, cid);
    blocked = kundo_log_blocked(hot->last_seq);
    whole = blocked - blocked % KUNDO_BLOCK_SEQS;

    for (seq = hot->last_seq; seq > blocked; seq--) {
        if (hot->cid_hash[(seq - 1) % KUNDO_HOT_RING] != hash) {
            continue;
        }

        rc = kundo_log_find(txn, cno, hot, seq, &lpos);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_log_cid_match(txn, lpos, from, cid, row);
        if (rc != KUNDO_NOT_FOUND) {
            return rc;
        }
    }

    if (blocked > whole) {
        rc = kundo_log_cid_block(txn, cno, blocked, hash, from, cid, row);
        if (rc != KUNDO_NOT_FOUND) {
            return rc;
        }
    }

    return kundo_log_cid_blocks(txn, cno, hot, whole, hash, from, cid, row);
}

/*
 * Journal: append, read on, trim.  The newest rows are in the tail.
 */

#include "store/kundo_journal.h"
#include "base/kundo_limit.h"


static kundo_str_t
kundo_journal_tail_key(void)
{
    return kundo_str("tail");
}


/* The first jno that is in the tail. */

#define kundo_journal_tail_first(txn)                                         \
    ((txn)->meta.last_jno - (txn)->ntail + 1)


static kundo_rc_t
kundo_journal_tail(kundo_txn_t *txn)
{
    size_t       n;
    kundo_rc_t   rc;
    kundo_str_t  v;

    if (txn->tail_read) {
        return KUNDO_OK;
    }

    rc = kundo_table_get(txn, KUNDO_TABLE_META, kundo_journal_tail_key(), &v);

    if (rc == KUNDO_NOT_FOUND) {
        v = kundo_str_null;

    } else if (rc != KUNDO_OK) {
        return rc;
    }

    n = v.len / sizeof(kundo_journal_t);

    if (n > KUNDO_JOURNAL_TAIL || v.len % sizeof(kundo_journal_t) != 0
        || n > txn->meta.last_jno)
    {
        return KUNDO_DAMAGED;
    }

    if (n != 0) {
        memcpy(txn->tail, v.data, v.len);
    }

    txn->ntail = n & 0xff;
    txn->tail_read = 1;

    return KUNDO_OK;
}


/* A full tail goes into the table. */

static kundo_rc_t
kundo_journal_tail_out(kundo_txn_t *txn)
{
    uint8_t     key[8], *p;
    uint64_t    jno;
    kundo_rc_t  rc;

    for (jno = kundo_journal_tail_first(txn);
         jno <= txn->meta.last_jno;
         jno++)
    {
        kundo_be64_put(key, jno);

        rc = kundo_table_append(txn, KUNDO_TABLE_JOURNAL,
                                kundo_str_make(key, 8),
                                sizeof(kundo_journal_t), &p);
        if (rc != KUNDO_OK) {
            return rc;
        }

        memcpy(p, &txn->tail[jno - kundo_journal_tail_first(txn)],
               sizeof(kundo_journal_t));
    }

    txn->ntail = 0;

    return KUNDO_OK;
}


kundo_rc_t
kundo_journal_append(kundo_txn_t *txn, const kundo_journal_t *row,
    uint64_t *jno)
{
    kundo_rc_t  rc;

    rc = kundo_journal_tail(txn);

    if (rc == KUNDO_OK && txn->ntail == KUNDO_JOURNAL_TAIL) {
        rc = kundo_journal_tail_out(txn);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    txn->tail[txn->ntail++] = *row;
    *jno = ++txn->meta.last_jno;

    return KUNDO_OK;
}


kundo_rc_t
kundo_journal_settle(kundo_txn_t *txn)
{
    if (!txn->tail_read) {
        return KUNDO_OK;
    }

    return kundo_table_put(txn, KUNDO_TABLE_META, kundo_journal_tail_key(),
                           kundo_str_make(txn->tail,
                                     txn->ntail * sizeof(kundo_journal_t)));
}


kundo_rc_t
kundo_journal_get(kundo_txn_t *txn, uint64_t jno, kundo_journal_t *row)
{
    uint8_t     key[8];
    kundo_rc_t  rc;

    rc = kundo_journal_tail(txn);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (jno >= kundo_journal_tail_first(txn) && jno <= txn->meta.last_jno) {
        *row = txn->tail[jno - kundo_journal_tail_first(txn)];
        return KUNDO_OK;
    }

    kundo_be64_put(key, jno);

    return kundo_table_get_fixed(txn, KUNDO_TABLE_JOURNAL,
                                 kundo_str_make(key, 8), row,
                                 sizeof(kundo_journal_t));
}


/* Those that are in the table. */

static kundo_rc_t
kundo_journal_read_table(kundo_txn_t *txn, uint64_t after_jno,
    kundo_journal_t *rows, uint64_t *jnos, unsigned max, unsigned *n)
{
    uint8_t       key[8];
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    rc = kundo_walk_open(txn, KUNDO_TABLE_JOURNAL, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_be64_put(key, after_jno + 1);

    for (rc = kundo_walk_seek(&walk, kundo_str_make(key, 8));
         rc == KUNDO_OK && *n < max;
         rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(kundo_journal_t) || walk.key.len != 8) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&rows[*n], walk.value.data, sizeof(kundo_journal_t));
        jnos[*n] = kundo_be64_get(walk.key.data);
        (*n)++;
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_journal_read(kundo_txn_t *txn, uint64_t after_jno,
    kundo_journal_t *rows, uint64_t *jnos, unsigned max, unsigned *n)
{
    uint64_t    first, jno;
    kundo_rc_t  rc;

    *n = 0;

    if (after_jno >= txn->meta.last_jno) {
        return KUNDO_OK;
    }

    rc = kundo_journal_tail(txn);
    if (rc != KUNDO_OK) {
        return rc;
    }

    first = kundo_journal_tail_first(txn);

    if (after_jno + 1 < first) {
        rc = kundo_journal_read_table(txn, after_jno, rows, jnos, max, n);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    for (jno = after_jno + 1 < first ? first : after_jno + 1;
         jno <= txn->meta.last_jno && *n < max;
         jno++)
    {
        rows[*n] = txn->tail[jno - first];
        jnos[*n] = jno;
        (*n)++;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_journal_trim(kundo_txn_t *txn, uint64_t before_ms, int *more)
{
    unsigned         n;
    kundo_rc_t       rc;
    kundo_walk_t     walk;
    kundo_journal_t  row;

    *more = 0;

    rc = kundo_walk_open(txn, KUNDO_TABLE_JOURNAL, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (n = 0, rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         n++, rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(kundo_journal_t)) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&row, walk.value.data, sizeof(kundo_journal_t));

        if (row.ms >= before_ms) {
            break;
        }

        if (n == KUNDO_CHUNK) {
            *more = 1;
            break;
        }

        txn->meta.first_jno = kundo_be64_get(walk.key.data) + 1;

        rc = kundo_walk_delete(&walk);
        if (rc != KUNDO_OK) {
            break;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

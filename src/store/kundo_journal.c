/*
 * Journal: append, read on, trim.
 */

#include "store/kundo_journal.h"
#include "base/kundo_limit.h"


kundo_rc_t
kundo_journal_append(kundo_txn_t *txn, const kundo_journal_t *row,
    uint64_t *jno)
{
    uint8_t     key[8], *p;
    kundo_rc_t  rc;

    *jno = ++txn->meta.last_jno;
    kundo_be64_put(key, *jno);

    rc = kundo_table_append(txn, KUNDO_TABLE_JOURNAL, kundo_str_make(key, 8),
                            sizeof(kundo_journal_t), &p);
    if (rc == KUNDO_OK) {
        memcpy(p, row, sizeof(kundo_journal_t));
    }

    return rc;
}


kundo_rc_t
kundo_journal_get(kundo_txn_t *txn, uint64_t jno, kundo_journal_t *row)
{
    uint8_t  key[8];

    kundo_be64_put(key, jno);

    return kundo_table_get_fixed(txn, KUNDO_TABLE_JOURNAL,
                                 kundo_str_make(key, 8), row,
                                 sizeof(kundo_journal_t));
}


kundo_rc_t
kundo_journal_read(kundo_txn_t *txn, uint64_t after_jno,
    kundo_journal_t *rows, uint64_t *jnos, unsigned max, unsigned *n)
{
    uint8_t       key[8];
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    *n = 0;

    if (after_jno >= txn->meta.last_jno) {
        return KUNDO_OK;
    }

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

        /* the newest row stays: a cursor always has something behind it */

        if (row.ms >= before_ms
            || kundo_be64_get(walk.key.data) == txn->meta.last_jno)
        {
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

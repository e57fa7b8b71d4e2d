/*
 * Due index.  Key: ms 8, kind 1, no 8.
 */

#include "store/kundo_due.h"


static kundo_str_t
kundo_due_key(kundo_key_t *k, uint64_t ms, uint8_t kind, uint64_t no)
{
    k->len = 0;
    kundo_key_u64(k, ms);
    kundo_key_u8(k, kind);
    kundo_key_u64(k, no);

    return kundo_key_str(k);
}


kundo_rc_t
kundo_due_put(kundo_txn_t *txn, const kundo_due_t *due)
{
    kundo_key_t  key;

    return kundo_table_put(txn, KUNDO_TABLE_DUE,
                           kundo_due_key(&key, due->ms, due->kind, due->no),
                           due->value);
}


kundo_rc_t
kundo_due_delete(kundo_txn_t *txn, uint64_t ms, uint8_t kind, uint64_t no)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_delete(txn, KUNDO_TABLE_DUE,
                            kundo_due_key(&key, ms, kind, no));

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_due_get(kundo_txn_t *txn, uint64_t ms, uint8_t kind, uint64_t no,
    kundo_str_t *value)
{
    kundo_key_t  key;

    return kundo_table_get(txn, KUNDO_TABLE_DUE,
                           kundo_due_key(&key, ms, kind, no), value);
}


kundo_rc_t
kundo_due_head(kundo_txn_t *txn, uint64_t now_ms, kundo_due_t *rows,
    unsigned max, unsigned *n, uint64_t *next_ms)
{
    uint64_t      ms;
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    *n = 0;
    *next_ms = 0;

    rc = kundo_walk_open(txn, KUNDO_TABLE_DUE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         rc = kundo_walk_next(&walk))
    {
        if (walk.key.len != 17) {
            rc = KUNDO_DAMAGED;
            break;
        }

        ms = kundo_be64_get(walk.key.data);

        if (ms > now_ms || *n == max) {
            *next_ms = ms;
            break;
        }

        rows[*n].ms = ms;
        rows[*n].kind = walk.key.data[8];
        rows[*n].no = kundo_be64_get(walk.key.data + 9);
        rows[*n].value = walk.value;
        (*n)++;
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

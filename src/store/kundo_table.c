/*
 * Tables: LMDB's calls with counted strings and result codes.
 */

#include "store/kundo_table.h"
#include "store/kundo_env_internal.h"


/* LMDB does not write through these; it takes no NULL */

#define kundo_table_val(s)                                                    \
    ((MDB_val) { (s).len,                                                     \
                 (s).data ? (void *) (uintptr_t) (s).data : (void *) "" })


kundo_rc_t
kundo_table_get(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    kundo_str_t *value)
{
    int      rc;
    MDB_val  k, v;

    k = kundo_table_val(key);

    rc = mdb_get(txn->mdb, txn->env->dbi[table], &k, &v);
    if (rc != 0) {
        return kundo_env_rc(rc);
    }

    *value = kundo_str_make(v.mv_data, v.mv_size);

    return KUNDO_OK;
}


kundo_rc_t
kundo_table_get_fixed(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    void *row, size_t size)
{
    kundo_rc_t   rc;
    kundo_str_t  v = kundo_str_null;

    rc = kundo_table_get(txn, table, key, &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (v.len != size || v.data == NULL) {
        return KUNDO_DAMAGED;
    }

    memcpy(row, v.data, size);

    return KUNDO_OK;
}


kundo_rc_t
kundo_table_get_no(kundo_txn_t *txn, kundo_table_t table, uint64_t no,
    kundo_str_t *value)
{
    uint8_t  key[8];

    kundo_be64_put(key, no);

    return kundo_table_get(txn, table, kundo_str_make(key, 8), value);
}


static kundo_rc_t
kundo_table_place(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    size_t size, unsigned flags, uint8_t **value)
{
    int      rc;
    MDB_val  k, v;

    k = kundo_table_val(key);
    v.mv_size = size;
    v.mv_data = NULL;

    rc = mdb_put(txn->mdb, txn->env->dbi[table], &k, &v, MDB_RESERVE | flags);

    /* a key that exists under MDB_APPEND: the counters were not trusted */

    if (rc == MDB_KEYEXIST) {
        return KUNDO_DAMAGED;
    }

    *value = v.mv_data;

    return kundo_env_rc(rc);
}


kundo_rc_t
kundo_table_reserve(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    size_t size, uint8_t **value)
{
    return kundo_table_place(txn, table, key, size, 0, value);
}


kundo_rc_t
kundo_table_append(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    size_t size, uint8_t **value)
{
    return kundo_table_place(txn, table, key, size, MDB_APPEND, value);
}


kundo_rc_t
kundo_table_put(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    kundo_str_t value)
{
    int      rc;
    MDB_val  k, v;

    k = kundo_table_val(key);
    v = kundo_table_val(value);

    rc = mdb_put(txn->mdb, txn->env->dbi[table], &k, &v, 0);

    return kundo_env_rc(rc);
}


kundo_rc_t
kundo_table_add(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key,
    int *added)
{
    int      rc;
    MDB_val  k, v;

    k = kundo_table_val(key);
    v = kundo_table_val(kundo_str_null);

    rc = mdb_put(txn->mdb, txn->env->dbi[table], &k, &v, MDB_NOOVERWRITE);

    *added = rc != MDB_KEYEXIST;

    return *added ? kundo_env_rc(rc) : KUNDO_OK;
}


kundo_rc_t
kundo_table_delete(kundo_txn_t *txn, kundo_table_t table, kundo_str_t key)
{
    MDB_val  k;

    k = kundo_table_val(key);

    return kundo_env_rc(mdb_del(txn->mdb, txn->env->dbi[table], &k, NULL));
}


kundo_rc_t
kundo_walk_open(kundo_txn_t *txn, kundo_table_t table, kundo_walk_t *walk)
{
    int  rc;

    walk->key = kundo_str_null;
    walk->value = kundo_str_null;

    rc = mdb_cursor_open(txn->mdb, txn->env->dbi[table], &walk->cursor);
    if (rc != 0) {
        walk->cursor = NULL;
    }

    return kundo_env_rc(rc);
}


void
kundo_walk_close(kundo_walk_t *walk)
{
    if (walk->cursor != NULL) {
        mdb_cursor_close(walk->cursor);
        walk->cursor = NULL;
    }
}


static kundo_rc_t
kundo_walk_step(kundo_walk_t *walk, MDB_val *k, MDB_cursor_op op)
{
    int      rc;
    MDB_val  v;

    rc = mdb_cursor_get(walk->cursor, k, &v, op);
    if (rc != 0) {
        return kundo_env_rc(rc);
    }

    walk->key = kundo_str_make(k->mv_data, k->mv_size);
    walk->value = kundo_str_make(v.mv_data, v.mv_size);

    return KUNDO_OK;
}


kundo_rc_t
kundo_walk_seek(kundo_walk_t *walk, kundo_str_t key)
{
    MDB_val  k;

    k = kundo_table_val(key);

    return kundo_walk_step(walk, &k, MDB_SET_RANGE);
}


kundo_rc_t
kundo_walk_seek_back(kundo_walk_t *walk, kundo_str_t key)
{
    MDB_val     k;
    kundo_rc_t  rc;

    rc = kundo_walk_seek(walk, key);

    if (rc == KUNDO_OK) {
        if (kundo_str_eq(walk->key, key)) {
            return KUNDO_OK;
        }

        return kundo_walk_prev(walk);
    }

    if (rc == KUNDO_NOT_FOUND) {
        return kundo_walk_step(walk, &k, MDB_LAST);
    }

    return rc;
}


kundo_rc_t
kundo_walk_next(kundo_walk_t *walk)
{
    MDB_val  k;

    return kundo_walk_step(walk, &k, MDB_NEXT);
}


kundo_rc_t
kundo_walk_prev(kundo_walk_t *walk)
{
    MDB_val  k;

    return kundo_walk_step(walk, &k, MDB_PREV);
}


kundo_rc_t
kundo_walk_delete(kundo_walk_t *walk)
{
    return kundo_env_rc(mdb_cursor_del(walk->cursor, 0));
}


int
kundo_walk_within(const kundo_walk_t *walk, const kundo_key_t *key, size_t n)
{
    return walk->key.len >= n && memcmp(walk->key.data, key->data, n) == 0;
}

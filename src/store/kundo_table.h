/*
 * Tables: get, put, delete and walk, over counted keys and values.  Values
 * point into the map and die with the transaction or the next put.
 */

#ifndef KUNDO_TABLE_H
#define KUNDO_TABLE_H


#include "base/kundo_pack.h"
#include "store/kundo_env.h"


#define KUNDO_KEY_MAX_BYTES  300      /* LMDB takes 511 */


/* A key that is put together of numbers, big-endian. */

typedef struct {
    size_t   len;
    uint8_t  data[KUNDO_KEY_MAX_BYTES];
} kundo_key_t;


static inline void
kundo_key_u8(kundo_key_t *k, uint8_t v)
{
    k->data[k->len++] = v;
}


static inline void
kundo_key_u32(kundo_key_t *k, uint32_t v)
{
    kundo_be32_put(k->data + k->len, v);
    k->len += 4;
}


static inline void
kundo_key_u64(kundo_key_t *k, uint64_t v)
{
    kundo_be64_put(k->data + k->len, v);
    k->len += 8;
}


#define kundo_key_str(k)  kundo_str_make((k)->data, (k)->len)


/* KUNDO_OK, KUNDO_NOT_FOUND or a fault. */
kundo_rc_t kundo_table_get(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, kundo_str_t *value);

/* Of a row that is a fixed struct; another size is KUNDO_DAMAGED. */
kundo_rc_t kundo_table_get_fixed(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, void *row, size_t size);

kundo_rc_t kundo_table_put(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, kundo_str_t value);

/* A key without a value; whether it was not there yet. */
kundo_rc_t kundo_table_add(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, int *added);

/* Room for a value of `size` bytes, to be filled in before the next call. */
kundo_rc_t kundo_table_reserve(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, size_t size, uint8_t **value);

/* As reserve, for a key above all others of the table. */
kundo_rc_t kundo_table_append(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key, size_t size, uint8_t **value);

/* KUNDO_NOT_FOUND when there was none. */
kundo_rc_t kundo_table_delete(kundo_txn_t *txn, kundo_table_t table,
    kundo_str_t key);


/* 1-based numbers as keys of 8 bytes. */
kundo_rc_t kundo_table_get_no(kundo_txn_t *txn, kundo_table_t table,
    uint64_t no, kundo_str_t *value);


/*
 * A walk over the rows of a table in order.  key and value are valid after
 * a step that gave KUNDO_OK; KUNDO_NOT_FOUND ends the walk.
 */

typedef struct {
    struct MDB_cursor  *cursor;
    kundo_str_t         key;
    kundo_str_t         value;
} kundo_walk_t;


kundo_rc_t kundo_walk_open(kundo_txn_t *txn, kundo_table_t table,
    kundo_walk_t *walk);
void kundo_walk_close(kundo_walk_t *walk);

/* To the first row whose key is >= key. */
kundo_rc_t kundo_walk_seek(kundo_walk_t *walk, kundo_str_t key);

/* To the last row whose key is <= key. */
kundo_rc_t kundo_walk_seek_back(kundo_walk_t *walk, kundo_str_t key);
kundo_rc_t kundo_walk_next(kundo_walk_t *walk);
kundo_rc_t kundo_walk_prev(kundo_walk_t *walk);

/* Deletes the row of the walk; `next` then goes to the one after it. */
kundo_rc_t kundo_walk_delete(kundo_walk_t *walk);

/* 1 when the key of the walk starts with the first n bytes of key. */
int kundo_walk_within(const kundo_walk_t *walk, const kundo_key_t *key,
    size_t n);


#endif /* KUNDO_TABLE_H */

/*
 * Views.  Key: audience kind 1, number 8, view 1, ~minute 4, cno 8; count
 * has the first ten bytes.
 */

#include "store/kundo_view.h"


#define KUNDO_VIEW_PREFIX  10


static void
kundo_view_prefix(kundo_key_t *k, kundo_view_place_t place)
{
    k->len = 0;
    kundo_key_u8(k, (uint8_t) place.kind);
    kundo_key_u64(k, place.no);
    kundo_key_u8(k, (uint8_t) place.view);
}


static kundo_str_t
kundo_view_key(kundo_key_t *k, kundo_view_place_t place, uint32_t minute,
    uint64_t cno)
{
    kundo_view_prefix(k, place);
    kundo_key_u32(k, ~minute);
    kundo_key_u64(k, cno);

    return kundo_key_str(k);
}


kundo_rc_t
kundo_view_count(kundo_txn_t *txn, kundo_view_place_t place, uint64_t *n)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    kundo_view_prefix(&key, place);

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_COUNT, kundo_key_str(&key),
                               n, sizeof(uint64_t));
    if (rc == KUNDO_NOT_FOUND) {
        *n = 0;
        return KUNDO_OK;
    }

    return rc;
}


kundo_rc_t
kundo_view_count_by(kundo_txn_t *txn, kundo_view_place_t place, int by)
{
    uint64_t     n;
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_view_count(txn, place, &n);
    if (rc != KUNDO_OK) {
        return rc;
    }

    n += (uint64_t) (int64_t) by;
    kundo_view_prefix(&key, place);

    if (n == 0) {
        rc = kundo_table_delete(txn, KUNDO_TABLE_COUNT, kundo_key_str(&key));
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    return kundo_table_put(txn, KUNDO_TABLE_COUNT, kundo_key_str(&key),
                           kundo_str_make(&n, sizeof(uint64_t)));
}


kundo_rc_t
kundo_view_add(kundo_txn_t *txn, kundo_view_place_t place, uint32_t minute,
    uint64_t cno)
{
    int          added;
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_add(txn, KUNDO_TABLE_VIEW,
                         kundo_view_key(&key, place, minute, cno), &added);
    if (rc != KUNDO_OK || !added) {
        return rc;
    }

    return kundo_view_count_by(txn, place, 1);
}


kundo_rc_t
kundo_view_remove(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t minute, uint64_t cno)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_delete(txn, KUNDO_TABLE_VIEW,
                            kundo_view_key(&key, place, minute, cno));
    if (rc == KUNDO_NOT_FOUND) {
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_view_count_by(txn, place, -1);
}


kundo_rc_t
kundo_view_move(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t from_minute, uint32_t to_minute, uint64_t cno)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_delete(txn, KUNDO_TABLE_VIEW,
                            kundo_view_key(&key, place, from_minute, cno));
    if (rc == KUNDO_NOT_FOUND) {
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_table_put(txn, KUNDO_TABLE_VIEW,
                           kundo_view_key(&key, place, to_minute, cno),
                           kundo_str_null);
}


static kundo_rc_t
kundo_view_take(kundo_view_walk_t *vw, kundo_rc_t rc)
{
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (!kundo_walk_within(&vw->walk, &vw->prefix, KUNDO_VIEW_PREFIX)) {
        return KUNDO_NOT_FOUND;
    }

    if (vw->walk.key.len != KUNDO_VIEW_PREFIX + 12) {
        return KUNDO_DAMAGED;
    }

    vw->minute = ~kundo_be32_get(vw->walk.key.data + KUNDO_VIEW_PREFIX);
    vw->cno = kundo_be64_get(vw->walk.key.data + KUNDO_VIEW_PREFIX + 4);

    return KUNDO_OK;
}


kundo_rc_t
kundo_view_first(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t from_minute, kundo_view_walk_t *vw)
{
    kundo_rc_t  rc;

    kundo_view_key(&vw->prefix, place, from_minute, 0);

    rc = kundo_walk_open(txn, KUNDO_TABLE_VIEW, &vw->walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_view_take(vw, kundo_walk_seek(&vw->walk,
                                               kundo_key_str(&vw->prefix)));
}


kundo_rc_t
kundo_view_next(kundo_view_walk_t *vw)
{
    return kundo_view_take(vw, kundo_walk_next(&vw->walk));
}

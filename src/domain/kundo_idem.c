/*
 * Idempotency keys.  Rows: person 8, hash of the key 8 -> kundo_idem_t.
 */

#include "domain/kundo_idem.h"


#define KUNDO_IDEM_MS  (24ULL * 3600 * 1000)


static kundo_str_t
kundo_idem_key(kundo_key_t *k, uint64_t person, kundo_str_t key)
{
    k->len = 0;
    kundo_key_u64(k, person);
    kundo_key_u64(k, kundo_str_hash(0, key));

    return kundo_key_str(k);
}


kundo_rc_t
kundo_idem_find(kundo_work_t *w, kundo_str_t key, kundo_idem_t *idem)
{
    uint64_t     request_hash;
    kundo_rc_t   rc;
    kundo_key_t  k;

    if (key.len == 0) {
        return KUNDO_NOT_FOUND;
    }

    request_hash = idem->request_hash;

    rc = kundo_table_get_fixed(w->txn, KUNDO_TABLE_IDEM,
                               kundo_idem_key(&k, w->actor.no, key), idem,
                               sizeof(kundo_idem_t));

    if (rc == KUNDO_OK && idem->request_hash != request_hash) {
        return KUNDO_KEY_REUSED;
    }

    return rc;
}


kundo_rc_t
kundo_idem_put(kundo_work_t *w, kundo_str_t key, const kundo_idem_t *idem)
{
    kundo_rc_t   rc;
    kundo_due_t  due;
    kundo_key_t  k;

    if (key.len == 0) {
        return KUNDO_OK;
    }

    due.value = kundo_idem_key(&k, w->actor.no, key);

    rc = kundo_table_put(w->txn, KUNDO_TABLE_IDEM, due.value,
                         kundo_str_make(idem, sizeof(kundo_idem_t)));
    if (rc != KUNDO_OK) {
        return rc;
    }

    due.ms = w->now_ms + KUNDO_IDEM_MS;
    due.kind = KUNDO_DUE_IDEM;
    due.no = ++w->txn->meta.last_due;

    return kundo_due_put(w->txn, &due);
}


kundo_rc_t
kundo_idem_due(kundo_work_t *w, kundo_str_t value)
{
    kundo_rc_t   rc;
    kundo_str_t  key;

    /* value points to a row that the next put may move */

    key = kundo_arena_dup(w->arena, value);
    if (key.data == NULL) {
        return KUNDO_NO_MEMORY;
    }

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_IDEM, key);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

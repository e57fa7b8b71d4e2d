/*
 * Overdue.  Rows: flow 4, place 8 -> cno 8.  As long as a row stands, the
 * chat's agent and those who have missed it stay the same: whom it is not
 * for, it will not be for.  So `passed`, flow 4, agent 8 -> place 8, says up
 * to where nothing is for an agent, and no row is looked at twice.
 */

#include "domain/kundo_overdue.h"
#include "domain/kundo_conversation.h"


static kundo_str_t
kundo_overdue_key(kundo_key_t *k, uint32_t flow, uint64_t no)
{
    k->len = 0;
    kundo_key_u32(k, flow);
    kundo_key_u64(k, no);

    return kundo_key_str(k);
}


kundo_rc_t
kundo_overdue_put(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_key_t  key;

    hot->overdue = ++w->txn->meta.last_qno;

    return kundo_table_put(w->txn, KUNDO_TABLE_OVERDUE,
                           kundo_overdue_key(&key, hot->flow, hot->overdue),
                           kundo_str_make(&cno, sizeof(uint64_t)));
}


kundo_rc_t
kundo_overdue_delete(kundo_work_t *w, kundo_hot_t *hot)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    if (hot->overdue == 0) {
        return KUNDO_OK;
    }

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_OVERDUE,
                            kundo_overdue_key(&key, hot->flow,
                                              hot->overdue));
    hot->overdue = 0;

    return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
}


static kundo_rc_t
kundo_overdue_is_for(kundo_txn_t *txn, uint64_t cno, uint64_t agent,
    int *yes)
{
    kundo_rc_t    rc;
    kundo_hot_t   hot;
    kundo_conv_t  c;

    rc = kundo_hot_get(txn, cno, &hot);

    if (rc == KUNDO_OK) {
        rc = kundo_conv_get(txn, cno, &c);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    *yes = hot.agent != agent && !kundo_conv_has_missed(&c, agent);

    return KUNDO_OK;
}


static kundo_rc_t
kundo_overdue_passed(kundo_txn_t *txn, uint32_t flow, uint64_t agent,
    uint64_t *passed)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_PASSED,
                               kundo_overdue_key(&key, flow, agent), passed,
                               sizeof(uint64_t));
    if (rc == KUNDO_NOT_FOUND) {
        *passed = 0;
        return KUNDO_OK;
    }

    return rc;
}


/* From behind *passed on, a chunk at most; *passed moves on. */

static kundo_rc_t
kundo_overdue_look(kundo_walk_t *walk, kundo_txn_t *txn, uint32_t flow,
    uint64_t agent, uint64_t *passed, uint64_t *place, uint64_t *cno,
    int *more)
{
    int          yes;
    unsigned     n;
    uint64_t     no;
    kundo_rc_t   rc;
    kundo_key_t  key;

    n = 0;

    for (rc = kundo_walk_seek(walk,
                              kundo_overdue_key(&key, flow, *passed + 1));
         rc == KUNDO_OK && kundo_walk_within(walk, &key, 4);
         rc = kundo_walk_next(walk))
    {
        if (n++ == KUNDO_CHUNK) {
            *more = 1;
            break;
        }

        memcpy(&no, walk->value.data, sizeof(uint64_t));

        rc = kundo_overdue_is_for(txn, no, agent, &yes);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (yes) {
            *place = kundo_be64_get(walk->key.data + 4);
            *cno = no;
            break;
        }

        *passed = kundo_be64_get(walk->key.data + 4);
    }

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_overdue_first(kundo_work_t *w, uint32_t flow, uint64_t agent,
    uint64_t *place, uint64_t *cno, int *more)
{
    uint64_t      was = 0, passed;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    *place = 0;
    *cno = 0;

    rc = kundo_walk_open(w->txn, KUNDO_TABLE_OVERDUE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    passed = 0;

    /* mostly there is none at all */

    rc = kundo_walk_seek(&walk, kundo_overdue_key(&key, flow, 0));

    if (rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4)) {

        rc = kundo_overdue_passed(w->txn, flow, agent, &was);
        passed = was;

        if (rc == KUNDO_OK) {
            rc = kundo_overdue_look(&walk, w->txn, flow, agent, &passed,
                                    place, cno, more);
        }
    }

    kundo_walk_close(&walk);

    if (rc != KUNDO_OK || passed == was) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    return kundo_table_put(w->txn, KUNDO_TABLE_PASSED,
                           kundo_overdue_key(&key, flow, agent),
                           kundo_str_make(&passed, sizeof(uint64_t)));
}

/*
 * Queue: who waits in a flow, first in, first out (D2).  Rows: flow 4,
 * qno 8 -> cno 8, starter 8.  Their rank is counted beside them: what a
 * change costs does not grow with how many wait.
 */

#include "domain/kundo_queue.h"
#include "domain/kundo_event.h"
#include "domain/kundo_fact.h"
#include "store/kundo_rank.h"


static kundo_str_t
kundo_queue_key(kundo_key_t *k, const kundo_hot_t *hot)
{
    k->len = 0;
    kundo_key_u32(k, hot->flow);
    kundo_key_u64(k, hot->qno);

    return kundo_key_str(k);
}


kundo_rc_t
kundo_queue_enter(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    uint64_t     row[2];
    kundo_rc_t   rc;
    kundo_key_t  key;

    hot->qno = ++w->txn->meta.last_qno;
    hot->queued_ms = w->now_ms;

    row[0] = cno;
    row[1] = hot->starter;

    rc = kundo_table_put(w->txn, KUNDO_TABLE_QUEUE,
                         kundo_queue_key(&key, hot),
                         kundo_str_make(row, sizeof(row)));

    return rc == KUNDO_OK ? kundo_rank_by(w->txn, hot->flow, hot->qno, 1)
                          : rc;
}


kundo_rc_t
kundo_queue_remove(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_QUEUE,
                            kundo_queue_key(&key, hot));
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    rc = kundo_rank_by(w->txn, hot->flow, hot->qno, -1);
    hot->qno = 0;

    return rc == KUNDO_OK
           ? kundo_fact_queued(w, cno, hot->flow, agent,
                               w->now_ms - hot->queued_ms)
           : rc;
}


/* The first who waits from a place on; *qno 0 where nobody does. */

static kundo_rc_t
kundo_queue_from(kundo_txn_t *txn, uint32_t flow, uint64_t from,
    uint64_t *qno, uint64_t *cno)
{
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    *qno = 0;

    key.len = 0;
    kundo_key_u32(&key, flow);
    kundo_key_u64(&key, from);

    rc = kundo_walk_open(txn, KUNDO_TABLE_QUEUE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_walk_seek(&walk, kundo_key_str(&key));

    if (rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4)) {

        if (walk.key.len != 12 || walk.value.len != 16) {
            rc = KUNDO_DAMAGED;

        } else {
            *qno = kundo_be64_get(walk.key.data + 4);
            memcpy(cno, walk.value.data, 8);
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_queue_head(kundo_txn_t *txn, uint32_t flow, uint64_t *qno,
    uint64_t *cno)
{
    return kundo_queue_from(txn, flow, 0, qno, cno);
}


/* Tells those who wait behind a place that they moved, if somebody does. */

static kundo_rc_t
kundo_queue_moved(kundo_work_t *w, uint32_t flow, uint64_t qno)
{
    uint64_t       behind, cno;
    kundo_rc_t     rc;
    kundo_event_t  event;

    rc = kundo_queue_from(w->txn, flow, qno, &behind, &cno);
    if (rc != KUNDO_OK || behind == 0) {
        return rc;
    }

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_QUEUE_MOVED;
    event.audience = KUNDO_AUDIENCE_QUEUED;
    event.flow = flow;
    event.ref = qno;
    event.system = 1;

    return kundo_event_emit(w, 0, NULL, &event);
}


kundo_rc_t
kundo_queue_leave(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent)
{
    uint64_t    qno;
    kundo_rc_t  rc;

    qno = hot->qno;

    rc = kundo_queue_remove(w, cno, hot, agent);

    return rc == KUNDO_OK ? kundo_queue_moved(w, hot->flow, qno) : rc;
}


kundo_rc_t
kundo_queue_length(kundo_txn_t *txn, uint32_t flow, uint32_t *n)
{
    uint64_t    all;
    kundo_rc_t  rc;

    rc = kundo_rank_all(txn, flow, &all);
    *n = (uint32_t) all;

    return rc;
}


kundo_rc_t
kundo_queue_position(kundo_txn_t *txn, const kundo_hot_t *hot,
    uint32_t *position)
{
    uint64_t      n, from;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    rc = kundo_rank_before(txn, hot->flow, hot->qno, &n, &from);
    if (rc != KUNDO_OK) {
        return rc;
    }

    key.len = 0;
    kundo_key_u32(&key, hot->flow);
    kundo_key_u64(&key, from);

    rc = kundo_walk_open(txn, KUNDO_TABLE_QUEUE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4)
         && kundo_be64_get(walk.key.data + 4) <= hot->qno;
         rc = kundo_walk_next(&walk))
    {
        n++;
    }

    kundo_walk_close(&walk);

    *position = (uint32_t) n;

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

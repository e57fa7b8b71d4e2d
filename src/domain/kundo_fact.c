/*
 * Facts.  Rows: type 1, ms 8, serial 8 -> kundo_fact_row_t, so that a
 * question reads the rows of its type and period and no others.
 */

#include "domain/kundo_fact.h"


#define KUNDO_FACT_KEY    17
#define KUNDO_FACT_PIECE  65536      /* rows read in one snapshot */


static kundo_str_t
kundo_fact_key(kundo_key_t *k, kundo_fact_type_t type, uint64_t ms,
    uint64_t n)
{
    k->len = 0;
    kundo_key_u8(k, (uint8_t) type);
    kundo_key_u64(k, ms);
    kundo_key_u64(k, n);

    return kundo_key_str(k);
}


static kundo_rc_t
kundo_fact_put(kundo_work_t *w, kundo_fact_type_t type,
    const kundo_fact_t *fact)
{
    kundo_key_t  key;

    return kundo_table_put(w->txn, KUNDO_TABLE_FACT,
                           kundo_fact_key(&key, type, w->now_ms,
                                          ++w->txn->meta.last_fact),
                           kundo_str_make(fact, sizeof(kundo_fact_t)));
}


/* Of a conversation as it stands. */

static kundo_fact_t
kundo_fact_of(uint64_t cno, const kundo_hot_t *hot)
{
    kundo_fact_t  fact;

    memset(&fact, 0, sizeof(kundo_fact_t));

    fact.cno = cno;
    fact.agent = hot->agent;
    fact.flow = hot->flow;

    return fact;
}


kundo_rc_t
kundo_fact_plain(kundo_work_t *w, kundo_fact_type_t type, uint64_t cno,
    const kundo_hot_t *hot)
{
    kundo_fact_t  fact;

    fact = kundo_fact_of(cno, hot);

    if (type == KUNDO_FACT_CLOSED && (hot->flags & KUNDO_CONV_UNANSWERED)) {
        fact.flags |= KUNDO_FACT_MISSED;
    }

    return kundo_fact_put(w, type, &fact);
}


kundo_rc_t
kundo_fact_assigned(kundo_work_t *w, uint64_t cno, const kundo_hot_t *hot,
    const kundo_conv_t *conv, uint64_t agent)
{
    kundo_fact_t  fact;

    fact = kundo_fact_of(cno, hot);
    fact.agent = agent;

    if (conv->nagents == 0) {
        fact.flags |= KUNDO_FACT_FIRST;
        fact.value = w->now_ms - conv->created_ms;
    }

    if (hot->flags & KUNDO_CONV_NOT_LIVE) {
        fact.flags |= KUNDO_FACT_NOT_LIVE;
    }

    return kundo_fact_put(w, KUNDO_FACT_ASSIGNED, &fact);
}


kundo_rc_t
kundo_fact_queued(kundo_work_t *w, uint64_t cno, uint32_t flow,
    uint64_t agent, uint64_t ms)
{
    kundo_fact_t  fact;

    memset(&fact, 0, sizeof(kundo_fact_t));

    fact.cno = cno;
    fact.agent = agent;
    fact.flow = flow;
    fact.value = ms;

    return kundo_fact_put(w, KUNDO_FACT_QUEUED, &fact);
}


/* Credited to who answered, in the flow in which it was (S2.8). */

kundo_rc_t
kundo_fact_answered(kundo_work_t *w, uint64_t cno, const kundo_hot_t *hot,
    uint64_t ms)
{
    kundo_fact_t  fact;

    fact = kundo_fact_of(cno, hot);
    fact.agent = w->actor.no;
    fact.value = ms;

    if (hot->flags & KUNDO_CONV_INTERRUPTED) {
        fact.flags |= KUNDO_FACT_NOT_LIVE;
    }

    return kundo_fact_put(w, KUNDO_FACT_ANSWERED, &fact);
}


kundo_rc_t
kundo_fact_transferred(kundo_work_t *w, uint64_t cno,
    const kundo_line_row_t *line)
{
    kundo_fact_t  fact;

    memset(&fact, 0, sizeof(kundo_fact_t));

    fact.cno = cno;
    fact.agent = line->from_agent;
    fact.value = line->to_agent;
    fact.flow = line->from_flow;
    fact.flow_to = line->to_flow;
    fact.flags = line->automatic ? KUNDO_FACT_AUTOMATIC : 0;

    return kundo_fact_put(w, KUNDO_FACT_TRANSFERRED, &fact);
}


/* To the first one of the range. */

static kundo_rc_t
kundo_fact_seek(kundo_walk_t *walk, const kundo_fact_range_t *range)
{
    kundo_key_t             key;
    const kundo_fact_at_t  *at;

    at = &range->beyond;

    if (!range->back) {
        return kundo_walk_seek(walk,
                               at->ms ? kundo_fact_key(&key, range->type,
                                                       at->ms, at->n + 1)
                                      : kundo_fact_key(&key, range->type,
                                                       range->from_ms, 0));
    }

    /* serials begin with 1 */

    return kundo_walk_seek_back(walk,
                                at->ms ? kundo_fact_key(&key, range->type,
                                                        at->ms, at->n - 1)
                                       : kundo_fact_key(&key, range->type,
                                                        range->to_ms, 0));
}


/* One piece; the range then goes on beyond it, if there is more. */

static kundo_rc_t
kundo_fact_piece(kundo_txn_t *txn, kundo_fact_range_t *range,
    kundo_fact_pt each, void *data, int *more)
{
    unsigned         n;
    kundo_rc_t       rc;
    kundo_key_t      key;
    kundo_walk_t     walk;
    kundo_fact_at_t  fact;

    *more = 0;

    rc = kundo_walk_open(txn, KUNDO_TABLE_FACT, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    (void) kundo_fact_key(&key, range->type, 0, 0);

    for (n = 0, rc = kundo_fact_seek(&walk, range);
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 1);
         rc = range->back ? kundo_walk_prev(&walk) : kundo_walk_next(&walk))
    {
        if (walk.key.len != KUNDO_FACT_KEY
            || walk.value.len != sizeof(kundo_fact_t))
        {
            rc = KUNDO_DAMAGED;
            break;
        }

        fact.ms = kundo_be64_get(walk.key.data + 1);
        fact.n = kundo_be64_get(walk.key.data + 9);

        if (range->back ? fact.ms < range->from_ms
                        : fact.ms >= range->to_ms)
        {
            break;
        }

        memcpy(&fact.row, walk.value.data, sizeof(kundo_fact_t));

        rc = each(data, &fact);
        if (rc != KUNDO_OK) {
            break;
        }

        if (++n == KUNDO_FACT_PIECE) {
            range->beyond = fact;
            *more = 1;
            break;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_fact_walk(kundo_txn_t *txn, const kundo_fact_range_t *range,
    kundo_fact_pt each, void *data)
{
    int                 more;
    kundo_rc_t          rc;
    kundo_fact_range_t  rest;

    rest = *range;

    for ( ;; ) {
        rc = kundo_fact_piece(txn, &rest, each, data, &more);
        if (rc != KUNDO_OK || !more) {
            return rc;
        }

        rc = kundo_txn_again(txn);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }
}

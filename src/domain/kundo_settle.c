/*
 * Routing: the end of each command, when those who have got room get who has
 * waited longest, in the queues or with an agent who does not come (D1, D2).
 */

#include "domain/kundo_overdue.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_routing.h"
#include "domain/kundo_transfer.h"


static const kundo_routing_t  kundo_routing_plain;


/* Among the flows that an agent works in, who has waited longest. */

typedef struct {
    uint64_t  place;              /* 0 = nobody waits */
    uint64_t  cno;
    int       overdue;
} kundo_routing_next_t;


static void
kundo_routing_earlier(kundo_routing_next_t *next, uint64_t place,
    uint64_t cno, int overdue)
{
    if (place != 0 && (next->place == 0 || place < next->place)) {
        next->place = place;
        next->cno = cno;
        next->overdue = overdue;
    }
}


/* In a command of its own: none goes on for ever. */

static kundo_rc_t
kundo_routing_later(kundo_work_t *w, uint64_t agent)
{
    kundo_due_t  due;

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = w->now_ms;
    due.kind = KUNDO_DUE_ROOM;
    due.no = agent;

    return kundo_due_put(w->txn, &due);
}


/* Not from a flow that has been told that its chats go on no more. */

static kundo_rc_t
kundo_routing_overdue(kundo_work_t *w, uint32_t no, uint64_t agent,
    kundo_routing_next_t *next, int *more)
{
    uint64_t      place, cno;
    kundo_rc_t    rc;
    kundo_flow_t  flow;

    rc = kundo_overdue_first(w, no, agent, &place, &cno, more);

    if (rc != KUNDO_OK || place == 0) {
        return rc;
    }

    rc = kundo_flow_row(w->txn, no, &flow);

    if (rc == KUNDO_OK && kundo_flow_auto_transfer_ms(w->txn, &flow) != 0) {
        kundo_routing_earlier(next, place, cno, 1);
    }

    return rc;
}


static kundo_rc_t
kundo_routing_longest(kundo_work_t *w, uint64_t agent,
    const kundo_presence_t *p, kundo_routing_next_t *next)
{
    int         more;
    unsigned    i;
    uint64_t    place, cno = 0;
    kundo_rc_t  rc;

    memset(next, 0, sizeof(kundo_routing_next_t));
    more = 0;

    for (i = 0; i < p->nflows; i++) {

        if (!p->flows[i].active) {
            continue;
        }

        rc = kundo_queue_head(w->txn, p->flows[i].flow, &place, &cno);
        if (rc != KUNDO_OK) {
            return rc;
        }

        kundo_routing_earlier(next, place, cno, 0);

        rc = kundo_routing_overdue(w, p->flows[i].flow, agent, next, &more);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return more && next->place == 0 ? kundo_routing_later(w, agent)
                                    : KUNDO_OK;
}


/* The first of the queue, or what another agent has let wait. */

static kundo_rc_t
kundo_routing_take(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    const kundo_routing_next_t *next)
{
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_hot_get(w->txn, next->cno, &hot);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    if (next->overdue) {
        return kundo_transfer_move(w, next->cno, &hot, agent, p, hot.flow, 1);
    }

    rc = kundo_queue_leave(w, next->cno, &hot, agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_routing_assign(w, next->cno, &hot, agent, p,
                              &kundo_routing_plain);

    return rc == KUNDO_OK ? kundo_hot_put(w->txn, next->cno, &hot) : rc;
}


static kundo_rc_t
kundo_routing_drain(kundo_work_t *w, uint64_t agent)
{
    kundo_rc_t            rc;
    kundo_presence_t      p;
    kundo_routing_next_t  next;

    for ( ;; ) {
        rc = kundo_presence_get(w->txn, agent, &p);
        if (rc != KUNDO_OK || !kundo_presence_has_room(&p)) {
            return rc;
        }

        rc = kundo_routing_longest(w, agent, &p, &next);
        if (rc != KUNDO_OK || next.place == 0) {
            return rc;
        }

        rc = kundo_routing_take(w, agent, &p, &next);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }
}


kundo_rc_t
kundo_routing_room(kundo_work_t *w, uint64_t agent)
{
    unsigned  i;

    for (i = w->nsettled; i < w->nfreed; i++) {
        if (w->freed[i] == agent) {
            return KUNDO_OK;
        }
    }

    if (w->nfreed < KUNDO_FREED_MAX) {
        w->freed[w->nfreed++] = agent;
        return KUNDO_OK;
    }

    /* one chat that goes on can make room for the next */

    return kundo_routing_later(w, agent);
}


kundo_rc_t
kundo_routing_settle(kundo_work_t *w)
{
    kundo_rc_t  rc;

    for ( /* void */ ; w->nsettled < w->nfreed; w->nsettled++) {
        rc = kundo_routing_drain(w, w->freed[w->nsettled]);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}

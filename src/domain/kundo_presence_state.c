/*
 * Presence: offline, online, busy, and what follows for the flows, for who
 * is missed (D3) and for the chats that are left behind.
 */

#include "base/kundo_limit.h"
#include "domain/kundo_event.h"
#include "domain/kundo_flow.h"
#include "domain/kundo_line.h"
#include "domain/kundo_presence_internal.h"
#include "domain/kundo_routing.h"


/* Counts the agent in or out of the flows that it is active in. */

kundo_rc_t
kundo_presence_count(kundo_work_t *w, const kundo_presence_t *p, int by)
{
    unsigned     i;
    uint64_t     n;
    kundo_due_t  due;
    kundo_rc_t   rc;

    for (i = 0; i < p->nflows; i++) {

        if (!p->flows[i].active) {
            continue;
        }

        rc = kundo_flow_active_by(w, p->flows[i].flow, by);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (by > 0) {
            continue;
        }

        rc = kundo_flow_active(w->txn, p->flows[i].flow, &n);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (n == 0) {
            memset(&due, 0, sizeof(kundo_due_t));
            due.ms = w->now_ms;
            due.kind = KUNDO_DUE_FLOW_EMPTY;
            due.no = p->flows[i].flow;

            rc = kundo_due_put(w->txn, &due);
            if (rc != KUNDO_OK) {
                return rc;
            }
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_presence_emit(kundo_work_t *w, uint64_t agent,
    const kundo_presence_t *p)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_PRESENCE_CHANGED;
    event.audience = KUNDO_AUDIENCE_EVERY_AGENT;
    event.ref = p->state;
    event.other = agent;

    return kundo_event_emit(w, 0, NULL, &event);
}


kundo_rc_t
kundo_presence_watch(kundo_work_t *w, uint64_t agent, kundo_presence_t *p)
{
    int          wanted;
    kundo_rc_t   rc;
    kundo_due_t  due;

    wanted = p->state != KUNDO_STATE_OFFLINE && p->links == 0;

    if (wanted == (p->lost_ms != 0)) {
        return KUNDO_OK;
    }

    memset(&due, 0, sizeof(kundo_due_t));
    due.kind = KUNDO_DUE_AGENT_LOST;
    due.no = agent;

    if (!wanted) {
        rc = kundo_due_delete(w->txn, p->lost_ms, due.kind, agent);
        p->lost_ms = 0;
        return rc;
    }

    p->lost_ms = w->now_ms + w->txn->meta.agent_lost_ms;
    due.ms = p->lost_ms;

    return kundo_due_put(w->txn, &due);
}


/* Offline, busy or online (S1.7, S2.3); chats stay or go by the caller. */

kundo_rc_t
kundo_presence_state(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    kundo_state_t state)
{
    kundo_rc_t     rc;
    kundo_state_t  was;

    was = p->state;

    if (was == state) {
        return KUNDO_OK;
    }

    p->state = (uint8_t) state;
    p->since_ms = w->now_ms;

    if (was == KUNDO_STATE_OFFLINE || state == KUNDO_STATE_OFFLINE) {
        rc = kundo_presence_count(w, p,
                                  state == KUNDO_STATE_OFFLINE ? -1 : 1);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_presence_watch(w, agent, p);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return kundo_presence_emit(w, agent, p);
}


kundo_rc_t
kundo_presence_go_offline(kundo_work_t *w, uint64_t agent)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK || p.state == KUNDO_STATE_OFFLINE) {
        return rc;
    }

    rc = kundo_presence_state(w, agent, &p, KUNDO_STATE_OFFLINE);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_put(w, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_presence_reroute(w, agent);
}


kundo_rc_t
kundo_presence_lost(kundo_work_t *w, uint64_t agent, uint64_t ms)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* a row that was overtaken by a connection says nothing */

    if (p.lost_ms != ms) {
        return KUNDO_OK;
    }

    return kundo_presence_go_offline(w, agent);
}


/* D3: every live chat of an agent who is gone is routed anew. */

kundo_rc_t
kundo_presence_reroute(kundo_work_t *w, uint64_t agent)
{
    unsigned          i;
    kundo_rc_t        rc;
    kundo_hot_t       hot;
    kundo_line_t      line;
    kundo_routing_t   why;
    kundo_presence_t  p;

    memset(&why, 0, sizeof(kundo_routing_t));
    why.lost = agent;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* in the order in which they were started */

    for (i = 0; i < p.nchats; i++) {

        rc = kundo_hot_get(w->txn, p.chats[i], &hot);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
        }

        rc = kundo_conv_release(w, p.chats[i], &hot);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_routing_place(w, p.chats[i], &hot, &why);
        if (rc != KUNDO_OK) {
            return rc;
        }

        memset(&line, 0, sizeof(kundo_line_t));
        line.type = KUNDO_LINE_AGENT_GONE;
        line.from_agent = agent;
        line.from_flow = hot.flow;
        line.to_agent = hot.agent;
        line.to_flow = hot.flow;

        rc = kundo_line_put(w, p.chats[i], &hot, &line);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_hot_put(w->txn, p.chats[i], &hot);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}

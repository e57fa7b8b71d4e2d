/*
 * Routing: an agent in turn, the queue, or a left message.
 */

#include "domain/kundo_routing.h"
#include "domain/kundo_answer.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_focus.h"
#include "domain/kundo_message.h"
#include "domain/kundo_open.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_room.h"


static const kundo_routing_t  kundo_routing_plain;


/*
 * What happened to the conversation, if something did, and where that led:
 * both say what is so at the end.
 */

static kundo_rc_t
kundo_routing_tell(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_event_type_t type, const kundo_routing_t *why)
{
    kundo_rc_t     rc;
    kundo_event_t  event;

    if (why->news) {
        memset(&event, 0, sizeof(kundo_event_t));

        event.type = why->event;
        event.audience = KUNDO_AUDIENCE_ALL;
        event.other = why->lost;
        event.ref = why->ref;
        event.seq = hot->last_seq;

        rc = kundo_event_emit(w, cno, hot, &event);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return kundo_event_of(w, cno, hot, type, why->lost);
}


/* To the agent, as a fact unless an agent transferred it: that is one. */

static kundo_rc_t
kundo_routing_hand(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_conv_t *conv, uint64_t agent, const kundo_routing_t *why)
{
    kundo_rc_t  rc;

    rc = kundo_conv_row(w->txn, cno, conv);

    if (rc == KUNDO_OK
        && !(why->news && why->event == KUNDO_EVENT_CONVERSATION_TRANSFERRED
             && hot->agent != 0))
    {
        rc = kundo_fact_assigned(w, cno, hot, conv, agent);
    }

    return rc == KUNDO_OK ? kundo_message_hand_over(w, cno, hot, agent) : rc;
}


kundo_rc_t
kundo_routing_assign(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent, kundo_presence_t *p, const kundo_routing_t *why)
{
    kundo_rc_t    rc;
    kundo_conv_t  conv;

    rc = kundo_routing_hand(w, cno, hot, &conv, agent, why);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->flags &= (uint8_t) ~KUNDO_CONV_LEFT_MESSAGE;

    rc = kundo_conv_set_status(w, cno, hot, KUNDO_STATUS_OPEN);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_join(w, cno, hot, &conv, agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_flow_live_by(w, hot->flow, 1);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_took(w, agent, p, cno, hot->flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_focus_assigned(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_routing_tell(w, cno, hot, KUNDO_EVENT_CONVERSATION_ASSIGNED,
                              why);
}


kundo_rc_t
kundo_routing_give(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent, const kundo_routing_t *why)
{
    kundo_rc_t    rc;
    kundo_conv_t  conv;

    rc = kundo_routing_hand(w, cno, hot, &conv, agent, why);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_join(w, cno, hot, &conv, agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_routing_tell(w, cno, hot, KUNDO_EVENT_CONVERSATION_ASSIGNED,
                              why);
}


/* It is with nobody from now on. */

static kundo_rc_t
kundo_routing_nobody(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    rc = kundo_focus_end(w, hot);

    return rc == KUNDO_OK ? kundo_message_hand_over(w, cno, hot, 0) : rc;
}


static kundo_rc_t
kundo_routing_queue(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_routing_t *why)
{
    kundo_rc_t  rc;

    rc = kundo_routing_nobody(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->flags &= (uint8_t) ~KUNDO_CONV_LEFT_MESSAGE;

    rc = kundo_queue_enter(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_set_status(w, cno, hot, KUNDO_STATUS_QUEUED);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_routing_tell(w, cno, hot, KUNDO_EVENT_CONVERSATION_QUEUED,
                              why);
}


/* D2: nobody is there; the message stays until somebody answers it. */

static kundo_rc_t
kundo_routing_leave(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_routing_t *why)
{
    kundo_rc_t  rc;

    rc = kundo_routing_nobody(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->flags |= KUNDO_CONV_LEFT_MESSAGE;
    kundo_answer_interrupt(hot);

    rc = kundo_fact_plain(w, KUNDO_FACT_LEFT, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_set_status(w, cno, hot, KUNDO_STATUS_OPEN);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_routing_tell(w, cno, hot, KUNDO_EVENT_CONVERSATION_UPDATED,
                              why);
}


/* Who gets it at once: the one that is preferred, else by turn; 0 = nobody. */

static kundo_rc_t
kundo_routing_who(kundo_work_t *w, uint32_t flow, const kundo_routing_t *why,
    uint64_t *agent)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    if (why->prefer != 0) {
        rc = kundo_presence_get(w->txn, why->prefer, &p);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (kundo_presence_has_room(&p)) {
            *agent = why->prefer;
            return KUNDO_OK;
        }
    }

    return kundo_room_first(w->txn, flow, agent);
}


/*
 * To an agent with room; behind those who wait still, where so many agents
 * have got room that not all have been served.
 */

static kundo_rc_t
kundo_routing_at_once(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent, const kundo_routing_t *why)
{
    uint64_t          qno, first;
    kundo_rc_t        rc;
    kundo_presence_t  p;

    qno = 0;

    if (agent != why->prefer) {
        rc = kundo_queue_head(w->txn, hot->flow, &qno, &first);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (qno != 0) {
        rc = kundo_routing_queue(w, cno, hot, why);
        return rc == KUNDO_OK ? kundo_routing_room(w, agent) : rc;
    }

    rc = kundo_presence_get(w->txn, agent, &p);

    return rc == KUNDO_OK ? kundo_routing_assign(w, cno, hot, agent, &p, why)
                          : rc;
}


kundo_rc_t
kundo_routing_place(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_routing_t *why)
{
    uint32_t          waiting;
    uint64_t          agent, active;
    kundo_rc_t        rc;
    kundo_flow_t      f;
    kundo_opening_t   hours;

    rc = kundo_flow_row(w->txn, hot->flow, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (why->visitor) {
        rc = kundo_open_at(w->txn, &f, w->now_ms, &hours);

        if (rc != KUNDO_OK || !hours.open) {
            return rc == KUNDO_OK ? kundo_routing_leave(w, cno, hot, why)
                                  : rc;
        }
    }

    rc = kundo_routing_who(w, hot->flow, why, &agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (agent != 0) {
        return kundo_routing_at_once(w, cno, hot, agent, why);
    }

    rc = kundo_flow_active(w->txn, hot->flow, &active);

    if (rc == KUNDO_OK && active != 0) {
        rc = kundo_queue_length(w->txn, hot->flow, &waiting);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    /* a queue has a bound; beyond it a message can still be left */

    if (active == 0 || waiting >= f.max_queue) {
        return kundo_routing_leave(w, cno, hot, why);
    }

    return kundo_routing_queue(w, cno, hot, why);
}


kundo_rc_t
kundo_routing_flow_empty(kundo_work_t *w, uint32_t flow)
{
    unsigned     n;
    uint64_t     active, qno, cno;
    kundo_rc_t   rc;
    kundo_due_t  due;
    kundo_hot_t  hot;

    rc = kundo_flow_active(w->txn, flow, &active);
    if (rc != KUNDO_OK || active != 0) {
        return rc;
    }

    for (n = 0; n < KUNDO_CHUNK_LEFT; n++) {

        rc = kundo_queue_head(w->txn, flow, &qno, &cno);
        if (rc != KUNDO_OK || qno == 0) {
            return rc;
        }

        rc = kundo_hot_get(w->txn, cno, &hot);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
        }

        rc = kundo_queue_remove(w, cno, &hot, 0);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_routing_leave(w, cno, &hot, &kundo_routing_plain);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_hot_put(w->txn, cno, &hot);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = w->now_ms;
    due.kind = KUNDO_DUE_FLOW_EMPTY;
    due.no = flow;

    return kundo_due_put(w->txn, &due);
}

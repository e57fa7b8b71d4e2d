/*
 * Model: who gets a chat (S1.2, S2.3, S2.4), and who waits (D2).
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


unsigned
model_flow_waiting(const model_t *m, uint32_t flow)
{
    unsigned  i, n;

    for (i = 0, n = 0; i < m->nconvs; i++) {
        n += m->convs[i].place != 0 && m->convs[i].flow == flow;
    }

    return n;
}


/* 1, 2, 3 ...; 0 for one that does not wait. */

unsigned
model_position(const model_t *m, const model_conv_t *c)
{
    unsigned  i, n;

    for (i = 0, n = 0; i < m->nconvs; i++) {
        n += m->convs[i].place != 0 && m->convs[i].flow == c->flow
             && m->convs[i].place <= c->place;
    }

    return n;
}


/* Who is online: those with room before those without, each in turn. */

unsigned
model_flow_online(const model_t *m, uint32_t flow, unsigned max,
    const model_person_t **agents)
{
    int                    room;
    unsigned               i, n, first;
    const model_person_t  *p, *swap;

    for (n = 0, first = 0, room = 1; room >= 0; room--, first = n) {

        for (i = 0; i < m->npersons; i++) {
            p = &m->persons[i];

            if (p->state == KUNDO_STATE_ONLINE && p->active[flow - 1]
                && model_has_room_for(m, p) == room)
            {
                agents[n++] = p;
            }
        }

        for (i = first; i + 1 < n; i++) {
            if (agents[i]->turn[flow - 1] > agents[i + 1]->turn[flow - 1]) {
                swap = agents[i];
                agents[i] = agents[i + 1];
                agents[i + 1] = swap;
                i = first - 1;         /* from the start again */
            }
        }
    }

    return n < max ? n : max;
}


/* S1.2: who has waited longest for a chat of this flow. */

uint64_t
model_next_in_turn(model_t *m, uint32_t flow, const uint64_t *but,
    unsigned n)
{
    unsigned         i, j;
    model_person_t  *p, *best = NULL;

    for (i = 0; i < m->npersons; i++) {
        p = &m->persons[i];

        for (j = 0; j < n && but[j] != i + 1; j++) { /* void */ }

        if (j == n && p->active[flow - 1] && model_has_room_for(m, p)
            && (best == NULL || p->turn[flow - 1] < best->turn[flow - 1]))
        {
            best = p;
        }
    }

    return best ? best->who.no : 0;
}


/* What happened, if it has a name, and the place: both as of the end. */

static void
model_tell(model_work_t *w, int news, kundo_event_type_t type, uint64_t cno,
    uint64_t lost)
{
    if (news != MODEL_NO_NEWS) {
        model_event(w, (kundo_event_type_t) news, cno, 0);
    }

    model_event(w, type, cno, lost);
}


void
model_assign(model_work_t *w, uint64_t cno, uint64_t agent, uint64_t lost,
    int news)
{
    model_conv_t    *c = model_conv(w->m, cno);
    model_person_t  *p = model_person(w->m, agent);

    /* what one agent gives to another is a transfer and nothing else */

    if (news != KUNDO_EVENT_CONVERSATION_TRANSFERRED || c->agent == 0) {
        model_fact_assigned(w, cno, agent);
    }

    c->agent = agent;
    c->left = 0;
    c->status = KUNDO_STATUS_OPEN;

    if (!model_conv_has(c, agent)) {
        assert(c->nagents < KUNDO_PARTICIPANTS_MAX);
        c->agents[c->nagents++] = agent;
    }

    /* a flow that the agent has never chosen has no turn */

    if (p->known[c->flow - 1]) {
        p->turn[c->flow - 1] = ++w->m->last_turn;
    }

    model_focus_assigned(w, cno);

    model_tell(w, news, KUNDO_EVENT_CONVERSATION_ASSIGNED, cno, lost);
}


/*
 * D2: in turn to an agent with room; else the queue, if somebody is active
 * and it is not full; else a left message.  What a visitor asks for outside
 * opening hours is one, whoever is there.
 */

void
model_place(model_work_t *w, uint64_t cno, uint64_t prefer, uint64_t lost,
    int news)
{
    int            shut, behind;
    uint64_t       agent;
    model_t       *m = w->m;
    model_conv_t  *c = model_conv(m, cno);

    shut = w->actor.kind == KUNDO_PERSON_VISITOR
           && !model_is_open(model_flow(m, c->flow), m->now_ms);

    agent = prefer ? prefer : model_next_in_turn(m, c->flow, NULL, 0);
    behind = agent && !prefer && model_flow_waiting(m, c->flow) != 0;

    if (agent && !shut && !behind) {
        model_assign(w, cno, agent, lost, news);
        return;
    }

    c->agent = 0;
    model_focus_end(c);

    if (shut || model_flow_active(m, c->flow) == 0
        || (!behind && model_flow_waiting(m, c->flow)
                       >= model_flow(m, c->flow)->max_queue))
    {
        c->left = 1;
        c->broken = 1;
        c->stopped = 1;
        c->status = KUNDO_STATUS_OPEN;
        model_fact(w, KUNDO_FACT_LEFT, cno, 0, 0, 0);
        model_tell(w, news, KUNDO_EVENT_CONVERSATION_UPDATED, cno, lost);
        return;
    }

    c->left = 0;
    c->status = KUNDO_STATUS_QUEUED;
    c->place = ++m->last_place;
    c->queued_ms = m->now_ms;
    model_tell(w, news, KUNDO_EVENT_CONVERSATION_QUEUED, cno, lost);

    if (behind) {
        model_room(w, agent);
    }
}


void
model_unqueued(model_work_t *w, uint32_t flow, uint64_t place)
{
    unsigned  i;
    model_t  *m = w->m;

    for (i = 0; i < m->nconvs; i++) {
        if (m->convs[i].place > place && m->convs[i].flow == flow) {
            model_event_bare(w, KUNDO_EVENT_QUEUE_MOVED,
                             KUNDO_AUDIENCE_QUEUED, place, 0, flow, 1);
            return;
        }
    }
}


void
model_unqueue(model_work_t *w, uint64_t cno, uint64_t agent)
{
    uint64_t       place;
    model_conv_t  *c = model_conv(w->m, cno);

    place = c->place;
    c->place = 0;
    model_fact(w, KUNDO_FACT_QUEUED, cno, agent,
               w->m->now_ms - c->queued_ms, 0);

    model_unqueued(w, c->flow, place);
}


/*
 * First in, first out, over all the flows that the agent works in, of those
 * in the queues and those whom another agent lets wait.
 */

static void
model_drain(model_work_t *w, uint64_t agent)
{
    unsigned         i;
    uint64_t         place, best, cno = 0;
    model_t         *m = w->m;
    model_conv_t    *c;
    model_person_t  *p = model_person(m, agent);

    while (model_has_room_for(m, p)) {

        for (i = 0, best = 0; i < m->nconvs; i++) {
            c = &m->convs[i];
            place = model_may_take(c, agent) && model_focus_ms(m, c->flow)
                    ? c->overdue : c->place;

            if (place != 0 && p->active[c->flow - 1]
                && (best == 0 || place < best))
            {
                best = place;
                cno = i + 1;
            }
        }

        if (best == 0) {
            return;
        }

        if (model_conv(m, cno)->overdue) {
            model_transfer(w, cno, agent, model_conv(m, cno)->flow, 1);
            continue;
        }

        model_unqueue(w, cno, agent);
        model_assign(w, cno, agent, 0, MODEL_NO_NEWS);
    }
}


void
model_room(model_work_t *w, uint64_t agent)
{
    unsigned  i;

    for (i = w->settled; i < w->nfreed; i++) {
        if (w->freed[i] == agent) {
            return;
        }
    }

    if (w->nfreed == KUNDO_FREED_MAX) {
        model_due_put(w, w->m->now_ms, KUNDO_DUE_ROOM, agent);
        return;
    }

    w->freed[w->nfreed++] = agent;
}


void
model_settle(model_work_t *w)
{
    for ( /* void */ ; w->settled < w->nfreed; w->settled++) {
        model_drain(w, w->freed[w->settled]);
    }
}


/* D2: nobody is active any more; in chunks. */

void
model_flow_empty(model_work_t *w, uint32_t flow)
{
    unsigned       i, n, best;
    model_t       *m = w->m;
    model_conv_t  *c;

    if (model_flow_active(m, flow)) {
        return;
    }

    for (n = 0; n < KUNDO_CHUNK_LEFT; n++) {

        for (i = 0, best = m->nconvs; i < m->nconvs; i++) {
            if (m->convs[i].place != 0 && m->convs[i].flow == flow
                && (best == m->nconvs
                    || m->convs[i].place < m->convs[best].place))
            {
                best = i;
            }
        }

        if (best == m->nconvs) {
            return;
        }

        c = &m->convs[best];
        c->place = 0;
        c->left = 1;
        c->broken = 1;
        c->stopped = 1;
        model_fact(w, KUNDO_FACT_QUEUED, best + 1, 0,
                   m->now_ms - c->queued_ms, 0);
        model_fact(w, KUNDO_FACT_LEFT, best + 1, 0, 0, 0);
        c->status = KUNDO_STATUS_OPEN;

        model_event(w, KUNDO_EVENT_CONVERSATION_UPDATED, best + 1, 0);
    }

    model_due_put(w, m->now_ms, KUNDO_DUE_FLOW_EMPTY, flow);
}

/*
 * Model: who is there (D3), who gets a chat (S1.2, S2.3, S2.4), who waits
 * (D2).
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


uint32_t
model_max_chats(const model_t *m, const model_person_t *p)
{
    return p->max_chats ? p->max_chats : m->max_chats;
}


/* D4: live chats; left messages do not count. */

unsigned
model_chats(const model_t *m, uint64_t agent)
{
    unsigned  i, n;

    for (i = 0, n = 0; i < m->nconvs; i++) {
        n += m->convs[i].agent == agent && !m->convs[i].left
             && m->convs[i].status == KUNDO_STATUS_OPEN;
    }

    return n;
}


int
model_has_room_for(const model_t *m, const model_person_t *p)
{
    return p->state == KUNDO_STATE_ONLINE
           && model_chats(m, p->who.no) < model_max_chats(m, p);
}


/* D4: the first that holds of offline, busy, full. */

kundo_rc_t
model_refusal(const model_t *m, const model_person_t *p)
{
    return p->state == KUNDO_STATE_OFFLINE ? KUNDO_AGENT_OFFLINE
           : p->state == KUNDO_STATE_BUSY ? KUNDO_AGENT_BUSY
           : model_has_room_for(m, p) ? KUNDO_OK : KUNDO_AGENT_FULL;
}


unsigned
model_flow_active(const model_t *m, uint32_t flow)
{
    unsigned  i, n;

    for (i = 0, n = 0; i < m->npersons; i++) {
        n += m->persons[i].state != KUNDO_STATE_OFFLINE
             && m->persons[i].active[flow - 1];
    }

    return n;
}


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

static uint64_t
model_next_in_turn(model_t *m, uint32_t flow)
{
    unsigned         i;
    model_person_t  *p, *best = NULL;

    for (i = 0; i < m->npersons; i++) {
        p = &m->persons[i];

        if (p->active[flow - 1] && model_has_room_for(m, p)
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

    model_tell(w, news, KUNDO_EVENT_CONVERSATION_ASSIGNED, cno, lost);
}


/*
 * D2: in turn to an agent with room; else the queue, if somebody is active
 * and it is not full; else a left message.
 */

void
model_place(model_work_t *w, uint64_t cno, uint64_t prefer, uint64_t lost,
    int news)
{
    uint64_t       agent;
    model_t       *m = w->m;
    model_conv_t  *c = model_conv(m, cno);

    agent = prefer ? prefer : model_next_in_turn(m, c->flow);

    if (agent) {
        model_assign(w, cno, agent, lost, news);
        return;
    }

    c->agent = 0;

    if (model_flow_active(m, c->flow) == 0
        || model_flow_waiting(m, c->flow)
           >= model_flow(m, c->flow)->max_queue)
    {
        c->left = 1;
        c->broken = 1;
        c->status = KUNDO_STATUS_OPEN;
        model_tell(w, news, KUNDO_EVENT_CONVERSATION_UPDATED, cno, lost);
        return;
    }

    c->left = 0;
    c->status = KUNDO_STATUS_QUEUED;
    c->place = ++m->last_place;
    model_tell(w, news, KUNDO_EVENT_CONVERSATION_QUEUED, cno, lost);
}


void
model_unqueue(model_work_t *w, uint64_t cno)
{
    uint64_t       place;
    model_conv_t  *c = model_conv(w->m, cno);

    place = c->place;
    c->place = 0;

    if (model_flow_waiting(w->m, c->flow)) {
        model_event_bare(w, KUNDO_EVENT_QUEUE_MOVED, KUNDO_AUDIENCE_QUEUED,
                         place, 0, c->flow, 1);
    }
}


/* First in, first out, over all the flows that the agent works in. */

void
model_drain(model_work_t *w, uint64_t agent)
{
    unsigned         i, best;
    model_t         *m = w->m;
    model_person_t  *p = model_person(m, agent);

    while (model_has_room_for(m, p)) {

        for (i = 0, best = m->nconvs; i < m->nconvs; i++) {
            if (m->convs[i].place != 0 && p->active[m->convs[i].flow - 1]
                && (best == m->nconvs
                    || m->convs[i].place < m->convs[best].place))
            {
                best = i;
            }
        }

        if (best == m->nconvs) {
            return;
        }

        model_unqueue(w, best + 1);
        model_assign(w, best + 1, agent, 0, MODEL_NO_NEWS);
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

    for (n = 0; n < KUNDO_CHUNK; n++) {

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
        c->status = KUNDO_STATUS_OPEN;

        model_event(w, KUNDO_EVENT_CONVERSATION_UPDATED, best + 1, 0);
    }

    model_due_put(w, m->now_ms, KUNDO_DUE_FLOW_EMPTY, flow);
}


/* D3: the row is armed as long as an agent is there without connection. */

static void
model_watch(model_work_t *w, model_person_t *p)
{
    if (p->state != KUNDO_STATE_OFFLINE && p->links == 0) {

        if (p->lost_ms == 0) {
            p->lost_ms = w->m->now_ms + w->m->agent_lost_ms;
            model_due_put(w, p->lost_ms, KUNDO_DUE_AGENT_LOST, p->who.no);
        }

        return;
    }

    if (p->lost_ms != 0) {
        (void) model_due_take(w->m, p->lost_ms, KUNDO_DUE_AGENT_LOST,
                              p->who.no);
        p->lost_ms = 0;
    }
}


/* Flows that somebody leaves and in which nobody is left. */

static void
model_empty_flows(model_work_t *w, const int *left)
{
    unsigned  i;

    for (i = 0; i < w->m->nflows; i++) {
        if (left[i] && model_flow_active(w->m, i + 1) == 0) {
            model_due_put(w, w->m->now_ms, KUNDO_DUE_FLOW_EMPTY, i + 1);
        }
    }
}


static void
model_state(model_work_t *w, model_person_t *p, kundo_state_t state)
{
    kundo_state_t  was = p->state;

    if (was == state) {
        return;
    }

    p->state = state;

    if (state == KUNDO_STATE_OFFLINE) {
        model_empty_flows(w, p->active);
    }

    if (was == KUNDO_STATE_OFFLINE || state == KUNDO_STATE_OFFLINE) {
        model_watch(w, p);
    }

    model_event_bare(w, KUNDO_EVENT_PRESENCE_CHANGED,
                     KUNDO_AUDIENCE_EVERY_AGENT, state, p->who.no, 0, 0);
}


/* D3: the live chats of an agent who is gone, oldest first. */

static void
model_reroute(model_work_t *w, uint64_t agent)
{
    unsigned       i, n;
    uint64_t       cnos[KUNDO_CHATS_MAX];
    model_conv_t  *c;

    for (i = 0, n = 0; i < w->m->nconvs; i++) {
        c = &w->m->convs[i];

        if (c->agent == agent && !c->left && c->status == KUNDO_STATUS_OPEN)
        {
            assert(n < KUNDO_CHATS_MAX);
            cnos[n++] = i + 1;
        }
    }

    for (i = 0; i < n; i++) {
        model_place(w, cnos[i], 0, agent, MODEL_NO_NEWS);
    }
}


void
model_go_offline(model_work_t *w, uint64_t agent)
{
    model_person_t  *p = model_person(w->m, agent);

    if (p->state != KUNDO_STATE_OFFLINE) {
        model_state(w, p, KUNDO_STATE_OFFLINE);
        model_reroute(w, agent);
    }
}


void
model_agent_lost(model_work_t *w, uint64_t agent, uint64_t ms)
{
    if (model_person(w->m, agent)->lost_ms == ms) {
        model_go_offline(w, agent);
    }
}


/* The flows of a command, checked; KUNDO_OK or a refusal. */

static kundo_rc_t
model_flows_parse(model_work_t *w, kundo_str_t ids, int *chosen)
{
    uint32_t         no;
    kundo_unpack_t   u;
    model_person_t  *p = model_person(w->m, w->actor.no);

    kundo_unpack_init(&u, ids);
    memset(chosen, 0, MODEL_FLOWS * sizeof(int));

    while (u.pos < u.end) {
        no = model_flow_find(w->m, kundo_unpack_str(&u));

        if (no == 0 || (p->who.role != KUNDO_ROLE_ADMIN
                        && !model_flow_allows(model_flow(w->m, no),
                                              p->who.no)))
        {
            return KUNDO_BAD_VALUE;
        }

        chosen[no - 1] = 1;
    }

    return KUNDO_OK;
}


kundo_rc_t
model_presence_set(model_work_t *w, const kundo_command_t *cmd)
{
    int              chosen[MODEL_FLOWS], were[MODEL_FLOWS];
    unsigned         i;
    uint64_t         given = cmd->u.presence_set.given;
    kundo_rc_t       rc;
    model_person_t  *p = model_person(w->m, w->actor.no);

    if (p->disabled) {
        return KUNDO_UNAUTHORIZED;
    }

    if (((given & KUNDO_GIVEN_STATE)
         && cmd->u.presence_set.state > KUNDO_STATE_BUSY)
        || ((given & KUNDO_GIVEN_MAX_CHATS)
            && (cmd->u.presence_set.max_chats < 1
                || cmd->u.presence_set.max_chats > KUNDO_CHATS_MAX)))
    {
        return KUNDO_BAD_VALUE;
    }

    if (given & KUNDO_GIVEN_FLOWS) {
        rc = model_flows_parse(w, cmd->u.presence_set.flows, chosen);
        if (rc != KUNDO_OK) {
            return rc;
        }

        memcpy(were, p->active, sizeof(were));
        memcpy(p->active, chosen, sizeof(chosen));

        for (i = 0; i < w->m->nflows; i++) {
            p->known[i] |= chosen[i];
        }

        if (p->state != KUNDO_STATE_OFFLINE) {
            model_empty_flows(w, were);
        }
    }

    if (given & KUNDO_GIVEN_MAX_CHATS) {
        p->max_chats = (uint32_t) cmd->u.presence_set.max_chats;

    } else if (p->max_chats == 0) {
        p->max_chats = w->m->max_chats;
    }

    if (given & KUNDO_GIVEN_STATE) {
        model_state(w, p, (kundo_state_t) cmd->u.presence_set.state);
    }

    w->result->no = p->who.no;

    if (p->state == KUNDO_STATE_OFFLINE) {
        model_reroute(w, p->who.no);

    } else {
        model_drain(w, p->who.no);
    }

    return KUNDO_OK;
}


/* Who may not be in a flow any more is out of it; in chunks. */

void
model_expel(model_work_t *w, uint32_t flow)
{
    int              left[MODEL_FLOWS];
    unsigned         i, n;
    model_person_t  *p;

    memset(left, 0, sizeof(left));
    left[flow - 1] = 1;

    for (i = 0, n = 0; i < w->m->npersons; i++) {
        p = &w->m->persons[i];

        if (!p->active[flow - 1] || p->who.role == KUNDO_ROLE_ADMIN
            || model_flow_allows(model_flow(w->m, flow), p->who.no))
        {
            continue;
        }

        if (n++ == KUNDO_CHUNK) {
            model_due_put(w, w->m->now_ms, KUNDO_DUE_FLOW_EXPEL, flow);
            return;
        }

        p->active[flow - 1] = 0;

        if (p->state != KUNDO_STATE_OFFLINE) {
            model_empty_flows(w, left);
        }

        model_event_bare(w, KUNDO_EVENT_PRESENCE_CHANGED,
                         KUNDO_AUDIENCE_EVERY_AGENT, p->state, p->who.no, 0,
                         0);
    }
}


static void
model_link(model_work_t *w, model_person_t *p, uint64_t links)
{
    p->links = links;

    if (p->max_chats == 0) {
        p->max_chats = w->m->max_chats;
    }

    model_watch(w, p);
}


/* A worker that is not there cannot be missed when it dies. */

kundo_rc_t
model_link_up(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         bit;
    model_person_t  *p = model_person(w->m, w->actor.no);

    bit = 1ULL << (cmd->u.link_up.worker - 1);

    if (!(w->m->workers & bit)) {
        return KUNDO_NOT_FOUND;
    }

    if (p->links & bit) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_link(w, p, p->links | bit);

    return KUNDO_OK;
}


kundo_rc_t
model_link_down(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         bit;
    model_person_t  *p = model_person(w->m, w->actor.no);

    bit = 1ULL << (cmd->u.link_down.worker - 1);

    if (!(p->links & bit)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_link(w, p, p->links & ~bit);

    return KUNDO_OK;
}


kundo_rc_t
model_worker_join(model_work_t *w, const kundo_command_t *cmd)
{
    if (cmd->u.worker_join.worker) {
        w->m->workers |= 1ULL << (cmd->u.worker_join.worker - 1);
        w->result->no = cmd->u.worker_join.worker;
        return KUNDO_OK;
    }

    assert(w->m->nworkers < MODEL_WORKERS);

    w->m->workers |= 1ULL << w->m->nworkers;
    w->result->no = ++w->m->nworkers;

    return KUNDO_OK;
}


kundo_rc_t
model_worker_gone(model_work_t *w, const kundo_command_t *cmd)
{
    unsigned         i, n;
    uint64_t         bit;
    model_person_t  *p;

    bit = 1ULL << (cmd->u.worker_gone.worker - 1);

    for (i = 0, n = 0; i < w->m->npersons; i++) {
        p = &w->m->persons[i];

        if (!(p->links & bit)) {
            continue;
        }

        if (n == KUNDO_CHUNK) {
            break;
        }

        model_link(w, p, p->links & ~bit);
        n++;
    }

    if (n == KUNDO_CHUNK) {
        w->result->more = 1;
        return KUNDO_OK;
    }

    w->m->workers &= ~bit;

    return KUNDO_OK;
}

/*
 * Model: who is there, in which flows and with how much room (D3, S1.7).
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

int
model_conv_live(const model_conv_t *c, uint64_t agent)
{
    return c->agent == agent && !c->left && c->status == KUNDO_STATUS_OPEN;
}


unsigned
model_chats(const model_t *m, uint64_t agent)
{
    unsigned  i, n;

    for (i = 0, n = 0; i < m->nconvs; i++) {
        n += (unsigned) model_conv_live(&m->convs[i], agent);
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


/* D3: the row is armed as long as an agent is there without connection. */

void
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


void
model_state(model_work_t *w, model_person_t *p, kundo_state_t state)
{
    kundo_state_t  was = p->state;

    if (was == state) {
        return;
    }

    p->state = state;
    p->since_ms = w->m->now_ms;

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

        if (model_conv_live(&w->m->convs[i], agent)) {
            assert(n < KUNDO_CHATS_MAX);
            cnos[n++] = i + 1;
        }
    }

    for (i = 0; i < n; i++) {
        model_room(w, agent);
        model_place(w, cnos[i], 0, agent, MODEL_NO_NEWS);
        c = model_conv(w->m, cnos[i]);
        model_line(w, cnos[i], KUNDO_LINE_AGENT_GONE, 0, agent, c->flow);
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
    int              chosen[MODEL_FLOWS], were[MODEL_FLOWS], other;
    unsigned         i;
    uint32_t         max_chats;
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

    other = 0;
    max_chats = model_max_chats(w->m, p);

    if (given & KUNDO_GIVEN_FLOWS) {
        rc = model_flows_parse(w, cmd->u.presence_set.flows, chosen);
        if (rc != KUNDO_OK) {
            return rc;
        }

        memcpy(were, p->active, sizeof(were));
        memcpy(p->active, chosen, sizeof(chosen));

        for (i = 0; i < w->m->nflows; i++) {
            p->known[i] |= chosen[i];
            other |= chosen[i] != were[i];
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

    other |= model_max_chats(w->m, p) != max_chats;

    if ((given & KUNDO_GIVEN_STATE)
        && cmd->u.presence_set.state != p->state)
    {
        model_state(w, p, (kundo_state_t) cmd->u.presence_set.state);

    } else if (other) {
        model_event_bare(w, KUNDO_EVENT_PRESENCE_CHANGED,
                         KUNDO_AUDIENCE_EVERY_AGENT, p->state, p->who.no, 0,
                         0);
    }

    w->result->no = p->who.no;

    if (p->state == KUNDO_STATE_OFFLINE) {
        model_reroute(w, p->who.no);

    } else {
        model_room(w, p->who.no);
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

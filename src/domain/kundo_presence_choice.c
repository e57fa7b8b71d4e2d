/*
 * Presence: what an agent chooses, state, flows and max chats (S1.7).
 */

#include "base/kundo_limit.h"
#include "domain/kundo_flow.h"
#include "domain/kundo_person.h"
#include "domain/kundo_presence_internal.h"
#include "domain/kundo_room.h"
#include "domain/kundo_routing.h"


static kundo_rc_t kundo_presence_flows(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p, kundo_str_t ids);


/*
 * What a choice may be.  An agent who was disabled while the command was
 * on its way cannot come online any more.
 */

static kundo_rc_t
kundo_presence_may(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t        given;
    kundo_rc_t      rc;
    kundo_person_t  person;

    rc = kundo_person_get(w->txn, w->actor.no, &person);

    if (rc == KUNDO_NOT_FOUND || (rc == KUNDO_OK && person.disabled)) {
        return KUNDO_UNAUTHORIZED;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    given = cmd->u.presence_set.given;

    if ((given & KUNDO_GIVEN_STATE)
        && cmd->u.presence_set.state > KUNDO_STATE_BUSY)
    {
        return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                 "state takes \"online\", \"busy\" or "
                                 "\"offline\"");
    }

    if ((given & KUNDO_GIVEN_MAX_CHATS)
        && (cmd->u.presence_set.max_chats == 0
            || cmd->u.presence_set.max_chats > KUNDO_CHATS_MAX))
    {
        return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                 "max_chats takes a number from 1 to 100");
    }

    return KUNDO_OK;
}


/* Whether two choices are the same but for the state. */

static int
kundo_presence_is_same(kundo_presence_t *one, const kundo_presence_t *two)
{
    int                     balance;
    unsigned                i;
    kundo_presence_flow_t  *f;

    balance = 0;

    for (i = 0; i < one->nflows; i++) {
        balance += one->flows[i].active != 0;
    }

    for (i = 0; i < two->nflows; i++) {

        if (!two->flows[i].active) {
            continue;
        }

        f = kundo_presence_flow(one, two->flows[i].flow);

        if (f == NULL || !f->active) {
            return 0;
        }

        balance--;
    }

    return balance == 0 && one->max_chats == two->max_chats;
}


kundo_rc_t
kundo_presence_set(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t          given;
    kundo_rc_t        rc;
    kundo_state_t     state;
    kundo_presence_t  p, was;

    rc = kundo_presence_may(w, cmd);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_get(w->txn, w->actor.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    was = p;
    given = cmd->u.presence_set.given;
    state = (given & KUNDO_GIVEN_STATE)
            ? (kundo_state_t) cmd->u.presence_set.state
            : (kundo_state_t) p.state;

    if (given & KUNDO_GIVEN_FLOWS) {
        rc = kundo_presence_flows(w, w->actor.no, &p,
                                  cmd->u.presence_set.flows);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (given & KUNDO_GIVEN_MAX_CHATS) {
        p.max_chats = (uint32_t) cmd->u.presence_set.max_chats;
    }

    if (state != was.state) {
        rc = kundo_presence_state(w, w->actor.no, &p, state);

    } else if (!kundo_presence_is_same(&was, &p)) {
        rc = kundo_presence_emit(w, w->actor.no, &p);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_put(w, w->actor.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = w->actor.no;

    if (state == KUNDO_STATE_OFFLINE) {
        return kundo_presence_reroute(w, w->actor.no);
    }

    return kundo_routing_room(w, w->actor.no);
}


/* The numbers of the flows that are named, each once, into nos; *n. */

static kundo_rc_t
kundo_presence_chosen(kundo_work_t *w, uint64_t agent, kundo_str_t ids,
    uint32_t *nos, unsigned *n)
{
    unsigned        i;
    kundo_rc_t      rc;
    kundo_flow_t    flow;
    kundo_unpack_t  u;

    kundo_unpack_init(&u, ids);

    *n = 0;

    while (u.pos < u.end) {

        rc = kundo_flow_find(w->txn, kundo_unpack_str(&u), &flow);

        if (rc == KUNDO_NOT_FOUND
            || (rc == KUNDO_OK && w->actor.role != KUNDO_ROLE_ADMIN
                && !kundo_flow_allows(&flow, agent)))
        {
            return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                     "flows names a flow that the agent "
                                     "may not choose");
        }

        if (rc != KUNDO_OK) {
            return rc;
        }

        for (i = 0; i < *n && nos[i] != flow.no; i++) { /* void */ }

        if (i < *n) {
            continue;
        }

        if (*n == KUNDO_AGENT_FLOWS_MAX) {
            return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                     "an agent works in at most 64 flows");
        }

        nos[(*n)++] = flow.no;
    }

    return KUNDO_OK;
}


/*
 * The entries of those flows, active, then those that are left, as far as
 * there is space: their turn stays known, so that leaving and coming back
 * does not jump the turn.
 */

static void
kundo_presence_entries(kundo_presence_t *p, const uint32_t *nos, unsigned n)
{
    unsigned                i, j, k;
    kundo_presence_flow_t   next[KUNDO_AGENT_FLOWS_MAX], *f;

    memset(next, 0, sizeof(next));

    for (i = 0; i < n; i++) {
        f = kundo_presence_flow(p, nos[i]);

        next[i].flow = nos[i];
        next[i].turn = f != NULL ? f->turn : 0;
        next[i].active = 1;
    }

    for (j = 0; j < p->nflows && i < KUNDO_AGENT_FLOWS_MAX; j++) {

        for (k = 0; k < n && nos[k] != p->flows[j].flow; k++) { /* void */ }

        if (k == n) {
            next[i] = p->flows[j];
            next[i++].active = 0;
        }
    }

    memcpy(p->flows, next, sizeof(next));
    p->nflows = (uint16_t) i;
}


/*
 * Sets the flows that the agent works in (S1.7): all ids are checked before
 * anything is changed.
 */

static kundo_rc_t
kundo_presence_flows(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    kundo_str_t ids)
{
    unsigned    n;
    uint32_t    nos[KUNDO_AGENT_FLOWS_MAX];
    kundo_rc_t  rc;

    rc = kundo_presence_chosen(w, agent, ids, nos, &n);

    return rc == KUNDO_OK ? kundo_presence_works_in(w, agent, p, nos, n) : rc;
}


kundo_rc_t
kundo_presence_works_in(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    const uint32_t *nos, unsigned n)
{
    kundo_rc_t        rc;
    kundo_presence_t  old;

    rc = kundo_room_move(w, agent, p, KUNDO_ROOM_NONE);
    if (rc != KUNDO_OK) {
        return rc;
    }

    old = *p;
    kundo_presence_entries(p, nos, n);

    if (p->state == KUNDO_STATE_OFFLINE) {
        return KUNDO_OK;
    }

    /* counts first up, then down: no flow is empty in between */

    rc = kundo_presence_count(w, p, 1);

    return rc == KUNDO_OK ? kundo_presence_count(w, &old, -1) : rc;
}

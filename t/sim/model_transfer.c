/*
 * Model: transfers (S1.4 to S1.6, D4, D11), and notes.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


/* D4: a left message takes no room. */

static int
model_needs_room(const model_conv_t *c)
{
    return c->status == KUNDO_STATUS_QUEUED || model_is_live(c);
}


void
model_line(model_work_t *w, uint64_t cno, int type, int automatic,
    uint64_t from_agent, uint32_t from_flow)
{
    model_t       *m = w->m;
    model_line_t  *line;
    model_conv_t  *c = model_conv(m, cno);

    assert(m->nlines < MODEL_LINES);

    line = &m->lines[m->nlines++];

    line->cno = cno;
    line->row.ms = m->now_ms;
    line->row.after_seq = c->last_seq;
    line->row.type = (uint8_t) type;
    line->row.automatic = (uint8_t) automatic;
    line->row.from_agent = from_agent;
    line->row.from_flow = from_flow;
    line->row.to_agent = c->agent;
    line->row.to_flow = c->flow;
}


/* It is with the agent, in the flow; what it leaves comes after it. */

void
model_transfer(model_work_t *w, uint64_t cno, uint64_t agent, uint32_t flow,
    int automatic)
{
    model_conv_t   was, *c = model_conv(w->m, cno);
    model_event_t  *e;

    was = *c;

    c->updated_ms = w->m->now_ms;
    c->flow = flow;
    c->place = 0;
    model_focus_end(c);

    if (!model_needs_room(&was)) {

        if (was.agent == 0) {
            model_fact_assigned(w, cno, agent);
        }

        c->agent = agent;

        if (!model_conv_has(c, agent)) {
            assert(c->nagents < KUNDO_PARTICIPANTS_MAX);
            c->agents[c->nagents++] = agent;
        }

        model_event(w, KUNDO_EVENT_CONVERSATION_TRANSFERRED, cno, was.agent);
        model_event(w, KUNDO_EVENT_CONVERSATION_ASSIGNED, cno, was.agent);

    } else {
        model_assign(w, cno, agent, was.agent,
                     KUNDO_EVENT_CONVERSATION_TRANSFERRED);
    }

    e = &w->m->events[w->m->nevents - 2];
    e->other = was.agent;
    e->ref = (uint64_t) automatic << 32 | was.flow;

    model_line(w, cno, 1, automatic, was.agent, was.flow);
    model_fact_transferred(w, cno, &was, automatic);

    if (was.place) {
        model_fact(w, KUNDO_FACT_QUEUED, cno, agent,
                   w->m->now_ms - was.queued_ms, 0);
        w->m->facts[w->m->nfacts - 1].row.flow = was.flow;
        model_unqueued(w, was.flow, was.place);

    } else if (model_is_live(&was)) {
        model_room(w, was.agent);
    }
}


/* S1.6: in turn, but not back; else why not. */

static kundo_rc_t
model_flow_target(model_work_t *w, uint32_t flow, const model_conv_t *c,
    uint64_t *agent)
{
    unsigned         i, active;
    model_t         *m = w->m;
    model_person_t  *p, *full = NULL;

    *agent = model_next_in_turn(m, flow, &c->agent, 1);

    if (*agent) {
        return KUNDO_OK;
    }

    for (i = 0, active = 0; i < m->npersons; i++) {
        p = &m->persons[i];

        if (!p->active[flow - 1] || p->state == KUNDO_STATE_OFFLINE
            || i + 1 == c->agent)
        {
            continue;
        }

        active++;

        if (p->state == KUNDO_STATE_ONLINE
            && (full == NULL || p->turn[flow - 1] < full->turn[flow - 1]))
        {
            full = p;
        }
    }

    if (full != NULL) {
        *agent = full->who.no;
        return model_needs_room(c) ? KUNDO_AGENT_FULL : KUNDO_OK;
    }

    return active ? KUNDO_AGENT_BUSY : KUNDO_FLOW_INACTIVE;
}


kundo_rc_t
model_conversation_transfer(model_work_t *w, const kundo_command_t *cmd)
{
    uint32_t         flow;
    uint64_t         cno = cmd->u.conversation_transfer.cno;
    uint64_t         agent = cmd->u.conversation_transfer.agent;
    kundo_rc_t       rc;
    model_conv_t    *c;
    model_person_t  *p;

    if (!model_sees(w->m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    c = model_conv(w->m, cno);
    w->result->no = cno;

    flow = agent ? 0 : model_flow_find(w->m,
                                       cmd->u.conversation_transfer.flow);

    if (w->actor.kind == KUNDO_PERSON_AGENT && c->agent
        && c->agent != w->actor.no && c->status == KUNDO_STATUS_OPEN
        && (c->agent == agent
            || (c->flow == flow && w->actor.role != KUNDO_ROLE_ADMIN)))
    {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    if (w->actor.kind != KUNDO_PERSON_AGENT
        || (c->agent != w->actor.no && w->actor.role != KUNDO_ROLE_ADMIN))
    {
        return KUNDO_FORBIDDEN;
    }

    if (c->status == KUNDO_STATUS_CLOSED) {
        return KUNDO_CLOSED;
    }

    if (agent) {
        p = model_person(w->m, agent);

        if (agent == c->agent || p == NULL
            || p->who.kind != KUNDO_PERSON_AGENT)
        {
            return KUNDO_BAD_VALUE;
        }

        flow = c->flow;
        rc = model_refusal(w->m, p);

        if (rc == KUNDO_AGENT_FULL && !model_needs_room(c)) {
            rc = KUNDO_OK;
        }

    } else {
        if (flow == 0) {
            return KUNDO_BAD_VALUE;
        }

        rc = model_flow_target(w, flow, c, &agent);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (cmd->u.conversation_transfer.note.len) {
        model_note(w, cno, cmd->u.conversation_transfer.note);
    }

    model_transfer(w, cno, agent, flow, 0);

    return KUNDO_OK;
}


void
model_note(model_work_t *w, uint64_t cno, kundo_str_t text)
{
    model_t          *m = w->m;
    model_event_t    *e;
    model_message_t  *msg;

    assert(m->nmessages < MODEL_MESSAGES);

    msg = &m->messages[m->nmessages++];
    memset(msg, 0, sizeof(model_message_t));

    msg->cno = cno;
    msg->from = w->actor.no;
    msg->ms = m->now_ms;
    msg->text = text;

    w->result->lpos = m->nmessages;
    w->result->ms = m->now_ms;

    model_event(w, KUNDO_EVENT_NOTE_CREATED, cno, 0);

    e = &m->events[m->nevents - 1];
    e->audience = KUNDO_AUDIENCE_AGENTS;
    e->ref = m->nmessages;
    e->seq = 0;
}


kundo_rc_t
model_note_add(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t      cno = cmd->u.note_add.cno, lpos;
    kundo_rc_t    rc;

    if (!model_sees(w->m, &w->actor, cno)
        || w->actor.kind != KUNDO_PERSON_AGENT)
    {
        return KUNDO_NOT_FOUND;
    }

    rc = model_idem_find(w, cmd->u.note_add.key,
                         cmd->u.note_add.request_hash, &lpos);

    if (rc == KUNDO_NOT_FOUND) {
        model_note(w, cno, cmd->u.note_add.text);
        model_idem_put(w, cmd->u.note_add.key, cmd->u.note_add.request_hash,
                       w->m->nmessages);
        rc = KUNDO_OK;

    } else if (rc == KUNDO_OK) {
        w->result->lpos = lpos;
        w->result->repeated = 1;
    }

    w->result->no = cno;

    return rc;
}

/*
 * Model: focus, and what is overdue (S2.6, D1).
 */

#include <assert.h>

#include "sim/model.h"


int
model_is_live(const model_conv_t *c)
{
    return c->status == KUNDO_STATUS_OPEN && c->agent && !c->left;
}


static int
model_has_missed(const model_conv_t *c, uint64_t agent)
{
    unsigned  i;

    for (i = 0; i < c->nmissed; i++) {
        if (c->missed[i] == agent) {
            return 1;
        }
    }

    return 0;
}


/* To agents alone. */

static void
model_focus_tell(model_work_t *w, uint64_t cno, int overdue)
{
    model_event_t  *e;

    model_event(w, KUNDO_EVENT_CONVERSATION_UPDATED, cno, 0);

    e = &w->m->events[w->m->nevents - 1];
    e->audience = KUNDO_AUDIENCE_AGENTS;
    e->ref = !overdue;
}


static void
model_focus_row(model_work_t *w, uint64_t cno)
{
    model_conv_t  *c = model_conv(w->m, cno);

    if (c->focus_row_ms == 0 || c->focus_row_ms > c->focus_due_ms) {
        c->focus_row_ms = c->focus_due_ms;
        model_due_put(w, c->focus_row_ms, KUNDO_DUE_FOCUS, cno);
    }
}


/* After how long a chat of a flow goes on; 0 = not at all. */

uint64_t
model_focus_ms(model_t *m, uint32_t flow)
{
    uint32_t  s = model_flow(m, flow)->auto_transfer_s;

    return s == KUNDO_AUTO_TRANSFER_DEFAULT ? m->auto_transfer_ms
                                            : 1000ULL * s;
}


/* D1: her text stands unanswered, and the agent has not been there. */

static void
model_focus_arm(model_work_t *w, uint64_t cno)
{
    uint64_t       ms;
    model_conv_t  *c = model_conv(w->m, cno);

    ms = model_focus_ms(w->m, c->flow);

    if (ms != 0 && model_is_live(c) && c->waits_ms && !c->focused
        && c->focus_due_ms == 0 && c->overdue == 0)
    {
        c->focus_due_ms = w->m->now_ms + ms;
        model_focus_row(w, cno);
    }
}


void
model_focus_end(model_conv_t *c)
{
    c->focused = 0;
    c->focus_due_ms = 0;
    c->overdue = 0;
}


void
model_focus_assigned(model_work_t *w, uint64_t cno)
{
    model_focus_end(model_conv(w->m, cno));
    model_focus_arm(w, cno);
}


void
model_focus_said(model_work_t *w, uint64_t cno)
{
    int            overdue;
    uint64_t       was;
    model_conv_t  *c = model_conv(w->m, cno);

    was = c->focus_due_ms;
    overdue = c->overdue != 0;

    if (w->actor.kind != KUNDO_PERSON_AGENT) {
        c->waits_ms = c->waits_ms ? c->waits_ms : w->m->now_ms;
        model_focus_arm(w, cno);

        if (c->focus_due_ms != was) {
            model_focus_tell(w, cno, 0);
        }

        return;
    }

    was |= (uint64_t) overdue;

    c->waits_ms = 0;
    c->nmissed = 0;
    c->focus_due_ms = 0;
    c->overdue = 0;
    c->focused |= c->agent == w->actor.no;

    if (was) {
        model_focus_tell(w, cno, overdue);
    }
}


kundo_rc_t
model_conversation_focus(model_work_t *w, const kundo_command_t *cmd)
{
    int            overdue;
    uint64_t       was, cno = cmd->u.conversation_focus.cno;
    model_conv_t  *c;

    if (!model_sees(w->m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    c = model_conv(w->m, cno);
    w->result->no = cno;

    if (!cmd->u.conversation_focus.focused || c->agent != w->actor.no
        || !model_is_live(c) || c->focused)
    {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    overdue = c->overdue != 0;
    was = c->focus_due_ms | c->overdue;

    c->focused = 1;
    c->focus_due_ms = 0;
    c->overdue = 0;

    if (was) {
        model_focus_tell(w, cno, overdue);
    }

    return KUNDO_OK;
}


/* D1: goes on to another, or waits for one. */

void
model_focus_due(model_work_t *w, uint64_t cno, uint64_t ms)
{
    uint64_t         agent;
    model_t         *m = w->m;
    model_conv_t    *c = model_conv(m, cno);
    model_person_t  *p;

    if (c->focus_row_ms != ms) {
        return;
    }

    c->focus_row_ms = 0;

    if (c->focus_due_ms == 0) {
        return;
    }

    if (c->focus_due_ms > m->now_ms) {
        model_focus_row(w, cno);
        return;
    }

    c->focus_due_ms = 0;

    if (model_focus_ms(m, c->flow) == 0) {
        model_focus_tell(w, cno, 0);
        return;
    }

    if (!model_has_missed(c, c->agent)) {
        assert(c->nmissed < KUNDO_PARTICIPANTS_MAX);
        c->missed[c->nmissed++] = c->agent;
    }

    p = model_person(m, c->agent);

    if (model_flow(m, c->flow)->miss_is_busy
        && p->state == KUNDO_STATE_ONLINE)
    {
        model_state(w, p, KUNDO_STATE_BUSY);
    }

    agent = model_next_in_turn(m, c->flow, c->missed, c->nmissed);

    if (agent) {
        model_transfer(w, cno, agent, c->flow, 1);
        return;
    }

    c->overdue = ++m->last_place;
    model_focus_tell(w, cno, 1);
}


/* Whether an overdue chat may come to this agent. */

int
model_may_take(const model_conv_t *c, uint64_t agent)
{
    return c->overdue && c->agent != agent && !model_has_missed(c, agent);
}

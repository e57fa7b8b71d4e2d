/*
 * Model: conversations, who sees them, and their beginning and end.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


int
model_conv_has(const model_conv_t *c, uint64_t agent)
{
    unsigned  i;

    for (i = 0; i < c->nagents; i++) {
        if (c->agents[i] == agent) {
            return 1;
        }
    }

    return 0;
}


/* What one may not see is as what does not exist. */

int
model_sees(model_t *m, const kundo_actor_t *viewer, uint64_t cno)
{
    model_conv_t  *c = model_conv(m, cno);

    if (c == NULL) {
        return 0;
    }

    if (viewer->kind == KUNDO_PERSON_VISITOR) {
        return c->starter == viewer->no;
    }

    return viewer->kind == KUNDO_PERSON_AGENT
           && (viewer->role == KUNDO_ROLE_ADMIN || c->agent == viewer->no
               || model_flow_allows(model_flow(m, c->flow), viewer->no)
               || model_conv_has(c, viewer->no));
}


int
model_event_seen(model_t *m, const kundo_actor_t *viewer,
    const model_event_t *e)
{
    if (e->audience == KUNDO_AUDIENCE_NOBODY
        || e->audience == KUNDO_AUDIENCE_QUEUED)
    {
        return 0;
    }

    if (viewer->kind == KUNDO_PERSON_VISITOR) {
        return e->audience == KUNDO_AUDIENCE_ALL && e->starter == viewer->no;
    }

    return e->audience == KUNDO_AUDIENCE_EVERY_AGENT
           || e->agent == viewer->no || e->other == viewer->no
           || viewer->role == KUNDO_ROLE_ADMIN
           || model_conv_has(model_conv(m, e->cno), viewer->no)
           || model_flow_allows(model_flow(m, e->flow), viewer->no)
           || (e->type == KUNDO_EVENT_CONVERSATION_TRANSFERRED
               && model_flow_allows(model_flow(m, (uint32_t) e->ref),
                                    viewer->no));
}


kundo_rc_t
model_conversation_start(model_work_t *w, const kundo_command_t *cmd)
{
    unsigned         ask;
    uint32_t         flow;
    uint64_t         cno;
    model_t         *m = w->m;
    kundo_rc_t       rc;
    kundo_str_t      key = cmd->u.conversation_start.key;
    model_conv_t    *c;
    model_person_t  *p;

    rc = model_idem_find(w, key, cmd->u.conversation_start.request_hash,
                         &cno);

    if (rc == KUNDO_OK) {
        w->result->no = cno;
        w->result->repeated = 1;
    }

    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    flow = model_flow_find(m, cmd->u.conversation_start.flow);

    if (flow == 0 || !model_flow(m, flow)->public) {
        return KUNDO_NOT_FOUND;
    }

    /* name, e-mail, phone: 2 of its two bits is "required" */

    p = model_person(m, w->actor.no);
    ask = model_flow(m, flow)->ask;

    if (((ask & 3) == 2 && p->name.len == 0)
        || ((ask >> 2 & 3) == 2 && p->email.len == 0)
        || ((ask >> 4 & 3) == 2 && p->phone.len == 0))
    {
        return KUNDO_FIELDS;
    }

    assert(m->nconvs < MODEL_CONVS);

    c = &m->convs[m->nconvs++];
    memset(c, 0, sizeof(model_conv_t));

    cno = m->nconvs;
    c->starter = w->actor.no;
    c->flow = flow;
    c->status = KUNDO_STATUS_OPEN;
    c->created_ms = m->now_ms;
    c->updated_ms = m->now_ms;

    model_place(w, cno, 0, 0, KUNDO_EVENT_CONVERSATION_OPENED);
    model_fact(w, KUNDO_FACT_STARTED, cno, c->agent, 0, 0);

    if (model_flow(m, flow)->welcome.data != NULL) {
        model_append(w, cno, 1, kundo_str("welcome"),
                     model_flow(m, flow)->welcome);
    }

    if (cmd->u.conversation_start.text.len) {
        model_append(w, cno, 0, cmd->u.conversation_start.cid,
                     cmd->u.conversation_start.text);
    }

    model_idem_put(w, key, cmd->u.conversation_start.request_hash, cno);

    w->result->no = cno;

    return KUNDO_OK;
}


kundo_rc_t
model_conversation_close(model_work_t *w, const kundo_command_t *cmd)
{
    int            live;
    uint64_t       cno = cmd->u.conversation_close.cno;
    model_conv_t  *c;

    if (!model_sees(w->m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    c = model_conv(w->m, cno);
    w->result->no = cno;

    if (c->status == KUNDO_STATUS_CLOSED) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    live = c->status == KUNDO_STATUS_OPEN && c->agent && !c->left;

    model_fact(w, KUNDO_FACT_CLOSED, cno, c->agent, 0,
               c->asked_ms && !c->answered_ms ? KUNDO_FACT_MISSED : 0);

    c->status = KUNDO_STATUS_CLOSED;
    c->broken = 1;
    c->stopped = 1;
    c->waits_ms = 0;
    c->nmissed = 0;
    model_focus_end(c);
    c->updated_ms = w->m->now_ms;

    model_event(w, KUNDO_EVENT_CONVERSATION_CLOSED, cno, 0);

    if (c->place) {
        model_unqueue(w, cno, 0);

    } else if (live) {
        model_room(w, c->agent);
    }

    return KUNDO_OK;
}


void
model_reopen(model_work_t *w, uint64_t cno, uint64_t prefer)
{
    model_conv_t  *c = model_conv(w->m, cno);

    c->status = KUNDO_STATUS_OPEN;
    c->agent = 0;
    c->left = 0;
    c->updated_ms = w->m->now_ms;

    model_place(w, cno, prefer, 0, KUNDO_EVENT_CONVERSATION_REOPENED);
    model_fact(w, KUNDO_FACT_REOPENED, cno, c->agent, 0, 0);
}


/* D4: to the agent who opens it, and only with room. */

kundo_rc_t
model_conversation_open(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t       cno = cmd->u.conversation_open.cno;
    kundo_rc_t     rc;
    model_conv_t  *c;

    if (!model_sees(w->m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    if (w->actor.kind != KUNDO_PERSON_AGENT) {
        return KUNDO_FORBIDDEN;
    }

    c = model_conv(w->m, cno);
    w->result->no = cno;

    if (c->status != KUNDO_STATUS_CLOSED) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    rc = model_refusal(w->m, model_person(w->m, w->actor.no));

    if (rc == KUNDO_OK) {
        model_reopen(w, cno, w->actor.no);
    }

    return rc;
}

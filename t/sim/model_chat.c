/*
 * Model: conversations and messages.
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


const model_reader_t *
model_reader(const model_conv_t *c, uint64_t person)
{
    unsigned                     i;
    static const model_reader_t  none;

    for (i = 0; i < c->nreaders; i++) {
        if (c->readers[i].person == person) {
            return &c->readers[i];
        }
    }

    return &none;
}


static model_reader_t *
model_reader_of(model_conv_t *c, uint64_t person)
{
    unsigned  i;

    for (i = 0; i < c->nreaders; i++) {
        if (c->readers[i].person == person) {
            return &c->readers[i];
        }
    }

    assert(c->nreaders < MODEL_READERS);

    memset(&c->readers[i], 0, sizeof(model_reader_t));
    c->readers[i].person = person;
    c->nreaders++;

    return &c->readers[i];
}


/*
 * S2.8: from the visitor's first text to an agent's first one after it.  The
 * flow's usual time is made of those that were live all the while, none of
 * them longer than an hour.
 */

static void
model_time(model_work_t *w, model_conv_t *c)
{
    uint64_t       ms;
    model_flow_t  *f = model_flow(w->m, c->flow);

    if (w->actor.no == c->starter && c->asked_ms == 0) {
        c->asked_ms = w->m->now_ms;
        c->broken = c->left;
        return;
    }

    if (w->actor.kind != KUNDO_PERSON_AGENT || c->asked_ms == 0
        || c->answered_ms != 0)
    {
        return;
    }

    c->answered_ms = w->m->now_ms;
    c->answered_by = w->actor.no;

    model_fact(w, KUNDO_FACT_ANSWERED, (uint64_t) (c - w->m->convs) + 1,
               w->actor.no, c->answered_ms - c->asked_ms,
               c->broken ? KUNDO_FACT_NOT_LIVE : 0);

    if (c->broken) {
        return;
    }

    ms = c->answered_ms - c->asked_ms;
    ms = ms < 3600000 ? ms : 3600000;

    f->usual = f->answers ? f->usual - f->usual / 8 + ms : ms * 8;
    f->answers++;
}


static void
model_append(model_work_t *w, uint64_t cno, int system, kundo_str_t cid,
    kundo_str_t text)
{
    model_t          *m = w->m;
    model_conv_t     *c = model_conv(m, cno);
    model_event_t    *e;
    model_message_t  *msg;

    assert(m->nmessages < MODEL_MESSAGES);

    msg = &m->messages[m->nmessages++];

    msg->cno = cno;
    msg->from = system ? 0 : w->actor.no;
    msg->ms = m->now_ms;
    msg->cid = cid;
    msg->text = text;
    msg->seq = ++c->last_seq;
    msg->prev = c->last_message;

    c->last_message = m->nmessages;

    /* who writes has the conversation before her eyes */

    if (!system) {
        model_time(w, c);

        if (w->actor.kind == KUNDO_PERSON_AGENT) {
            c->last_agent = w->actor.no;
            c->last_flow = c->flow;
        }

        model_reader_of(c, w->actor.no)->own = msg->seq;
    }

    w->result->lpos = m->nmessages;
    w->result->seq = msg->seq;
    w->result->ms = msg->ms;

    model_event(w, KUNDO_EVENT_MESSAGE_CREATED, cno, 0);

    e = &m->events[m->nevents - 1];
    e->ref = m->nmessages;

    if (system) {
        e->actor = 0;
        e->actor_kind = KUNDO_PERSON_SYSTEM;

    } else {
        model_focus_said(w, cno);
    }
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


static void
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


/* An agent answers: what is nobody's becomes hers (D2), with room (D4). */

static kundo_rc_t
model_answer(model_work_t *w, uint64_t cno)
{
    kundo_rc_t     rc;
    uint64_t       agent = w->actor.no;
    model_conv_t  *c = model_conv(w->m, cno);

    if (c->status == KUNDO_STATUS_CLOSED) {
        return KUNDO_CLOSED;
    }

    if (c->agent == agent) {
        return KUNDO_OK;
    }

    if (c->status == KUNDO_STATUS_QUEUED) {
        rc = model_refusal(w->m, model_person(w->m, agent));

        if (rc == KUNDO_OK) {
            model_unqueue(w, cno, agent);
            model_assign(w, cno, agent, 0, MODEL_NO_NEWS);
        }

        return rc;
    }

    if (c->agent == 0) {
        model_fact_assigned(w, cno, agent);
    }

    if (!model_conv_has(c, agent)) {
        assert(c->nagents < KUNDO_PARTICIPANTS_MAX);
        c->agents[c->nagents++] = agent;
    }

    if (c->agent == 0) {
        c->agent = agent;
        model_event(w, KUNDO_EVENT_CONVERSATION_ASSIGNED, cno, 0);
    }

    return KUNDO_OK;
}


/* S4.3: it goes on, with the same agent if she still works there (S1.3). */

static void
model_go_on(model_work_t *w, uint64_t cno)
{
    model_conv_t    *c = model_conv(w->m, cno);
    model_person_t  *p = model_person(w->m, c->agent);

    model_reopen(w, cno, p != NULL && p->active[c->flow - 1]
                         && model_has_room_for(w->m, p) ? p->who.no : 0);
}


kundo_rc_t
model_message_post(model_work_t *w, const kundo_command_t *cmd)
{
    uint32_t          i;
    uint64_t          cno = cmd->u.message_post.cno;
    model_t          *m = w->m;
    kundo_rc_t        rc;
    model_conv_t     *c;
    model_message_t  *msg;

    if (!model_sees(m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    c = model_conv(m, cno);

    for (i = c->last_message; i != 0; i = msg->prev) {
        msg = &m->messages[i - 1];

        if (msg->from != w->actor.no
            || !kundo_str_eq(msg->cid, cmd->u.message_post.cid))
        {
            continue;
        }

        if (!kundo_str_eq(msg->text, cmd->u.message_post.text)) {
            return KUNDO_CID_REUSED;
        }

        w->result->no = cno;
        w->result->repeated = 1;
        w->result->lpos = i;
        w->result->seq = msg->seq;
        w->result->ms = msg->ms;

        return KUNDO_OK;
    }

    if (w->actor.kind == KUNDO_PERSON_AGENT) {
        rc = model_answer(w, cno);
        if (rc != KUNDO_OK) {
            return rc;
        }

    } else if (c->status == KUNDO_STATUS_CLOSED) {
        model_go_on(w, cno);
    }

    c->updated_ms = m->now_ms;
    w->result->no = cno;

    model_append(w, cno, 0, cmd->u.message_post.cid,
                 cmd->u.message_post.text);

    return KUNDO_OK;
}


/* D7 */

kundo_rc_t
model_message_seen(model_work_t *w, const kundo_command_t *cmd)
{
    uint32_t        seq;
    uint64_t        cno = cmd->u.message_seen.cno;
    model_conv_t   *c;

    if (!model_sees(w->m, &w->actor, cno)) {
        return KUNDO_NOT_FOUND;
    }

    c = model_conv(w->m, cno);

    if (cmd->u.message_seen.seq > c->last_seq) {
        return KUNDO_BAD_VALUE;
    }

    seq = (uint32_t) cmd->u.message_seen.seq;

    if (seq <= model_reader(c, w->actor.no)->seen) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_reader_of(c, w->actor.no)->seen = seq;

    model_event(w, KUNDO_EVENT_MESSAGE_SEEN, cno, 0);
    w->m->events[w->m->nevents - 1].seq = seq;

    return KUNDO_OK;
}

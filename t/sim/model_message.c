/*
 * Model: messages, what they do to their conversation, and who saw them.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


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

void
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


void
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

/*
 * Transfers (S1.4 to S1.6, D4, D11): by hand, and on by itself (S2.6).
 */

#include "domain/kundo_transfer.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_focus.h"
#include "domain/kundo_line.h"
#include "domain/kundo_message.h"
#include "domain/kundo_note.h"
#include "domain/kundo_person.h"
#include "domain/kundo_room.h"
#include "domain/kundo_routing.h"


/* A left message, which is answered when there is time (D4). */

static int
kundo_transfer_needs_room(const kundo_hot_t *hot)
{
    return hot->status == KUNDO_STATUS_QUEUED || kundo_conv_is_live(hot);
}


kundo_rc_t
kundo_transfer_agent_target(kundo_txn_t *txn, const kundo_hot_t *hot,
    uint64_t agent, kundo_presence_t *p)
{
    kundo_rc_t  rc;

    rc = kundo_presence_get(txn, agent, p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_refusal(p);

    return rc == KUNDO_AGENT_FULL && !kundo_transfer_needs_room(hot)
           ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_transfer_flow_target(kundo_txn_t *txn, const kundo_hot_t *hot,
    uint32_t flow, uint64_t *agent)
{
    uint64_t                active, full;
    kundo_rc_t              rc;
    kundo_presence_t        p;
    kundo_presence_flow_t  *f;

    /* in turn, but never back to whom it comes from (S1.6) */

    rc = kundo_room_other(txn, flow, KUNDO_ROOM_TURN, &hot->agent, 1, agent);
    if (rc != KUNDO_OK || *agent != 0) {
        return rc;
    }

    rc = kundo_room_other(txn, flow, KUNDO_ROOM_FULL, &hot->agent, 1, &full);

    if (rc == KUNDO_OK && full != 0) {
        *agent = full;
        return kundo_transfer_needs_room(hot) ? KUNDO_AGENT_FULL : KUNDO_OK;
    }

    if (rc == KUNDO_OK) {
        rc = kundo_flow_active(txn, flow, &active);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_presence_get(txn, hot->agent, &p);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    f = kundo_presence_flow(&p, flow);

    if (f != NULL && f->active && p.state != KUNDO_STATE_OFFLINE) {
        active--;
    }

    return active == 0 ? KUNDO_FLOW_INACTIVE : KUNDO_AGENT_BUSY;
}


kundo_rc_t
kundo_transfer_move(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent, kundo_presence_t *p, uint32_t flow, int automatic)
{
    kundo_rc_t       rc;
    kundo_hot_t      was;
    kundo_line_t     line;
    kundo_routing_t  why;

    memset(&line, 0, sizeof(kundo_line_t));

    line.type = KUNDO_LINE_TRANSFERRED;
    line.automatic = automatic != 0;
    line.from_agent = hot->agent;
    line.from_flow = hot->flow;
    line.to_agent = agent;
    line.to_flow = flow;

    rc = kundo_line_put(w, cno, hot, &line);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_fact_transferred(w, cno, &line);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_touch(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_focus_end(w, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    was = *hot;

    rc = kundo_conv_set_flow(w, cno, hot, flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&why, 0, sizeof(kundo_routing_t));
    why.lost = was.agent;
    why.news = 1;
    why.event = KUNDO_EVENT_CONVERSATION_TRANSFERRED;
    why.ref = kundo_line_ref(&line);

    hot->qno = 0;

    if (kundo_transfer_needs_room(&was)) {
        rc = kundo_routing_assign(w, cno, hot, agent, p, &why);

    } else {
        rc = kundo_routing_give(w, cno, hot, agent, &why);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_hot_put(w->txn, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* it is somewhere else before what it makes room for comes */

    return kundo_conv_release(w, cno, &was);
}


/* An agent by number, with its presence; who it is must be able to take it. */

static kundo_rc_t
kundo_transfer_to_agent(kundo_work_t *w, const kundo_hot_t *hot,
    uint64_t agent, kundo_presence_t *p)
{
    kundo_rc_t      rc;
    kundo_person_t  person;

    rc = kundo_person_get(w->txn, agent, &person);

    if (rc == KUNDO_NOT_FOUND
        || (rc == KUNDO_OK && person.kind != KUNDO_PERSON_AGENT))
    {
        return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                 "to.agent names no agent");
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_transfer_agent_target(w->txn, hot, agent, p);
}


static kundo_rc_t
kundo_transfer_to_flow(kundo_work_t *w, const kundo_hot_t *hot,
    kundo_str_t id, uint64_t *agent, uint32_t *no, kundo_presence_t *p)
{
    kundo_rc_t    rc;
    kundo_flow_t  flow;

    rc = kundo_flow_find(w->txn, id, &flow);

    if (rc == KUNDO_NOT_FOUND) {
        return kundo_work_refuse(w, KUNDO_BAD_VALUE, "to.flow names no flow");
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    *no = flow.no;

    rc = kundo_transfer_flow_target(w->txn, hot, flow.no, agent);

    return rc == KUNDO_OK ? kundo_presence_get(w->txn, *agent, p) : rc;
}


/* Who may: its agent, an administrator. */

static kundo_rc_t
kundo_transfer_may(kundo_work_t *w, const kundo_hot_t *hot)
{
    if (w->actor.kind != KUNDO_PERSON_AGENT
        || (hot->agent != w->actor.no
            && w->actor.role != KUNDO_ROLE_ADMIN))
    {
        return kundo_work_refuse(w, KUNDO_FORBIDDEN,
                                 "only the agent of a chat or an "
                                 "administrator transfers it");
    }

    if (hot->status == KUNDO_STATUS_CLOSED) {
        return kundo_work_refuse(w, KUNDO_CLOSED,
                                 "open the conversation before "
                                 "transferring it");
    }

    return KUNDO_OK;
}


/*
 * A repeated request finds the chat where it wanted it: the answer is then
 * as it was.  An administrator may mean another agent of the same flow.
 */

static kundo_rc_t
kundo_transfer_is_done(kundo_work_t *w, const kundo_hot_t *hot,
    const kundo_command_t *cmd, int *done)
{
    uint64_t      agent;
    kundo_rc_t    rc;
    kundo_flow_t  flow;

    agent = cmd->u.conversation_transfer.agent;
    *done = 0;

    if (w->actor.kind != KUNDO_PERSON_AGENT
        || hot->agent == 0 || hot->agent == w->actor.no
        || hot->status != KUNDO_STATUS_OPEN)
    {
        return KUNDO_OK;
    }

    if (agent != 0 || w->actor.role == KUNDO_ROLE_ADMIN) {
        *done = agent == hot->agent;
        return KUNDO_OK;
    }

    rc = kundo_flow_row(w->txn, hot->flow, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    *done = kundo_str_eq(flow.id, cmd->u.conversation_transfer.flow);

    return KUNDO_OK;
}


kundo_rc_t
kundo_conversation_transfer(kundo_work_t *w, const kundo_command_t *cmd)
{
    int               done;
    uint32_t          flow;
    uint64_t          cno, agent;
    kundo_rc_t        rc;
    kundo_hot_t       hot;
    kundo_presence_t  p;

    cno = cmd->u.conversation_transfer.cno;
    agent = cmd->u.conversation_transfer.agent;
    flow = 0;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = cno;

    rc = kundo_transfer_is_done(w, &hot, cmd, &done);

    if (rc != KUNDO_OK || done) {
        w->result->repeated = rc == KUNDO_OK;
        return rc;
    }

    rc = kundo_transfer_may(w, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (agent != 0) {
        if (agent == hot.agent) {
            return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                     "the chat is with this agent already");
        }

        flow = hot.flow;
        rc = kundo_transfer_to_agent(w, &hot, agent, &p);

    } else {
        rc = kundo_transfer_to_flow(w, &hot,
                                    cmd->u.conversation_transfer.flow,
                                    &agent, &flow, &p);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (cmd->u.conversation_transfer.note.len) {
        rc = kundo_note_append(w, cno, &hot,
                               cmd->u.conversation_transfer.note);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return kundo_transfer_move(w, cno, &hot, agent, &p, flow, 0);
}

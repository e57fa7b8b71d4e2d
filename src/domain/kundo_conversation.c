/*
 * Conversations: started, closed, reopened, released.
 */

#include "domain/kundo_conversation.h"
#include "domain/kundo_answer.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_focus.h"
#include "domain/kundo_idem.h"
#include "domain/kundo_message.h"
#include "domain/kundo_presence.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_routing.h"


/* The messages that a new conversation has: the welcome (S2.5), the text. */

static kundo_rc_t
kundo_conversation_first(kundo_work_t *w, const kundo_command_t *cmd,
    uint64_t cno, kundo_hot_t *hot, kundo_str_t welcome)
{
    kundo_rc_t  rc;

    if (welcome.data != NULL) {
        rc = kundo_message_append(w, cno, hot, 1, kundo_str("welcome"),
                                  welcome);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (cmd->u.conversation_start.text.len == 0) {
        return KUNDO_OK;
    }

    return kundo_message_append(w, cno, hot, 0,
                                cmd->u.conversation_start.cid,
                                cmd->u.conversation_start.text);
}


/* The flow that a visitor may start in, having told what it asks. */

static kundo_rc_t
kundo_conversation_flow(kundo_work_t *w, const kundo_command_t *cmd,
    kundo_flow_t *flow)
{
    kundo_rc_t      rc;
    kundo_person_t  visitor;

    rc = kundo_flow_find(w->txn, cmd->u.conversation_start.flow, flow);

    /* S1.3: a private flow does not exist for the site */

    if (rc == KUNDO_NOT_FOUND || (rc == KUNDO_OK && !flow->public)) {
        return kundo_work_refuse(w, KUNDO_NOT_FOUND, "there is no such flow");
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_person_get(w->txn, w->actor.no, &visitor);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_UNAUTHORIZED : rc;
    }

    if (!kundo_ask_is_answered(flow->ask, &visitor)) {
        return kundo_work_refuse(w, KUNDO_FIELDS,
                                 "PATCH v1/visitor with what the flow's "
                                 "\"ask\" requires");
    }

    return KUNDO_OK;
}


/* KUNDO_NOT_FOUND when nothing was made with this key yet. */

static kundo_rc_t
kundo_conversation_repeated(kundo_work_t *w, const kundo_command_t *cmd,
    kundo_idem_t *idem)
{
    kundo_rc_t  rc;

    idem->request_hash = cmd->u.conversation_start.request_hash;

    rc = kundo_idem_find(w, cmd->u.conversation_start.key, idem);

    if (rc == KUNDO_OK) {
        w->result->no = idem->no;
        w->result->repeated = 1;
    }

    return rc;
}


/* S2.1: the chat is there for the agent from the click on. */

kundo_rc_t
kundo_conversation_start(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         cno;
    kundo_rc_t       rc;
    kundo_hot_t      hot;
    kundo_str_t      welcome;
    kundo_conv_t     conv;
    kundo_flow_t     flow;
    kundo_idem_t     idem;
    kundo_routing_t  why;

    rc = kundo_conversation_repeated(w, cmd, &idem);
    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    rc = kundo_conversation_flow(w, cmd, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    welcome = kundo_str_null;

    if (flow.welcome.data != NULL) {
        welcome = kundo_arena_dup(w->arena, flow.welcome);
        if (welcome.data == NULL) {
            return KUNDO_NO_MEMORY;
        }
    }

    memset(&conv, 0, sizeof(kundo_conv_t));
    memset(&hot, 0, sizeof(kundo_hot_t));

    conv.kind = KUNDO_KIND_CUSTOMER;
    conv.channel = KUNDO_CHANNEL_CHAT;
    conv.created_ms = w->now_ms;
    conv.starter = w->actor.no;

    hot.starter = w->actor.no;
    hot.flow = flow.no;
    hot.status = KUNDO_STATUS_OPEN;
    hot.updated_ms = w->now_ms;
    hot.view_minute = (uint32_t) (w->now_ms / 60000);

    cno = ++w->txn->meta.last_cno;
    w->result->no = cno;

    rc = kundo_conv_create(w, cno, &hot, &conv);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&why, 0, sizeof(kundo_routing_t));
    why.news = 1;
    why.visitor = 1;
    why.event = KUNDO_EVENT_CONVERSATION_OPENED;

    rc = kundo_routing_place(w, cno, &hot, &why);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_fact_plain(w, KUNDO_FACT_STARTED, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conversation_first(w, cmd, cno, &hot, welcome);
    if (rc != KUNDO_OK) {
        return rc;
    }

    idem.no = cno;

    rc = kundo_idem_put(w, cmd->u.conversation_start.key, &idem);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_hot_put(w->txn, cno, &hot);
}


kundo_rc_t
kundo_conv_release(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t   rc;
    kundo_hot_t  now;

    if (hot->status == KUNDO_STATUS_QUEUED) {
        rc = kundo_hot_get(w->txn, cno, &now);

        return rc == KUNDO_OK ? kundo_queue_leave(w, cno, hot, now.agent)
                              : rc;
    }

    if (!kundo_conv_is_live(hot)) {
        return KUNDO_OK;
    }

    rc = kundo_flow_live_by(w, hot->flow, -1);

    return rc == KUNDO_OK ? kundo_presence_freed(w, hot->agent, cno) : rc;
}


kundo_rc_t
kundo_conversation_close(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t     cno;
    kundo_rc_t   rc;
    kundo_hot_t  hot, was;

    cno = cmd->u.conversation_close.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = cno;

    if (hot.status == KUNDO_STATUS_CLOSED) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    was = hot;

    rc = kundo_conv_touch(w, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_fact_plain(w, KUNDO_FACT_CLOSED, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot.qno = 0;
    kundo_answer_interrupt(&hot);

    rc = kundo_focus_closed(w, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_set_status(w, cno, &hot, KUNDO_STATUS_CLOSED);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_event_of(w, cno, &hot, KUNDO_EVENT_CONVERSATION_CLOSED, 0);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_hot_put(w->txn, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* its end comes before what it makes room for */

    return kundo_conv_release(w, cno, &was);
}


/* An agent opens a closed conversation, and has it: with room only (D4). */

kundo_rc_t
kundo_conversation_open(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t          cno;
    kundo_rc_t        rc;
    kundo_hot_t       hot;
    kundo_presence_t  p;

    cno = cmd->u.conversation_open.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (w->actor.kind != KUNDO_PERSON_AGENT) {
        return KUNDO_FORBIDDEN;
    }

    w->result->no = cno;

    if (hot.status != KUNDO_STATUS_CLOSED) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    rc = kundo_presence_get(w->txn, w->actor.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_refusal(&p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_conversation_reopen(w, cno, &hot, w->actor.no);
}


kundo_rc_t
kundo_conversation_reopen(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t prefer)
{
    kundo_rc_t       rc;
    kundo_routing_t  why;

    rc = kundo_conv_touch(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->flags &= (uint8_t) ~KUNDO_CONV_LEFT_MESSAGE;

    rc = kundo_message_hand_over(w, cno, hot, 0);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_set_status(w, cno, hot, KUNDO_STATUS_OPEN);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&why, 0, sizeof(kundo_routing_t));
    why.prefer = prefer;
    why.news = 1;
    why.visitor = w->actor.kind == KUNDO_PERSON_VISITOR;
    why.event = KUNDO_EVENT_CONVERSATION_REOPENED;

    rc = kundo_routing_place(w, cno, hot, &why);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_fact_plain(w, KUNDO_FACT_REOPENED, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_hot_put(w->txn, cno, hot);
}

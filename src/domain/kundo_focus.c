/*
 * Focus.  Of hot: waits_ms, focus_due_ms, and the flags FOCUSED and MISSED.
 * The row of due moves lazily: focus_row_ms says where it is, any other one
 * is void.
 */

#include "domain/kundo_focus.h"
#include "domain/kundo_message.h"
#include "domain/kundo_overdue.h"
#include "domain/kundo_presence_internal.h"
#include "domain/kundo_room.h"
#include "domain/kundo_transfer.h"


static kundo_rc_t
kundo_focus_disarm(kundo_work_t *w, kundo_hot_t *hot)
{
    hot->focus_due_ms = 0;

    return kundo_overdue_delete(w, hot);
}


/* A row of due at this time, unless an earlier one will look anyway. */

static kundo_rc_t
kundo_focus_row(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_due_t  due;

    if (hot->focus_row_ms != 0 && hot->focus_row_ms <= hot->focus_due_ms) {
        return KUNDO_OK;
    }

    hot->focus_row_ms = hot->focus_due_ms;

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = hot->focus_due_ms;
    due.kind = KUNDO_DUE_FOCUS;
    due.no = cno;

    return kundo_due_put(w->txn, &due);
}


/* After how long a chat of its flow goes on; 0 = not at all. */

static kundo_rc_t
kundo_focus_ms(kundo_txn_t *txn, const kundo_hot_t *hot, uint64_t *ms)
{
    kundo_rc_t    rc;
    kundo_flow_t  flow;

    rc = kundo_flow_row(txn, hot->flow, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    *ms = kundo_flow_auto_transfer_ms(txn, &flow);

    return KUNDO_OK;
}


static kundo_rc_t
kundo_focus_arm(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    uint64_t    ms;
    kundo_rc_t  rc;

    if (!kundo_conv_is_live(hot) || hot->waits_ms == 0
        || (hot->flags & KUNDO_CONV_FOCUSED) || hot->focus_due_ms != 0
        || hot->overdue != 0)
    {
        return KUNDO_OK;
    }

    rc = kundo_focus_ms(w->txn, hot, &ms);

    if (rc != KUNDO_OK || ms == 0) {
        return rc;
    }

    hot->focus_due_ms = w->now_ms + ms;

    return kundo_focus_row(w, cno, hot);
}


/*
 * Agents see it armed or overdue, or not any more; customers see nothing of
 * it.  overdue: it has become so, or is not any more.
 */

static kundo_rc_t
kundo_focus_tell(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    int overdue)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_CONVERSATION_UPDATED;
    event.audience = KUNDO_AUDIENCE_AGENTS;
    event.ref = overdue ? 0 : KUNDO_UPDATED_DEADLINE;
    event.seq = hot->last_seq;

    return kundo_event_emit(w, cno, hot, &event);
}


kundo_rc_t
kundo_focus_asked(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    uint64_t    was;
    kundo_rc_t  rc;

    if (hot->waits_ms == 0) {
        hot->waits_ms = w->now_ms;
    }

    was = hot->focus_due_ms;

    rc = kundo_focus_arm(w, cno, hot);

    if (rc != KUNDO_OK || hot->focus_due_ms == was) {
        return rc;
    }

    return kundo_focus_tell(w, cno, hot, 0);
}


/* She waits no more: who has missed it may get it when she does again. */

static kundo_rc_t
kundo_focus_rests(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    hot->waits_ms = 0;

    rc = kundo_focus_disarm(w, hot);

    if (rc != KUNDO_OK || !(hot->flags & KUNDO_CONV_MISSED)) {
        return rc;
    }

    hot->flags &= (uint8_t) ~KUNDO_CONV_MISSED;

    return kundo_conv_missed_none(w, cno);
}


kundo_rc_t
kundo_focus_answered(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    int         seen, overdue;
    kundo_rc_t  rc;

    overdue = hot->overdue != 0;
    seen = hot->focus_due_ms != 0 || overdue;

    if (hot->agent == w->actor.no) {
        hot->flags |= KUNDO_CONV_FOCUSED;
    }

    rc = kundo_focus_rests(w, cno, hot);

    if (rc != KUNDO_OK || !seen) {
        return rc;
    }

    return kundo_focus_tell(w, cno, hot, overdue);
}


kundo_rc_t
kundo_focus_closed(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    hot->flags &= (uint8_t) ~KUNDO_CONV_FOCUSED;

    return kundo_focus_rests(w, cno, hot);
}


kundo_rc_t
kundo_focus_assigned(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    rc = kundo_focus_end(w, hot);

    return rc == KUNDO_OK ? kundo_focus_arm(w, cno, hot) : rc;
}


kundo_rc_t
kundo_focus_end(kundo_work_t *w, kundo_hot_t *hot)
{
    hot->flags &= (uint8_t) ~KUNDO_CONV_FOCUSED;

    return kundo_focus_disarm(w, hot);
}


/* The agent is there, on whatever device: it does not go on (D1). */

kundo_rc_t
kundo_conversation_focus(kundo_work_t *w, const kundo_command_t *cmd)
{
    int          seen, overdue;
    uint64_t     cno;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    cno = cmd->u.conversation_focus.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = cno;

    /* who looks away has been there; a colleague who looks is not its agent */

    if (!cmd->u.conversation_focus.focused || hot.agent != w->actor.no
        || !kundo_conv_is_live(&hot) || (hot.flags & KUNDO_CONV_FOCUSED))
    {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    overdue = hot.overdue != 0;
    seen = hot.focus_due_ms != 0 || overdue;

    hot.flags |= KUNDO_CONV_FOCUSED;

    rc = kundo_focus_disarm(w, &hot);

    if (rc == KUNDO_OK && seen) {
        rc = kundo_focus_tell(w, cno, &hot, overdue);
    }

    return rc == KUNDO_OK ? kundo_hot_put(w->txn, cno, &hot) : rc;
}


/* D1: in turn, with room, and has not missed this chat. */

static kundo_rc_t
kundo_focus_next(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint64_t *agent)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;

    rc = kundo_conv_row(txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* who has it now is the last of those who have missed it */

    return kundo_room_other(txn, hot->flow, KUNDO_ROOM_TURN, c.missed,
                            c.nmissed, agent);
}


/* The flow has been told meanwhile that its chats go on no more. */

static kundo_rc_t
kundo_focus_off(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    rc = kundo_focus_tell(w, cno, hot, 0);

    return rc == KUNDO_OK ? kundo_hot_put(w->txn, cno, hot) : rc;
}


/* It stays with its agent, and goes when another gets room. */

static kundo_rc_t
kundo_focus_stays(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    rc = kundo_overdue_put(w, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_focus_tell(w, cno, hot, 1);

    return rc == KUNDO_OK ? kundo_hot_put(w->txn, cno, hot) : rc;
}


/* The agent has missed it; what the flow says about that comes first. */

static kundo_rc_t
kundo_focus_missed(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t        rc;
    kundo_flow_t      flow;
    kundo_presence_t  p;

    hot->flags |= KUNDO_CONV_MISSED;

    rc = kundo_conv_missed(w, cno, hot->agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_flow_row(w->txn, hot->flow, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (!flow.miss_is_busy) {
        return KUNDO_OK;
    }

    rc = kundo_presence_get(w->txn, hot->agent, &p);

    if (rc != KUNDO_OK || p.state != KUNDO_STATE_ONLINE) {
        return rc;
    }

    rc = kundo_presence_state(w, hot->agent, &p, KUNDO_STATE_BUSY);

    return rc == KUNDO_OK ? kundo_presence_put(w, hot->agent, &p) : rc;
}


kundo_rc_t
kundo_focus_due(kundo_work_t *w, uint64_t cno, uint64_t ms)
{
    uint64_t          agent, after_ms;
    kundo_rc_t        rc;
    kundo_hot_t       hot;
    kundo_presence_t  p;

    rc = kundo_hot_get(w->txn, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    if (hot.focus_row_ms != ms) {
        return KUNDO_OK;
    }

    hot.focus_row_ms = 0;

    if (hot.focus_due_ms == 0) {
        return kundo_hot_put(w->txn, cno, &hot);
    }

    if (hot.focus_due_ms > w->now_ms) {
        rc = kundo_focus_row(w, cno, &hot);
        return rc == KUNDO_OK ? kundo_hot_put(w->txn, cno, &hot) : rc;
    }

    hot.focus_due_ms = 0;

    rc = kundo_focus_ms(w->txn, &hot, &after_ms);

    if (rc != KUNDO_OK || after_ms == 0) {
        return rc == KUNDO_OK ? kundo_focus_off(w, cno, &hot) : rc;
    }

    rc = kundo_focus_missed(w, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_focus_next(w->txn, cno, &hot, &agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (agent == 0) {
        return kundo_focus_stays(w, cno, &hot);
    }

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_transfer_move(w, cno, &hot, agent, &p, hot.flow, 1);
}

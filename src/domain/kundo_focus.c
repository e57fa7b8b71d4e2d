/*
 * Focus.  Of hot: waits_ms, focus_due_ms, and the flags FOCUSED and MISSED.
 * The row of due moves lazily: focus_row_ms says where it is, any other one
 * is void.
 */

#include "domain/kundo_focus.h"
#include "domain/kundo_focus_internal.h"
#include "domain/kundo_overdue.h"


static kundo_rc_t
kundo_focus_disarm(kundo_work_t *w, kundo_hot_t *hot)
{
    hot->focus_due_ms = 0;

    return kundo_overdue_delete(w, hot);
}


kundo_rc_t
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


static kundo_rc_t
kundo_focus_arm(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    uint64_t      ms;
    kundo_rc_t    rc;
    kundo_flow_t  flow;

    if (!kundo_conv_is_live(hot) || hot->waits_ms == 0
        || (hot->flags & KUNDO_CONV_FOCUSED) || hot->focus_due_ms != 0
        || hot->overdue != 0)
    {
        return KUNDO_OK;
    }

    rc = kundo_flow_row(w->txn, hot->flow, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    ms = kundo_flow_auto_transfer_ms(w->txn, &flow);
    if (ms == 0) {
        return KUNDO_OK;
    }

    hot->focus_due_ms = w->now_ms + ms;

    return kundo_focus_row(w, cno, hot);
}


kundo_rc_t
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

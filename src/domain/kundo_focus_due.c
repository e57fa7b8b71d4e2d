/*
 * Focus: the time of a chat has come, and its agent has not turned to it.
 */

#include "domain/kundo_focus_internal.h"
#include "domain/kundo_overdue.h"
#include "domain/kundo_presence_internal.h"
#include "domain/kundo_room.h"
#include "domain/kundo_transfer.h"


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
kundo_focus_missed(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_flow_t *flow)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    hot->flags |= KUNDO_CONV_MISSED;

    rc = kundo_conv_missed(w, cno, hot->agent);

    if (rc != KUNDO_OK || !flow->miss_is_busy) {
        return rc;
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
    uint64_t          agent;
    kundo_rc_t        rc;
    kundo_hot_t       hot;
    kundo_flow_t      flow;
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

    rc = kundo_flow_row(w->txn, hot.flow, &flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (kundo_flow_auto_transfer_ms(w->txn, &flow) == 0) {
        return kundo_focus_off(w, cno, &hot);
    }

    rc = kundo_focus_missed(w, cno, &hot, &flow);
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

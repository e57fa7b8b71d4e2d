/*
 * Events: rows of the journal, chained by conversation.
 */

#include "domain/kundo_event.h"


kundo_rc_t
kundo_event_emit(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_event_t *event)
{
    uint64_t         jno;
    kundo_rc_t       rc;
    kundo_journal_t  row;

    memset(&row, 0, sizeof(kundo_journal_t));

    row.cno = cno;
    row.ref = event->ref;
    row.ms = w->now_ms;
    row.other = event->other;
    row.flow = event->flow;
    row.seq = event->seq;
    row.type = (uint8_t) event->type;
    row.audience = (uint8_t) event->audience;

    if (!event->system) {
        row.actor = w->actor.no;
        row.actor_kind = (uint8_t) w->actor.kind;
    }

    if (hot != NULL) {
        row.prev_public = hot->public_jno;
        row.prev_any = hot->any_jno;
        row.starter = hot->starter;
        row.agent = hot->agent;
        row.flow = hot->flow;
        row.status = hot->status;
        row.flags = hot->flags;
    }

    rc = kundo_journal_append(w->txn, &row, &jno);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (hot != NULL) {
        hot->any_jno = jno;

        if (event->audience == KUNDO_AUDIENCE_ALL) {
            hot->public_jno = jno;
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_event_of(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_event_type_t type, uint64_t other)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = type;
    event.audience = KUNDO_AUDIENCE_ALL;
    event.other = other;
    event.seq = hot->last_seq;

    return kundo_event_emit(w, cno, hot, &event);
}

/*
 * Envelopes: an event as the JSON that a client gets.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_line.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_routing.h"
#include "domain/kundo_stream.h"


static void
kundo_envelope_open(kundo_reader_t *rd, kundo_out_t *out, uint64_t jno,
    const char *type, uint64_t ms, uint64_t cno)
{
    kundo_out_lit(out, "{\"cursor\":");
    kundo_render_cursor(rd, out, jno);
    kundo_out_lit(out, ",\"type\":\"");
    kundo_out_bytes(out, type, strlen(type));
    kundo_out_lit(out, "\",\"at\":");
    kundo_json_out_time(out, ms);
    kundo_out_lit(out, ",\"conversation\":");
    kundo_render_id(rd, out, KUNDO_SEAL_CONVERSATION, cno);
    kundo_out_lit(out, ",\"data\":");
}


/*
 * A conversation as it stands now, but with the status and the agent that
 * the event gave it.
 */

static kundo_rc_t
kundo_envelope_conversation(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_journal_t *row)
{
    kundo_rc_t   rc;
    kundo_hot_t  hot, place;

    rc = kundo_hot_get(rd->txn, row->cno, &hot);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    place = hot;
    place.status = row->status;
    place.flags = row->flags;
    place.agent = row->agent;
    place.flow = row->flow;

    return kundo_render_conversation_placed(rd, out, row->cno, &hot, &place);
}


static kundo_rc_t
kundo_envelope_position(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno)
{
    uint32_t     position;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_hot_get(rd->txn, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    position = 0;

    if (hot.qno != 0) {
        rc = kundo_queue_position(rd->txn, &hot, &position);
    }

    kundo_out_lit(out, "{\"position\":");

    if (position) {
        kundo_out_u64(out, position);

    } else {
        kundo_out_lit(out, "null");
    }

    kundo_out_lit(out, "}");

    return rc;
}


/* S1.4: from whom and where, to whom and where; `lost` has it no more. */

static kundo_rc_t
kundo_envelope_transfer(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_journal_t *row)
{
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"from\":");

    rc = kundo_render_side(rd, out, row->other,
                           kundo_line_ref_flow(row->ref));
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"to\":");

    rc = kundo_render_side(rd, out, row->agent, row->flow);

    if (kundo_line_ref_automatic(row->ref)) {
        kundo_out_lit(out, ",\"automatic\":true}");

    } else {
        kundo_out_lit(out, ",\"automatic\":false}");
    }

    return rc;
}


static kundo_rc_t
kundo_envelope_data(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_journal_t *row)
{
    kundo_rc_t  rc;

    switch (row->type) {

    case KUNDO_EVENT_MESSAGE_CREATED:
        return kundo_render_message_at(rd, out, row->ref);

    case KUNDO_EVENT_NOTE_CREATED:
        return kundo_render_note(rd, out, row->ref);

    case KUNDO_EVENT_CONVERSATION_TRANSFERRED:
        return kundo_envelope_transfer(rd, out, row);

    case KUNDO_EVENT_MESSAGE_SEEN:
        kundo_out_lit(out, "{\"by\":");
        rc = kundo_render_person(rd, out, row->actor_kind, row->actor, 0);
        kundo_out_lit(out, ",\"seq\":");
        kundo_out_u64(out, row->seq);
        kundo_out_lit(out, "}");
        return rc;

    case KUNDO_EVENT_PRESENCE_CHANGED:
        kundo_out_lit(out, "{\"agent\":");
        kundo_render_id(rd, out, KUNDO_SEAL_AGENT, row->other);
        kundo_out_lit(out, ",\"state\":");
        kundo_json_out_string(out, kundo_str_cstr(kundo_state_name(
                                                  (kundo_state_t) row->ref)));
        kundo_out_lit(out, "}");
        return KUNDO_OK;

    case KUNDO_EVENT_FLOW_CHANGED:
        kundo_out_lit(out, "{\"flow\":");
        rc = kundo_render_flow_id(rd, out, row->flow);
        kundo_out_lit(out, "}");
        return rc;

    case KUNDO_EVENT_CONVERSATION_QUEUED:
        return kundo_envelope_position(rd, out, row->cno);

    default:
        return kundo_envelope_conversation(rd, out, row);
    }
}


kundo_rc_t
kundo_stream_render(kundo_reader_t *rd, kundo_out_t *out, uint64_t jno,
    const kundo_journal_t *row)
{
    kundo_rc_t  rc;

    kundo_envelope_open(rd, out, jno, kundo_event_name(row->type), row->ms,
                        row->cno);

    rc = kundo_envelope_data(rd, out, row);

    kundo_out_lit(out, "}");

    if (rc == KUNDO_OK && out->failed) {
        return KUNDO_NO_MEMORY;
    }

    return rc;
}


void
kundo_stream_render_mark(kundo_reader_t *rd, kundo_out_t *out,
    const char *type, uint64_t jno, uint64_t now_ms)
{
    kundo_envelope_open(rd, out, jno, type, now_ms, 0);
    kundo_out_lit(out, "{}}");
}


/* S2.2 */

kundo_rc_t
kundo_stream_render_typing(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, uint64_t person, int on, uint64_t now_ms)
{
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"type\":\"typing\",\"at\":");
    kundo_json_out_time(out, now_ms);
    kundo_out_lit(out, ",\"conversation\":");
    kundo_render_id(rd, out, KUNDO_SEAL_CONVERSATION, cno);
    kundo_out_lit(out, ",\"data\":{\"by\":");

    rc = kundo_render_person(rd, out, KUNDO_PERSON_VISITOR, person, 0);

    if (on) {
        kundo_out_lit(out, ",\"on\":true}}");

    } else {
        kundo_out_lit(out, ",\"on\":false}}");
    }

    return rc;
}


void
kundo_stream_render_board(kundo_out_t *out, uint64_t now_ms)
{
    kundo_out_lit(out, "{\"type\":\"board.changed\",\"at\":");
    kundo_json_out_time(out, now_ms);
    kundo_out_lit(out, ",\"conversation\":null,\"data\":{}}");
}


/* D2: the position, on every change of it. */

kundo_rc_t
kundo_stream_render_position(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t jno, uint64_t cno, uint64_t now_ms)
{
    kundo_rc_t  rc;

    kundo_envelope_open(rd, out, jno,
                        kundo_event_name(KUNDO_EVENT_CONVERSATION_QUEUED),
                        now_ms, cno);

    rc = kundo_envelope_position(rd, out, cno);

    kundo_out_lit(out, "}");

    return rc;
}

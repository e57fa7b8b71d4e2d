/*
 * Rendering: a conversation as its reader may see it.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_message.h"
#include "domain/kundo_render.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_routing.h"


static kundo_rc_t
kundo_render_assigned(kundo_reader_t *rd, kundo_out_t *out, uint64_t agent)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    if (agent == 0) {
        kundo_out_lit(out, "null");
        return KUNDO_OK;
    }

    rc = kundo_person_get(rd->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_AGENT, agent);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, p.name);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


static kundo_rc_t
kundo_render_participants(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_conv_t *c)
{
    unsigned    i;
    kundo_rc_t  rc;

    kundo_out_lit(out, ",\"starter\":");

    rc = kundo_render_person(rd, out, KUNDO_PERSON_VISITOR, c->starter, 0);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"participants\":[");

    rc = kundo_render_person(rd, out, KUNDO_PERSON_VISITOR, c->starter, 0);

    for (i = 0; i < c->nagents && rc == KUNDO_OK; i++) {
        kundo_out_lit(out, ",");
        rc = kundo_render_person(rd, out, KUNDO_PERSON_AGENT, c->agents[i],
                                 0);
    }

    kundo_out_lit(out, "]");

    return rc;
}


/* Who has seen how much (D7), and what the viewer has not. */

static kundo_rc_t
kundo_render_seen(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno,
    const kundo_hot_t *hot, const kundo_conv_t *c)
{
    unsigned      i;
    uint32_t      mine;
    kundo_rc_t    rc;
    kundo_seen_t  seen;

    kundo_out_lit(out, ",\"seen\":{");
    kundo_render_id(rd, out, KUNDO_SEAL_VISITOR, hot->starter);
    kundo_out_lit(out, ":");

    rc = kundo_message_seen_by(rd->txn, cno, hot, hot->starter, &seen);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_u64(out, kundo_message_seen_seq(&seen));

    for (i = 0; i < c->nagents; i++) {
        rc = kundo_message_seen_by(rd->txn, cno, hot, c->agents[i], &seen);
        if (rc != KUNDO_OK) {
            return rc;
        }

        kundo_out_lit(out, ",");
        kundo_render_id(rd, out, KUNDO_SEAL_AGENT, c->agents[i]);
        kundo_out_lit(out, ":");
        kundo_out_u64(out, kundo_message_seen_seq(&seen));
    }

    rc = kundo_message_seen_by(rd->txn, cno, hot, rd->viewer.no, &seen);
    if (rc != KUNDO_OK) {
        return rc;
    }

    mine = kundo_message_seen_seq(&seen);

    kundo_out_lit(out, "},\"unread\":");
    kundo_out_u64(out, hot->last_seq > mine ? hot->last_seq - mine : 0);

    return KUNDO_OK;
}


static kundo_rc_t
kundo_render_place(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_hot_t *hot)
{
    uint32_t      position;
    kundo_rc_t    rc;

    kundo_out_lit(out, ",\"kind\":\"customer\",\"channel\":\"chat\","
                       "\"flow\":");

    rc = kundo_render_flow_id(rd, out, hot->flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"status\":");
    kundo_json_out_string(out,
                          kundo_str_cstr(kundo_status_name(hot->status)));

    if (hot->flags & KUNDO_CONV_LEFT_MESSAGE) {
        kundo_out_lit(out, ",\"left_message\":true,\"agent\":");

    } else {
        kundo_out_lit(out, ",\"left_message\":false,\"agent\":");
    }

    rc = kundo_render_assigned(rd, out, hot->agent);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"queue_position\":");

    if (hot->status != KUNDO_STATUS_QUEUED || hot->qno == 0) {
        kundo_out_lit(out, "null");
        return KUNDO_OK;
    }

    rc = kundo_queue_position(rd->txn, hot, &position);
    kundo_out_u64(out, position);

    return rc;
}


/* D1: since when her text waits, whether its agent lets it, until when. */

static void
kundo_render_focus(kundo_out_t *out, const kundo_hot_t *hot)
{
    kundo_out_lit(out, ",\"waiting_since\":");
    kundo_json_out_time(out, hot->waits_ms);

    if (hot->overdue) {
        kundo_out_lit(out, ",\"overdue\":true,\"focus_due_at\":null");
        return;
    }

    kundo_out_lit(out, ",\"overdue\":false,\"focus_due_at\":");
    kundo_json_out_time(out, hot->focus_due_ms);
}


/* D5: who answered last, and for which flow; that where nobody has yet. */

static kundo_rc_t
kundo_render_last(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_hot_t *hot)
{
    kundo_rc_t    rc;
    kundo_flow_t  f;

    kundo_out_lit(out, ",\"last_agent\":");

    rc = kundo_render_assigned(rd, out, hot->last_agent);

    if (rc == KUNDO_OK) {
        rc = kundo_flow_get(rd->txn, hot->last_flow ? hot->last_flow
                                                    : hot->flow, &f);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_out_lit(out, ",\"ref_code\":");
    kundo_json_out_string(out, f.ref_code);

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_conversation(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno,
    const kundo_hot_t *hot)
{
    return kundo_render_conversation_placed(rd, out, cno, hot, hot);
}


kundo_rc_t
kundo_render_conversation_placed(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, const kundo_hot_t *hot, const kundo_hot_t *place)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;

    rc = kundo_conv_row(rd->txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_CONVERSATION, cno);

    rc = kundo_render_place(rd, out, place);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"item\":null");

    rc = kundo_render_participants(rd, out, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"last_seq\":");
    kundo_out_u64(out, hot->last_seq);

    rc = kundo_render_seen(rd, out, cno, hot, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"last_message\":");

    if (hot->last_seq != 0) {
        rc = kundo_render_message_at(rd, out, kundo_hot_last_lpos(hot));
        if (rc != KUNDO_OK) {
            return rc;
        }

    } else {
        kundo_out_lit(out, "null");
    }

    kundo_out_lit(out, ",\"created_at\":");
    kundo_json_out_time(out, c.created_ms);
    kundo_out_lit(out, ",\"updated_at\":");
    kundo_json_out_time(out, hot->updated_ms);

    if (rd->viewer.kind == KUNDO_PERSON_AGENT) {
        kundo_render_focus(out, hot);

        rc = kundo_render_last(rd, out, hot);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    kundo_out_lit(out, "}");

    return KUNDO_OK;
}

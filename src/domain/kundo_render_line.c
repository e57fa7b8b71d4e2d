/*
 * Rendering: what stands beside the messages, notes and lines.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_line.h"
#include "domain/kundo_render.h"


kundo_rc_t
kundo_render_flow_id(kundo_reader_t *rd, kundo_out_t *out, uint32_t flow)
{
    kundo_rc_t    rc;
    kundo_flow_t  f;

    rc = kundo_flow_row(rd->txn, flow, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* S1.3: a 2nd line is nowhere on the site */

    if (!f.public && rd->viewer.kind != KUNDO_PERSON_AGENT) {
        kundo_out_lit(out, "null");

    } else {
        kundo_json_out_string(out, f.id);
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_side(kundo_reader_t *rd, kundo_out_t *out, uint64_t agent,
    uint32_t flow)
{
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"agent\":");
    kundo_render_id(rd, out, KUNDO_SEAL_AGENT, agent);
    kundo_out_lit(out, ",\"flow\":");

    rc = kundo_render_flow_id(rd, out, flow);

    kundo_out_lit(out, "}");

    return rc;
}


kundo_rc_t
kundo_render_note(kundo_reader_t *rd, kundo_out_t *out, uint64_t lpos)
{
    kundo_rc_t       rc;
    kundo_log_row_t  row;

    rc = kundo_log_get(rd->txn, lpos, &row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_MESSAGE, lpos);
    kundo_out_lit(out, ",\"conversation\":");
    kundo_render_id(rd, out, KUNDO_SEAL_CONVERSATION, row.head.cno);
    kundo_out_lit(out, ",\"from\":");

    rc = kundo_render_person(rd, out,
                             (kundo_person_kind_t) row.head.from_kind,
                             row.head.from, row.head.flow);

    kundo_out_lit(out, ",\"text\":\"");
    kundo_out_str(out, row.text);
    kundo_out_lit(out, "\",\"created_at\":");
    kundo_json_out_time(out, row.head.ms);
    kundo_out_lit(out, "}");

    return rc;
}


kundo_rc_t
kundo_render_line(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_line_row_t *line)
{
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"after_seq\":");
    kundo_out_u64(out, line->after_seq);
    kundo_out_lit(out, ",\"at\":");
    kundo_json_out_time(out, line->ms);

    if (line->type == KUNDO_LINE_AGENT_GONE) {
        kundo_out_lit(out, ",\"type\":\"agent_gone\",\"from\":");

    } else {
        kundo_out_lit(out, ",\"type\":\"transferred\",\"from\":");
    }

    rc = kundo_render_side(rd, out, line->from_agent, line->from_flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"to\":");

    rc = kundo_render_side(rd, out, line->to_agent, line->to_flow);

    if (line->automatic) {
        kundo_out_lit(out, ",\"automatic\":true}");

    } else {
        kundo_out_lit(out, ",\"automatic\":false}");
    }

    return rc;
}

/*
 * Rendering: a flow, and whether it is open.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_render.h"


kundo_rc_t
kundo_render_opening(kundo_reader_t *rd, const kundo_flow_t *f,
    kundo_opening_t *opening)
{
    uint64_t  now_ms;

    now_ms = rd->txn->meta.now_ms;

    return kundo_open_at(rd->txn, f, rd->now_ms > now_ms ? rd->now_ms : now_ms,
                         opening);
}


static kundo_rc_t
kundo_render_hours(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_flow_t *f)
{
    kundo_rc_t        rc;
    kundo_opening_t   opening;
    kundo_open_row_t  row;

    if (!f->hours) {
        kundo_out_lit(out, ",\"hours\":null,\"open\":true,"
                           "\"opens_at\":null");
        return KUNDO_OK;
    }

    rc = kundo_open_get(rd->txn, f->no, &row);

    if (rc == KUNDO_OK) {
        rc = kundo_render_opening(rd, f, &opening);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_out_lit(out, ",\"hours\":");
    kundo_out_str(out, row.rule);

    if (opening.open) {
        kundo_out_lit(out, ",\"open\":true,\"opens_at\":null");
        return KUNDO_OK;
    }

    kundo_out_lit(out, ",\"open\":false,\"opens_at\":");
    kundo_json_out_time(out, opening.opens_ms);

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_flow(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_flow_t *f)
{
    size_t      i;
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"id\":");
    kundo_json_out_string(out, f->id);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, f->name);
    kundo_out_lit(out, ",\"public\":");

    if (f->public) {
        kundo_out_lit(out, "true");

    } else {
        kundo_out_lit(out, "false");
    }

    kundo_out_lit(out, ",\"welcome\":");

    if (f->welcome.data != NULL) {
        kundo_out_lit(out, "\"");
        kundo_out_str(out, f->welcome);
        kundo_out_lit(out, "\"");

    } else {
        kundo_out_lit(out, "null");
    }

    kundo_out_lit(out, ",\"auto_transfer_s\":");
    kundo_out_u64(out, (kundo_flow_auto_transfer_ms(rd->txn, f) + 999) / 1000);

    if (f->miss_is_busy) {
        kundo_out_lit(out, ",\"on_miss\":\"busy\"");

    } else {
        kundo_out_lit(out, ",\"on_miss\":\"nothing\"");
    }

    kundo_out_lit(out, ",\"ref_code\":");
    kundo_json_out_string(out, f->ref_code);
    kundo_out_lit(out, ",\"max_queue\":");
    kundo_out_u64(out, f->max_queue);
    kundo_out_lit(out, ",\"ask\":");
    kundo_ask_render(out, f->ask);
    kundo_out_lit(out, ",\"show_agents\":");

    if (f->show_agents) {
        kundo_out_lit(out, "true");

    } else {
        kundo_out_lit(out, "false");
    }

    rc = kundo_render_hours(rd, out, f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"agents\":");

    if (f->any_agent) {
        kundo_out_lit(out, "null}");
        return KUNDO_OK;
    }

    kundo_out_lit(out, "[");

    for (i = 0; i + 8 <= f->agents.len; i += 8) {
        if (i) {
            kundo_out_lit(out, ",");
        }

        kundo_render_id(rd, out, KUNDO_SEAL_AGENT,
                        kundo_be64_get(f->agents.data + i));
    }

    kundo_out_lit(out, "]}");

    return KUNDO_OK;
}

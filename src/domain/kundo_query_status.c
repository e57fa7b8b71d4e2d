/*
 * Status: what anybody may know of a flow, on every page of a site.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_answer.h"
#include "domain/kundo_query.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_room.h"


#define KUNDO_STATUS_AGENTS  3       /* names; more tell a visitor no more */


/* Who is online, in the order in which they would get a chat. */

static kundo_rc_t
kundo_status_agents(kundo_reader_t *rd, kundo_out_t *out, uint32_t flow)
{
    unsigned        i, n;
    uint64_t        agents[KUNDO_STATUS_AGENTS];
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_room_agents(rd->txn, flow, agents, KUNDO_STATUS_AGENTS, &n);

    if (rc != KUNDO_OK || n == 0) {
        return rc;
    }

    kundo_out_lit(out, ",\"agents\":");

    for (i = 0; i < n; i++) {
        rc = kundo_person_get(rd->txn, agents[i], &p);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
        }

        kundo_out_str(out, i ? kundo_str(",") : kundo_str("["));
        kundo_json_out_string(out, p.name);
    }

    kundo_out_lit(out, "]");

    return KUNDO_OK;
}


static kundo_rc_t
kundo_status_render(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_flow_t *f, uint64_t active, uint32_t waiting)
{
    int              known;
    uint64_t         seconds;
    kundo_rc_t       rc;
    kundo_opening_t  opening;

    rc = kundo_render_opening(rd, f, &opening);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"flow\":");
    kundo_json_out_string(out, f->id);

    if (active && opening.open) {
        kundo_out_lit(out, ",\"available\":true,\"queue\":");

    } else {
        kundo_out_lit(out, ",\"available\":false,\"queue\":");
    }

    kundo_out_u64(out, waiting);
    kundo_out_lit(out, ",\"opens_at\":");
    kundo_json_out_time(out, opening.opens_ms);

    if (f->ask) {
        kundo_out_lit(out, ",\"ask\":");
        kundo_ask_render(out, f->ask);
    }

    /* who is at work then is there for nobody who comes */

    if (f->show_agents && opening.open) {
        rc = kundo_status_agents(rd, out, f->no);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    rc = kundo_answer_usual(rd->txn, f->no, &known, &seconds);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (known) {
        kundo_out_lit(out, ",\"answers_in_s\":");
        kundo_out_u64(out, seconds);
    }

    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


/*
 * Whether a chat would be served, by whom and how soon; to anybody.  A
 * private flow is as one that does not exist (S1.3).
 */

kundo_rc_t
kundo_query_status(kundo_reader_t *rd, kundo_out_t *out, kundo_str_t flow)
{
    uint32_t      n;
    uint64_t      active;
    kundo_rc_t    rc;
    kundo_flow_t  f;

    rc = kundo_flow_find(rd->txn, flow, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (!f.public) {
        return KUNDO_NOT_FOUND;
    }

    rc = kundo_flow_active(rd->txn, f.no, &active);

    if (rc == KUNDO_OK) {
        rc = kundo_queue_length(rd->txn, f.no, &n);
    }

    return rc == KUNDO_OK ? kundo_status_render(rd, out, &f, active, n) : rc;
}

/*
 * Queries: to whom and where a chat can be transferred, and why not.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_query.h"
#include "domain/kundo_transfer.h"


#define KUNDO_TARGETS_OFFLINE  200    /* who is not there is listed up to it */


typedef struct {
    kundo_reader_t     *rd;
    kundo_out_t        *out;
    const kundo_hot_t  *hot;
    unsigned            n;            /* agents that are listed, */
    unsigned            offline;      /*   and who are not there */
} kundo_targets_t;


static void
kundo_targets_reason(kundo_out_t *out, kundo_rc_t refusal)
{
    if (refusal == KUNDO_OK) {
        kundo_out_lit(out, ",\"available\":true,\"reason\":null");
        return;
    }

    kundo_out_lit(out, ",\"available\":false,\"reason\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_rc_code(refusal)));
}


/* All but the one who has it. */

static kundo_rc_t
kundo_targets_agent(void *data, uint64_t no)
{
    kundo_rc_t        rc, refusal;
    kundo_out_t      *out;
    kundo_person_t    person;
    kundo_targets_t  *t = data;
    kundo_presence_t  p;

    if (no == t->hot->agent) {
        return KUNDO_OK;
    }

    out = t->out;

    rc = kundo_person_get(t->rd->txn, no, &person);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    refusal = kundo_transfer_agent_target(t->rd->txn, t->hot, no, &p);

    if (kundo_rc_is_fault(refusal)) {
        return refusal;
    }

    if (person.disabled
        || (refusal == KUNDO_AGENT_OFFLINE
            && t->offline++ >= KUNDO_TARGETS_OFFLINE))
    {
        return KUNDO_OK;
    }

    if (t->n++) {
        kundo_out_lit(out, ",");
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(t->rd, out, KUNDO_SEAL_AGENT, no);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, person.name);
    kundo_targets_reason(out, refusal);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


/* S1.5: of every flow who is there, and why it cannot be chosen. */

static kundo_rc_t
kundo_targets_flows(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_hot_t *hot)
{
    uint32_t      no, n;
    uint64_t      agent, active;
    kundo_rc_t    rc, refusal;
    kundo_flow_t  f;

    for (no = 1, n = 0; no <= rd->txn->meta.last_fno; no++) {

        rc = kundo_flow_get(rd->txn, no, &f);

        if (rc == KUNDO_NOT_FOUND) {
            continue;
        }

        if (rc == KUNDO_OK) {
            rc = kundo_flow_active(rd->txn, no, &active);
        }

        if (rc != KUNDO_OK) {
            return rc;
        }

        refusal = kundo_transfer_flow_target(rd->txn, hot, no, &agent);

        if (kundo_rc_is_fault(refusal)) {
            return refusal;
        }

        if (n++) {
            kundo_out_lit(out, ",");
        }

        kundo_out_lit(out, "{\"id\":");
        kundo_json_out_string(out, f.id);
        kundo_out_lit(out, ",\"name\":");
        kundo_json_out_string(out, f.name);
        kundo_targets_reason(out, refusal);
        kundo_out_lit(out, ",\"active\":");
        kundo_out_u64(out, active);
        kundo_out_lit(out, "}");
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_targets(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno)
{
    kundo_rc_t       rc;
    kundo_hot_t      hot;
    kundo_targets_t  t = { rd, out, &hot, 0, 0 };

    rc = kundo_conv_access(rd->txn, &rd->viewer, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"agents\":[");

    rc = kundo_person_agents(rd->txn, kundo_targets_agent, &t);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "],\"flows\":[");

    rc = kundo_targets_flows(rd, out, &hot);

    kundo_out_lit(out, "]}");

    return rc;
}

/*
 * Queries: to whom and where a chat can be transferred, and why not.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_query.h"
#include "domain/kundo_transfer.h"


#define KUNDO_TARGETS_OFFLINE  200    /* who is not there is listed up to it */




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


static kundo_rc_t
kundo_targets_agent(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_hot_t *hot, uint64_t no, unsigned *n, unsigned *offline)
{
    kundo_rc_t        rc, refusal;
    kundo_person_t    person;
    kundo_presence_t  p;

    rc = kundo_person_get(rd->txn, no, &person);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    refusal = kundo_transfer_agent_target(rd->txn, hot, no, &p);

    if (kundo_rc_is_fault(refusal)) {
        return refusal;
    }

    if (person.disabled
        || (refusal == KUNDO_AGENT_OFFLINE
            && (*offline)++ >= KUNDO_TARGETS_OFFLINE))
    {
        return KUNDO_OK;
    }

    if ((*n)++) {
        kundo_out_lit(out, ",");
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_AGENT, no);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, person.name);
    kundo_targets_reason(out, refusal);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


/* All but the one who has it, in the order of their addresses. */

static kundo_rc_t
kundo_targets_agents(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_hot_t *hot)
{
    unsigned      n, offline;
    uint64_t      no;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    n = 0;
    offline = 0;

    key.len = 0;
    kundo_key_u8(&key, KUNDO_ADDRESS_AGENT);

    rc = kundo_walk_open(rd->txn, KUNDO_TABLE_ADDRESS, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 1);
         rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(uint64_t)) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&no, walk.value.data, sizeof(uint64_t));

        if (no == hot->agent) {
            continue;
        }

        rc = kundo_targets_agent(rd, out, hot, no, &n, &offline);
        if (rc != KUNDO_OK) {
            break;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
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
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_conv_access(rd->txn, &rd->viewer, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"agents\":[");

    rc = kundo_targets_agents(rd, out, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "],\"flows\":[");

    rc = kundo_targets_flows(rd, out, &hot);

    kundo_out_lit(out, "]}");

    return rc;
}

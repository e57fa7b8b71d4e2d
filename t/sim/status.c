/*
 * Compare: the status of flows, as anybody gets it.
 */

#include <string.h>

#include "codec/kundo_json.h"
#include "codec/kundo_rfc3339.h"
#include "domain/kundo_query.h"
#include "sim/look.h"


static void
status_agents(look_t *look, kundo_json_t *names, uint32_t flow)
{
    unsigned               i, n;
    kundo_json_t          *name;
    const model_person_t  *agents[MODEL_PERSONS];

    n = model_flow(look->m, flow)->show_agents
        && model_is_open(model_flow(look->m, flow), look->m->now_ms)
        ? model_flow_online(look->m, flow, 3, agents) : 0;

    sim_eq_of("status: names", flow, names ? names->n : 0, n);

    for (i = 0, name = names ? names->child : NULL; i < n; i++) {

        if (!kundo_str_eq(name->str, agents[i]->name)) {
            sim_fail("status of flow %u: name %u is \"%.*s\", must be "
                     "\"%.*s\"", flow, i, (int) name->str.len,
                     (const char *) name->str.data,
                     (int) agents[i]->name.len,
                     (const char *) agents[i]->name.data);
        }

        name = name->next;
    }
}


static void
status_opens(kundo_json_t *json, uint32_t flow, uint64_t must_ms)
{
    uint64_t  ms = 0;

    if (json->type != KUNDO_JSON_NULL) {
        sim_ok(kundo_rfc3339_get(json->str, &ms), "status: opens_at");
    }

    sim_eq_of("status: opens_at", flow, ms, must_ms);
}


static void
status_of(look_t *look, uint32_t flow)
{
    kundo_rc_t           rc;
    kundo_out_t          out;
    kundo_json_t        *root, *in;
    model_flow_t        *f = model_flow(look->m, flow);
    kundo_reader_t       rd;
    kundo_json_error_t   err;

    memset(&rd, 0, sizeof(kundo_reader_t));
    rd.txn = look->txn;
    rd.seal = look->seal;
    rd.arena = look->arena;

    kundo_out_init(&out, look->arena, 512);
    rc = kundo_query_status(&rd, &out, f->id);

    sim_eq_of("status: answer", flow, rc,
              f->public ? KUNDO_OK : KUNDO_NOT_FOUND);

    if (rc != KUNDO_OK) {
        return;
    }

    sim_ok(kundo_json_parse(look->arena, kundo_str_make(out.data, out.len),
                            &root, &err), "status");

    sim_eq_of("status: available", flow,
              kundo_json_get(root, kundo_str("available"))->num,
              model_flow_active(look->m, flow) != 0
              && model_is_open(f, look->m->now_ms));
    status_opens(kundo_json_get(root, kundo_str("opens_at")), flow,
                 model_opens(f, look->m->now_ms));
    sim_eq_of("status: queue", flow,
              kundo_json_get(root, kundo_str("queue"))->num,
              model_flow_waiting(look->m, flow));

    status_agents(look, kundo_json_get(root, kundo_str("agents")), flow);

    in = kundo_json_get(root, kundo_str("answers_in_s"));

    sim_eq_of("status: answers_in_s given", flow, in != NULL,
              f->answers >= 3);

    if (in != NULL) {
        sim_eq_of("status: answers_in_s", flow, in->num,
                  (f->usual / 8 + 999) / 1000);
    }
}


void
compare_status(look_t *look)
{
    unsigned  i;

    for (i = 1; i <= look->m->nflows; i++) {
        status_of(look, i);
    }
}

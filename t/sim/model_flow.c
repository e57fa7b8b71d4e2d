/*
 * Model: flows.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


static void
model_flow_changed(model_work_t *w, uint32_t flow)
{
    w->result->no = flow;

    model_event_bare(w, KUNDO_EVENT_FLOW_CHANGED,
                     KUNDO_AUDIENCE_EVERY_AGENT, 0, 0, flow, 0);
}


kundo_rc_t
model_flow_add(model_work_t *w, const kundo_command_t *cmd)
{
    model_t       *m = w->m;
    model_flow_t  *f;

    if (model_flow_find(m, cmd->u.flow_add.id)) {
        return KUNDO_EXISTS;
    }

    if (cmd->u.flow_add.rule.data != NULL
        && !model_hours_fit(cmd->u.flow_add.opening))
    {
        return KUNDO_BAD_VALUE;
    }

    assert(m->nflows < MODEL_FLOWS);

    f = &m->flows[m->nflows++];
    memset(f, 0, sizeof(model_flow_t));

    f->id = cmd->u.flow_add.id;
    f->name = cmd->u.flow_add.name;
    f->welcome = cmd->u.flow_add.welcome;
    f->agents = cmd->u.flow_add.agents;
    f->ref_code = cmd->u.flow_add.ref_code.len ? cmd->u.flow_add.ref_code
                                               : f->id;
    f->public = cmd->u.flow_add.public != 0;
    f->any_agent = cmd->u.flow_add.any_agent != 0;
    f->max_queue = (uint32_t) cmd->u.flow_add.max_queue;
    f->ask = (unsigned) cmd->u.flow_add.ask;
    f->show_agents = cmd->u.flow_add.show_agents != 0;
    f->auto_transfer_s = (uint32_t) cmd->u.flow_add.auto_transfer_s;
    f->miss_is_busy = cmd->u.flow_add.on_miss != 0;

    model_hours_set(w, m->nflows, cmd->u.flow_add.rule,
                    cmd->u.flow_add.opening);
    model_flow_changed(w, m->nflows);

    return KUNDO_OK;
}


kundo_rc_t
model_flow_update(model_work_t *w, const kundo_command_t *cmd)
{
    uint32_t       no;
    uint64_t       given = cmd->u.flow_update.given;
    model_flow_t  *f;

    no = model_flow_find(w->m, cmd->u.flow_update.id);
    if (no == 0) {
        return KUNDO_NOT_FOUND;
    }

    f = model_flow(w->m, no);

    if ((given & KUNDO_GIVEN_HOURS) && cmd->u.flow_update.rule.data != NULL
        && !model_hours_fit(cmd->u.flow_update.opening))
    {
        w->result->no = no;
        return KUNDO_BAD_VALUE;
    }

    if (given & KUNDO_GIVEN_NAME) {
        f->name = cmd->u.flow_update.name;
    }

    if (given & KUNDO_GIVEN_WELCOME) {
        f->welcome = cmd->u.flow_update.welcome;
    }

    if (given & KUNDO_GIVEN_AGENTS) {
        f->agents = cmd->u.flow_update.agents;
        f->any_agent = cmd->u.flow_update.any_agent != 0;
    }

    if (given & KUNDO_GIVEN_PUBLIC) {
        f->public = cmd->u.flow_update.public != 0;
    }

    if (given & KUNDO_GIVEN_MAX_QUEUE) {
        f->max_queue = (uint32_t) cmd->u.flow_update.max_queue;
    }

    if (given & KUNDO_GIVEN_ASK) {
        f->ask = (unsigned) cmd->u.flow_update.ask;
    }

    if (given & KUNDO_GIVEN_SHOW_AGENTS) {
        f->show_agents = cmd->u.flow_update.show_agents != 0;
    }

    if (given & KUNDO_GIVEN_AUTO) {
        f->auto_transfer_s = (uint32_t) cmd->u.flow_update.auto_transfer_s;
    }

    if (given & KUNDO_GIVEN_ON_MISS) {
        f->miss_is_busy = cmd->u.flow_update.on_miss != 0;
    }

    if (given & KUNDO_GIVEN_REF_CODE) {
        f->ref_code = cmd->u.flow_update.ref_code.len
                      ? cmd->u.flow_update.ref_code : f->id;
    }

    model_flow_changed(w, no);

    if (given & KUNDO_GIVEN_HOURS) {
        model_hours_set(w, no, cmd->u.flow_update.rule,
                        cmd->u.flow_update.opening);
    }

    if (given & KUNDO_GIVEN_AGENTS) {
        model_expel(w, no);
    }

    return KUNDO_OK;
}

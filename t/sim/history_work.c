/*
 * History: flows, presence, workers, settings and what is due.
 */

#include "sim/history.h"


static uint64_t
seconds(history_t *h)
{
    static const uint64_t  of[] = { 0, 1, 5, 30, KUNDO_AUTO_TRANSFER_DEFAULT };

    return of[chance_below(h->c, 5)];
}


/*
 * Opening hours from now on, in which the clock's steps find openings and
 * closings; now and then bytes that are none.
 */

static kundo_str_t
hours(history_t *h)
{
    unsigned     n;
    uint64_t     at;
    kundo_out_t  out;

    kundo_out_init(&out, &h->w->keep, 16 + MODEL_SPANS * 16);

    at = h->clock_ms - chance_below(h->c, 60000);

    kundo_pack_u64(&out, h->clock_ms);
    kundo_pack_u64(&out, at + 40000 + chance_below(h->c, 8 * 3600000));

    for (n = (unsigned) chance_below(h->c, MODEL_SPANS); n > 0; n--) {
        at += 1 + chance_below(h->c, 30000);
        kundo_pack_u64(&out, at);
        at += 1 + chance_below(h->c, chance_one_in(h->c, 3) ? 3600000
                                                            : 30000);
        kundo_pack_u64(&out, at);
    }

    return kundo_str_make(out.data,
                          out.len - (chance_one_in(h->c, 30) ? 8 : 0));
}


static kundo_str_t
hours_rule(history_t *h)
{
    return keep(h, "{\"n\":%llu}", chance_below(h->c, 3));
}


void
history_flow_hours(history_t *h, kundo_command_t *cmd)
{
    uint64_t  no = chance_below(h->c, h->m->nflows + 1) + 1;

    cmd->u.flow_hours.flow = no;
    cmd->u.flow_hours.opening = hours(h);
    cmd->u.flow_hours.rule = hours_rule(h);

    /* mostly of the rule that stands */

    if (no <= h->m->nflows && h->m->flows[no - 1].rule.data != NULL
        && !chance_one_in(h->c, 4))
    {
        cmd->u.flow_hours.rule = h->m->flows[no - 1].rule;
    }
}


static kundo_str_t
ref_code(history_t *h)
{
    return chance_one_in(h->c, 2) ? kundo_str_null
                                  : keep(h, "code %llu",
                                         chance_below(h->c, 5));
}


void
history_flow_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.flow_add.id = keep(h, "flow-%llu", chance_below(h->c, 7));
    cmd->u.flow_add.name = kundo_str("Flow");
    cmd->u.flow_add.welcome = chance_one_in(h->c, 2) ? kundo_str_null
                                          : kundo_str("V\xc3\xa4lkommen\\n");
    cmd->u.flow_add.agents = some_agents(h);
    cmd->u.flow_add.public = !chance_one_in(h->c, 8);
    cmd->u.flow_add.any_agent = !chance_one_in(h->c, 3);
    cmd->u.flow_add.max_queue = chance_below(h->c, 12);
    cmd->u.flow_add.ask = chance_one_in(h->c, 8) ? chance_below(h->c, 43) : 0;
    cmd->u.flow_add.show_agents = !chance_one_in(h->c, 4);
    cmd->u.flow_add.auto_transfer_s = seconds(h);
    cmd->u.flow_add.on_miss = chance_one_in(h->c, 3);
    cmd->u.flow_add.ref_code = ref_code(h);

    if (chance_one_in(h->c, 3)) {
        cmd->u.flow_add.rule = hours_rule(h);
        cmd->u.flow_add.opening = hours(h);
    }
}


void
history_flow_update(history_t *h, kundo_command_t *cmd)
{
    static const uint64_t  given[] = {
        KUNDO_GIVEN_NAME, KUNDO_GIVEN_WELCOME, KUNDO_GIVEN_AGENTS,
        KUNDO_GIVEN_PUBLIC, KUNDO_GIVEN_MAX_QUEUE, KUNDO_GIVEN_ASK,
        KUNDO_GIVEN_SHOW_AGENTS, KUNDO_GIVEN_AUTO, KUNDO_GIVEN_ON_MISS,
        KUNDO_GIVEN_HOURS, KUNDO_GIVEN_HOURS, KUNDO_GIVEN_REF_CODE
    };

    history_flow_add(h, cmd);

    /* the same members but for `given` */

    cmd->u.flow_update.welcome = cmd->u.flow_add.welcome;
    cmd->u.flow_update.id = flow_id(h);
    cmd->u.flow_update.given = given[chance_below(h->c, 12)]
                               | given[chance_below(h->c, 12)];
    cmd->u.flow_update.name = kundo_str("Renamed");
    cmd->u.flow_update.agents = some_agents(h);
    cmd->u.flow_update.public = !chance_one_in(h->c, 8);
    cmd->u.flow_update.any_agent = !chance_one_in(h->c, 3);
    cmd->u.flow_update.max_queue = chance_below(h->c, 12);
    cmd->u.flow_update.ask = chance_one_in(h->c, 3) ? chance_below(h->c, 43)
                                                    : 0;
    cmd->u.flow_update.show_agents = chance_below(h->c, 2);
    cmd->u.flow_update.auto_transfer_s = seconds(h);
    cmd->u.flow_update.on_miss = chance_below(h->c, 2);
    cmd->u.flow_update.ref_code = ref_code(h);
    cmd->u.flow_update.rule = chance_one_in(h->c, 3) ? kundo_str_null
                                                     : hours_rule(h);
    cmd->u.flow_update.opening = hours(h);
}


void
history_presence_set(history_t *h, kundo_command_t *cmd)
{
    unsigned     i;
    kundo_out_t  out;

    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);

    if (!chance_one_in(h->c, 6)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_STATE;
        cmd->u.presence_set.state = chance_one_in(h->c, 60) ? 3
                                    : chance_one_in(h->c, 2)
                                    ? KUNDO_STATE_ONLINE
                                    : chance_below(h->c, 3);
    }

    if (chance_one_in(h->c, 2)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_FLOWS;

        kundo_out_init(&out, &h->w->keep, 64);

        for (i = 0; i < h->m->nflows; i++) {
            if (!chance_one_in(h->c, 3)) {
                kundo_pack_str(&out, h->m->flows[i].id);
            }
        }

        if (chance_one_in(h->c, 30)) {
            kundo_pack_str(&out, kundo_str("none"));
        }

        cmd->u.presence_set.flows = kundo_str_make(out.data, out.len);
    }

    if (chance_one_in(h->c, 4)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
        cmd->u.presence_set.max_chats = chance_one_in(h->c, 30)
                                        ? 101 * chance_below(h->c, 2)
                                        : 1 + chance_below(h->c, 4);
    }
}


void
history_link_up(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);
    cmd->u.link_up.worker = some_worker(h);
}


void
history_link_down(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);
    cmd->u.link_down.worker = some_worker(h);
}


void
history_worker_join(history_t *h, kundo_command_t *cmd)
{
    cmd->u.worker_join.pid = 1000 + chance_below(h->c, 1000);

    /* one that was taken for dead keeps its number */

    if (h->m->nworkers == MODEL_WORKERS
        || (h->m->nworkers && chance_one_in(h->c, 3)))
    {
        cmd->u.worker_join.worker = some_worker(h);
    }
}


void
history_worker_gone(history_t *h, kundo_command_t *cmd)
{
    cmd->u.worker_gone.worker = some_worker(h);
}


/*
 * One of the first; time has passed until then, and sometimes more.  The
 * last one again, as by another worker; or one too early.
 */

void
history_due_fire(history_t *h, kundo_command_t *cmd)
{
    unsigned      at, n = h->m->ndues;
    model_due_t  *due;

    if (n == 0 || (h->fired.u.due_fire.kind && chance_one_in(h->c, 8))) {
        cmd->u.due_fire = h->fired.u.due_fire;
        return;
    }

    at = (unsigned) chance_below(h->c, n < 3 ? n : 3);
    due = &h->m->dues[chance_one_in(h->c, 3) ? at : 0];

    cmd->u.due_fire.ms = due->ms;
    cmd->u.due_fire.kind = (uint64_t) due->kind;
    cmd->u.due_fire.no = due->no;

    if (due->ms > h->clock_ms
        && (due->ms < h->clock_ms + 120000 || chance_one_in(h->c, 4)))
    {
        h->clock_ms = due->ms + chance_below(h->c, 2) * 5000;
    }

    h->fired = *cmd;
}


void
history_settings(history_t *h, kundo_command_t *cmd)
{
    cmd->u.settings.agent_lost_ms = 1000 * (1 + chance_below(h->c, 60));
    cmd->u.settings.session_ms = 3600000 * (1 + chance_below(h->c, 1000));
    cmd->u.settings.max_chats = 1 + chance_below(h->c, 5);
    cmd->u.settings.auto_transfer_ms = 500 * chance_below(h->c, 80);
}

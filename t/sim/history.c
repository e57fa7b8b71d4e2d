/*
 * History: commands by chance, as visitors, agents, administrators, two
 * workers and a clock would send them.
 */

#include <string.h>

#include "sim/cover.h"
#include "sim/history.h"
#include "sim/rows.h"


typedef void (*history_pt)(history_t *h, kundo_command_t *cmd);


#define HISTORY_ROW(name, member, fields)  history_##member,

static const history_pt  history_makers[] = {
    KUNDO_COMMAND_LIST(HISTORY_ROW, HISTORY_NONE, HISTORY_NONE)
};


static const unsigned  history_weights[] = {
    [KUNDO_COMMAND_VISITOR_ADD] = 4,
    [KUNDO_COMMAND_VISITOR_UPDATE] = 1,
    [KUNDO_COMMAND_SESSION_ADD] = 2,
    [KUNDO_COMMAND_SESSION_RENEW] = 1,
    [KUNDO_COMMAND_SESSION_END] = 1,
    [KUNDO_COMMAND_CONVERSATION_START] = 12,
    [KUNDO_COMMAND_CONVERSATION_CLOSE] = 8,
    [KUNDO_COMMAND_CONVERSATION_OPEN] = 3,
    [KUNDO_COMMAND_CONVERSATION_TRANSFER] = 10,
    [KUNDO_COMMAND_CONVERSATION_FOCUS] = 5,
    [KUNDO_COMMAND_NOTE_ADD] = 2,
    [KUNDO_COMMAND_MESSAGE_POST] = 26,
    [KUNDO_COMMAND_MESSAGE_SEEN] = 8,
    [KUNDO_COMMAND_AGENT_ADD] = 2,
    [KUNDO_COMMAND_AGENT_PASSWORD] = 1,
    [KUNDO_COMMAND_AGENT_DISABLE] = 2,
    [KUNDO_COMMAND_FLOW_ADD] = 1,
    [KUNDO_COMMAND_FLOW_UPDATE] = 2,
    [KUNDO_COMMAND_FLOW_HOURS] = 1,
    [KUNDO_COMMAND_PRESENCE_SET] = 14,
    [KUNDO_COMMAND_LINK_UP] = 6,
    [KUNDO_COMMAND_LINK_DOWN] = 3,
    [KUNDO_COMMAND_WORKER_JOIN] = 1,
    [KUNDO_COMMAND_WORKER_GONE] = 1,
    [KUNDO_COMMAND_DUE_FIRE] = 16,
    [KUNDO_COMMAND_SETTINGS] = 1
};


/* Each history leans to some commands and forgets others. */

static void
history_lean(history_t *h)
{
    unsigned  i, by;

    static const unsigned  factors[] = { 0, 1, 2, 2, 2, 4, 8 };

    for (i = 0; i < KUNDO_COMMAND_N; i++) {
        by = factors[chance_below(h->c, 7)];
        h->weights[i] = history_weights[i] * by;
    }

    h->weights[KUNDO_COMMAND_MESSAGE_POST] += 4;
    h->weights[KUNDO_COMMAND_CONVERSATION_START] += 4;
}


static kundo_command_type_t
history_choose(history_t *h)
{
    unsigned  i, at, sum;

    /* what is due is fired soon, or late */

    if (h->m->ndues && h->m->dues[0].ms <= h->clock_ms
        && chance_one_in(h->c, 3))
    {
        return KUNDO_COMMAND_DUE_FIRE;
    }

    for (i = 0, sum = 0; i < KUNDO_COMMAND_N; i++) {
        sum += h->weights[i];
    }

    at = (unsigned) chance_below(h->c, sum);

    for (i = 0; at >= h->weights[i]; i++) {
        at -= h->weights[i];
    }

    return (kundo_command_type_t) i;
}


static void
history_clock(history_t *h)
{
    static const struct {
        unsigned  until;              /* of 1000 */
        uint64_t  ms;
    } steps[] = {
        { 400, 1 }, { 700, 100 }, { 930, 8000 }, { 985, 120000 },
        { 997, 7200000 }, { 1000, 4 * 86400000 }
    };

    unsigned  i, at;
    uint64_t  by;

    at = (unsigned) chance_below(h->c, 1000);

    for (i = 0; at >= steps[i].until; i++) { /* void */ }

    by = chance_below(h->c, steps[i].ms);
    h->clock_ms += by;

    if (by > 3600000) {
        cover_count(COVER_CLOCK_LEAP);
    }
}


/* Clocks of two workers differ; now and then one is set back by much. */

static uint64_t
history_now(history_t *h)
{
    static const uint64_t  back[] = { 50, 3000, 3000, 86400000 };

    return h->clock_ms
           - (chance_one_in(h->c, 20)
              ? chance_below(h->c, back[chance_below(h->c, 4)]) : 0);
}


static void
history_make(history_t *h, kundo_command_type_t type)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));

    cmd.type = type;
    history_makers[type](h, &cmd);

    if (cmd.actor.no == 0 && (type == KUNDO_COMMAND_PRESENCE_SET
                              || type == KUNDO_COMMAND_LINK_UP
                              || type == KUNDO_COMMAND_LINK_DOWN
                              || type == KUNDO_COMMAND_CONVERSATION_START
                              || type == KUNDO_COMMAND_VISITOR_UPDATE))
    {
        return;
    }

    cmd.now_ms = history_now(h);

    if (cmd.now_ms < h->m->now_ms) {
        cover_count(COVER_CLOCK_BACK);
    }

    world_run(h->w, &cmd);
}


static void
history_begin(history_t *h)
{
    unsigned  i;

    if (!chance_one_in(h->c, 8)) {
        history_make(h, KUNDO_COMMAND_SETTINGS);
    }

    history_make(h, KUNDO_COMMAND_WORKER_JOIN);
    history_make(h, KUNDO_COMMAND_WORKER_JOIN);

    for (i = 0; i < 3; i++) {
        history_make(h, KUNDO_COMMAND_AGENT_ADD);
        history_make(h, KUNDO_COMMAND_VISITOR_ADD);
        history_make(h, KUNDO_COMMAND_FLOW_ADD);
    }

    for (i = 0; i < 6; i++) {
        history_make(h, KUNDO_COMMAND_LINK_UP);
        history_make(h, KUNDO_COMMAND_PRESENCE_SET);
    }
}


/* What is looked at between batches, each now and then. */

static void
history_between(history_t *h)
{
    look_t       look;
    world_t     *w = h->w;
    unsigned     i;
    resume_t    *cursor;
    kundo_txn_t  txn;

    sim_ok(kundo_txn_begin_read(w->env, &txn), "begin");
    world_look(w, &txn, h->m, &look);

    for (i = 0; h->m->nconvs && i < 3; i++) {
        compare_lists(&look);
        compare_rendered(&look, 1 + chance_below(h->c, h->m->nconvs));
        kundo_arena_reset(&w->arena);
    }

    if (h->m->npersons && chance_one_in(h->c, 2)) {
        i = w->ncursors < WORLD_CURSORS
            ? w->ncursors++ : (unsigned) chance_below(h->c, WORLD_CURSORS);
        resume_take(&look, &h->m->persons[chance_below(h->c,
                                          h->m->npersons)].who,
                    &w->cursors[i]);
    }

    for (i = 0; i < 4 && w->ncursors; i++) {
        cursor = &w->cursors[chance_below(h->c, w->ncursors)];
        resume_check(&look, cursor);
        kundo_arena_reset(&w->arena);

        if (cursor->event < w->opened_at) {
            cover_count(COVER_RESUMED_ANEW);
        }
    }

    if (chance_one_in(h->c, 8)) {
        compare_all(&look);
    }

    kundo_txn_abort(&txn);
    kundo_arena_reset(&w->arena);

    if (chance_one_in(h->c, 60)) {
        world_reopen(w);
    }
}


/* A store that is full: it is given more room after some refused work. */

static void
history_room(history_t *h)
{
    if (h->w->map_size != WORLD_MAP && h->w->faults > 12) {
        h->w->map_size = WORLD_MAP;
        world_reopen(h->w);
    }
}


void
history_run(world_t *w, unsigned commands)
{
    unsigned   i;
    history_t  h;

    memset(&h, 0, sizeof(history_t));

    h.w = w;
    h.m = w->m;
    h.c = &w->chance;
    h.clock_ms = WORLD_START_MS;

    history_lean(&h);

    if (chance_one_in(h.c, 6)) {
        h.favourite = 1;
    }

    if (chance_one_in(h.c, 16)) {
        w->map_size = (80 + (size_t) chance_below(h.c, 60)) * 4096;
        world_reopen(w);
    }

    history_begin(&h);

    for (i = 0; i < commands && model_has_room(h.m); i++) {
        history_clock(&h);
        history_make(&h, history_choose(&h));

        if (w->open && chance_one_in(h.c, 80)) {
            crash_now(w);
        }

        if (!w->open || chance_one_in(h.c, 4)) {
            crash_commit(w);
            history_between(&h);
            history_room(&h);
        }
    }

    world_finish(w);
    rows_lack(w->env, kundo_str("canary"));
}

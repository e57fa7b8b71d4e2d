/*
 * Named: histories that chance seldom meets, and those in which something
 * was found once.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/world.h"
#include "unit/kundo_command_make.h"


typedef struct {
    const char  *name;
    void       (*run)(world_t *w);
} named_t;


static uint64_t  clock_ms;


static void
run(world_t *w, kundo_command_t cmd)
{
    kundo_out_t      out;
    kundo_command_t  kept;

    if (cmd.now_ms < clock_ms) {
        cmd.now_ms = clock_ms;
    }

    /* its strings must live as long as the model */

    kundo_out_init(&out, &w->keep, 128);
    kundo_command_encode(&out, &cmd);

    sim_ok(kundo_command_decode(kundo_str_make(out.data, out.len), &kept),
           "decode");

    world_run(w, &kept);

    if (chance_one_in(&w->chance, 5)) {
        world_commit(w);
    }
}


static void
agents(world_t *w, unsigned n)
{
    char      email[32];
    unsigned  i;

    for (i = 0; i < n; i++) {
        snprintf(email, sizeof(email), "a%u@x", w->m->npersons + 1);
        run(w, make_agent_add(email));
    }
}


static void
visitors(world_t *w, unsigned n)
{
    while (n--) {
        run(w, make_visitor_add());
    }
}


static void
starts(world_t *w, uint64_t visitor, const char *flow, unsigned n)
{
    while (n--) {
        run(w, make_start(visitor, flow));
    }
}


/* Fires what is due by now, each row twice, as two workers do. */

static void
fire(world_t *w)
{
    model_due_t  due;

    while (w->m->ndues && w->m->dues[0].ms <= clock_ms) {
        due = w->m->dues[0];

        run(w, make_fire(due.ms, (unsigned) due.kind, due.no));
        run(w, make_fire(due.ms, (unsigned) due.kind, due.no));
    }
}


static void
must(int holds, const char *what)
{
    if (!holds) {
        sim_fail("it does not hold that %s", what);
    }
}


#define conv(w, no)     (&(w)->m->convs[(no) - 1])
#define waiting(w, no)  model_flow_waiting((w)->m, no)


/* One agent takes 100 of 1,000 who wait, and only that many. */

static void
a_long_queue_is_drained(world_t *w)
{
    unsigned  i;

    run(w, make_flow_add("f", 1000));
    agents(w, 1);
    visitors(w, 1);
    run(w, make_presence(1, KUNDO_STATE_BUSY, "f", 100));
    starts(w, 2, "f", 1001);

    must(waiting(w, 1) == 1000, "1,000 wait");
    must(conv(w, 1001)->left, "one more leaves a message");

    run(w, make_presence(1, KUNDO_STATE_ONLINE, NULL, 0));
    must(waiting(w, 1) == 900, "900 wait");
    must(conv(w, 100)->agent == 1 && conv(w, 101)->agent == 0,
         "the first come first");

    for (i = 1; i <= 10; i++) {
        run(w, make_close(make_agent(1), i));
    }

    must(waiting(w, 1) == 890, "890 wait");
    must(conv(w, 110)->agent == 1, "each is followed by the next");
}


/* The agent goes: 100 chats and the whole queue become messages, in parts. */

static void
a_long_queue_is_left_alone(world_t *w)
{
    unsigned  i, n = 0;

    a_long_queue_is_drained(w);

    run(w, make_presence(1, KUNDO_STATE_OFFLINE, NULL, 0));

    while (waiting(w, 1) && n < 10) {
        run(w, make_fire(clock_ms, KUNDO_DUE_FLOW_EMPTY, 1));
        n++;
    }

    must(n == 4, "four parts are needed for 890");

    for (i = 11; i <= 1001; i++) {
        must(conv(w, i)->left && conv(w, i)->agent == 0, "all are left");
    }
}


static void
a_worker_with_many_agents_dies(world_t *w)
{
    unsigned  i;

    run(w, make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    run(w, make_flow_add("f", 10));
    agents(w, 300);

    for (i = 1; i <= 300; i++) {
        run(w, make_link(KUNDO_COMMAND_LINK_UP, i, 1));
        run(w, make_presence(i, KUNDO_STATE_ONLINE, "f", 1));
    }

    run(w, make_worker_gone(1));
    run(w, make_worker_gone(1));
    run(w, make_worker_gone(1));

    clock_ms += 30000;
    fire(w);

    must(model_flow_active(w->m, 1) == 0, "nobody is left");
}


/* S1.7: more agents than one command may change. */

static void
a_flow_is_taken_from_many_agents_S1_7(world_t *w)
{
    unsigned         i;
    kundo_command_t  cmd;

    run(w, make_flow_add("f", 10));
    run(w, make_flow_add("g", 10));
    agents(w, 600);
    visitors(w, 1);

    for (i = 1; i <= 600; i++) {
        run(w, make_presence(i, KUNDO_STATE_ONLINE, i % 2 ? "f" : "g", 1));
    }

    starts(w, 601, "f", 1);

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    run(w, cmd);

    must(model_flow_active(w->m, 1) == 300 - KUNDO_CHUNK, "in parts");
    fire(w);
    must(model_flow_active(w->m, 1) == 0, "nobody is left in the one");
    must(model_flow_active(w->m, 2) == 300, "all are left in the other");
    must(conv(w, 1)->agent == 1, "who has a chat keeps it");
}


static void
the_journal_is_trimmed_in_parts(world_t *w)
{
    unsigned         i;
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SETTINGS, make_system());
    cmd.u.settings.agent_lost_ms = 30000;
    cmd.u.settings.auto_transfer_ms = 30000;
    cmd.u.settings.session_ms = 40ULL * 86400 * 1000;
    cmd.u.settings.max_chats = 4;
    run(w, cmd);

    run(w, make_flow_add("f", 10));
    visitors(w, 2);
    starts(w, 1, "f", 2);
    starts(w, 2, "f", 1);

    for (i = 0; i < 700; i++) {
        cmd = make_post(make_visitor(i % 3 ? 1 : 2), i % 3 ? 1 + i % 2 : 3,
                        "", "hej");
        cmd.u.message_post.cid = kundo_str_make(&i, sizeof(i));
        run(w, cmd);
    }

    clock_ms += 7 * 86400000ULL;
    run(w, make_seen(make_visitor(2), 3, 7));
    fire(w);

    must(w->m->first_event == 1, "a week is kept");

    for (i = 0; i < 4; i++) {
        clock_ms += 3600001;
        fire(w);
    }

    must(w->m->first_event == w->m->nevents - model_tail(w->m) + 1,
         "the newest stay");
}


/* Both sides have used the same cids; each is found wherever it stands. */

static void
cids_are_found_at_every_border(world_t *w)
{
    char      cid[8];
    unsigned  i, j;

    static const unsigned  at[] = {
        1, 2, 15, 16, 17, 31, 32, 33, 127, 128, 129, 143, 144, 145, 255,
        256, 257, 272, 290
    };

    run(w, make_flow_add("f", 10));
    agents(w, 1);
    visitors(w, 1);
    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 1));
    starts(w, 2, "f", 1);

    for (i = 1; i <= 300; i++) {
        snprintf(cid, sizeof(cid), "c%u", i / 2);
        run(w, make_post(i % 2 ? make_visitor(2) : make_agent(1), 1, cid,
                         "hej"));

        for (j = 0; j < sizeof(at) / sizeof(at[0]) && at[j] <= i; j++) {

            if (i % 16 > 2 && i % 16 < 14) {
                continue;
            }

            snprintf(cid, sizeof(cid), "c%u", at[j] / 2);
            run(w, make_post(at[j] % 2 ? make_visitor(2) : make_agent(1), 1,
                             cid, chance_one_in(&w->chance, 4) ? "hejd"
                                                               : "hej"));
        }
    }

    must(conv(w, 1)->last_seq == 300, "nothing was written twice");
}


/* Found: an agent of the second line got chats of the first. */

static void
it_goes_on_only_in_its_agents_flows_S1_3(world_t *w)
{
    run(w, make_flow_add("f", 10));
    run(w, make_flow_add("g", 10));
    agents(w, 2);
    visitors(w, 1);

    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 1));
    starts(w, 3, "f", 1);
    run(w, make_close(make_visitor(3), 1));

    run(w, make_presence(1, KUNDO_STATE_ONLINE, "g", 1));
    run(w, make_post(make_visitor(3), 1, "a", "hej"));
    must(conv(w, 1)->left, "nobody is there");

    run(w, make_close(make_visitor(3), 1));
    run(w, make_presence(2, KUNDO_STATE_ONLINE, "f", 1));
    run(w, make_post(make_visitor(3), 1, "b", "hej"));
    must(conv(w, 1)->agent == 2, "it goes to the one who is");
}


/* S2.3: whatever comes first, nothing new after busy. */

static void
busy_and_a_start_in_any_order_S2_3(world_t *w)
{
    unsigned  i;

    run(w, make_flow_add("f", 10));
    agents(w, 2);
    visitors(w, 1);

    for (i = 0; i < 16; i++) {
        run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 100));

        if (i & 1) {
            starts(w, 3, "f", 1);
        }

        run(w, make_presence(1, KUNDO_STATE_BUSY, NULL, 0));

        if (i & 2) {
            starts(w, 3, "f", 1);
        }

        if (i & 4) {
            run(w, make_presence(2, KUNDO_STATE_ONLINE, "f", 1));
            run(w, make_presence(2, KUNDO_STATE_OFFLINE, NULL, 0));
        }

        if (i & 8) {
            run(w, make_close(make_visitor(3), w->m->nconvs));
        }
    }
}


/* D3: three chats, one of which finds room, one a place, one none. */

static void
an_agent_is_lost_with_three_chats_D3(world_t *w)
{
    run(w, make_flow_add("f", 1));
    agents(w, 2);
    visitors(w, 1);

    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 3));
    starts(w, 3, "f", 3);
    run(w, make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    run(w, make_link(KUNDO_COMMAND_LINK_UP, 2, 1));
    run(w, make_presence(2, KUNDO_STATE_ONLINE, "f", 1));

    run(w, make_post(make_agent(1), 1, "a", "hej"));
    run(w, make_seen(make_agent(1), 2, 0));

    clock_ms += 29999;
    fire(w);
    must(conv(w, 1)->agent == 1, "it is too early");

    clock_ms += 1;
    fire(w);
    must(conv(w, 1)->agent == 2, "the first goes to the other");
    must(conv(w, 2)->place != 0, "the second waits");
    must(conv(w, 3)->left, "the third is left");

    /* back again: what waits, with what was seen before */

    run(w, make_presence(1, KUNDO_STATE_ONLINE, NULL, 0));
    must(conv(w, 2)->agent == 1, "who waited is served");
    fire(w);
}


/* Found: a session checked before made a disabled agent active again. */

static void
a_disabled_agent_stays_away(world_t *w)
{
    run(w, make_flow_add("f", 10));
    agents(w, 1);
    visitors(w, 1);

    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 2));
    starts(w, 2, "f", 1);
    run(w, make_disable("a1@x", 1));
    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 2));
    starts(w, 2, "f", 1);
    fire(w);

    must(conv(w, 1)->agent == 0 && conv(w, 2)->left, "nobody is there");
}


/* Full, again and again, and each time given a little more room. */

static void
a_store_is_full_and_given_room(world_t *w)
{
    char      text[3000], cid[8];
    unsigned  i, faults = 0;

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';

    run(w, make_flow_add("f", 10));
    agents(w, 1);
    visitors(w, 1);
    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 2));
    starts(w, 2, "f", 1);
    world_commit(w);

    w->map_size = 80 * 4096;
    world_reopen(w);

    for (i = 0; i < 200; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        run(w, make_post(make_visitor(2), 1, cid, text));

        if (w->faults > faults + 2) {
            faults = w->faults;
            world_commit(w);
            w->map_size += 30 * 4096;
            world_reopen(w);
        }
    }

    must(w->faults > 10, "it was full");
    must(conv(w, 1)->last_seq > 100, "most was written");

    world_commit(w);
    w->map_size = WORLD_MAP;
    world_reopen(w);
}


/* Many in one minute, and pages that end within it. */

static void
a_list_is_in_order_within_a_minute(world_t *w)
{
    look_t       look;
    unsigned     i;
    kundo_txn_t  txn;

    run(w, make_flow_add("f", 10));
    run(w, make_flow_add("g", 10));
    agents(w, 2);
    visitors(w, 2);

    for (i = 0; i < 60; i++) {
        clock_ms += i % 20 == 19 ? 40000 : i % 3;
        starts(w, 3 + i % 2, i % 5 ? "f" : "g", 1);
    }

    for (i = 60; i > 0; i -= 3) {
        clock_ms += i % 2;
        run(w, make_post(make_agent(1 + i % 2), i, "c", "hej"));
    }

    world_commit(w);
    sim_ok(kundo_txn_begin_read(w->env, &txn), "begin");
    world_look(w, &txn, w->m, &look);

    for (i = 0; i < 60; i++) {
        compare_lists(&look);
        kundo_arena_reset(&w->arena);
    }

    kundo_txn_abort(&txn);
}


#define NAMED(f)  { #f, f }

static const named_t  named[] = {
    NAMED(a_long_queue_is_drained),
    NAMED(a_long_queue_is_left_alone),
    NAMED(a_worker_with_many_agents_dies),
    NAMED(a_flow_is_taken_from_many_agents_S1_7),
    NAMED(the_journal_is_trimmed_in_parts),
    NAMED(cids_are_found_at_every_border),
    NAMED(it_goes_on_only_in_its_agents_flows_S1_3),
    NAMED(busy_and_a_start_in_any_order_S2_3),
    NAMED(an_agent_is_lost_with_three_chats_D3),
    NAMED(a_disabled_agent_stays_away),
    NAMED(a_store_is_full_and_given_room),
    NAMED(a_list_is_in_order_within_a_minute),
    { NULL, NULL }
};


unsigned
named_run(const char *dir, const char *only, int trace, named_sum_pt sum)
{
    unsigned        n = 0;
    const named_t  *one;

    static world_t  w;

    for (one = named; one->name != NULL; one++) {

        if (only != NULL && strcmp(only, one->name) != 0) {
            continue;
        }

        clock_ms = WORLD_START_MS;

        world_create(&w, (uint64_t) (one - named), dir, trace);
        w.name = one->name;

        one->run(&w);
        world_finish(&w);
        replay_check(&w);

        sum(&w);
        world_free(&w);
        n++;
    }

    return n;
}

/*
 * Named: what is trimmed, found again, full and listed.
 */

#include <stdio.h>
#include <string.h>

#include "sim/named.h"


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


const named_t  named_store[] = {
    NAMED(the_journal_is_trimmed_in_parts),
    NAMED(cids_are_found_at_every_border),
    NAMED(a_store_is_full_and_given_room),
    NAMED(a_list_is_in_order_within_a_minute),
    NAMED_END
};

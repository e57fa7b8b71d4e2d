/*
 * Named: agents who go, are lost or are sent away.
 */

#include "sim/named.h"


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


const named_t  named_agent[] = {
    NAMED(a_worker_with_many_agents_dies),
    NAMED(a_flow_is_taken_from_many_agents_S1_7),
    NAMED(an_agent_is_lost_with_three_chats_D3),
    NAMED(a_disabled_agent_stays_away),
    NAMED_END
};

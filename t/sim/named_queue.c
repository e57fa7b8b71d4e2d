/*
 * Named: queues, flows and who may take what.
 */

#include "sim/named.h"


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

    must(n == 7, "seven parts are needed for 890");

    for (i = 11; i <= 1001; i++) {
        must(conv(w, i)->left && conv(w, i)->agent == 0, "all are left");
    }
}


/* Of a chat that starts, and of one that is closed. */

static unsigned
calls_of_a_chat(world_t *w, uint64_t visitor, const char *flow,
    uint64_t closed)
{
    unsigned  n;

    /* each in a transaction of its own, which reads some rows once */

    world_commit(w);
    starts(w, visitor, flow, 1);
    n = w->calls;

    world_commit(w);
    run(w, make_close(make_visitor(visitor), closed));

    return n + w->calls;
}


/* Beside 300 agents, 600 chats and 900 who wait as beside a few. */

static void
what_routing_takes_does_not_grow(world_t *w)
{
    unsigned  i, few, queued;

    run(w, make_flow_add("f", 1000));
    run(w, make_flow_add("g", 1000));
    agents(w, 2);
    visitors(w, 1);

    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 4));
    run(w, make_presence(2, KUNDO_STATE_ONLINE, "g", 1));

    starts(w, 3, "f", 2);
    starts(w, 3, "g", 3);
    must(waiting(w, 2) == 2, "two wait");

    few = calls_of_a_chat(w, 3, "f", 1);
    queued = calls_of_a_chat(w, 3, "g", 3);
    must(conv(w, 4)->agent == 2, "the first in is the first out");

    for (i = 0; i < 300; i++) {
        agents(w, 1);
        run(w, make_presence(i + 4, KUNDO_STATE_ONLINE, "f", 4));
    }

    starts(w, 3, "f", 600);
    starts(w, 3, "g", 898);
    must(waiting(w, 2) == 900, "900 wait");

    must(calls_of_a_chat(w, 3, "f", 2) == few, "many agents cost nothing");
    must(calls_of_a_chat(w, 3, "g", 4) == queued, "many who wait neither");
    must(conv(w, 5)->agent == 2, "the first in is the first out");
}


/* Who comes before it opens or after it closes leaves a message (D2). */

static void
a_flow_opens_and_closes(world_t *w)
{
    uint64_t  opens = clock_ms + 60000, closes = clock_ms + 120000;

    run(w, make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    run(w, make_flow_open("f", opens, closes));
    agents(w, 1);
    run(w, make_link(KUNDO_COMMAND_LINK_UP, 1, 1));
    visitors(w, 1);
    run(w, make_presence(1, KUNDO_STATE_ONLINE, "f", 1));

    clock_ms = opens - 1;
    starts(w, 2, "f", 1);
    must(conv(w, 1)->left && conv(w, 1)->agent == 0, "it is closed");

    /* to the millisecond, and not when the row in due is fired */

    clock_ms = opens;
    starts(w, 2, "f", 2);
    must(conv(w, 2)->agent == 1, "it is open");
    must(conv(w, 3)->place != 0, "the agent is full");
    must(conv(w, 1)->left, "what was left stays so");
    fire(w);

    clock_ms = closes;
    fire(w);
    must(conv(w, 2)->agent == 1 && conv(w, 3)->place != 0, "they go on");

    run(w, make_close(make_visitor(2), 2));
    must(conv(w, 3)->agent == 1, "who waited gets her place");

    run(w, make_post(make_visitor(2), 2, "a", "hej"));
    must(conv(w, 2)->left, "what was ended begins anew");
    starts(w, 2, "f", 1);
    must(conv(w, 4)->left, "it is closed");

    clock_ms = closes + 86400000;
    fire(w);
    run(w, make_close(make_visitor(2), 3));
    starts(w, 2, "f", 1);
    must(conv(w, 5)->agent == 1, "what is not known is open");
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


const named_t  named_queue[] = {
    NAMED(a_long_queue_is_drained),
    NAMED(a_long_queue_is_left_alone),
    NAMED(what_routing_takes_does_not_grow),
    NAMED(it_goes_on_only_in_its_agents_flows_S1_3),
    NAMED(a_flow_opens_and_closes),
    NAMED(busy_and_a_start_in_any_order_S2_3),
    NAMED_END
};

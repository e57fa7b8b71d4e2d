/* Routing: in turn (S1.2), never to who is busy or full, or the queue. */

#include "domain/kundo_routing.c"
#include "domain/kundo_presence_internal.h"
#include "unit/kundo_domain_test.h"


#define VISITOR  1
#define A        2
#define B        3
#define C        4


static int
set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_visitor_add());
    assert_done(make_agent_add("a@x"));
    assert_done(make_agent_add("b@x"));
    assert_done(make_agent_add("c@x"));
    assert_done(make_flow_add("f", 3));
    assert_done(make_flow_add("g", 3));

    return 0;
}


#define routing_test(f)                                                       \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


static uint64_t
start(const char *flow)
{
    assert_done(make_start(VISITOR, flow));

    return hot_of(domain.result.no).agent;
}


static void
agents_get_chats_in_turn_S1_2(void **state)
{
    unsigned  i;

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(B, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(C, KUNDO_STATE_ONLINE, "f", 9));

    for (i = 0; i < 3; i++) {
        assert_int_equal(start("f"), A);
        assert_int_equal(start("f"), B);
        assert_int_equal(start("f"), C);
    }

    /* who has fewer chats by now has no other turn */

    assert_done(make_close(make_agent(C), 3));
    assert_int_equal(start("f"), A);
}


static void
who_is_full_is_passed_over_and_keeps_her_turn_S1_2(void **state)
{
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_presence(B, KUNDO_STATE_ONLINE, "f", 9));

    assert_int_equal(start("f"), A);
    assert_int_equal(start("f"), B);
    assert_int_equal(start("f"), B);

    assert_done(make_close(make_agent(A), 1));
    assert_int_equal(start("f"), A);
    assert_int_equal(start("f"), B);
}


static void
who_is_busy_or_offline_gets_nothing_S2_3(void **state)
{
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(B, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(A, KUNDO_STATE_BUSY, NULL, 0));

    assert_int_equal(start("f"), B);
    assert_int_equal(start("f"), B);

    assert_done(make_presence(B, KUNDO_STATE_BUSY, NULL, 0));
    assert_int_equal(start("f"), 0);
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);

    /* neither by a place that gets free (S2.3) */

    assert_done(make_close(make_agent(B), 1));
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);
}


static void
a_flow_is_for_who_works_in_it_S1_3(void **state)
{
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "g", 9));

    assert_int_equal(start("f"), 0);
    assert_int_equal(hot_of(1).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);
    assert_int_equal(start("g"), A);
}


static void
turns_of_two_flows_are_apart_S1_2(void **state)
{
    kundo_command_t  cmd;

    static const uint8_t  both[] = "\0\0\0\1f\0\0\0\1g";

    cmd = make_presence(A, KUNDO_STATE_ONLINE, "f", 9);
    cmd.u.presence_set.flows = kundo_str_make(both, 10);
    assert_done(cmd);
    cmd = make_presence(B, KUNDO_STATE_ONLINE, "f", 9);
    cmd.u.presence_set.flows = kundo_str_make(both, 10);
    assert_done(cmd);

    assert_int_equal(start("f"), A);
    assert_int_equal(start("g"), A);
    assert_int_equal(start("f"), B);
    assert_int_equal(start("g"), B);
}


static void
a_queue_is_first_in_first_out_D2(void **state)
{
    uint32_t     n;
    kundo_hot_t  hot;

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 1));
    assert_int_equal(start("f"), A);
    assert_int_equal(start("f"), 0);
    assert_int_equal(start("f"), 0);

    hot = hot_of(3);
    assert_int_equal(kundo_queue_position(&store.txn, &hot, &n), KUNDO_OK);
    assert_int_equal(n, 2);

    assert_done(make_close(make_agent(A), 1));
    assert_int_equal(hot_of(2).agent, A);
    hot = hot_of(3);
    assert_int_equal(kundo_queue_position(&store.txn, &hot, &n), KUNDO_OK);
    assert_int_equal(n, 1);

    assert_done(make_close(make_agent(A), 2));
    assert_int_equal(hot_of(3).agent, A);
}


/* Over all her flows, who has waited longest comes first. */

static void
the_longest_waiting_of_all_flows_is_first_D2(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_presence(B, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_presence(C, KUNDO_STATE_BUSY, "g", 1));

    assert_int_equal(start("g"), 0);
    assert_int_equal(start("f"), 0);
    assert_int_equal(start("g"), 0);

    cmd = make_presence(A, KUNDO_STATE_ONLINE, "f", 2);
    cmd.u.presence_set.flows = kundo_str_make("\0\0\0\1f\0\0\0\1g", 10);
    assert_done(cmd);

    assert_int_equal(hot_of(1).agent, A);
    assert_int_equal(hot_of(2).agent, A);
    assert_int_equal(hot_of(3).agent, 0);
}


static void
a_full_queue_takes_messages_D2(void **state)
{
    unsigned  i;

    assert_done(make_presence(A, KUNDO_STATE_BUSY, "f", 1));

    for (i = 1; i <= 3; i++) {
        assert_int_equal(start("f"), 0);
        assert_int_equal(hot_of(i).status, KUNDO_STATUS_QUEUED);
    }

    assert_int_equal(start("f"), 0);
    assert_int_equal(hot_of(4).status, KUNDO_STATUS_OPEN);
    assert_int_equal(hot_of(4).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);
}


/* Room that has not been served yet is for those who wait. */

static void
a_new_chat_never_passes_those_who_wait_D2(void **state)
{
    kundo_work_t      w;
    kundo_presence_t  p;

    assert_done(make_presence(A, KUNDO_STATE_BUSY, "f", 2));
    assert_int_equal(start("f"), 0);
    assert_int_equal(start("f"), 0);
    assert_int_equal(start("f"), 0);

    w = domain_work();
    p = presence_of(A);
    assert_int_equal(kundo_presence_state(&w, A, &p, KUNDO_STATE_ONLINE),
                     KUNDO_OK);
    assert_int_equal(kundo_presence_put(&w, A, &p), KUNDO_OK);

    /* the queue is full, which is no reason to send anybody away now */

    assert_int_equal(start("f"), 0);
    assert_int_equal(hot_of(1).agent, A);
    assert_int_equal(hot_of(2).agent, A);
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);
    assert_int_equal(hot_of(4).status, KUNDO_STATUS_QUEUED);
    assert_true(hot_of(3).qno < hot_of(4).qno);
}


static void
nobody_there_makes_a_left_message_D2(void **state)
{
    assert_int_equal(start("f"), 0);
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_OPEN);
    assert_int_equal(hot_of(1).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_UPDATED);

    /* who comes later does not get it by herself */

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 9));
    assert_int_equal(hot_of(1).agent, 0);
    assert_int_equal(presence_of(A).nchats, 0);
}


static void
the_last_agent_gone_leaves_a_queue_of_messages_D2(void **state)
{
    uint64_t  flow = 1;

    assert_done(make_presence(A, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_presence(B, KUNDO_STATE_BUSY, "f", 1));
    assert_int_equal(start("f"), 0);
    assert_int_equal(start("f"), 0);

    assert_done(make_presence(A, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_QUEUED);

    domain.now_ms = MAKE_NOW_MS + 5;
    assert_done(make_presence(B, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_done(make_fire(MAKE_NOW_MS + 5, KUNDO_DUE_FLOW_EMPTY, flow));

    assert_int_equal(hot_of(1).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);
    assert_int_equal(hot_of(2).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);
    assert_int_equal(hot_of(2).qno, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_QUEUE), 0);
}


static void
somebody_back_in_time_keeps_the_queue(void **state)
{
    assert_done(make_presence(A, KUNDO_STATE_BUSY, "f", 1));
    assert_int_equal(start("f"), 0);

    domain.now_ms = MAKE_NOW_MS + 5;
    assert_done(make_presence(A, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_done(make_presence(B, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_fire(MAKE_NOW_MS + 5, KUNDO_DUE_FLOW_EMPTY, 1));

    assert_int_equal(hot_of(1).status, KUNDO_STATUS_QUEUED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        routing_test(agents_get_chats_in_turn_S1_2),
        routing_test(who_is_full_is_passed_over_and_keeps_her_turn_S1_2),
        routing_test(who_is_busy_or_offline_gets_nothing_S2_3),
        routing_test(a_flow_is_for_who_works_in_it_S1_3),
        routing_test(turns_of_two_flows_are_apart_S1_2),
        routing_test(a_queue_is_first_in_first_out_D2),
        routing_test(the_longest_waiting_of_all_flows_is_first_D2),
        routing_test(a_full_queue_takes_messages_D2),
        routing_test(a_new_chat_never_passes_those_who_wait_D2),
        routing_test(nobody_there_makes_a_left_message_D2),
        routing_test(the_last_agent_gone_leaves_a_queue_of_messages_D2),
        routing_test(somebody_back_in_time_keeps_the_queue)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

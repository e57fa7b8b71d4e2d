/* Presence: what an agent chooses (S1.7), and what nobody may. */

#include "domain/kundo_presence_choice.c"
#include "unit/kundo_domain_test.h"


static void
agents(unsigned n)
{
    unsigned  i;

    static const char  *emails[] = { "a@x", "b@x", "c@x", "d@x" };

    for (i = 0; i < n; i++) {
        assert_done(make_agent_add(emails[i]));
    }
}


static uint64_t
active_in(uint32_t flow)
{
    uint64_t  n;

    assert_int_equal(kundo_flow_active(&store.txn, flow, &n), KUNDO_OK);

    return n;
}


static void
state_flows_and_max_chats_are_taken_together_S1_7(void **state)
{
    kundo_presence_t  p;

    agents(1);
    assert_done(make_flow_add("f", 9));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 7));
    assert_int_equal(domain.result.no, 1);

    p = presence_of(1);
    assert_int_equal(p.state, KUNDO_STATE_ONLINE);
    assert_int_equal(p.max_chats, 7);
    assert_int_equal(p.nflows, 1);
    assert_int_equal(p.flows[0].flow, 1);
    assert_true(p.flows[0].active);
    assert_int_equal(active_in(1), 1);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);
}


static void
flows_change_while_online_S1_7(void **state)
{
    agents(1);
    assert_done(make_flow_add("f", 9));
    assert_done(make_flow_add("g", 9));

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "g", 0));

    assert_int_equal(active_in(1), 0);
    assert_int_equal(active_in(2), 1);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);

    /* only what is said changes */

    assert_done(make_presence(1, KUNDO_STATE_BUSY, NULL, 0));
    assert_int_equal(active_in(2), 1);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 0);
}


static void
a_flow_that_is_left_and_chosen_again_keeps_its_turn_S1_2(void **state)
{
    agents(2);
    assert_done(make_flow_add("f", 9));
    assert_done(make_flow_add("g", 9));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));
    assert_done(make_presence(2, KUNDO_STATE_ONLINE, "f", 0));
    assert_done(make_visitor_add());

    assert_done(make_start(3, "f"));
    assert_int_equal(hot_of(1).agent, 1);

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "g", 0));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));

    assert_done(make_start(3, "f"));
    assert_int_equal(hot_of(2).agent, 2);

    assert_done(make_start(3, "f"));
    assert_int_equal(hot_of(3).agent, 1);
}


static void
an_unknown_or_forbidden_flow_changes_nothing(void **state)
{
    kundo_command_t  cmd;

    agents(1);
    assert_done(make_flow_add("f", 9));

    cmd = make_flow_add("closed", 9);
    cmd.u.flow_add.any_agent = 0;
    assert_done(cmd);

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));

    assert_refused(make_presence(1, KUNDO_STATE_BUSY, "none", 9),
                   KUNDO_BAD_VALUE);
    assert_refused(make_presence(1, KUNDO_STATE_BUSY, "closed", 9),
                   KUNDO_BAD_VALUE);

    assert_int_equal(presence_of(1).state, KUNDO_STATE_ONLINE);
    assert_int_equal(active_in(1), 1);

    /* an administrator may choose any */

    cmd = make_presence(1, KUNDO_STATE_BUSY, "closed", 9);
    cmd.actor = make_admin(1);
    assert_done(cmd);
    assert_int_equal(active_in(2), 1);
}


static void
cut_off_flows_are_refused(void **state)
{
    kundo_command_t  cmd;

    agents(1);
    assert_done(make_flow_add("f", 9));

    cmd = make_presence(1, KUNDO_STATE_ONLINE, "f", 0);
    cmd.u.presence_set.flows.len--;

    assert_refused(cmd, KUNDO_BAD_VALUE);
}


static void
more_than_64_flows_are_refused(void **state)
{
    char             id[16];
    unsigned         i;
    kundo_out_t      out;
    kundo_arena_t    arena;
    kundo_command_t  cmd;

    agents(1);

    kundo_arena_init(&arena, 1 << 16);
    kundo_out_init(&out, &arena, 1024);

    for (i = 0; i <= KUNDO_AGENT_FLOWS_MAX; i++) {
        snprintf(id, sizeof(id), "f%u", i);
        assert_done(make_flow_add(id, 9));
        kundo_pack_str(&out, kundo_str_cstr(id));
    }

    cmd = make_presence(1, KUNDO_STATE_ONLINE, "f0", 0);
    cmd.u.presence_set.flows = kundo_str_make(out.data, out.len);
    assert_refused(cmd, KUNDO_BAD_VALUE);

    /* 64, the first of them named twice */

    out.len -= 4 + 3;
    kundo_pack_str(&out, kundo_str("f0"));

    cmd.u.presence_set.flows = kundo_str_make(out.data, out.len);
    assert_done(cmd);
    assert_int_equal(presence_of(1).nflows, KUNDO_AGENT_FLOWS_MAX);

    /* the one beside them takes the place of one that is left */

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f64", 0));
    assert_int_equal(presence_of(1).nflows, KUNDO_AGENT_FLOWS_MAX);
    assert_int_equal(active_in(1), 0);
    assert_int_equal(active_in(65), 1);

    kundo_arena_free(&arena);
}


/* The session was checked before the agent was disabled. */

static void
a_disabled_agent_does_not_come_online(void **state)
{
    agents(1);
    assert_done(make_flow_add("f", 9));
    assert_done(make_disable("a@x", 1));

    assert_refused(make_presence(1, KUNDO_STATE_ONLINE, "f", 0),
                   KUNDO_UNAUTHORIZED);
    assert_refused(make_presence(7, KUNDO_STATE_ONLINE, "f", 0),
                   KUNDO_UNAUTHORIZED);
    assert_int_equal(active_in(1), 0);

    assert_done(make_disable("a@x", 0));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));
    assert_int_equal(active_in(1), 1);
}


static void
what_is_out_of_bounds_is_refused(void **state)
{
    kundo_command_t  cmd;

    agents(1);
    assert_done(make_flow_add("f", 9));

    assert_refused(make_presence(1, 3, "f", 0), KUNDO_BAD_VALUE);
    assert_refused(make_presence(1, KUNDO_STATE_ONLINE, "f",
                                 KUNDO_CHATS_MAX + 1), KUNDO_BAD_VALUE);

    cmd = make_presence(1, KUNDO_STATE_ONLINE, "f", 0);
    cmd.u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
    assert_refused(cmd, KUNDO_BAD_VALUE);

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", KUNDO_CHATS_MAX));
}


static void
going_online_takes_from_the_queue_S2_4_D2(void **state)
{
    unsigned  i;

    agents(2);
    assert_done(make_flow_add("f", 9));
    assert_done(make_presence(1, KUNDO_STATE_BUSY, "f", 0));
    assert_done(make_visitor_add());

    for (i = 1; i <= 4; i++) {
        assert_done(make_start(3, "f"));
        assert_int_equal(hot_of(i).status, KUNDO_STATUS_QUEUED);
    }

    assert_done(make_presence(2, KUNDO_STATE_ONLINE, "f", 3));

    assert_int_equal(hot_of(1).agent, 2);
    assert_int_equal(hot_of(2).agent, 2);
    assert_int_equal(hot_of(3).agent, 2);
    assert_int_equal(hot_of(4).status, KUNDO_STATUS_QUEUED);

    /* more room, one more chat */

    assert_done(make_presence(2, KUNDO_STATE_ONLINE, NULL, 4));
    assert_int_equal(hot_of(4).agent, 2);
}


/* Fewer than there are: nothing is taken away, nothing new comes (S2.4). */

static void
less_room_takes_nothing_away(void **state)
{
    agents(1);
    assert_done(make_flow_add("f", 9));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_visitor_add());
    assert_done(make_start(2, "f"));
    assert_done(make_start(2, "f"));

    assert_done(make_presence(1, KUNDO_STATE_ONLINE, NULL, 1));
    assert_int_equal(presence_of(1).nchats, 2);

    assert_done(make_start(2, "f"));
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);

    assert_done(make_close(make_agent(1), 1));
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);

    assert_done(make_close(make_agent(1), 2));
    assert_int_equal(hot_of(3).agent, 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(state_flows_and_max_chats_are_taken_together_S1_7),
        domain_test(flows_change_while_online_S1_7),
        domain_test(a_flow_that_is_left_and_chosen_again_keeps_its_turn_S1_2),
        domain_test(an_unknown_or_forbidden_flow_changes_nothing),
        domain_test(cut_off_flows_are_refused),
        domain_test(more_than_64_flows_are_refused),
        domain_test(a_disabled_agent_does_not_come_online),
        domain_test(what_is_out_of_bounds_is_refused),
        domain_test(going_online_takes_from_the_queue_S2_4_D2),
        domain_test(less_room_takes_nothing_away)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Room: who is online in a flow, in turn, and those who are full behind. */

#include "domain/kundo_room.c"
#include "unit/kundo_cast_test.h"


#define FLOW  1


static void
assert_agents(unsigned max, uint64_t first, uint64_t second)
{
    unsigned  n;
    uint64_t  agents[4] = { 0, 0, 0, 0 };

    assert_int_equal(kundo_room_agents(&store.txn, FLOW, agents, max, &n),
                     KUNDO_OK);

    assert_int_equal(agents[0], first);
    assert_int_equal(agents[1], second);
    assert_int_equal(n, (first != 0) + (second != 0));
}


static uint64_t
first(void)
{
    uint64_t  agent;

    assert_int_equal(kundo_room_first(&store.txn, FLOW, &agent), KUNDO_OK);

    return agent;
}


static void
only_who_is_online_is_there_S2_3(void **state)
{
    assert_agents(3, 0, 0);
    assert_int_equal(first(), 0);

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_presence(BO, KUNDO_STATE_BUSY, "f", 2));
    assert_agents(3, EVA, 0);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, NULL, 0));
    assert_agents(3, EVA, BO);

    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_agents(3, BO, 0);
}


static void
the_turn_goes_round_S1_2(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 9));
    assert_int_equal(first(), EVA);

    assert_done(make_start(VISITOR, "f"));
    assert_agents(3, BO, EVA);

    assert_done(make_start(VISITOR, "f"));
    assert_agents(3, EVA, BO);
    assert_agents(1, EVA, 0);
}


static void
who_is_full_is_behind_and_gets_nothing_S2_4(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_agents(3, EVA, 0);
    assert_int_equal(first(), 0);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 9));
    assert_agents(3, BO, EVA);
    assert_int_equal(first(), BO);

    assert_done(make_close(make_agent(EVA), 1));
    assert_agents(3, BO, EVA);
    assert_done(make_start(VISITOR, "f"));
    assert_agents(3, EVA, BO);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 2);
}


/* The flow after this one is another prefix, and so are those behind. */

static void
another_flow_is_another_place(void **state)
{
    assert_done(make_flow_add("g", 9));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "g", 1));
    assert_agents(3, 0, 0);

    assert_done(make_start(VISITOR, "g"));
    assert_agents(3, 0, 0);
    assert_int_equal(first(), 0);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint64_t     agent;
    kundo_key_t  key;

    key.len = 0;
    kundo_key_u32(&key, FLOW);
    kundo_key_u64(&key, 0);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_ROOM,
                                     kundo_key_str(&key), kundo_str_null),
                     KUNDO_OK);
    assert_int_equal(kundo_room_first(&store.txn, FLOW, &agent),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(only_who_is_online_is_there_S2_3),
        cast_test(the_turn_goes_round_S1_2),
        cast_test(who_is_full_is_behind_and_gets_nothing_S2_4),
        cast_test(another_flow_is_another_place),
        cast_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

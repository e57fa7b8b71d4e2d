/* Presence: out of a flow in which one may not work any more (S1.7). */

#include "domain/kundo_presence_expel.c"
#include "unit/kundo_cast_test.h"


#define FLOW  1


/* From now on the flow is for these alone. */

static kundo_command_t
only(const uint64_t *agents, unsigned n)
{
    unsigned         i;
    kundo_command_t  cmd;

    static uint8_t   packed[16];

    for (i = 0; i < n; i++) {
        kundo_be64_put(packed + 8 * i, agents[i]);
    }

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    cmd.u.flow_update.agents = kundo_str_make(packed, 8 * n);

    return cmd;
}


static uint64_t
active(void)
{
    uint64_t  n;

    assert_int_equal(kundo_flow_active(&store.txn, FLOW, &n), KUNDO_OK);

    return n;
}


static void
who_is_not_named_is_out_and_keeps_her_chats(void **state)
{
    uint64_t          bo = BO;
    kundo_presence_t  p;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 9));
    assert_int_equal(active(), 2);

    assert_done(only(&bo, 1));
    assert_int_equal(active(), 1);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);

    p = presence_of(EVA);
    assert_int_equal(p.state, KUNDO_STATE_ONLINE);
    assert_int_equal(p.nchats, 1);
    assert_int_equal(hot_of(1).agent, EVA);

    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(hot_of(2).agent, BO);
}


static void
administrators_stay(void **state)
{
    kundo_command_t  cmd = make_agent_add("chief@x");

    cmd.u.agent_add.role = KUNDO_ROLE_ADMIN;
    assert_done(cmd);

    cmd = make_presence(5, KUNDO_STATE_ONLINE, "f", 9);
    cmd.actor = make_admin(5);
    assert_done(cmd);

    assert_done(only(NULL, 0));
    assert_int_equal(active(), 1);
}


/* As many in one command as it may touch; the rest when it is due. */

static void
many_go_in_chunks(void **state)
{
    char      email[16];
    uint64_t  i;

    for (i = 0; i < KUNDO_CHUNK + 2; i++) {
        snprintf(email, sizeof(email), "%u@x", (unsigned) i);
        assert_done(make_agent_add(email));
        assert_done(make_presence(domain.result.no, KUNDO_STATE_ONLINE, "f",
                                  1));
    }

    assert_done(only(NULL, 0));
    assert_int_equal(active(), 2);

    assert_done(make_fire(MAKE_NOW_MS, KUNDO_DUE_FLOW_EXPEL, FLOW));
    assert_int_equal(active(), 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(who_is_not_named_is_out_and_keeps_her_chats),
        cast_test(administrators_stay),
        cast_test(many_go_in_chunks)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

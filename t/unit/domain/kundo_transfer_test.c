/* Transfers: refused with the reason, or all of it at once. */

#include "domain/kundo_transfer.c"
#include "unit/kundo_cast_test.h"


#define FLOW   1
#define INNER  2


static kundo_rc_t
transfer(kundo_actor_t actor, uint64_t cno, uint64_t agent,
    const char *flow)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_TRANSFER, actor);
    cmd.u.conversation_transfer.cno = cno;
    cmd.u.conversation_transfer.agent = agent;

    if (flow != NULL) {
        cmd.u.conversation_transfer.flow = kundo_str_cstr(flow);
    }

    return run(cmd);
}


static void
inner_flow(void)
{
    kundo_command_t  cmd;

    cmd = make_flow_add("inner", 9);
    cmd.u.flow_add.public = 0;
    assert_done(cmd);
}


static void
refused_nothing_changes_D4(void **state)
{
    uint64_t  jno;

    inner_flow();
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    jno = store.txn.meta.last_jno;

    assert_int_equal(transfer(make_agent(EVA), 1, BO, NULL),
                     KUNDO_AGENT_OFFLINE);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "inner"),
                     KUNDO_FLOW_INACTIVE);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "f"),
                     KUNDO_FLOW_INACTIVE);
    assert_int_equal(transfer(make_agent(EVA), 1, EVA, NULL),
                     KUNDO_BAD_VALUE);
    assert_int_equal(transfer(make_agent(EVA), 1, VISITOR, NULL),
                     KUNDO_BAD_VALUE);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "none"),
                     KUNDO_BAD_VALUE);
    assert_int_equal(transfer(make_agent(BO), 1, BO, NULL), KUNDO_FORBIDDEN);
    assert_int_equal(transfer(make_visitor(VISITOR), 1, BO, NULL),
                     KUNDO_FORBIDDEN);
    assert_int_equal(store.txn.meta.last_jno, jno);

    assert_done(make_presence(BO, KUNDO_STATE_BUSY, "inner", 1));
    assert_int_equal(transfer(make_agent(EVA), 1, BO, NULL),
                     KUNDO_AGENT_BUSY);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "inner"),
                     KUNDO_AGENT_BUSY);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(rows_of(KUNDO_TABLE_LINE), 0);
}


static void
to_a_flow_it_takes_that_and_makes_room_S1_6(void **state)
{
    inner_flow();
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "inner", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(OTHER, "f"));
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);

    assert_int_equal(transfer(make_agent(EVA), 1, 0, "inner"), KUNDO_OK);
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(hot_of(1).flow, INNER);
    assert_int_equal(presence_of(BO).nchats, 1);

    /* who waited has Eva's place by the same command */

    assert_int_equal(hot_of(2).agent, EVA);
    assert_int_equal(presence_of(EVA).nchats, 1);

    /* full by now, on both ways */

    assert_int_equal(transfer(make_agent(EVA), 2, BO, NULL),
                     KUNDO_AGENT_FULL);
    assert_int_equal(transfer(make_agent(EVA), 2, 0, "inner"),
                     KUNDO_AGENT_FULL);
}


static void
again_it_is_done_already(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));

    assert_int_equal(transfer(make_agent(EVA), 1, BO, NULL), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 0);
    assert_int_equal(transfer(make_agent(EVA), 1, BO, NULL), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 1);
    assert_int_equal(rows_of(KUNDO_TABLE_LINE), 1);
}


/* Nobody's but its agent's, who may not have heard that it is done. */

static void
again_to_a_flow_it_is_done_already_S1_6(void **state)
{
    kundo_actor_t  admin;

    inner_flow();
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "inner", 1));

    assert_int_equal(transfer(make_agent(EVA), 1, 0, "inner"), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 0);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "inner"), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 1);
    assert_int_equal(transfer(make_agent(EVA), 1, 0, "f"), KUNDO_FORBIDDEN);
    assert_int_equal(rows_of(KUNDO_TABLE_LINE), 1);

    /* who may pass it on within the flow asks for that */

    admin = make_agent(EVA);
    admin.role = KUNDO_ROLE_ADMIN;

    assert_int_equal(transfer(admin, 1, 0, "inner"), KUNDO_FLOW_INACTIVE);
}


static void
a_left_message_needs_no_room_D4(void **state)
{
    kundo_actor_t  admin;

    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(hot_of(1).agent, 0);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(OTHER, "f"));
    assert_int_equal(presence_of(BO).nchats, 1);

    admin = make_agent(EVA);
    admin.role = KUNDO_ROLE_ADMIN;

    assert_int_equal(transfer(admin, 1, BO, NULL), KUNDO_OK);
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(transfer(admin, 2, EVA, NULL), KUNDO_AGENT_OFFLINE);
    assert_int_equal(presence_of(BO).nchats, 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(refused_nothing_changes_D4),
        cast_test(to_a_flow_it_takes_that_and_makes_room_S1_6),
        cast_test(again_it_is_done_already),
        cast_test(again_to_a_flow_it_is_done_already_S1_6),
        cast_test(a_left_message_needs_no_room_D4)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Conversations: started, closed, opened again. */

#include "domain/kundo_conversation.c"
#include "unit/kundo_cast_test.h"


static kundo_log_row_t
message(uint64_t lpos)
{
    kundo_log_row_t  row;

    assert_int_equal(kundo_log_get(&store.txn, lpos, &row), KUNDO_OK);

    return row;
}


/* Before any text is written. */

static void
the_agent_has_it_from_the_click_on_S2_1_S2_4(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));

    assert_int_equal(domain.result.no, 1);
    assert_false(domain.result.repeated);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(hot_of(1).last_seq, 0);
    assert_int_equal(presence_of(EVA).nchats, 1);
    assert_int_equal(event_type(1), KUNDO_EVENT_CONVERSATION_OPENED);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_ASSIGNED);
}


static void
the_welcome_comes_first_and_is_the_systems_S2_5(void **state)
{
    kundo_log_row_t  row;
    kundo_command_t  cmd;

    cmd = make_flow_add("w", 9);
    cmd.u.flow_add.welcome = kundo_str("V\xc3\xa4lkommen");
    assert_done(cmd);

    cmd = make_start(VISITOR, "w");
    cmd.u.conversation_start.text = kundo_str("hej");
    cmd.u.conversation_start.cid = kundo_str("c1");
    assert_done(cmd);
    assert_int_equal(domain.result.seq, 2);

    row = message(1);
    kundo_assert_str(row.text, "V\xc3\xa4lkommen");
    assert_int_equal(row.head.from, 0);
    assert_int_equal(row.head.from_kind, KUNDO_PERSON_SYSTEM);
    assert_int_equal(row.head.seq, 1);

    row = message(2);
    kundo_assert_str(row.text, "hej");
    kundo_assert_str(row.cid, "c1");
    assert_int_equal(row.head.from, VISITOR);

    /* the system's cid is not the visitor's */

    assert_done(make_post(make_visitor(VISITOR), 1, "welcome", "hej"));
    assert_false(domain.result.repeated);

    /* and her first one is */

    assert_done(make_post(make_visitor(VISITOR), 1, "c1", "hej"));
    assert_true(domain.result.repeated);
}


static void
a_private_flow_does_not_exist_S1_3(void **state)
{
    kundo_command_t  cmd;

    cmd = make_flow_add("p", 9);
    cmd.u.flow_add.public = 0;
    assert_done(cmd);

    assert_refused(make_start(VISITOR, "p"), KUNDO_NOT_FOUND);
    assert_refused(make_start(VISITOR, "none"), KUNDO_NOT_FOUND);
    assert_refused(make_start(VISITOR, ""), KUNDO_NOT_FOUND);
}


static void
the_same_key_starts_once(void **state)
{
    kundo_command_t  cmd;

    cmd = make_start(VISITOR, "f");
    cmd.u.conversation_start.key = kundo_str("key");
    cmd.u.conversation_start.request_hash = 5;

    assert_done(cmd);
    assert_int_equal(domain.result.no, 1);
    assert_done(cmd);
    assert_true(domain.result.repeated);
    assert_int_equal(domain.result.no, 1);

    cmd.u.conversation_start.request_hash = 6;
    assert_refused(cmd, KUNDO_KEY_REUSED);

    /* a key is its sender's own */

    cmd.actor = make_visitor(OTHER);
    assert_done(cmd);
    assert_int_equal(domain.result.no, 2);

    /* without a key every start is one */

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(domain.result.no, 4);
}


static void
closing_frees_the_agent_for_who_waits_D2(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(OTHER, "f"));
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);

    assert_done(make_close(make_visitor(VISITOR), 1));
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_CLOSED);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(hot_of(2).agent, EVA);
    assert_int_equal(presence_of(EVA).nchats, 1);

    /* its end comes before what it makes room for */

    assert_int_equal(event_type(1), KUNDO_EVENT_CONVERSATION_CLOSED);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_ASSIGNED);

    assert_done(make_close(make_agent(EVA), 1));
    assert_true(domain.result.repeated);
    assert_int_equal(presence_of(EVA).nchats, 1);
}


static void
closing_in_the_queue_lets_others_move_up_D2(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(OTHER, "f"));

    assert_done(make_close(make_visitor(VISITOR), 1));
    assert_int_equal(event_type(0), KUNDO_EVENT_QUEUE_MOVED);
    assert_int_equal(hot_of(1).qno, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_QUEUE), 1);

    assert_done(make_close(make_visitor(OTHER), 2));
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_CLOSED);
    assert_int_equal(rows_of(KUNDO_TABLE_QUEUE), 0);
}


static void
an_agent_opens_with_room_only_D4(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_visitor(VISITOR), 1));

    assert_refused(make_open(EVA, 1), KUNDO_AGENT_OFFLINE);
    assert_refused(make_open(EVA, 2), KUNDO_NOT_FOUND);

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    assert_refused(make_open(EVA, 1), KUNDO_AGENT_BUSY);

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    assert_done(make_start(OTHER, "f"));
    assert_refused(make_open(EVA, 1), KUNDO_AGENT_FULL);

    assert_done(make_close(make_agent(EVA), 2));
    assert_done(make_open(EVA, 1));
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_OPEN);
    assert_int_equal(hot_of(1).flags, KUNDO_CONV_NOT_LIVE);
    assert_int_equal(presence_of(EVA).nchats, 1);

    assert_done(make_open(EVA, 1));
    assert_true(domain.result.repeated);
}


static void
a_visitor_does_not_open_but_write(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_visitor(VISITOR), 1));

    cmd = make_open(EVA, 1);
    cmd.actor = make_visitor(VISITOR);
    assert_refused(cmd, KUNDO_FORBIDDEN);

    cmd.actor = make_visitor(OTHER);
    assert_refused(cmd, KUNDO_NOT_FOUND);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(the_agent_has_it_from_the_click_on_S2_1_S2_4),
        cast_test(the_welcome_comes_first_and_is_the_systems_S2_5),
        cast_test(a_private_flow_does_not_exist_S1_3),
        cast_test(the_same_key_starts_once),
        cast_test(closing_frees_the_agent_for_who_waits_D2),
        cast_test(closing_in_the_queue_lets_others_move_up_D2),
        cast_test(an_agent_opens_with_room_only_D4),
        cast_test(a_visitor_does_not_open_but_write)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Focus: in time, or the chat goes on; what is overdue, and to whom. */

#include "domain/kundo_focus.c"
#include "unit/kundo_cast_test.h"


#define FLOW    1
#define SECOND  1000
#define DUE     (30 * SECOND)          /* the store's default */


static kundo_rc_t
focus(uint64_t agent, uint64_t cno)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_FOCUS, make_agent(agent));
    cmd.u.conversation_focus.cno = cno;
    cmd.u.conversation_focus.focused = 1;

    return run(cmd);
}


/* The rows of due of this kind that have come, in order. */

static void
fire(uint64_t cno)
{
    kundo_hot_t      hot;
    kundo_command_t  cmd;

    hot = hot_of(cno);

    cmd = make_command(KUNDO_COMMAND_DUE_FIRE, make_system());
    cmd.u.due_fire.ms = hot.focus_row_ms;
    cmd.u.due_fire.kind = KUNDO_DUE_FOCUS;
    cmd.u.due_fire.no = cno;

    assert_done(cmd);
}


static void
chat_with(uint64_t agent)
{
    assert_done(make_presence(agent, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(hot_of(1).agent, agent);
}


/* Nobody else is there to go on to. */

static void
overdue_with_eva(void)
{
    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));

    domain.now_ms = MAKE_NOW_MS + DUE;
    fire(1);
    assert_int_not_equal(hot_of(1).overdue, 0);
}


/* After so many seconds from now on, in the flow. */

static kundo_command_t
goes_on_after(unsigned s)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AUTO;
    cmd.u.flow_update.auto_transfer_s = s;

    return cmd;
}


/* Turned off for the flow while it was armed. */

static void
off_is_off_for_what_was_armed_S2_6(void **state)
{
    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(goes_on_after(0));

    domain.now_ms = MAKE_NOW_MS + DUE;
    fire(1);

    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(hot_of(1).focus_due_ms, 0);
    assert_int_equal(hot_of(1).overdue, 0);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_UPDATED);
}


/* What is overdue already stays, and goes when it is turned on again. */

static void
off_is_off_for_what_is_overdue_S2_6(void **state)
{
    overdue_with_eva();

    assert_done(goes_on_after(0));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 2));
    assert_int_equal(hot_of(1).agent, EVA);

    assert_done(goes_on_after(5));
    assert_done(make_presence(BO, KUNDO_STATE_BUSY, NULL, 0));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, NULL, 0));
    assert_int_equal(hot_of(1).agent, BO);
}


static void
her_text_arms_and_focus_stops_it_S2_6(void **state)
{
    chat_with(EVA);
    assert_int_equal(hot_of(1).focus_due_ms, 0);

    domain.now_ms = MAKE_NOW_MS + SECOND;
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_int_equal(hot_of(1).focus_due_ms, MAKE_NOW_MS + SECOND + DUE);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_UPDATED);

    /* a colleague's focus is none */

    assert_int_equal(focus(BO, 1), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 1);
    assert_int_not_equal(hot_of(1).focus_due_ms, 0);

    assert_int_equal(focus(EVA, 1), KUNDO_OK);
    assert_int_equal(hot_of(1).focus_due_ms, 0);

    /* she has been there: what comes later arms nothing */

    assert_done(make_post(make_visitor(VISITOR), 1, "b", "hej"));
    assert_int_equal(hot_of(1).focus_due_ms, 0);
    assert_int_equal(focus(EVA, 1), KUNDO_OK);
    assert_int_equal(domain.result.repeated, 1);
}


static void
the_row_of_due_is_late_and_says_nothing_then_S2_6(void **state)
{
    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_int_equal(focus(EVA, 1), KUNDO_OK);
    assert_int_not_equal(hot_of(1).focus_row_ms, 0);

    domain.now_ms = MAKE_NOW_MS + DUE;
    fire(1);
    assert_int_equal(hot_of(1).focus_row_ms, 0);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(rows_of(KUNDO_TABLE_LINE), 0);
}


static void
it_goes_on_to_who_has_not_missed_it_D1(void **state)
{
    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));

    domain.now_ms = MAKE_NOW_MS + DUE;
    fire(1);
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(presence_of(EVA).nchats, 0);
    assert_int_equal(presence_of(BO).nchats, 1);
    assert_int_equal(hot_of(1).focus_due_ms, MAKE_NOW_MS + 2 * DUE);
    assert_int_equal(event_type(0), KUNDO_EVENT_CONVERSATION_ASSIGNED);
    assert_int_equal(event_type(1), KUNDO_EVENT_CONVERSATION_TRANSFERRED);

    /* Eva has room, but has missed it */

    domain.now_ms = MAKE_NOW_MS + 2 * DUE;
    fire(1);
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_not_equal(hot_of(1).overdue, 0);
    assert_int_equal(hot_of(1).focus_due_ms, 0);

    /* an answer ends it, and forgets who has missed it */

    assert_done(make_post(make_agent(BO), 1, "b", "nu"));
    assert_int_equal(hot_of(1).overdue, 0);
    assert_int_equal(hot_of(1).flags & KUNDO_CONV_MISSED, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_OVERDUE), 0);
}


/* What nobody came to until it was closed goes on as if it were new. */

static void
closed_it_is_forgotten_who_has_missed_it_D1(void **state)
{
    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));

    domain.now_ms = MAKE_NOW_MS + DUE;
    fire(1);
    domain.now_ms = MAKE_NOW_MS + 2 * DUE;
    fire(1);
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_not_equal(hot_of(1).overdue, 0);

    assert_done(make_close(make_visitor(VISITOR), 1));
    assert_int_equal(hot_of(1).flags & KUNDO_CONV_MISSED, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_OVERDUE), 0);

    assert_done(make_post(make_visitor(VISITOR), 1, "b", "hej igen"));
    assert_int_equal(hot_of(1).agent, BO);

    domain.now_ms = MAKE_NOW_MS + 3 * DUE;
    fire(1);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(hot_of(1).overdue, 0);
}


static void
overdue_it_moves_when_another_gets_room_D1(void **state)
{
    overdue_with_eva();

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(hot_of(1).overdue, 0);
    assert_int_equal(hot_of(1).focus_due_ms, MAKE_NOW_MS + 2 * DUE);
}


static void
who_misses_is_set_busy_where_the_flow_says_so_D1(void **state)
{
    kundo_command_t  cmd;

    cmd = goes_on_after(5);
    cmd.u.flow_update.given |= KUNDO_GIVEN_ON_MISS;
    cmd.u.flow_update.on_miss = 1;
    assert_done(cmd);

    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_int_equal(hot_of(1).focus_due_ms, MAKE_NOW_MS + 5 * SECOND);

    domain.now_ms = MAKE_NOW_MS + 5 * SECOND;
    fire(1);
    assert_int_equal(presence_of(EVA).state, KUNDO_STATE_BUSY);
    assert_int_equal(hot_of(1).agent, EVA);
}


static void
zero_is_off_S2_6(void **state)
{
    assert_done(goes_on_after(0));

    chat_with(EVA);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_int_equal(hot_of(1).focus_due_ms, 0);
    assert_int_equal(hot_of(1).waits_ms, MAKE_NOW_MS);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(off_is_off_for_what_was_armed_S2_6),
        cast_test(off_is_off_for_what_is_overdue_S2_6),
        cast_test(her_text_arms_and_focus_stops_it_S2_6),
        cast_test(the_row_of_due_is_late_and_says_nothing_then_S2_6),
        cast_test(it_goes_on_to_who_has_not_missed_it_D1),
        cast_test(closed_it_is_forgotten_who_has_missed_it_D1),
        cast_test(overdue_it_moves_when_another_gets_room_D1),
        cast_test(who_misses_is_set_busy_where_the_flow_says_so_D1),
        cast_test(zero_is_off_S2_6)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

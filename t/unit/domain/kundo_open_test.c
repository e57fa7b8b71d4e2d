/* Open: a flow's hours, and who gets a chat outside them. */

#include "domain/kundo_open.c"
#include "unit/kundo_cast_test.h"

#include "domain/kundo_query.h"


#define OPENS   (MAKE_NOW_MS + 60000)
#define CLOSES  (MAKE_NOW_MS + 120000)


static kundo_command_t
update(kundo_str_t rule, kundo_str_t opening)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("o");
    cmd.u.flow_update.given = KUNDO_GIVEN_HOURS;
    cmd.u.flow_update.rule = rule;
    cmd.u.flow_update.opening = opening;

    return cmd;
}


static kundo_opening_t
now_of(const char *flow)
{
    kundo_flow_t     f;
    kundo_opening_t  opening;

    assert_int_equal(kundo_flow_find(&store.txn, kundo_str_cstr(flow), &f),
                     KUNDO_OK);
    assert_int_equal(kundo_open_at(&store.txn, &f, store.txn.meta.now_ms,
                                   &opening), KUNDO_OK);

    return opening;
}


static void
a_flow_without_hours_is_open(void **state)
{
    kundo_open_row_t  row;

    assert_int_equal(now_of("f").open, 1);
    assert_int_equal(now_of("f").changes_ms, 0);
    assert_int_equal(kundo_open_get(&store.txn, 1, &row), KUNDO_NOT_FOUND);
    assert_int_equal(rows_of(KUNDO_TABLE_HOURS), 0);
}


/* D2: outside hours as if nobody were there; and to the millisecond. */

static void
who_comes_while_it_is_closed_leaves_a_message_D2(void **state)
{
    assert_done(make_flow_open("o", OPENS, CLOSES));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "o", 9));

    domain.now_ms = OPENS - 1;
    assert_done(make_start(VISITOR, "o"));
    assert_int_equal(hot_of(1).agent, 0);
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_OPEN);
    assert_true(hot_of(1).flags & KUNDO_CONV_LEFT_MESSAGE);
    assert_int_equal(presence_of(EVA).nchats, 0);

    domain.now_ms = OPENS;
    assert_done(make_start(VISITOR, "o"));
    assert_int_equal(hot_of(2).agent, EVA);

    /* what goes on goes on; what was ended begins anew */

    domain.now_ms = CLOSES;
    assert_done(make_post(make_visitor(VISITOR), 2, "a", "hej"));
    assert_done(make_post(make_agent(EVA), 2, "b", "hej"));
    assert_int_equal(hot_of(2).agent, EVA);

    assert_done(make_close(make_agent(EVA), 2));
    assert_done(make_post(make_visitor(VISITOR), 2, "c", "hej"));
    assert_int_equal(hot_of(2).agent, 0);
    assert_true(hot_of(2).flags & KUNDO_CONV_LEFT_MESSAGE);

    /* an agent may open what she likes */

    assert_done(make_close(make_visitor(VISITOR), 2));
    assert_done(make_open(EVA, 2));
    assert_int_equal(hot_of(2).agent, EVA);
}


static void
who_waits_when_it_closes_goes_on_waiting(void **state)
{
    assert_done(make_flow_open("o", OPENS, CLOSES));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "o", 1));

    domain.now_ms = OPENS;
    assert_done(make_start(VISITOR, "o"));
    assert_done(make_start(OTHER, "o"));
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);

    assert_done(make_fire(CLOSES, KUNDO_DUE_HOURS, 2));
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);

    assert_done(make_close(make_agent(EVA), 1));
    assert_int_equal(hot_of(2).agent, EVA);
}


/* D11: what agents do among themselves has no hours. */

static void
a_transfer_is_the_agents_own_affair(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_flow_open("o", OPENS, CLOSES));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "o", 9));
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(now_of("o").open, 0);

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_TRANSFER, make_agent(EVA));
    cmd.u.conversation_transfer.cno = 1;
    cmd.u.conversation_transfer.flow = kundo_str("o");
    assert_done(cmd);
    assert_int_equal(hot_of(1).agent, BO);
}


static void
each_edge_is_told_once(void **state)
{
    kundo_journal_t  row;

    assert_done(make_flow_open("o", OPENS, CLOSES));
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 3);   /* and two sessions */
    assert_int_equal(now_of("o").opens_ms, OPENS);

    assert_done(make_fire(OPENS, KUNDO_DUE_HOURS, 2));
    assert_int_equal(domain.result.repeated, 0);
    assert_int_equal(event_type(0), KUNDO_EVENT_FLOW_CHANGED);
    assert_int_equal(kundo_journal_get(&store.txn, store.txn.meta.last_jno,
                                       &row), KUNDO_OK);
    assert_int_equal(row.audience, KUNDO_AUDIENCE_EVERY_AGENT);
    assert_int_equal(row.flow, 2);
    assert_int_equal(now_of("o").open, 1);

    assert_done(make_fire(OPENS, KUNDO_DUE_HOURS, 2));
    assert_int_equal(domain.result.repeated, 1);

    assert_done(make_fire(CLOSES, KUNDO_DUE_HOURS, 2));
    assert_int_equal(now_of("o").open, 0);
    assert_int_equal(now_of("o").opens_ms, 0);

    /* beyond what is known it is open, and there is no more to wait for */

    assert_done(make_fire(CLOSES + 86400000, KUNDO_DUE_HOURS, 2));
    assert_int_equal(now_of("o").open, 1);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 2);
}


/* A late one, after a night without a leader, finds its place. */

static void
a_late_edge_goes_on_from_now(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_flow_open("o", OPENS, CLOSES));

    cmd = make_fire(OPENS, KUNDO_DUE_HOURS, 2);
    cmd.now_ms = CLOSES + 5;
    assert_done(cmd);

    assert_int_equal(now_of("o").changes_ms, CLOSES + 86400000);
}


static void
other_hours_take_their_place(void **state)
{
    kundo_str_t       opening;
    kundo_open_row_t  row;
    kundo_command_t   first = make_flow_open("o", OPENS, CLOSES), cmd;

    assert_done(first);

    cmd = make_flow_open("o", OPENS + 1000, CLOSES);
    opening = cmd.u.flow_add.opening;

    assert_done(update(kundo_str("{\"tz\":\"UTC\"}"), opening));
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 3);
    assert_int_equal(now_of("o").changes_ms, OPENS + 1000);
    assert_int_equal(kundo_open_get(&store.txn, 2, &row), KUNDO_OK);
    kundo_assert_str(row.rule, "{\"tz\":\"UTC\"}");

    assert_done(update(kundo_str_null, kundo_str_null));
    assert_int_equal(rows_of(KUNDO_TABLE_HOURS), 0);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 2);
    assert_int_equal(now_of("o").open, 1);

    /* what is no opening is refused, before anything is changed */

    assert_refused(update(kundo_str("{}"), kundo_str("12345678")),
                   KUNDO_BAD_VALUE);
    assert_int_equal(rows_of(KUNDO_TABLE_HOURS), 0);
}


/* The leader's: for the rule that stands, else for none. */

static void
a_new_plan_is_for_the_rule_that_stands(void **state)
{
    kundo_command_t  cmd, add;

    assert_done(make_flow_open("o", OPENS, CLOSES));

    add = make_flow_open("o", OPENS + 7000, CLOSES);

    cmd = make_command(KUNDO_COMMAND_FLOW_HOURS, make_system());
    cmd.u.flow_hours.flow = 2;
    cmd.u.flow_hours.opening = add.u.flow_add.opening;
    cmd.u.flow_hours.rule = kundo_str("{\"another\":1}");
    assert_done(cmd);
    assert_int_equal(domain.result.repeated, 1);
    assert_int_equal(now_of("o").changes_ms, OPENS);

    cmd.u.flow_hours.rule = kundo_str("{}");
    assert_done(cmd);
    assert_int_equal(domain.result.repeated, 0);
    assert_int_equal(now_of("o").changes_ms, OPENS + 7000);
    assert_int_equal(event_type(0), KUNDO_EVENT_FLOW_CHANGED);

    cmd.u.flow_hours.flow = 1;
    assert_refused(cmd, KUNDO_NOT_FOUND);
    cmd.u.flow_hours.flow = 3;
    assert_refused(cmd, KUNDO_NOT_FOUND);
    cmd.u.flow_hours.opening = kundo_str("");
    assert_refused(cmd, KUNDO_BAD_VALUE);
}


static void
its_status_says_when_it_opens(void **state)
{
    kundo_out_t  out;

    static const char  closed[] =
        "{\"flow\":\"o\",\"available\":false,\"queue\":0,"
        "\"opens_at\":\"2026-11-21T08:31:00.000Z\"}";
    static const char  open[] =
        "{\"flow\":\"o\",\"available\":true,\"queue\":0,\"opens_at\":null,"
        "\"agents\":[\"Agent\"]}";

    assert_done(make_flow_open("o", OPENS, CLOSES));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "o", 9));

    kundo_out_init(&out, &domain.arena, 256);
    assert_int_equal(kundo_query_status(&domain.rd, &out, kundo_str("o")),
                     KUNDO_OK);
    kundo_assert_str(kundo_str_make(out.data, out.len), closed);

    /* as of the look, also where no command has come since */

    domain.rd.now_ms = OPENS;
    kundo_out_init(&out, &domain.arena, 256);
    assert_int_equal(kundo_query_status(&domain.rd, &out, kundo_str("o")),
                     KUNDO_OK);
    kundo_assert_str(kundo_str_make(out.data, out.len), open);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(a_flow_without_hours_is_open),
        cast_test(who_comes_while_it_is_closed_leaves_a_message_D2),
        cast_test(who_waits_when_it_closes_goes_on_waiting),
        cast_test(a_transfer_is_the_agents_own_affair),
        cast_test(each_edge_is_told_once),
        cast_test(a_late_edge_goes_on_from_now),
        cast_test(other_hours_take_their_place),
        cast_test(a_new_plan_is_for_the_rule_that_stands),
        cast_test(its_status_says_when_it_opens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

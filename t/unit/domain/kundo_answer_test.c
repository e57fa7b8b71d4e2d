/* Answers: from the visitor's first text to an agent's first one (S2.8). */

#include "domain/kundo_answer.c"
#include "unit/kundo_cast_test.h"


#define FLOW    1
#define SECOND  1000ULL
#define HOUR    (3600 * SECOND)


/* Eva is there, and time goes on with what is said. */

static int
set_up(void **state)
{
    if (cast_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 90));
    domain.now_ms = MAKE_NOW_MS;

    return 0;
}


#define answer_test(f)                                                        \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


static void
say_after(uint64_t ms, kundo_actor_t who, uint64_t cno)
{
    char             cid[24];

    static unsigned  n;

    snprintf(cid, sizeof(cid), "c%u", ++n);
    domain.now_ms += ms;
    assert_done(make_post(who, cno, cid, "hej"));
}


/* A chat of its own, whose first text is answered after so long. */

static void
answered_after(uint64_t ms)
{
    uint64_t  cno;

    assert_done(make_start(VISITOR, "f"));
    cno = domain.result.no;

    say_after(0, make_visitor(VISITOR), cno);
    say_after(ms, make_agent(EVA), cno);
}


static kundo_conv_t
conv_of(uint64_t cno)
{
    kundo_conv_t  c;

    assert_int_equal(kundo_conv_get(&store.txn, cno, &c), KUNDO_OK);

    return c;
}


static uint64_t
measured(void)
{
    kundo_pace_t  pace;

    assert_int_equal(kundo_answer_pace(&store.txn, FLOW, &pace), KUNDO_OK);

    return pace.n;
}


static int64_t
usual(void)
{
    int       known;
    uint64_t  seconds;

    assert_int_equal(kundo_answer_usual(&store.txn, FLOW, &known, &seconds),
                     KUNDO_OK);

    return known ? (int64_t) seconds : -1;
}


static void
the_clock_starts_with_the_visitors_first_text_S2_8(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(conv_of(1).asked_ms, 0);

    /* what an agent says before it is no answer */

    say_after(5 * SECOND, make_agent(EVA), 1);
    assert_int_equal(conv_of(1).answered_ms, 0);
    assert_int_equal(hot_of(1).flags & KUNDO_CONV_UNANSWERED, 0);

    say_after(5 * SECOND, make_visitor(VISITOR), 1);
    assert_int_equal(conv_of(1).asked_ms, MAKE_NOW_MS + 10 * SECOND);
    assert_true(hot_of(1).flags & KUNDO_CONV_UNANSWERED);

    say_after(5 * SECOND, make_visitor(VISITOR), 1);
    assert_int_equal(conv_of(1).asked_ms, MAKE_NOW_MS + 10 * SECOND);

    say_after(5 * SECOND, make_agent(BO), 1);
    assert_int_equal(conv_of(1).answered_ms, MAKE_NOW_MS + 20 * SECOND);
    assert_int_equal(conv_of(1).answered_by, BO);
    assert_int_equal(hot_of(1).flags & KUNDO_CONV_UNANSWERED, 0);
    assert_int_equal(measured(), 1);

    /* and is answered once */

    say_after(5 * SECOND, make_visitor(VISITOR), 1);
    say_after(5 * SECOND, make_agent(EVA), 1);
    assert_int_equal(conv_of(1).answered_ms, MAKE_NOW_MS + 20 * SECOND);
    assert_int_equal(conv_of(1).answered_by, BO);
    assert_int_equal(measured(), 1);
}


static void
a_text_that_starts_the_chat_is_the_first(void **state)
{
    kundo_command_t  cmd = make_start(VISITOR, "f");

    cmd.u.conversation_start.text = kundo_str("hej");
    cmd.u.conversation_start.cid = kundo_str("a");
    assert_done(cmd);

    assert_int_equal(conv_of(1).asked_ms, MAKE_NOW_MS);
    assert_true(hot_of(1).flags & KUNDO_CONV_UNANSWERED);
}


static void
a_welcome_is_no_answer_S2_8(void **state)
{
    kundo_command_t  cmd = make_flow_add("w", 9);

    cmd.u.flow_add.welcome = kundo_str("Hej!");
    assert_done(cmd);

    cmd = make_start(VISITOR, "w");
    cmd.u.conversation_start.text = kundo_str("hej");
    cmd.u.conversation_start.cid = kundo_str("a");
    assert_done(cmd);

    assert_int_equal(hot_of(1).last_seq, 2);
    assert_int_equal(conv_of(1).answered_ms, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_PACE), 0);
}


static void
the_time_in_the_queue_counts_S2_8(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, NULL, 0));
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_QUEUED);
    say_after(0, make_visitor(VISITOR), 1);

    domain.now_ms += 60 * SECOND;
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    say_after(10 * SECOND, make_agent(EVA), 1);

    assert_int_equal(conv_of(1).answered_ms - conv_of(1).asked_ms,
                     70 * SECOND);
    assert_int_equal(measured(), 1);
}


static void
few_say_nothing_then_the_mean_follows(void **state)
{
    answered_after(40 * SECOND);
    answered_after(40 * SECOND);
    assert_int_equal(usual(), -1);

    answered_after(40 * SECOND);
    assert_int_equal(usual(), 40);

    /* the newest is an eighth of it, rounded up */

    answered_after(48 * SECOND);
    assert_int_equal(usual(), 41);
    answered_after(0);
    assert_int_equal(usual(), 36);
}


static void
at_once_is_no_time_and_a_whole_day_is_an_hour(void **state)
{
    answered_after(0);
    answered_after(0);
    answered_after(0);
    assert_int_equal(usual(), 0);

    answered_after(24 * HOUR);
    assert_int_equal(usual(), 3600 / 8);
    assert_int_equal(conv_of(4).answered_ms - conv_of(4).asked_ms,
                     24 * HOUR);
}


static void
a_left_message_is_no_measure_D2(void **state)
{
    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_done(make_start(VISITOR, "f"));
    say_after(0, make_visitor(VISITOR), 1);
    assert_true(hot_of(1).flags & KUNDO_CONV_LEFT_MESSAGE);

    say_after(9 * HOUR, make_agent(EVA), 1);
    assert_int_equal(conv_of(1).answered_by, EVA);
    assert_int_equal(measured(), 0);
}


/* It was live, then everybody left; also when it comes to life again. */

static void
what_was_left_once_is_no_measure(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    say_after(0, make_visitor(VISITOR), 1);
    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_true(hot_of(1).flags & KUNDO_CONV_LEFT_MESSAGE);

    assert_done(make_close(make_visitor(VISITOR), 1));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    say_after(HOUR, make_visitor(VISITOR), 1);
    assert_false(hot_of(1).flags & KUNDO_CONV_LEFT_MESSAGE);

    say_after(SECOND, make_agent(EVA), 1);
    assert_int_equal(conv_of(1).answered_by, EVA);
    assert_int_equal(measured(), 0);
}


static void
what_was_closed_unanswered_is_no_measure(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    say_after(0, make_visitor(VISITOR), 1);
    assert_done(make_close(make_visitor(VISITOR), 1));
    say_after(HOUR, make_visitor(VISITOR), 1);
    say_after(SECOND, make_agent(EVA), 1);
    assert_int_equal(measured(), 0);

    /* closed without a word, it has not begun */

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_visitor(VISITOR), 2));
    say_after(HOUR, make_visitor(VISITOR), 2);
    say_after(SECOND, make_agent(EVA), 2);
    assert_int_equal(measured(), 1);
}


static void
other_messages_leave_both_rows_alone(void **state)
{
    uint64_t  cno = 1;

    answered_after(SECOND);

    /* nobody looks for a row that is not there any more */

    kundo_conv_t  c = conv_of(1);
    kundo_work_t  w = domain_work();
    uint8_t       key[8];

    kundo_be64_put(key, cno);
    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_CONV,
                                        kundo_str_make(key, 8)), KUNDO_OK);

    domain.now_ms = 0;
    say_after(0, make_visitor(VISITOR), 1);
    say_after(0, make_agent(EVA), 1);

    assert_int_equal(kundo_conv_put(&w, cno, &c), KUNDO_OK);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        answer_test(the_clock_starts_with_the_visitors_first_text_S2_8),
        answer_test(a_text_that_starts_the_chat_is_the_first),
        answer_test(a_welcome_is_no_answer_S2_8),
        answer_test(the_time_in_the_queue_counts_S2_8),
        answer_test(few_say_nothing_then_the_mean_follows),
        answer_test(at_once_is_no_time_and_a_whole_day_is_an_hour),
        answer_test(a_left_message_is_no_measure_D2),
        answer_test(what_was_left_once_is_no_measure),
        answer_test(what_was_closed_unanswered_is_no_measure),
        answer_test(other_messages_leave_both_rows_alone)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

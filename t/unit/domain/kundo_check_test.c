/* Check: each kind of damage is found and named. */

#include "domain/kundo_check.c"
#include "store/kundo_rank.h"
#include "unit/kundo_domain_test.h"


#define VISITOR  1
#define EVA      2


static char      said[512];
static uint64_t  problems;


static void
report(void *data, const char *line)
{
    snprintf(said, sizeof(said), "%s", line);
}


static int
set_up(void **state)
{
    char      cid[8];
    unsigned  i;

    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_visitor_add());
    assert_done(make_agent_add("eva@x"));
    assert_done(make_flow_add("f", 9));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));

    for (i = 0; i < 20; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_post(make_visitor(VISITOR), 1, cid, "hej"));
    }

    return 0;
}


/* What is broken here is not looked at again. */

static int
tear_down(void **state)
{
    store_abort();

    return domain_tear_down(state);
}


#define check_test(f)                                                         \
    cmocka_unit_test_setup_teardown(f, set_up, tear_down)


static kundo_check_t
look(void)
{
    kundo_check_t  check;

    said[0] = '\0';
    assert_int_equal(kundo_check(&store.txn, &domain.arena, &check, report,
                                 NULL), KUNDO_OK);
    problems = check.problems;

    return check;
}


#define assert_found(what)                                                    \
    do {                                                                      \
        (void) look();                                                        \
        assert_true(problems > 0);                                            \
        assert_non_null(strstr(said, what));                                  \
    } while (0)


static void
a_sound_store_is_counted(void **state)
{
    kundo_check_t  check = look();

    assert_int_equal(check.problems, 0);
    assert_int_equal(check.conversations, 3);
    assert_int_equal(check.messages, 20);
    assert_int_equal(check.agents, 1);
    assert_string_equal(said, "");
}


static void
put_hot(uint64_t cno, const kundo_hot_t *hot)
{
    assert_int_equal(kundo_hot_put(&store.txn, cno, hot), KUNDO_OK);
}


static void
delete(kundo_table_t table, uint64_t no)
{
    uint8_t  key[8];

    kundo_be64_put(key, no);
    assert_int_equal(kundo_table_delete(&store.txn, table,
                                        kundo_str_make(key, 8)), KUNDO_OK);
}


static void
a_message_that_is_gone_is_found(void **state)
{
    delete(KUNDO_TABLE_LOG, 5);
    assert_found("cannot be read");
}


static void
a_message_of_another_place_is_found(void **state)
{
    uint8_t            key[8], *p;
    kundo_log_row_t    row;

    assert_int_equal(kundo_log_get(&store.txn, 5, &row), KUNDO_OK);
    row.head.seq++;

    kundo_be64_put(key, 5);
    assert_int_equal(kundo_table_reserve(&store.txn, KUNDO_TABLE_LOG,
                                         kundo_str_make(key, 8),
                                         sizeof(row.head) + row.cid.len
                                         + row.text.len, &p), KUNDO_OK);
    memset(p, 'x', sizeof(row.head) + row.cid.len + row.text.len);
    memcpy(p, &row.head, sizeof(row.head));

    assert_found("log row 5 is not its message 5");
}


static void
messages_of_no_conversation_are_found(void **state)
{
    kundo_hot_t  hot = hot_of(1);

    hot.last_seq = 16;
    put_hot(1, &hot);
    assert_found("the log has 20");
}


static void
an_event_of_another_chain_is_found(void **state)
{
    kundo_hot_t  hot = hot_of(1);

    hot.any_jno = hot_of(2).any_jno;
    put_hot(1, &hot);
    assert_found("is not of its chain");
}


static void
a_place_in_the_queue_without_being_queued_is_found(void **state)
{
    kundo_hot_t  hot = hot_of(3);

    assert_int_equal(hot.status, KUNDO_STATUS_QUEUED);
    hot.qno = 0;
    put_hot(3, &hot);
    assert_found("queued without a place");

    hot = hot_of(3);
    hot.qno = 9;
    hot.status = KUNDO_STATUS_OPEN;
    put_hot(3, &hot);
    assert_found("or the reverse");
}


static void
a_queue_that_is_counted_otherwise_is_found(void **state)
{
    kundo_hot_t  hot = hot_of(3);

    assert_int_equal(kundo_rank_by(&store.txn, 1, hot.qno, 1), KUNDO_OK);
    assert_found("flow 1: 1 wait, 2 counted");

    assert_int_equal(kundo_rank_by(&store.txn, 1, hot.qno, -1), KUNDO_OK);
    assert_int_equal(look().problems, 0);

    assert_int_equal(kundo_rank_by(&store.txn, 2, 7, 1), KUNDO_OK);
    assert_found("where nobody does");
}


static void
an_agent_who_does_not_take_part_is_found(void **state)
{
    kundo_hot_t  hot = hot_of(3);

    hot.agent = EVA;
    put_hot(3, &hot);
    assert_found("does not take part");
}


static void
a_conversation_without_its_row_is_found(void **state)
{
    delete(KUNDO_TABLE_CONV, 2);
    assert_found("conversation 2: its row");
}


static void
put_presence(const kundo_presence_t *p)
{
    assert_int_equal(kundo_presence_row(&store.txn, EVA, p), KUNDO_OK);
}


static void
a_live_chat_that_its_agent_lacks_is_found_S2_4(void **state)
{
    kundo_presence_t  p = presence_of(EVA);

    p.nchats = 1;
    p.room = KUNDO_ROOM_TURN;
    put_presence(&p);
    assert_found("conversation 2: live with agent");
}


static void
live_chats_out_of_order_are_found(void **state)
{
    kundo_presence_t  p = presence_of(EVA);

    p.chats[0] = 2;
    p.chats[1] = 1;
    put_presence(&p);
    assert_found("out of order");
}


static void
an_agent_in_room_against_the_count_is_found(void **state)
{
    kundo_presence_t  p = presence_of(EVA);

    p.room = KUNDO_ROOM_TURN;
    put_presence(&p);
    assert_found("in room, or not");
}


static void
a_live_chat_of_somebody_else_is_found(void **state)
{
    kundo_hot_t  hot = hot_of(2);

    hot.flags = KUNDO_CONV_LEFT_MESSAGE;
    put_hot(2, &hot);
    assert_found("is not live with the agent");
}


static void
a_row_of_another_size_is_found(void **state)
{
    uint8_t  key[8];

    kundo_be64_put(key, 9);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_HOT,
                                     kundo_str_make(key, 8),
                                     kundo_str("x")), KUNDO_OK);
    assert_found("a row of hot");
    delete(KUNDO_TABLE_HOT, 9);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PRESENCE,
                                     kundo_str_make(key, 8),
                                     kundo_str("x")), KUNDO_OK);
    assert_found("a row of presence");
    delete(KUNDO_TABLE_PRESENCE, 9);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PACE,
                                     kundo_str("abcd"), kundo_str("x")),
                     KUNDO_OK);
    assert_found("a row of pace");
}


static void
the_pace_of_a_flow_that_is_none_is_found(void **state)
{
    uint8_t       key[4];
    kundo_pace_t  pace = { 8000, 1 };

    kundo_be32_put(key, 2);
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PACE,
                                     kundo_str_make(key, 4),
                                     kundo_str_make(&pace, sizeof(pace))),
                     KUNDO_OK);
    assert_found("flow 2: the time of answers");
}


static void
put_conv(kundo_conv_t *c)
{
    kundo_work_t  w = domain_work();

    assert_int_equal(kundo_conv_put(&w, 1, c), KUNDO_OK);
}


static void
times_of_an_answer_against_the_flags_are_found_S2_8(void **state)
{
    kundo_hot_t   hot;
    kundo_conv_t  c, was;

    assert_done(make_post(make_agent(EVA), 1, "a", "hej"));
    hot = hot_of(1);
    assert_int_equal(hot.flags & KUNDO_CONV_UNANSWERED, 0);
    assert_int_equal(kundo_conv_get(&store.txn, 1, &was), KUNDO_OK);

    hot.flags = KUNDO_CONV_UNANSWERED;
    put_hot(1, &hot);
    assert_found("waits for an answer, or not");

    hot.flags = 0;
    put_hot(1, &hot);

    c = was;
    c.answered_ms = 0;
    put_conv(&c);
    assert_found("waits for an answer, or not");

    c = was;
    c.answered_ms = c.asked_ms - 1;
    put_conv(&c);
    assert_found("answered before it was asked");
}


static void
opening_hours_that_do_not_fit_are_found(void **state)
{
    uint8_t      key[4];
    kundo_str_t  row;

    assert_done(make_flow_open("o", MAKE_NOW_MS + 1, MAKE_NOW_MS + 2));
    assert_int_equal(look().problems, 0);

    /* nobody would be told that it opens */

    assert_int_equal(kundo_due_delete(&store.txn, MAKE_NOW_MS + 1,
                                      KUNDO_DUE_HOURS, 2), KUNDO_OK);
    assert_found("flow 2: its opening hours");

    kundo_be32_put(key, 2);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_HOURS,
                                     kundo_str_make(key, 4), &row),
                     KUNDO_OK);
    row = kundo_arena_dup(&domain.arena, row);
    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_HOURS,
                                        kundo_str_make(key, 4)), KUNDO_OK);
    assert_found("flow 2: its opening hours");

    kundo_be32_put(key, 1);
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_HOURS,
                                     kundo_str_make(key, 4), row), KUNDO_OK);
    assert_found("flow 1, which has none");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        check_test(a_sound_store_is_counted),
        check_test(a_message_that_is_gone_is_found),
        check_test(a_message_of_another_place_is_found),
        check_test(messages_of_no_conversation_are_found),
        check_test(an_event_of_another_chain_is_found),
        check_test(a_place_in_the_queue_without_being_queued_is_found),
        check_test(a_queue_that_is_counted_otherwise_is_found),
        check_test(an_agent_who_does_not_take_part_is_found),
        check_test(a_conversation_without_its_row_is_found),
        check_test(a_live_chat_that_its_agent_lacks_is_found_S2_4),
        check_test(live_chats_out_of_order_are_found),
        check_test(an_agent_in_room_against_the_count_is_found),
        check_test(a_live_chat_of_somebody_else_is_found),
        check_test(a_row_of_another_size_is_found),
        check_test(the_pace_of_a_flow_that_is_none_is_found),
        check_test(times_of_an_answer_against_the_flags_are_found_S2_8),
        check_test(opening_hours_that_do_not_fit_are_found)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

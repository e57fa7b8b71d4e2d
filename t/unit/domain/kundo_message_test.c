/* Messages: written, repeated, seen; whose a conversation is afterwards. */

#include "domain/kundo_message.c"
#include "unit/kundo_cast_test.h"


/* A second flow, and Eva works in the first. */

static int
set_up(void **state)
{
    if (cast_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_flow_add("g", 9));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));

    return 0;
}


#define message_test(f)                                                       \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


static kundo_seen_t
seen_by(uint64_t cno, uint64_t person)
{
    kundo_hot_t   hot = hot_of(cno);
    kundo_seen_t  seen;

    assert_int_equal(kundo_message_seen_by(&store.txn, cno, &hot, person,
                                           &seen), KUNDO_OK);

    return seen;
}


static void
seq_counts_without_gaps(void **state)
{
    unsigned  i;
    char      cid[8];

    assert_done(make_start(VISITOR, "f"));

    for (i = 1; i <= 40; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_post(i % 3 ? make_visitor(VISITOR)
                                    : make_agent(EVA), 1, cid, "hej"));
        assert_int_equal(domain.result.seq, i);
        assert_int_equal(domain.result.no, 1);
    }
}


static void
a_cid_sent_again_is_the_message_that_stands(void **state)
{
    unsigned  i;
    uint64_t  lpos;
    char      cid[8];

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "x", "hej"));
    lpos = domain.result.lpos;

    /* while it is in the ring, and when it is in a block */

    for (i = 0; i < 300; i++) {
        domain.now_ms = MAKE_NOW_MS + i * 1000;

        assert_done(make_post(make_visitor(VISITOR), 1, "x", "hej"));
        assert_true(domain.result.repeated);
        assert_int_equal(domain.result.lpos, lpos);
        assert_int_equal(domain.result.seq, 1);
        assert_int_equal(domain.result.ms, MAKE_NOW_MS);

        assert_refused(make_post(make_visitor(VISITOR), 1, "x", "hejd"),
                       KUNDO_CID_REUSED);

        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_post(make_agent(EVA), 1, cid, "svar"));
    }

    assert_int_equal(hot_of(1).last_seq, 301);
}


static void
a_cid_is_its_senders_own(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "x", "fr\xc3\xa5ga"));
    assert_done(make_post(make_agent(EVA), 1, "x", "svar"));
    assert_false(domain.result.repeated);
    assert_int_equal(domain.result.seq, 2);
}


static void
who_may_not_see_it_cannot_write(void **state)
{
    kundo_command_t  cmd;

    cmd = make_flow_add("closed", 9);
    cmd.u.flow_add.any_agent = 0;
    assert_done(cmd);

    assert_done(make_start(VISITOR, "closed"));

    assert_refused(make_post(make_visitor(OTHER), 1, "c", "hej"),
                   KUNDO_NOT_FOUND);
    assert_refused(make_post(make_agent(EVA), 1, "c", "hej"),
                   KUNDO_NOT_FOUND);
    assert_refused(make_post(make_system(), 1, "c", "hej"),
                   KUNDO_NOT_FOUND);
    assert_refused(make_post(make_visitor(VISITOR), 2, "c", "hej"),
                   KUNDO_NOT_FOUND);
    assert_refused(make_seen(make_visitor(OTHER), 1, 0), KUNDO_NOT_FOUND);

    assert_done(make_post(make_admin(EVA), 1, "c", "hej"));
}


static void
a_queued_chat_is_taken_with_room_only_D4(void **state)
{
    kundo_command_t  start = make_start(VISITOR, "f");

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, NULL, 0));
    assert_done(start);
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_QUEUED);

    assert_refused(make_post(make_agent(BO), 1, "c", "hej"),
                   KUNDO_AGENT_OFFLINE);
    assert_refused(make_post(make_agent(EVA), 1, "c", "hej"),
                   KUNDO_AGENT_BUSY);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "g", 1));
    assert_done(make_start(OTHER, "g"));
    assert_refused(make_post(make_agent(BO), 1, "c", "hej"),
                   KUNDO_AGENT_FULL);

    assert_done(make_close(make_visitor(OTHER), 2));
    assert_done(make_post(make_agent(BO), 1, "c", "hej"));

    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_OPEN);
    assert_int_equal(presence_of(BO).nchats, 1);
}


static void
a_left_message_is_the_first_answerers_and_never_a_live_chat_D2(void **state)
{
    assert_done(make_start(VISITOR, "g"));
    assert_int_equal(hot_of(1).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);

    assert_done(make_post(make_agent(BO), 1, "c", "hej"));
    assert_int_equal(hot_of(1).agent, BO);
    assert_int_equal(presence_of(BO).nchats, 0);

    /* another one takes part (D10) */

    assert_done(make_post(make_agent(EVA), 1, "c", "jag med"));
    assert_int_equal(hot_of(1).agent, BO);
}


static void
a_closed_one_takes_no_answer_but_goes_on_with_the_customer_S4_3(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_agent(EVA), 1));

    assert_refused(make_post(make_agent(EVA), 1, "c", "hej"), KUNDO_CLOSED);

    assert_done(make_post(make_visitor(VISITOR), 1, "c", "en sak till"));
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_OPEN);
    assert_int_equal(hot_of(1).agent, EVA);
    assert_int_equal(presence_of(EVA).nchats, 1);
}


/* An agent who is only in another flow by now gets nothing of this one. */

static void
it_goes_on_with_its_agent_only_where_she_works_S1_3(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_agent(EVA), 1));

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "g", 0));
    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));

    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej igen"));
    assert_int_equal(hot_of(1).agent, BO);

    /* and it does not pass by those who wait (D2) */

    assert_done(make_start(OTHER, "f"));
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);

    assert_done(make_close(make_agent(BO), 1));
    assert_int_equal(hot_of(2).agent, BO);

    assert_done(make_post(make_visitor(VISITOR), 1, "d", "och igen"));
    assert_int_equal(hot_of(1).status, KUNDO_STATUS_QUEUED);
}


static void
with_its_agent_full_it_goes_to_another_in_turn(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_agent(EVA), 1));
    assert_done(make_start(OTHER, "f"));
    assert_done(make_start(OTHER, "f"));
    assert_int_equal(presence_of(EVA).nchats, 2);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej"));
    assert_int_equal(hot_of(1).agent, BO);
}


static void
seen_goes_up_only_and_not_beyond_the_last_D7(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "2"));

    assert_refused(make_seen(make_agent(EVA), 1, 3), KUNDO_BAD_VALUE);
    assert_refused(make_seen(make_agent(EVA), 1, (1ULL << 32) + 1),
                   KUNDO_BAD_VALUE);

    assert_done(make_seen(make_agent(EVA), 1, 2));
    assert_int_equal(event_type(0), KUNDO_EVENT_MESSAGE_SEEN);
    assert_int_equal(seen_by(1, EVA).seen, 2);

    assert_done(make_seen(make_agent(EVA), 1, 1));
    assert_true(domain.result.repeated);
    assert_int_equal(seen_by(1, EVA).seen, 2);

    assert_done(make_seen(make_agent(BO), 1, 1));
    assert_int_equal(seen_by(1, BO).seen, 1);
    assert_int_equal(seen_by(1, VISITOR).seen, 0);
}


static void
who_writes_has_seen_what_stands_above(void **state)
{
    kundo_seen_t  seen;

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_post(make_agent(EVA), 1, "a", "2"));
    assert_done(make_post(make_agent(BO), 1, "a", "3"));

    seen = seen_by(1, VISITOR);
    assert_int_equal(kundo_message_seen_seq(&seen), 1);
    seen = seen_by(1, EVA);
    assert_int_equal(kundo_message_seen_seq(&seen), 2);
    seen = seen_by(1, BO);
    assert_int_equal(kundo_message_seen_seq(&seen), 3);
}


/* What an agent has seen stays when the chat goes away and comes back. */

static void
seen_outlives_a_change_of_the_agent_D7(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_seen(make_agent(EVA), 1, 1));
    assert_done(make_post(make_agent(EVA), 1, "a", "2"));

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_int_equal(hot_of(1).agent, BO);

    assert_int_equal(seen_by(1, EVA).seen, 1);
    assert_int_equal(seen_by(1, EVA).own, 2);
    assert_int_equal(seen_by(1, BO).seen, 0);

    assert_done(make_seen(make_agent(BO), 1, 2));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    assert_done(make_presence(BO, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_int_equal(hot_of(1).agent, EVA);

    assert_int_equal(seen_by(1, EVA).seen, 1);
    assert_int_equal(seen_by(1, EVA).own, 2);
    assert_int_equal(seen_by(1, BO).seen, 2);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        message_test(seq_counts_without_gaps),
        message_test(a_cid_sent_again_is_the_message_that_stands),
        message_test(a_cid_is_its_senders_own),
        message_test(who_may_not_see_it_cannot_write),
        message_test(a_queued_chat_is_taken_with_room_only_D4),
        message_test(
            a_left_message_is_the_first_answerers_and_never_a_live_chat_D2),
        message_test(
            a_closed_one_takes_no_answer_but_goes_on_with_the_customer_S4_3),
        message_test(it_goes_on_with_its_agent_only_where_she_works_S1_3),
        message_test(with_its_agent_full_it_goes_to_another_in_turn),
        message_test(seen_goes_up_only_and_not_beyond_the_last_D7),
        message_test(who_writes_has_seen_what_stands_above),
        message_test(seen_outlives_a_change_of_the_agent_D7)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Presence: a change of state is told; who is gone leaves no chat behind. */

#include "domain/kundo_presence_state.c"
#include "unit/kundo_domain_test.h"


#define VISITOR  1
#define A        2
#define B        3


static int
set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_visitor_add());
    assert_done(make_agent_add("a@x"));
    assert_done(make_agent_add("b@x"));
    assert_done(make_flow_add("f", 2));

    return 0;
}


#define presence_test(f)                                                      \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


static void
a_change_of_state_is_told_once(void **state)
{
    uint64_t          was;
    kundo_journal_t   row;
    kundo_presence_t  p;

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 2));
    was = store.txn.meta.last_jno;

    assert_int_equal(kundo_journal_get(&store.txn, was, &row), KUNDO_OK);
    assert_int_equal(row.type, KUNDO_EVENT_PRESENCE_CHANGED);
    assert_int_equal(row.audience, KUNDO_AUDIENCE_EVERY_AGENT);
    assert_int_equal(row.other, A);
    assert_int_equal(row.ref, KUNDO_STATE_ONLINE);

    assert_int_equal(kundo_presence_get(&store.txn, A, &p), KUNDO_OK);
    assert_int_equal(p.since_ms, store.txn.meta.now_ms);

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, NULL, 0));
    assert_int_equal(store.txn.meta.last_jno, was);
}


/* Who sees where she works sees it move (S1.7). */

static void
a_change_of_flows_or_chats_is_told_too(void **state)
{
    uint64_t          was, since;
    kundo_journal_t   row;
    kundo_presence_t  p;

    assert_done(make_flow_add("g", 2));
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 2));

    assert_int_equal(kundo_presence_get(&store.txn, A, &p), KUNDO_OK);
    was = store.txn.meta.last_jno;
    since = p.since_ms;

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 3));
    assert_int_equal(store.txn.meta.last_jno, was + 1);

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "g", 3));
    assert_int_equal(store.txn.meta.last_jno, was + 2);

    assert_int_equal(kundo_journal_get(&store.txn, was + 2, &row), KUNDO_OK);
    assert_int_equal(row.type, KUNDO_EVENT_PRESENCE_CHANGED);
    assert_int_equal(row.other, A);
    assert_int_equal(row.ref, KUNDO_STATE_ONLINE);

    assert_int_equal(kundo_presence_get(&store.txn, A, &p), KUNDO_OK);
    assert_int_equal(p.since_ms, since);
}


/* One goes to the other, one waits, and for one there is no place. */

static void
chats_of_who_is_gone_are_routed_anew_D3(void **state)
{
    kundo_journal_t  row;

    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 4));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_presence(B, KUNDO_STATE_ONLINE, "f", 1));

    assert_done(make_presence(A, KUNDO_STATE_OFFLINE, NULL, 0));

    assert_int_equal(presence_of(A).nchats, 0);
    assert_int_equal(hot_of(1).agent, B);
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_QUEUED);
    assert_int_equal(hot_of(3).status, KUNDO_STATUS_QUEUED);
    assert_int_equal(hot_of(4).flags,
                     KUNDO_CONV_LEFT_MESSAGE | KUNDO_CONV_NOT_LIVE);

    /* whoever loses a chat is told, too */

    assert_int_equal(kundo_journal_get(&store.txn, store.txn.meta.last_jno,
                                       &row), KUNDO_OK);
    assert_int_equal(row.cno, 4);
    assert_int_equal(row.other, A);
}


static void
what_is_closed_or_left_stays_with_its_agent(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_agent(A), 1, "a", "hej"));
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 4));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_agent(A), 2));

    assert_done(make_presence(A, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_int_equal(hot_of(1).agent, A);
    assert_int_equal(hot_of(2).agent, A);
    assert_int_equal(hot_of(2).status, KUNDO_STATUS_CLOSED);
}


static void
being_lost_is_being_offline_D3(void **state)
{
    assert_done(make_presence(A, KUNDO_STATE_ONLINE, "f", 4));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_presence(B, KUNDO_STATE_ONLINE, "f", 4));

    assert_done(make_fire(MAKE_NOW_MS + 30000, KUNDO_DUE_AGENT_LOST, A));
    assert_int_equal(presence_of(A).state, KUNDO_STATE_OFFLINE);
    assert_int_equal(hot_of(1).agent, B);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        presence_test(a_change_of_state_is_told_once),
        presence_test(a_change_of_flows_or_chats_is_told_too),
        presence_test(chats_of_who_is_gone_are_routed_anew_D3),
        presence_test(what_is_closed_or_left_stays_with_its_agent),
        presence_test(being_lost_is_being_offline_D3)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

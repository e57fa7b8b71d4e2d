/* Events: the rows that make two chains of each conversation. */

#include "domain/kundo_event.c"
#include "unit/kundo_domain_test.h"


static kundo_hot_t   hot;
static kundo_work_t  w;


static int
set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    memset(&hot, 0, sizeof(hot));

    w = domain_work();
    w.actor = make_agent(7);

    hot.starter = 3;
    hot.agent = 7;
    hot.flow = 2;
    hot.last_seq = 9;
    hot.status = KUNDO_STATUS_OPEN;
    hot.flags = KUNDO_CONV_LEFT_MESSAGE;

    return 0;
}


#define event_test(f)                                                         \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


static kundo_journal_t
row(uint64_t jno)
{
    kundo_journal_t  r;

    assert_int_equal(kundo_journal_get(&store.txn, jno, &r), KUNDO_OK);

    return r;
}


static void
an_event_says_how_the_conversation_stands(void **state)
{
    kundo_journal_t  r;

    assert_int_equal(kundo_event_of(&w, 5, &hot,
                                    KUNDO_EVENT_CONVERSATION_UPDATED, 8),
                     KUNDO_OK);
    r = row(1);

    assert_int_equal(r.cno, 5);
    assert_int_equal(r.type, KUNDO_EVENT_CONVERSATION_UPDATED);
    assert_int_equal(r.audience, KUNDO_AUDIENCE_ALL);
    assert_int_equal(r.ms, MAKE_NOW_MS);
    assert_int_equal(r.actor, 7);
    assert_int_equal(r.actor_kind, KUNDO_PERSON_AGENT);
    assert_int_equal(r.starter, 3);
    assert_int_equal(r.agent, 7);
    assert_int_equal(r.other, 8);
    assert_int_equal(r.flow, 2);
    assert_int_equal(r.seq, 9);
    assert_int_equal(r.status, KUNDO_STATUS_OPEN);
    assert_int_equal(r.flags, KUNDO_CONV_LEFT_MESSAGE);
}


/* What agents alone get is not in the chain that a visitor goes along. */

static void
two_chains_go_back_from_the_newest(void **state)
{
    kundo_event_t  agents;

    memset(&agents, 0, sizeof(agents));
    agents.type = KUNDO_EVENT_CONVERSATION_UPDATED;
    agents.audience = KUNDO_AUDIENCE_AGENTS;

    assert_int_equal(kundo_event_of(&w, 5, &hot,
                                    KUNDO_EVENT_CONVERSATION_OPENED, 0),
                     KUNDO_OK);
    assert_int_equal(kundo_event_emit(&w, 5, &hot, &agents), KUNDO_OK);
    assert_int_equal(kundo_event_of(&w, 5, &hot,
                                    KUNDO_EVENT_CONVERSATION_CLOSED, 0),
                     KUNDO_OK);

    assert_int_equal(hot.any_jno, 3);
    assert_int_equal(hot.public_jno, 3);
    assert_int_equal(row(3).prev_any, 2);
    assert_int_equal(row(3).prev_public, 1);
    assert_int_equal(row(2).prev_any, 1);
    assert_int_equal(row(2).prev_public, 1);
    assert_int_equal(row(1).prev_any, 0);

    assert_int_equal(kundo_event_emit(&w, 5, &hot, &agents), KUNDO_OK);
    assert_int_equal(hot.any_jno, 4);
    assert_int_equal(hot.public_jno, 3);
}


static void
the_system_is_nobody(void **state)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(event));
    event.type = KUNDO_EVENT_QUEUE_MOVED;
    event.audience = KUNDO_AUDIENCE_QUEUED;
    event.flow = 4;
    event.system = 1;

    assert_int_equal(kundo_event_emit(&w, 0, NULL, &event), KUNDO_OK);
    assert_int_equal(row(1).actor, 0);
    assert_int_equal(row(1).actor_kind, KUNDO_PERSON_SYSTEM);
    assert_int_equal(row(1).flow, 4);
    assert_int_equal(row(1).cno, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        event_test(an_event_says_how_the_conversation_stands),
        event_test(two_chains_go_back_from_the_newest),
        event_test(the_system_is_nobody)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

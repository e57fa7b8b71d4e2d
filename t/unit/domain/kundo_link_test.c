/* Links: who is connected to which worker, and who is missed (D3). */

#include "domain/kundo_link.c"
#include "unit/kundo_domain_test.h"


#define LOST_MS  30000

#define link_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


/* Two workers, one agent, one flow. */

static int
set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    assert_done(make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    assert_int_equal(domain.result.no, 2);

    assert_done(make_agent_add("a@x"));
    assert_done(make_flow_add("f", 9));

    return 0;
}


#define up(worker)    make_link(KUNDO_COMMAND_LINK_UP, 1, worker)
#define down(worker)  make_link(KUNDO_COMMAND_LINK_DOWN, 1, worker)


static void
the_last_connection_gone_starts_the_clock_D3(void **state)
{
    assert_done(up(1));
    assert_done(up(2));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));
    assert_int_equal(presence_of(1).links, 2);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 0);

    assert_done(down(1));
    assert_int_equal(presence_of(1).lost_ms, 0);

    domain.now_ms = MAKE_NOW_MS + 500;
    assert_done(down(2));
    assert_int_equal(presence_of(1).lost_ms, MAKE_NOW_MS + 500 + LOST_MS);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);

    assert_done(make_fire(MAKE_NOW_MS + 500 + LOST_MS, KUNDO_DUE_AGENT_LOST,
                          1));
    assert_int_equal(presence_of(1).state, KUNDO_STATE_OFFLINE);
    assert_int_equal(presence_of(1).lost_ms, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);     /* the flow's */
}


static void
it_counts_from_going_online_too_D3(void **state)
{
    assert_done(make_presence(1, KUNDO_STATE_BUSY, "f", 0));
    assert_int_equal(presence_of(1).lost_ms, MAKE_NOW_MS + LOST_MS);

    /* not anew with each choice */

    domain.now_ms = MAKE_NOW_MS + 9000;
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, NULL, 0));
    assert_int_equal(presence_of(1).lost_ms, MAKE_NOW_MS + LOST_MS);
}


static void
who_comes_back_in_time_stays(void **state)
{
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));
    assert_done(up(1));
    assert_int_equal(presence_of(1).lost_ms, 0);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 0);

    /* the old row, fired late by another worker */

    assert_done(make_fire(MAKE_NOW_MS + LOST_MS, KUNDO_DUE_AGENT_LOST, 1));
    assert_true(domain.result.repeated);
    assert_int_equal(presence_of(1).state, KUNDO_STATE_ONLINE);
}


static void
an_edge_told_twice_counts_once(void **state)
{
    assert_done(up(1));
    assert_done(up(1));
    assert_true(domain.result.repeated);
    assert_int_equal(presence_of(1).links, 1);

    assert_done(down(1));
    assert_done(down(1));
    assert_true(domain.result.repeated);
    assert_int_equal(presence_of(1).links, 0);
}


/* Nobody would notice when it dies. */

static void
a_worker_that_is_not_listed_holds_nobody_D3(void **state)
{
    assert_refused(up(3), KUNDO_NOT_FOUND);

    assert_done(make_worker_gone(1));
    assert_refused(up(1), KUNDO_NOT_FOUND);
    assert_int_equal(rows_of(KUNDO_TABLE_LINK), 0);

    assert_done(up(2));
}


static void
a_dead_worker_holds_nobody_D3(void **state)
{
    assert_done(up(1));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 0));

    assert_done(make_worker_gone(1));
    assert_int_equal(presence_of(1).links, 0);
    assert_int_equal(presence_of(1).lost_ms, MAKE_NOW_MS + LOST_MS);
    assert_int_equal(rows_of(KUNDO_TABLE_LINK), 0);
    assert_int_equal(rows_of(KUNDO_TABLE_WORKER), 1);

    assert_done(make_worker_gone(1));
    assert_int_equal(rows_of(KUNDO_TABLE_WORKER), 1);
}


static void
a_worker_with_many_agents_goes_in_chunks(void **state)
{
    char      email[24];
    unsigned  i;

    for (i = 2; i <= KUNDO_CHUNK + 10; i++) {
        snprintf(email, sizeof(email), "a%u@x", i);
        assert_done(make_agent_add(email));
    }

    for (i = 1; i <= KUNDO_CHUNK + 10; i++) {
        assert_done(make_link(KUNDO_COMMAND_LINK_UP, i, 1));
        assert_done(make_link(KUNDO_COMMAND_LINK_UP, i, 2));
    }

    assert_done(make_worker_gone(1));
    assert_true(domain.result.more);
    assert_int_equal(rows_of(KUNDO_TABLE_LINK), KUNDO_CHUNK + 20);
    assert_int_equal(rows_of(KUNDO_TABLE_WORKER), 2);

    assert_done(make_worker_gone(1));
    assert_false(domain.result.more);
    assert_int_equal(rows_of(KUNDO_TABLE_LINK), KUNDO_CHUNK + 10);
    assert_int_equal(rows_of(KUNDO_TABLE_WORKER), 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        link_test(the_last_connection_gone_starts_the_clock_D3),
        link_test(it_counts_from_going_online_too_D3),
        link_test(who_comes_back_in_time_stays),
        link_test(an_edge_told_twice_counts_once),
        link_test(a_worker_that_is_not_listed_holds_nobody_D3),
        link_test(a_dead_worker_holds_nobody_D3),
        link_test(a_worker_with_many_agents_goes_in_chunks)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

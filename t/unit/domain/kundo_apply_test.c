/* Apply: time, refusals, what is due, settings. */

#include "domain/kundo_apply.c"
#include "unit/kundo_domain_test.h"


static kundo_command_t
settings(uint64_t lost_ms)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SETTINGS, make_system());
    cmd.u.settings.agent_lost_ms = lost_ms;
    cmd.u.settings.session_ms = 5000;
    cmd.u.settings.max_chats = 9;

    return cmd;
}


static void
time_never_runs_backwards(void **state)
{
    kundo_command_t  cmd;

    cmd = make_visitor_add();
    cmd.now_ms = MAKE_NOW_MS + 1000;
    assert_done(cmd);
    assert_int_equal(store.txn.meta.now_ms, MAKE_NOW_MS + 1000);

    cmd.now_ms = MAKE_NOW_MS - 5000;
    assert_done(cmd);
    assert_int_equal(store.txn.meta.now_ms, MAKE_NOW_MS + 1000);
    assert_int_equal(domain.result.expires_ms,
                     MAKE_NOW_MS + 1000 + 30ULL * 86400 * 1000);
}


/* Also not the time, of which a far one would hold for good. */

static void
a_refusal_changes_nothing(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_agent_add("a@x"));

    cmd = make_agent_add("a@x");
    cmd.now_ms = UINT64_MAX;
    assert_refused(cmd, KUNDO_EXISTS);
    assert_non_null(domain.result.detail);
}


static void
what_is_due_fires_once(void **state)
{
    assert_done(make_visitor_add());
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);

    assert_done(make_fire(MAKE_NOW_MS + 30ULL * 86400 * 1000,
                          KUNDO_DUE_SESSION, 1));
    assert_false(domain.result.repeated);
    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 0);

    assert_done(make_fire(MAKE_NOW_MS + 30ULL * 86400 * 1000,
                          KUNDO_DUE_SESSION, 1));
    assert_true(domain.result.repeated);
}


static void
nothing_fires_before_its_time(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_visitor_add());

    cmd = make_fire(MAKE_NOW_MS + 30ULL * 86400 * 1000, KUNDO_DUE_SESSION,
                    1);
    cmd.now_ms--;
    assert_done(cmd);
    assert_true(domain.result.repeated);
    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 1);
}


/* A row of a kind that a later version may have is not fired for ever. */

static void
an_unknown_kind_is_only_deleted(void **state)
{
    kundo_due_t  due = { MAKE_NOW_MS, 1, kundo_str_null, 200 };

    assert_int_equal(kundo_due_put(&store.txn, &due), KUNDO_OK);
    assert_done(make_fire(MAKE_NOW_MS, 200, 1));
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 0);
}


static void
settings_are_rows_and_arm_the_trimming_once(void **state)
{
    assert_done(settings(7000));
    assert_int_equal(store.txn.meta.agent_lost_ms, 7000);
    assert_int_equal(store.txn.meta.session_ms, 5000);
    assert_int_equal(store.txn.meta.max_chats, 9);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);

    domain.now_ms = MAKE_NOW_MS + 10;
    assert_done(settings(8000));
    assert_int_equal(store.txn.meta.agent_lost_ms, 8000);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);

    assert_done(make_agent_add("a@x"));
    assert_int_equal(presence_of(1).max_chats, 9);

    assert_done(make_presence(1, KUNDO_STATE_BUSY, NULL, 0));
    assert_int_equal(presence_of(1).lost_ms, MAKE_NOW_MS + 10 + 8000);
}


static void
trimming_goes_on_every_hour_and_keeps_a_week(void **state)
{
    char      id[8];
    uint64_t  ms;

    assert_done(settings(7000));

    while (store.txn.meta.last_jno < KUNDO_JOURNAL_TAIL + 2) {
        snprintf(id, sizeof(id), "f%u", (unsigned) store.txn.meta.last_jno);
        assert_done(make_flow_add(id, 1));
    }

    ms = MAKE_NOW_MS + KUNDO_TRIM_EVERY_MS;
    assert_done(make_fire(ms, KUNDO_DUE_TRIM, 0));
    assert_false(domain.result.repeated);
    assert_int_equal(store.txn.meta.first_jno, 1);

    ms += KUNDO_TRIM_EVERY_MS;
    domain.now_ms = MAKE_NOW_MS + KUNDO_TRIM_KEEP_MS + 1;
    assert_done(make_fire(ms, KUNDO_DUE_TRIM, 0));
    assert_int_equal(store.txn.meta.first_jno, KUNDO_JOURNAL_TAIL + 1);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 1);
}


static void
a_key_is_forgotten_after_a_day(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_visitor_add());
    assert_done(make_flow_add("f", 1));

    cmd = make_start(1, "f");
    cmd.u.conversation_start.key = kundo_str("key");
    assert_done(cmd);
    assert_int_equal(rows_of(KUNDO_TABLE_IDEM), 1);

    assert_done(make_fire(MAKE_NOW_MS + 86400000, KUNDO_DUE_IDEM, 1));
    assert_int_equal(rows_of(KUNDO_TABLE_IDEM), 0);

    assert_done(cmd);
    assert_false(domain.result.repeated);
    assert_int_equal(domain.result.no, 2);
}


static void
a_dead_transaction_is_a_fault(void **state)
{
    kundo_arena_t    none;
    kundo_result_t   result;
    kundo_command_t  cmd;

    /* no memory at all */

    cmd = make_visitor_add();
    kundo_arena_init(&none, 0);

    assert_int_equal(kundo_apply(&store.txn, &none, &cmd, &result),
                     KUNDO_NO_MEMORY);
    assert_int_equal(result.rc, KUNDO_NO_MEMORY);
    kundo_arena_free(&none);

    store_abort();
    store_begin();

    /* a reader cannot be written through */

    store_commit();
    store_read();
    assert_true(kundo_rc_is_fault(run(make_visitor_add())));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(time_never_runs_backwards),
        domain_test(a_refusal_changes_nothing),
        domain_test(what_is_due_fires_once),
        domain_test(nothing_fires_before_its_time),
        domain_test(an_unknown_kind_is_only_deleted),
        domain_test(settings_are_rows_and_arm_the_trimming_once),
        domain_test(trimming_goes_on_every_hour_and_keeps_a_week),
        domain_test(a_key_is_forgotten_after_a_day),
        domain_test(a_dead_transaction_is_a_fault)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

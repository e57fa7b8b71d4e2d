/* Sessions: opened, renewed by use, ended, expired. */

#include "domain/kundo_session.c"
#include "unit/kundo_domain_test.h"


#define LIFE_MS  (30ULL * 86400 * 1000)


static kundo_command_t
add(uint64_t person, uint32_t generation)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SESSION_ADD, make_system());
    cmd.u.session_add.person = person;
    cmd.u.session_add.generation = generation;
    cmd.u.session_add.digest = kundo_str("fedcba9876543210");

    return cmd;
}


static kundo_command_t
renew(uint64_t no, uint64_t now_ms)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SESSION_RENEW, make_system());
    cmd.now_ms = now_ms;
    cmd.u.session_renew.session = no;

    return cmd;
}


static kundo_command_t
end(uint64_t no)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SESSION_END, make_system());
    cmd.u.session_end.session = no;

    return cmd;
}


static kundo_rc_t
get(uint64_t no, uint64_t now_ms)
{
    kundo_person_t   p;
    kundo_session_t  row;

    return kundo_session_get(&store.txn, no, now_ms, &row, &p);
}


static void
a_log_in_opens_a_session(void **state)
{
    kundo_person_t   p;
    kundo_session_t  row;

    assert_done(make_agent_add("a@x"));
    assert_done(add(1, 0));

    assert_int_equal(domain.result.no, 1);
    assert_int_equal(domain.result.session, 1);
    assert_int_equal(domain.result.expires_ms, MAKE_NOW_MS + LIFE_MS);

    assert_int_equal(kundo_session_get(&store.txn, 1, MAKE_NOW_MS, &row, &p),
                     KUNDO_OK);
    assert_int_equal(p.no, 1);
    assert_int_equal(row.person, 1);
    assert_int_equal(row.kind, KUNDO_PERSON_AGENT);
    assert_memory_equal(row.digest, "fedcba9876543210", 16);

    assert_int_equal(get(1, MAKE_NOW_MS + LIFE_MS - 1), KUNDO_OK);
    assert_int_equal(get(1, MAKE_NOW_MS + LIFE_MS), KUNDO_UNAUTHORIZED);
    assert_int_equal(get(2, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);
}


static void
an_account_that_changed_meanwhile_opens_nothing(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_agent_add("a@x"));

    assert_refused(add(1, 1), KUNDO_UNAUTHORIZED);
    assert_refused(add(2, 0), KUNDO_UNAUTHORIZED);

    cmd = add(1, 0);
    cmd.u.session_add.digest.len = 15;
    assert_refused(cmd, KUNDO_BAD_VALUE);

    assert_done(make_disable("a@x", 1));
    assert_refused(add(1, 1), KUNDO_UNAUTHORIZED);

    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 0);
}


static void
a_new_password_or_a_disabled_account_voids_sessions(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_agent_add("a@x"));
    assert_done(add(1, 0));

    cmd = make_command(KUNDO_COMMAND_AGENT_PASSWORD, make_system());
    cmd.u.agent_password.email = kundo_str("a@x");
    cmd.u.agent_password.hash = kundo_str("other");
    assert_done(cmd);

    assert_int_equal(get(1, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);

    assert_done(add(1, 1));
    assert_int_equal(get(2, MAKE_NOW_MS), KUNDO_OK);

    assert_done(make_disable("a@x", 1));
    assert_int_equal(get(2, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);

    /* enabled again is not logged in again */

    assert_done(make_disable("a@x", 0));
    assert_int_equal(get(2, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);
}


static void
use_renews_a_session(void **state)
{
    assert_done(make_visitor_add());
    assert_done(renew(1, MAKE_NOW_MS + LIFE_MS - 1));

    assert_int_equal(domain.result.expires_ms, MAKE_NOW_MS + 2 * LIFE_MS - 1);
    assert_int_equal(get(1, MAKE_NOW_MS + LIFE_MS), KUNDO_OK);

    /* the due row of the first life finds a second one */

    assert_done(make_fire(MAKE_NOW_MS + LIFE_MS, KUNDO_DUE_SESSION, 1));
    assert_false(domain.result.repeated);
    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 1);

    assert_done(make_fire(MAKE_NOW_MS + 2 * LIFE_MS - 1, KUNDO_DUE_SESSION,
                          1));
    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 0);
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 0);
    assert_int_equal(event_type(0), KUNDO_EVENT_SESSION_ENDED);
}


static void
an_expired_session_is_not_renewed(void **state)
{
    assert_done(make_visitor_add());

    assert_refused(renew(1, MAKE_NOW_MS + LIFE_MS), KUNDO_UNAUTHORIZED);
    assert_refused(renew(2, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);
    assert_int_equal(get(1, MAKE_NOW_MS + LIFE_MS - 1), KUNDO_OK);
}


static void
a_session_ends_once(void **state)
{
    kundo_journal_t  row;

    assert_done(make_visitor_add());
    assert_done(end(1));
    assert_false(domain.result.repeated);

    assert_int_equal(kundo_journal_get(&store.txn, store.txn.meta.last_jno,
                                       &row), KUNDO_OK);
    assert_int_equal(row.type, KUNDO_EVENT_SESSION_ENDED);
    assert_int_equal(row.audience, KUNDO_AUDIENCE_NOBODY);
    assert_int_equal(row.ref, 1);
    assert_int_equal(row.other, 1);

    assert_done(end(1));
    assert_true(domain.result.repeated);
    assert_int_equal(get(1, MAKE_NOW_MS), KUNDO_UNAUTHORIZED);

    /* its due row fires into the void */

    assert_done(make_fire(MAKE_NOW_MS + LIFE_MS, KUNDO_DUE_SESSION, 1));
    assert_int_equal(rows_of(KUNDO_TABLE_DUE), 0);
    assert_int_equal(store.txn.meta.last_jno, 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(a_log_in_opens_a_session),
        domain_test(an_account_that_changed_meanwhile_opens_nothing),
        domain_test(a_new_password_or_a_disabled_account_voids_sessions),
        domain_test(use_renews_a_session),
        domain_test(an_expired_session_is_not_renewed),
        domain_test(a_session_ends_once)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

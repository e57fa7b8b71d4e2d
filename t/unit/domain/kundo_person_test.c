/* Persons: visitors (S4.5) and agents, found by their address. */

#include "domain/kundo_person.c"
#include "unit/kundo_domain_test.h"


static void
a_visitor_may_stay_anonymous_S4_5(void **state)
{
    kundo_person_t  p;

    assert_done(make_visitor_add());
    assert_int_equal(domain.result.no, 1);
    assert_int_equal(domain.result.session, 1);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    assert_int_equal(p.kind, KUNDO_PERSON_VISITOR);
    assert_int_equal(p.created_ms, MAKE_NOW_MS);
    assert_null(p.name.data);
    assert_null(p.email.data);
    assert_null(p.phone.data);
    assert_null(p.locale.data);
    assert_null(p.hash.data);
    assert_false(p.verified);
    assert_false(p.disabled);
}


/* What is refused has left no person and no session behind. */

static void
a_visitor_without_a_digest_is_refused_before_anything(void **state)
{
    kundo_command_t  cmd;

    cmd = make_visitor_add();
    cmd.u.visitor_add.digest = kundo_str("short");

    assert_refused(cmd, KUNDO_BAD_VALUE);
    assert_int_equal(rows_of(KUNDO_TABLE_PERSON), 0);
    assert_int_equal(rows_of(KUNDO_TABLE_SESSION), 0);
}


static void
a_visitor_says_who_she_is_and_is_not_verified_D9(void **state)
{
    kundo_person_t   p;
    kundo_command_t  cmd;

    assert_done(make_visitor_add());

    cmd = make_command(KUNDO_COMMAND_VISITOR_UPDATE, make_visitor(1));
    cmd.u.visitor_update.given = KUNDO_GIVEN_NAME | KUNDO_GIVEN_PHONE;
    cmd.u.visitor_update.name = kundo_str("Eva");
    cmd.u.visitor_update.email = kundo_str("not given");
    cmd.u.visitor_update.phone = kundo_str("");

    assert_done(cmd);
    assert_int_equal(event_type(0), KUNDO_EVENT_PERSON_CHANGED);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    kundo_assert_str(p.name, "Eva");
    assert_null(p.email.data);
    assert_non_null(p.phone.data);
    assert_int_equal(p.phone.len, 0);
    assert_false(p.verified);

    /* null again */

    cmd.u.visitor_update.given = KUNDO_GIVEN_NAME;
    cmd.u.visitor_update.name = kundo_str_null;
    assert_done(cmd);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    assert_null(p.name.data);
    assert_non_null(p.phone.data);

    cmd.actor = make_visitor(9);
    assert_refused(cmd, KUNDO_NOT_FOUND);
}


static void
an_agent_has_one_address_whatever_its_case(void **state)
{
    uint64_t         no;
    kundo_person_t   p;
    kundo_command_t  cmd;

    cmd = make_agent_add("Eva@Example.com");
    cmd.u.agent_add.role = KUNDO_ROLE_ADMIN;
    assert_done(cmd);

    assert_refused(make_agent_add("eva@example.COM"), KUNDO_EXISTS);

    assert_int_equal(kundo_person_find_agent(&store.txn,
                                             kundo_str("EVA@example.com"),
                                             &no), KUNDO_OK);
    assert_int_equal(no, 1);
    assert_int_equal(kundo_person_find_agent(&store.txn,
                                             kundo_str("eva@example.co"),
                                             &no), KUNDO_NOT_FOUND);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    assert_int_equal(p.role, KUNDO_ROLE_ADMIN);
    kundo_assert_str(p.email, "Eva@Example.com");
    kundo_assert_str(p.hash, "hash");
    assert_true(p.verified);
}


static void
a_very_long_address_fits_a_key(void **state)
{
    char             email[KUNDO_KEY_MAX_BYTES + 100];
    uint64_t         no;

    memset(email, 'x', sizeof(email) - 1);
    email[sizeof(email) - 1] = '\0';

    assert_done(make_agent_add(email));
    assert_int_equal(kundo_person_find_agent(&store.txn,
                                             kundo_str_cstr(email), &no),
                     KUNDO_OK);
}


static void
another_password_makes_another_generation(void **state)
{
    kundo_person_t   p;
    kundo_command_t  cmd;

    assert_done(make_agent_add("a@x"));

    cmd = make_command(KUNDO_COMMAND_AGENT_PASSWORD, make_system());
    cmd.u.agent_password.email = kundo_str("A@X");
    cmd.u.agent_password.hash = kundo_str("other");
    assert_done(cmd);
    assert_int_equal(event_type(0), KUNDO_EVENT_PERSON_CHANGED);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    kundo_assert_str(p.hash, "other");
    assert_int_equal(p.generation, 1);

    cmd.u.agent_password.email = kundo_str("b@x");
    assert_refused(cmd, KUNDO_NOT_FOUND);
}


static void
a_disabled_agent_is_offline(void **state)
{
    kundo_person_t  p;

    assert_done(make_agent_add("a@x"));
    assert_done(make_flow_add("f", 9));
    assert_done(make_presence(1, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_visitor_add());
    assert_done(make_start(2, "f"));
    assert_int_equal(hot_of(1).agent, 1);

    assert_done(make_disable("a@x", 1));
    assert_false(domain.result.repeated);
    assert_int_equal(presence_of(1).state, KUNDO_STATE_OFFLINE);
    assert_int_equal(hot_of(1).agent, 0);

    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    assert_true(p.disabled);
    assert_int_equal(p.generation, 1);

    assert_done(make_disable("a@x", 1));
    assert_true(domain.result.repeated);

    assert_done(make_disable("a@x", 0));
    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);
    assert_false(p.disabled);

    assert_refused(make_disable("none@x", 1), KUNDO_NOT_FOUND);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint8_t         key[8], row[4] = { 9, 0, 0, 0 };
    kundo_person_t  p;

    kundo_be64_put(key, 1);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PERSON,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(row, 4)), KUNDO_OK);
    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_DAMAGED);

    row[0] = KUNDO_PERSON_ROW;
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PERSON,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(row, 4)), KUNDO_OK);
    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_DAMAGED);
    assert_int_equal(kundo_person_get(&store.txn, 2, &p), KUNDO_NOT_FOUND);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(a_visitor_may_stay_anonymous_S4_5),
        domain_test(a_visitor_without_a_digest_is_refused_before_anything),
        domain_test(a_visitor_says_who_she_is_and_is_not_verified_D9),
        domain_test(an_agent_has_one_address_whatever_its_case),
        domain_test(a_very_long_address_fits_a_key),
        domain_test(another_password_makes_another_generation),
        domain_test(a_disabled_agent_is_offline),
        domain_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

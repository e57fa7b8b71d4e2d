/* Visitors whom the site names: one subject, one person (S4.5, D9). */

#include "domain/kundo_visitor.c"
#include "unit/kundo_domain_test.h"


static kundo_command_t
add(const char *subject, const char *name)
{
    kundo_command_t  cmd;

    cmd = make_visitor_add();
    cmd.u.visitor_add.subject = kundo_str_cstr(subject);
    cmd.u.visitor_add.verified = 1;
    cmd.u.visitor_add.name = kundo_str_cstr(name);

    return cmd;
}


static kundo_command_t
bind(uint64_t visitor, const char *subject)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_VISITOR_UPDATE, make_visitor(visitor));
    cmd.u.visitor_update.given = KUNDO_GIVEN_NAME | KUNDO_GIVEN_EMAIL;
    cmd.u.visitor_update.name = kundo_str("Eva");
    cmd.u.visitor_update.subject = kundo_str_cstr(subject);
    cmd.u.visitor_update.verified = 1;

    return cmd;
}


static kundo_person_t
person(uint64_t no)
{
    kundo_person_t  p;

    assert_int_equal(kundo_person_get(&store.txn, no, &p), KUNDO_OK);

    return p;
}


static void
a_subject_is_the_same_person_again_S4_5(void **state)
{
    kundo_person_t  p;

    assert_done(add("42", "Eva"));
    assert_int_equal(domain.result.no, 1);
    assert_true(person(1).verified);

    assert_done(add("43", "Kim"));
    assert_int_equal(domain.result.no, 2);

    assert_done(add("42", "Eva-Lena"));
    assert_int_equal(domain.result.no, 1);
    assert_int_equal(domain.result.session, 3);
    assert_int_equal(event_type(0), KUNDO_EVENT_PERSON_CHANGED);

    p = person(1);
    assert_true(kundo_str_eq(p.name, kundo_str("Eva-Lena")));
    assert_null(p.email.data);
    assert_int_equal(rows_of(KUNDO_TABLE_PERSON), 2);
}


/* Neither a part of a subject nor another case of it, nor what she says. */

static void
nothing_else_finds_her_D9(void **state)
{
    kundo_command_t  cmd;

    assert_done(add("Eva@example.com", "Eva"));
    assert_done(add("eva@example.com", "Eva"));
    assert_int_equal(domain.result.no, 2);
    assert_done(add("Eva@example.co", "Eva"));
    assert_int_equal(domain.result.no, 3);

    cmd = make_visitor_add();
    cmd.u.visitor_add.name = kundo_str("Eva");
    cmd.u.visitor_add.email = kundo_str("Eva@example.com");

    assert_done(cmd);
    assert_int_equal(domain.result.no, 4);
    assert_false(person(4).verified);
}


static void
an_anonymous_visitor_logs_in_later_S4_5(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_visitor_add());
    assert_done(bind(1, "42"));
    assert_true(person(1).verified);

    assert_done(bind(1, "42"));
    assert_done(add("42", "Eva"));
    assert_int_equal(domain.result.no, 1);

    /* what she says herself is no more vouched for; she stays who she is */

    cmd = make_command(KUNDO_COMMAND_VISITOR_UPDATE, make_visitor(1));
    cmd.u.visitor_update.given = KUNDO_GIVEN_NAME;
    cmd.u.visitor_update.name = kundo_str("Somebody");

    assert_done(cmd);
    assert_false(person(1).verified);
    assert_true(person(1).subject);
}


static void
nobody_becomes_somebody_else_D9(void **state)
{
    assert_done(add("42", "Eva"));
    assert_done(make_visitor_add());
    assert_done(add("43", "Kim"));

    assert_refused(bind(2, "42"), KUNDO_EXISTS);
    assert_refused(bind(3, "42"), KUNDO_EXISTS);
    assert_refused(bind(3, "44"), KUNDO_EXISTS);
    assert_false(person(2).subject);

    assert_done(add("44", "Ada"));
    assert_int_equal(domain.result.no, 4);
}


static void
a_subject_that_fits_no_key_is_refused(void **state)
{
    char  subject[KUNDO_KEY_MAX_BYTES + 1];

    memset(subject, 'x', sizeof(subject));
    subject[KUNDO_KEY_MAX_BYTES] = '\0';

    assert_refused(add("", "Eva"), KUNDO_BAD_VALUE);
    assert_refused(add(subject, "Eva"), KUNDO_BAD_VALUE);
    assert_int_equal(rows_of(KUNDO_TABLE_PERSON), 0);

    subject[KUNDO_KEY_MAX_BYTES - 1] = '\0';
    assert_done(add(subject, "Eva"));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(a_subject_is_the_same_person_again_S4_5),
        domain_test(nothing_else_finds_her_D9),
        domain_test(an_anonymous_visitor_logs_in_later_S4_5),
        domain_test(nobody_becomes_somebody_else_D9),
        domain_test(a_subject_that_fits_no_key_is_refused)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Flows: rows, who may work in them, changes. */

#include "domain/kundo_flow.c"
#include "unit/kundo_domain_test.h"


static kundo_command_t
update(const char *id, uint64_t given)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str_cstr(id);
    cmd.u.flow_update.given = given;
    cmd.u.flow_update.name = kundo_str("Other");
    cmd.u.flow_update.welcome = kundo_str("Hej");
    cmd.u.flow_update.agents = kundo_str_make("\0\0\0\0\0\0\0\7", 8);
    cmd.u.flow_update.max_queue = 77;

    return cmd;
}


static kundo_flow_t
flow(const char *id)
{
    kundo_flow_t  f;

    assert_int_equal(kundo_flow_find(&store.txn, kundo_str_cstr(id), &f),
                     KUNDO_OK);

    return f;
}


static void
a_flow_comes_back_as_it_was(void **state)
{
    kundo_flow_t     f;
    kundo_command_t  cmd;

    cmd = make_flow_add("support", 5);
    cmd.u.flow_add.welcome = kundo_str("");
    assert_done(cmd);
    assert_int_equal(domain.result.no, 1);
    assert_int_equal(event_type(0), KUNDO_EVENT_FLOW_CHANGED);

    f = flow("support");
    assert_int_equal(f.no, 1);
    assert_int_equal(f.created_ms, MAKE_NOW_MS);
    assert_int_equal(f.max_queue, 5);
    assert_true(f.public);
    assert_true(f.any_agent);
    assert_true(f.show_agents);
    kundo_assert_str(f.name, "Flow");

    /* an empty welcome is one, none is none (S2.5) */

    assert_non_null(f.welcome.data);
    assert_done(make_flow_add("none", 5));
    f = flow("none");
    assert_null(f.welcome.data);
    assert_int_equal(f.no, 2);
}


static void
an_id_is_taken_once_and_exactly(void **state)
{
    kundo_flow_t  f;

    assert_done(make_flow_add("a", 5));
    assert_refused(make_flow_add("a", 5), KUNDO_EXISTS);
    assert_done(make_flow_add("A", 5));
    assert_done(make_flow_add("ab", 5));

    assert_int_equal(kundo_flow_find(&store.txn, kundo_str("abc"), &f),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_flow_find(&store.txn, kundo_str(""), &f),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_flow_get(&store.txn, 4, &f), KUNDO_NOT_FOUND);
}


/* An id that is too long is not another one's that begins like it. */

static void
a_long_id_is_not_cut_to_anothers(void **state)
{
    char          a[KUNDO_ID_MAX + 1], b[KUNDO_ID_MAX + 40];
    kundo_flow_t  f;

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    a[KUNDO_ID_MAX] = '\0';
    b[sizeof(b) - 1] = '\0';

    assert_done(make_flow_add(a, 5));
    assert_int_equal(kundo_flow_find(&store.txn, kundo_str_cstr(b), &f),
                     KUNDO_NOT_FOUND);
}


static void
only_what_is_given_changes(void **state)
{
    kundo_flow_t  f;

    assert_done(make_flow_add("f", 5));

    assert_done(update("f", KUNDO_GIVEN_NAME));
    f = flow("f");
    kundo_assert_str(f.name, "Other");
    assert_null(f.welcome.data);
    assert_true(f.any_agent);
    assert_true(f.public);
    assert_true(f.show_agents);
    assert_int_equal(f.max_queue, 5);

    assert_done(update("f", KUNDO_GIVEN_SHOW_AGENTS));
    f = flow("f");
    assert_false(f.show_agents);
    assert_true(f.public);

    assert_done(update("f", KUNDO_GIVEN_WELCOME | KUNDO_GIVEN_MAX_QUEUE));
    f = flow("f");
    kundo_assert_str(f.welcome, "Hej");
    assert_int_equal(f.max_queue, 77);
    assert_true(f.public);

    assert_done(update("f", KUNDO_GIVEN_PUBLIC));
    f = flow("f");
    assert_false(f.public);
    assert_int_equal(f.created_ms, MAKE_NOW_MS);

    assert_refused(update("g", KUNDO_GIVEN_NAME), KUNDO_NOT_FOUND);
}


static void
named_agents_may_work_in_it_or_all(void **state)
{
    kundo_flow_t  f;

    assert_done(make_flow_add("f", 5));
    f = flow("f");
    assert_true(kundo_flow_allows(&f, 1));

    assert_done(update("f", KUNDO_GIVEN_AGENTS));
    f = flow("f");
    assert_false(kundo_flow_allows(&f, 1));
    assert_true(kundo_flow_allows(&f, 7));

    /* a piece of a number is none */

    f.agents.len = 7;
    assert_false(kundo_flow_allows(&f, 7));
}


static void
active_ones_are_counted(void **state)
{
    uint64_t      n;
    kundo_work_t  w = domain_work();

    assert_int_equal(kundo_flow_active(&store.txn, 1, &n), KUNDO_OK);
    assert_int_equal(n, 0);
    assert_int_equal(kundo_flow_active_by(&w, 1, 1), KUNDO_OK);
    assert_int_equal(kundo_flow_active_by(&w, 1, 1), KUNDO_OK);
    assert_int_equal(kundo_flow_active_by(&w, 1, -1), KUNDO_OK);
    assert_int_equal(kundo_flow_active(&store.txn, 1, &n), KUNDO_OK);
    assert_int_equal(n, 1);
    assert_int_equal(kundo_flow_active(&store.txn, 2, &n), KUNDO_OK);
    assert_int_equal(n, 0);
}


static void
there_is_a_bound(void **state)
{
    store.txn.meta.last_fno = KUNDO_FLOWS_MAX;
    assert_refused(make_flow_add("f", 5), KUNDO_TOO_LARGE);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint8_t       row[14];
    kundo_flow_t  f;

    memset(row, 0, sizeof(row));

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_FLOW,
                                     kundo_str_make("\0\0\0\1", 4),
                                     kundo_str_make(row, sizeof(row))),
                     KUNDO_OK);
    assert_int_equal(kundo_flow_get(&store.txn, 1, &f), KUNDO_DAMAGED);

    row[0] = KUNDO_FLOW_ROW;
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_FLOW,
                                     kundo_str_make("\0\0\0\1", 4),
                                     kundo_str_make(row, sizeof(row))),
                     KUNDO_OK);
    assert_int_equal(kundo_flow_get(&store.txn, 1, &f), KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(a_flow_comes_back_as_it_was),
        domain_test(an_id_is_taken_once_and_exactly),
        domain_test(a_long_id_is_not_cut_to_anothers),
        domain_test(only_what_is_given_changes),
        domain_test(named_agents_may_work_in_it_or_all),
        domain_test(active_ones_are_counted),
        domain_test(there_is_a_bound),
        domain_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

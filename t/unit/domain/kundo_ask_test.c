/* Ask: fields, levels, and whether a visitor has told enough. */

#include "domain/kundo_ask.c"
#include "unit/kundo_store_test.h"


static kundo_arena_t  arena;


static void
assert_rendered(kundo_ask_t ask, const char *wanted)
{
    kundo_out_t  out;

    kundo_out_init(&out, &arena, 64);
    kundo_ask_render(&out, ask);

    assert_false(out.failed);
    assert_int_equal(out.len, strlen(wanted));
    assert_memory_equal(out.data, wanted, out.len);
}


static void
fields_are_added_and_taken_away(void **state)
{
    kundo_ask_t  ask = 0;

    assert_rendered(ask, "{}");

    assert_int_equal(kundo_ask_add(&ask, kundo_str("phone"),
                                   kundo_str("optional")), KUNDO_OK);
    assert_rendered(ask, "{\"phone\":\"optional\"}");

    assert_int_equal(kundo_ask_add(&ask, kundo_str("name"),
                                   kundo_str("required")), KUNDO_OK);
    assert_int_equal(kundo_ask_add(&ask, kundo_str("email"),
                                   kundo_str("required")), KUNDO_OK);
    assert_rendered(ask, "{\"name\":\"required\",\"email\":\"required\","
                         "\"phone\":\"optional\"}");

    assert_int_equal(kundo_ask_add(&ask, kundo_str("email"),
                                   kundo_str("optional")), KUNDO_OK);
    assert_int_equal(kundo_ask_add(&ask, kundo_str("name"),
                                   kundo_str("no")), KUNDO_OK);
    assert_rendered(ask, "{\"email\":\"optional\",\"phone\":\"optional\"}");

    assert_int_equal(kundo_ask_add(&ask, kundo_str("mail"),
                                   kundo_str("no")), KUNDO_BAD_VALUE);
    assert_int_equal(kundo_ask_add(&ask, kundo_str("email"),
                                   kundo_str("yes")), KUNDO_BAD_VALUE);
    assert_rendered(ask, "{\"email\":\"optional\",\"phone\":\"optional\"}");
}


static void
what_is_required_must_be_told(void **state)
{
    kundo_ask_t     ask = 0;
    kundo_person_t  p;

    memset(&p, 0, sizeof(p));
    assert_true(kundo_ask_is_answered(ask, &p));

    assert_int_equal(kundo_ask_add(&ask, kundo_str("email"),
                                   kundo_str("optional")), KUNDO_OK);
    assert_true(kundo_ask_is_answered(ask, &p));

    assert_int_equal(kundo_ask_add(&ask, kundo_str("phone"),
                                   kundo_str("required")), KUNDO_OK);
    assert_false(kundo_ask_is_answered(ask, &p));

    p.name = kundo_str("Eva");
    p.email = kundo_str("eva@example.com");
    assert_false(kundo_ask_is_answered(ask, &p));

    p.phone = kundo_str("070");
    assert_true(kundo_ask_is_answered(ask, &p));

    assert_int_equal(kundo_ask_add(&ask, kundo_str("name"),
                                   kundo_str("required")), KUNDO_OK);
    assert_true(kundo_ask_is_answered(ask, &p));
    p.name = kundo_str_null;
    assert_false(kundo_ask_is_answered(ask, &p));
}


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 16);
    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(fields_are_added_and_taken_away),
        cmocka_unit_test(what_is_required_must_be_told)
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

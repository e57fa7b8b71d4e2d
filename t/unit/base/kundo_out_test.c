/* Output: growth, remembered failure, numbers. */

#include "base/kundo_out.c"
#include "unit/kundo_test.h"


#define out_str(o)  kundo_str_make((o)->data, (o)->len)


static void
it_grows_from_nothing(void **state)
{
    size_t         i;
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1 << 20);
    kundo_out_init(&o, &a, 0);

    for (i = 0; i < 10000; i++) {
        kundo_out_lit(&o, "ab");
        kundo_out_str(&o, kundo_str("c"));
    }

    assert_false(o.failed);
    assert_int_equal(o.len, 30000);

    for (i = 0; i < o.len; i++) {
        assert_int_equal(o.data[i], "abc"[i % 3]);
    }

    kundo_arena_free(&a);
}


static void
nothing_may_be_null(void **state)
{
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1 << 20);
    kundo_out_init(&o, &a, 4);
    kundo_out_str(&o, kundo_str_null);

    assert_int_equal(o.len, 0);
    assert_false(o.failed);

    kundo_arena_free(&a);
}


static void
room_is_used_by_the_caller(void **state)
{
    uint8_t       *p;
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1 << 20);
    kundo_out_init(&o, &a, 1);
    kundo_out_lit(&o, "x");

    p = kundo_out_room(&o, 3);
    memcpy(p, "yzw", 3);
    o.len += 2;

    kundo_out_lit(&o, "!");
    kundo_assert_str(out_str(&o), "xyz!");

    kundo_arena_free(&a);
}


static void
a_failure_is_remembered(void **state)
{
    size_t         i, len;
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1000);
    kundo_out_init(&o, &a, 10);

    for (i = 0; i < 10000 && !o.failed; i++) {
        kundo_out_lit(&o, "0123456789");
    }

    assert_true(o.failed);

    len = o.len;
    kundo_out_lit(&o, "x");
    assert_null(kundo_out_room(&o, 0));
    assert_int_equal(o.len, len);

    kundo_arena_free(&a);

    /* already at the start */

    kundo_out_init(&o, &a, 1001);
    assert_true(o.failed);
    kundo_out_lit(&o, "x");
    assert_int_equal(o.len, 0);

    kundo_arena_free(&a);
}


static void
numbers_are_decimal(void **state)
{
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1 << 20);
    kundo_out_init(&o, &a, 1);

    kundo_out_u64(&o, 0);
    kundo_out_lit(&o, " ");
    kundo_out_u64(&o, 9);
    kundo_out_lit(&o, " ");
    kundo_out_u64(&o, 10);
    kundo_out_lit(&o, " ");
    kundo_out_u64(&o, UINT64_MAX);

    kundo_assert_str(out_str(&o), "0 9 10 18446744073709551615");

    kundo_arena_free(&a);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(it_grows_from_nothing),
        cmocka_unit_test(nothing_may_be_null),
        cmocka_unit_test(room_is_used_by_the_caller),
        cmocka_unit_test(a_failure_is_remembered),
        cmocka_unit_test(numbers_are_decimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pairs: how often of each, and in which order (S1.8). */

#include "base/kundo_limit.h"
#include "domain/kundo_pairs.h"
#include "unit/kundo_test.h"


static kundo_arena_t  arena;
static kundo_pairs_t  pairs;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, KUNDO_STATISTICS_BYTES);
    kundo_pairs_init(&pairs, &arena);

    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


#define pairs_test(f)                                                         \
    cmocka_unit_test_setup_teardown(f, set_up, tear_down)


static void
add(uint64_t from, uint64_t to, int automatic)
{
    assert_int_equal(kundo_pairs_add(&pairs, from, to, automatic), KUNDO_OK);
}


static void
assert_pair(size_t i, uint64_t from, uint64_t to, uint32_t count,
    uint32_t automatic)
{
    assert_int_equal(pairs.pairs[i].from, from);
    assert_int_equal(pairs.pairs[i].to, to);
    assert_int_equal(pairs.pairs[i].count, count);
    assert_int_equal(pairs.pairs[i].automatic, automatic);
}


static void
none_is_an_empty_list(void **state)
{
    assert_int_equal(kundo_pairs_sort(&pairs), KUNDO_OK);
    assert_int_equal(pairs.n, 0);
    assert_int_equal(pairs.count, 0);
}


static void
the_most_frequent_come_first_then_the_numbers(void **state)
{
    add(3, 1, 0);
    add(2, 1, 1);
    add(9, 9, 0);
    add(9, 9, 1);
    add(2, 0, 0);

    assert_int_equal(kundo_pairs_sort(&pairs), KUNDO_OK);

    assert_int_equal(pairs.n, 4);
    assert_pair(0, 9, 9, 2, 1);
    assert_pair(1, 2, 0, 1, 0);
    assert_pair(2, 2, 1, 1, 1);
    assert_pair(3, 3, 1, 1, 0);
    assert_int_equal(pairs.count, 5);
    assert_int_equal(pairs.automatic, 2);
}


/* There and back are two pairs, also as the hash grows. */

static void
each_of_many_is_counted(void **state)
{
    uint64_t  i, round;

    for (round = 0; round < 3; round++) {
        for (i = 0; i < 10000; i++) {
            add(i / 100, i % 100, round == 2);
        }
    }

    assert_int_equal(kundo_pairs_sort(&pairs), KUNDO_OK);
    assert_int_equal(pairs.n, 10000);

    for (i = 0; i < 10000; i++) {
        assert_pair(i, i / 100, i % 100, 3, 1);
    }
}


static void
too_many_are_refused(void **state)
{
    uint64_t  i;

    for (i = 0; i < KUNDO_STATISTICS_GROUPS; i++) {
        add(i, i + 1, 0);
    }

    assert_int_equal(kundo_pairs_add(&pairs, i, 1, 0), KUNDO_TOO_LARGE);

    /* those that there are go on */

    add(0, 1, 0);
    assert_int_equal(pairs.n, KUNDO_STATISTICS_GROUPS);
}


static void
a_number_that_does_not_fit_is_refused(void **state)
{
    assert_int_equal(kundo_pairs_add(&pairs, 1ULL << 32, 1, 0),
                     KUNDO_TOO_LARGE);
    assert_int_equal(kundo_pairs_add(&pairs, 1, 1ULL << 32, 0),
                     KUNDO_TOO_LARGE);
    add(UINT32_MAX, UINT32_MAX, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        pairs_test(none_is_an_empty_list),
        pairs_test(the_most_frequent_come_first_then_the_numbers),
        pairs_test(each_of_many_is_counted),
        pairs_test(too_many_are_refused),
        pairs_test(a_number_that_does_not_fit_is_refused)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

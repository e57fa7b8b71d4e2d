/* Statistics: groups, means, medians, percentiles. */

#include "domain/kundo_statistics.c"
#include "unit/kundo_test.h"


static kundo_arena_t       arena;
static kundo_statistics_t  st;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, KUNDO_STATISTICS_BYTES);
    kundo_statistics_init(&st, &arena);

    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


#define statistics_test(f)                                                    \
    cmocka_unit_test_setup_teardown(f, set_up, tear_down)


static void
time_of(uint64_t key, uint64_t ms)
{
    assert_int_equal(kundo_statistics_time(&st, key, 0, ms), KUNDO_OK);
}


static void
finish(void)
{
    assert_int_equal(kundo_statistics_finish(&st), KUNDO_OK);
}


static void
no_times_are_all_zero(void **state)
{
    assert_int_equal(kundo_statistics_count(&st, 1, 0), KUNDO_OK);
    finish();

    assert_int_equal(st.n, 1);
    assert_int_equal(st.groups[0].spread[0].n, 0);
    assert_int_equal(st.groups[0].spread[0].median, 0);
    assert_int_equal(st.total.count[0], 1);
}


static void
one_time_is_its_own_median_and_percentile(void **state)
{
    time_of(7, 1234);
    finish();

    assert_int_equal(st.groups[0].key, 7);
    assert_int_equal(st.groups[0].spread[0].mean, 1234);
    assert_int_equal(st.groups[0].spread[0].median, 1234);
    assert_int_equal(st.groups[0].spread[0].p90, 1234);
    assert_int_equal(st.total.spread[0].p90, 1234);
}


static void
an_even_number_has_the_mean_of_the_middle(void **state)
{
    time_of(1, 40);
    time_of(1, 10);
    time_of(1, 31);
    time_of(1, 20);
    finish();

    assert_int_equal(st.groups[0].spread[0].median, 25);
    assert_int_equal(st.groups[0].spread[0].mean, 25);
    assert_int_equal(st.groups[0].spread[0].p90, 40);
}


static void
nine_of_ten_do_not_exceed_p90(void **state)
{
    unsigned  i;

    for (i = 1; i <= 10; i++) {
        time_of(1, i * 100);
    }

    finish();
    assert_int_equal(st.groups[0].spread[0].p90, 900);
}


/* More than one block, more groups than the first hash, in any order. */

static void
many_are_sorted_each_in_its_group(void **state)
{
    uint64_t        x;
    unsigned        i, n;
    kundo_group_t  *g;

    n = 3 * KUNDO_TIMES_BLOCK;

    for (i = 0, x = 1; i < n; i++) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        time_of(i % 300, i % 300 + 1000 * (x >> 40) % 7000000000ULL);
    }

    time_of(300, 1ULL << 40);
    finish();
    kundo_statistics_by_key(&st);

    assert_int_equal(st.n, 301);
    assert_int_equal(st.total.spread[0].n, n + 1);

    for (i = 0; i < 300; i++) {
        g = &st.groups[i];
        assert_int_equal(g->key, i);
        assert_int_equal(g->spread[0].n, (n + 299 - i) / 300);
        assert_true(g->spread[0].median <= g->spread[0].p90);
        assert_true(g->spread[0].p90 < 7000000000ULL + 300);
    }

    assert_int_equal(st.groups[300].spread[0].median, 1ULL << 40);
}


static void
the_greatest_come_first_then_the_keys(void **state)
{
    (void) kundo_statistics_count(&st, 3, 0);
    (void) kundo_statistics_count(&st, 2, 0);
    (void) kundo_statistics_count(&st, 9, 0);
    (void) kundo_statistics_count(&st, 9, 0);

    kundo_statistics_by_count(&st);

    assert_int_equal(st.groups[0].key, 9);
    assert_int_equal(st.groups[1].key, 2);
    assert_int_equal(st.groups[2].key, 3);
}


static void
too_many_groups_are_refused(void **state)
{
    uint64_t    i;
    kundo_rc_t  rc = KUNDO_OK;

    for (i = 0; rc == KUNDO_OK && i < 10 * KUNDO_STATISTICS_GROUPS; i++) {
        rc = kundo_statistics_count(&st, i, 0);
    }

    assert_int_equal(rc, KUNDO_TOO_LARGE);
    assert_true(i > KUNDO_STATISTICS_GROUPS);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        statistics_test(no_times_are_all_zero),
        statistics_test(one_time_is_its_own_median_and_percentile),
        statistics_test(an_even_number_has_the_mean_of_the_middle),
        statistics_test(nine_of_ten_do_not_exceed_p90),
        statistics_test(many_are_sorted_each_in_its_group),
        statistics_test(the_greatest_come_first_then_the_keys),
        statistics_test(too_many_groups_are_refused)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Due index: in order of time, then kind, then number. */

#include "store/kundo_due.c"
#include "unit/kundo_store_test.h"


static kundo_due_t  rows[100];
static uint64_t     next_ms;
static unsigned     n;


static void
put(uint64_t ms, unsigned kind, uint64_t no)
{
    kundo_due_t  due = { ms, no, kundo_str("v"), (uint8_t) kind };

    assert_int_equal(kundo_due_put(&store.txn, &due), KUNDO_OK);
}


#define head(now, max)                                                        \
    assert_int_equal(kundo_due_head(&store.txn, now, rows, max, &n,           \
                                    &next_ms), KUNDO_OK)


static void
the_head_is_what_is_due_in_order(void **state)
{
    put(300, 1, 1);
    put(100, 2, 9);
    put(100, 2, 3);
    put(100, 1, 7);
    put(256, 1, 1);

    head(99, 100);
    assert_int_equal(n, 0);
    assert_int_equal(next_ms, 100);

    head(256, 100);
    assert_int_equal(n, 4);
    assert_int_equal(next_ms, 300);

    assert_int_equal(rows[0].ms, 100);
    assert_int_equal(rows[0].kind, 1);
    assert_int_equal(rows[0].no, 7);
    assert_int_equal(rows[1].no, 3);
    assert_int_equal(rows[2].no, 9);
    assert_int_equal(rows[3].ms, 256);
    kundo_assert_str(rows[3].value, "v");

    head(1000, 100);
    assert_int_equal(n, 5);
    assert_int_equal(next_ms, 0);
}


static void
no_more_than_asked_for_and_the_time_of_the_next(void **state)
{
    put(1, 1, 1);
    put(2, 1, 1);
    put(3, 1, 1);

    head(10, 2);
    assert_int_equal(n, 2);
    assert_int_equal(next_ms, 3);

    head(10, 3);
    assert_int_equal(n, 3);
    assert_int_equal(next_ms, 0);
}


static void
an_empty_index_has_no_head(void **state)
{
    head(UINT64_MAX, 1);
    assert_int_equal(n, 0);
    assert_int_equal(next_ms, 0);
}


static void
a_row_is_one_however_often_it_is_put(void **state)
{
    kundo_str_t  v;

    put(5, 1, 1);
    put(5, 1, 1);

    head(5, 100);
    assert_int_equal(n, 1);

    assert_int_equal(kundo_due_get(&store.txn, 5, 1, 1, &v), KUNDO_OK);
    assert_int_equal(kundo_due_delete(&store.txn, 5, 1, 1), KUNDO_OK);
    assert_int_equal(kundo_due_get(&store.txn, 5, 1, 1, &v),
                     KUNDO_NOT_FOUND);

    /* gone already: by another worker */

    assert_int_equal(kundo_due_delete(&store.txn, 5, 1, 1), KUNDO_OK);
}


static void
times_are_in_order_whatever_their_size(void **state)
{
    unsigned  i;

    static const uint64_t  times[] = {
        0, 1, 255, 256, 65535, 65536, 1ULL << 32, (1ULL << 40) + 1,
        1795249800000ULL, UINT64_MAX - 1
    };

    for (i = 0; i < 10; i++) {
        put(times[(i * 7) % 10], 1, 1);
    }

    head(UINT64_MAX, 100);
    assert_int_equal(n, 10);

    for (i = 0; i < 10; i++) {
        assert_int_equal(rows[i].ms, times[i]);
    }
}


static void
a_key_of_another_length_is_damage(void **state)
{
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_DUE,
                                     kundo_str("short"), kundo_str_null),
                     KUNDO_OK);
    assert_int_equal(kundo_due_head(&store.txn, 1, rows, 9, &n, &next_ms),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(the_head_is_what_is_due_in_order),
        store_test(no_more_than_asked_for_and_the_time_of_the_next),
        store_test(an_empty_index_has_no_head),
        store_test(a_row_is_one_however_often_it_is_put),
        store_test(times_are_in_order_whatever_their_size),
        store_test(a_key_of_another_length_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

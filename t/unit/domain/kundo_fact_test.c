/* Facts: periods, places to go on from, pieces. */

#include "domain/kundo_fact.c"
#include "unit/kundo_cast_test.h"


#define MANY  (2 * KUNDO_FACT_PIECE + 3)

static struct {
    uint64_t  ms[MANY];
    uint64_t  n[MANY];
    unsigned  got;
    unsigned  stop;
} seen;


static kundo_rc_t
each(void *data, const kundo_fact_at_t *fact)
{
    if (seen.got == seen.stop) {
        return KUNDO_NOT_FOUND;
    }

    assert_true(seen.got < MANY);
    seen.ms[seen.got] = fact->ms;
    seen.n[seen.got++] = fact->n;

    return KUNDO_OK;
}


static void
walk(int back, uint64_t from_ms, uint64_t to_ms, kundo_fact_at_t beyond)
{
    kundo_fact_range_t  range;

    memset(&range, 0, sizeof(range));
    range.type = KUNDO_FACT_LEFT;
    range.back = back;
    range.from_ms = from_ms;
    range.to_ms = to_ms;
    range.beyond = beyond;

    seen.got = 0;
    assert_int_equal(kundo_fact_walk(&store.txn, &range, each, NULL),
                     KUNDO_OK);
}


static const kundo_fact_at_t  from_the_start;


static void
put(uint64_t ms, kundo_fact_type_t type)
{
    kundo_fact_t  fact;
    kundo_work_t  w;

    memset(&w, 0, sizeof(w));
    memset(&fact, 0, sizeof(fact));
    w.txn = &store.txn;
    w.now_ms = ms;

    assert_int_equal(kundo_fact_put(&w, type, &fact), KUNDO_OK);
}


static void
a_period_has_its_first_moment_and_not_its_last(void **state)
{
    seen.stop = MANY;
    put(10, KUNDO_FACT_LEFT);
    put(20, KUNDO_FACT_LEFT);
    put(20, KUNDO_FACT_LEFT);
    put(20, KUNDO_FACT_CLOSED);
    put(30, KUNDO_FACT_LEFT);

    walk(0, 10, 30, from_the_start);
    assert_int_equal(seen.got, 3);
    assert_int_equal(seen.ms[0], 10);
    assert_int_equal(seen.n[2], 3);

    walk(1, 11, 31, from_the_start);
    assert_int_equal(seen.got, 3);
    assert_int_equal(seen.ms[0], 30);
    assert_int_equal(seen.n[1], 3);
    assert_int_equal(seen.n[2], 2);

    walk(0, 0, 10, from_the_start);
    assert_int_equal(seen.got, 0);

    walk(1, 21, 30, from_the_start);
    assert_int_equal(seen.got, 0);
}


static void
it_goes_on_beyond_a_place(void **state)
{
    kundo_fact_at_t  at;

    memset(&at, 0, sizeof(at));
    seen.stop = 1;
    put(20, KUNDO_FACT_LEFT);
    put(20, KUNDO_FACT_LEFT);
    put(20, KUNDO_FACT_LEFT);

    at.ms = 20;
    at.n = 1;
    walk(0, 0, 100, at);
    assert_int_equal(seen.got, 1);
    assert_int_equal(seen.n[0], 2);

    at.n = 2;
    walk(1, 0, 100, at);
    assert_int_equal(seen.got, 1);
    assert_int_equal(seen.n[0], 1);
}


static void
a_long_walk_in_pieces_has_each_once(void **state)
{
    int       back;
    unsigned  i;

    seen.stop = MANY;

    for (i = 0; i < MANY; i++) {
        put(1000 + i / 7, KUNDO_FACT_LEFT);
    }

    for (back = 0; back < 2; back++) {
        walk(back, 0, UINT64_MAX, from_the_start);
        assert_int_equal(seen.got, MANY);

        for (i = 0; i < MANY; i++) {
            assert_int_equal(seen.n[i], back ? MANY - i : i + 1);
        }
    }

}


static void
a_row_of_another_shape_is_damage(void **state)
{
    kundo_key_t         key;
    kundo_fact_range_t  range;

    memset(&range, 0, sizeof(range));
    range.type = KUNDO_FACT_LEFT;
    range.to_ms = 100;

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_FACT,
                                     kundo_fact_key(&key, KUNDO_FACT_LEFT,
                                                    1, 1),
                                     kundo_str("short")), KUNDO_OK);
    assert_int_equal(kundo_fact_walk(&store.txn, &range, each, NULL),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(a_period_has_its_first_moment_and_not_its_last),
        store_test(it_goes_on_beyond_a_place),
        store_test(a_long_walk_in_pieces_has_each_once),
        store_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

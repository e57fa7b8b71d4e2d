/* Rank: how many come before, as if they had been counted. */

#include "store/kundo_rank.c"
#include "unit/kundo_store_test.h"


#define NUMBERS  20000


static uint8_t  there[NUMBERS];


static void
by(uint32_t group, uint64_t no, int n)
{
    assert_int_equal(kundo_rank_by(&store.txn, group, no, n), KUNDO_OK);
}


static uint64_t
all(uint32_t group)
{
    uint64_t  n;

    assert_int_equal(kundo_rank_all(&store.txn, group, &n), KUNDO_OK);

    return n;
}


static void
assert_before(uint32_t group, uint64_t no, uint64_t must)
{
    uint64_t  n, from;

    assert_int_equal(kundo_rank_before(&store.txn, group, no, &n, &from),
                     KUNDO_OK);
    assert_int_equal(from, no - no % 64);
    assert_int_equal(n, must);
}


/* Against a plain count, with gaps of every size. */

static void
as_many_as_a_count_gives(void **state)
{
    unsigned  i, step, n, below;

    for (i = 1, step = 1; i < NUMBERS; i += 1 + step % 97, step += 31) {
        there[i] = 1;
        by(7, i, 1);
        by(8, i, 1);
    }

    /* some in the middle go */

    for (i = 5000; i < 9000; i++) {
        if (there[i]) {
            there[i] = 0;
            by(7, i, -1);
        }
    }

    for (i = 0, n = 0, below = 0; i < NUMBERS; i++) {

        if (i % 64 == 0) {
            below = n;
        }

        if (i % 13 == 0 || there[i]) {
            assert_before(7, i, below);
        }

        n += there[i];
    }

    assert_int_equal(all(7), n);
    assert_true(all(8) > n);
    assert_int_equal(all(9), 0);
    assert_before(9, NUMBERS, 0);
}


/* The last one to go leaves no row. */

static void
nothing_is_left_of_who_has_gone(void **state)
{
    kundo_walk_t  walk;

    by(1, 3, 1);
    by(1, 5000, 1);
    by(1, 3, -1);
    by(1, 5000, -1);

    assert_int_equal(kundo_walk_open(&store.txn, KUNDO_TABLE_RANK, &walk),
                     KUNDO_OK);
    assert_int_equal(kundo_walk_next(&walk), KUNDO_NOT_FOUND);
    kundo_walk_close(&walk);

    assert_int_equal(kundo_rank_by(&store.txn, 1, 3, -1), KUNDO_DAMAGED);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint64_t     n, from;
    kundo_key_t  key;

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_RANK,
                                     kundo_rank_key(&key, 1, 1, 0),
                                     kundo_str("short")), KUNDO_OK);
    assert_int_equal(kundo_rank_before(&store.txn, 1, 5000, &n, &from),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(as_many_as_a_count_gives),
        store_test(nothing_is_left_of_who_has_gone),
        store_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Views: lists by the minute, newest first, and how many they hold. */

#include "store/kundo_view.c"
#include "unit/kundo_store_test.h"


static const kundo_view_place_t  place = {
    KUNDO_AUDIENCE_AGENT, KUNDO_VIEW_OPEN, 7
};


#define add(minute, cno)                                                      \
    assert_int_equal(kundo_view_add(&store.txn, place, minute, cno), KUNDO_OK)


static uint64_t
count(kundo_view_place_t p)
{
    uint64_t  n;

    assert_int_equal(kundo_view_count(&store.txn, p, &n), KUNDO_OK);

    return n;
}


/* The cnos of the list from a minute on, 0-terminated. */

static uint64_t *
list(kundo_view_place_t p, uint32_t from)
{
    unsigned           n = 0;
    kundo_rc_t         rc;
    kundo_view_walk_t  vw;

    static uint64_t  cnos[32];

    memset(cnos, 0, sizeof(cnos));

    for (rc = kundo_view_first(&store.txn, p, from, &vw);
         rc == KUNDO_OK;
         rc = kundo_view_next(&vw))
    {
        assert_true(n < 31);
        cnos[n++] = vw.cno;
    }

    assert_int_equal(rc, KUNDO_NOT_FOUND);
    kundo_view_close(&vw);

    return cnos;
}


#define assert_list(p, from, ...)                                             \
    do {                                                                      \
        const uint64_t  must_[] = { __VA_ARGS__ };                            \
                                                                              \
        assert_memory_equal(list(p, from), must_, sizeof(must_));             \
    } while (0)


static void
the_newest_minute_is_first(void **state)
{
    add(100, 1);
    add(300, 2);
    add(200, 9);
    add(200, 3);
    add(70000, 4);

    assert_list(place, UINT32_MAX, 4, 2, 3, 9, 1, 0);
    assert_list(place, 300, 2, 3, 9, 1, 0);
    assert_list(place, 199, 1, 0);
    assert_list(place, 99, 0);
    assert_int_equal(count(place), 5);
}


static void
lists_do_not_mix(void **state)
{
    unsigned            i;
    kundo_view_place_t  others[] = {
        { KUNDO_AUDIENCE_AGENT, KUNDO_VIEW_OPEN, 6 },
        { KUNDO_AUDIENCE_AGENT, KUNDO_VIEW_OPEN, 8 },
        { KUNDO_AUDIENCE_AGENT, KUNDO_VIEW_CLOSED, 7 },
        { KUNDO_AUDIENCE_VISITOR, KUNDO_VIEW_OPEN, 7 },
        { KUNDO_AUDIENCE_FLOW, KUNDO_VIEW_OPEN, 7 }
    };

    for (i = 0; i < 5; i++) {
        assert_int_equal(kundo_view_add(&store.txn, others[i], 5, 50 + i),
                         KUNDO_OK);
    }

    assert_list(place, UINT32_MAX, 0);
    add(5, 1);
    assert_list(place, UINT32_MAX, 1, 0);

    for (i = 0; i < 5; i++) {
        assert_list(others[i], UINT32_MAX, 50 + i, 0);
        assert_int_equal(count(others[i]), 1);
    }
}


static void
what_stands_already_counts_once(void **state)
{
    add(5, 1);
    add(5, 1);
    assert_int_equal(count(place), 1);

    assert_int_equal(kundo_view_remove(&store.txn, place, 5, 1), KUNDO_OK);
    assert_int_equal(count(place), 0);
    assert_int_equal(kundo_view_remove(&store.txn, place, 5, 1), KUNDO_OK);
    assert_int_equal(count(place), 0);
}


static void
a_move_changes_the_place_and_not_the_count(void **state)
{
    add(5, 1);
    add(6, 2);

    assert_int_equal(kundo_view_move(&store.txn, place, 5, 7, 1), KUNDO_OK);
    assert_list(place, UINT32_MAX, 1, 2, 0);
    assert_int_equal(count(place), 2);

    /* what is not in the list does not come in by a move */

    assert_int_equal(kundo_view_move(&store.txn, place, 5, 7, 9), KUNDO_OK);
    assert_list(place, UINT32_MAX, 1, 2, 0);
    assert_int_equal(count(place), 2);
}


static void
a_count_of_nothing_has_no_row(void **state)
{
    kundo_str_t   v;
    kundo_key_t   key;

    kundo_view_prefix(&key, place);

    assert_int_equal(kundo_view_count_by(&store.txn, place, 2), KUNDO_OK);
    assert_int_equal(count(place), 2);
    assert_int_equal(kundo_view_count_by(&store.txn, place, -2), KUNDO_OK);
    assert_int_equal(count(place), 0);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_COUNT,
                                     kundo_key_str(&key), &v),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_view_count_by(&store.txn, place, 0), KUNDO_OK);
}


static void
a_key_of_another_length_is_damage(void **state)
{
    kundo_key_t        key;
    kundo_view_walk_t  vw;

    kundo_view_prefix(&key, place);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_VIEW,
                                     kundo_key_str(&key), kundo_str_null),
                     KUNDO_OK);
    kundo_key_u8(&key, 0xff);
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_VIEW,
                                     kundo_key_str(&key), kundo_str_null),
                     KUNDO_OK);

    assert_int_equal(kundo_view_first(&store.txn, place, UINT32_MAX, &vw),
                     KUNDO_DAMAGED);
    kundo_view_close(&vw);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(the_newest_minute_is_first),
        store_test(lists_do_not_mix),
        store_test(what_stands_already_counts_once),
        store_test(a_move_changes_the_place_and_not_the_count),
        store_test(a_count_of_nothing_has_no_row),
        store_test(a_key_of_another_length_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

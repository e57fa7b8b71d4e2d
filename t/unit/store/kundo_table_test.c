/* Tables: get, put, delete, walk, and their edges. */

#include "store/kundo_table.c"
#include "unit/kundo_store_test.h"


#define TABLE  KUNDO_TABLE_SEEN


#define put(k, v)                                                             \
    assert_int_equal(kundo_table_put(&store.txn, TABLE, kundo_str(k),         \
                                     kundo_str(v)), KUNDO_OK)


static kundo_str_t   v;
static kundo_walk_t  walk;


static void
a_row_is_put_changed_and_deleted(void **state)
{
    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("k"), &v),
                     KUNDO_NOT_FOUND);

    put("k", "one");
    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("k"), &v),
                     KUNDO_OK);
    kundo_assert_str(v, "one");

    put("k", "other");
    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("k"), &v),
                     KUNDO_OK);
    kundo_assert_str(v, "other");

    assert_int_equal(kundo_table_delete(&store.txn, TABLE, kundo_str("k")),
                     KUNDO_OK);
    assert_int_equal(kundo_table_delete(&store.txn, TABLE, kundo_str("k")),
                     KUNDO_NOT_FOUND);
}


static void
a_value_may_be_empty_a_key_may_not(void **state)
{
    assert_int_equal(kundo_table_put(&store.txn, TABLE, kundo_str("k"),
                                     kundo_str_null), KUNDO_OK);
    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("k"), &v),
                     KUNDO_OK);
    assert_int_equal(v.len, 0);

    assert_true(kundo_rc_is_fault(kundo_table_put(&store.txn, TABLE,
                                                  kundo_str_null,
                                                  kundo_str("v"))));
}


static void
a_fixed_row_has_its_size(void **state)
{
    uint32_t  n;

    put("k", "1234");
    assert_int_equal(kundo_table_get_fixed(&store.txn, TABLE, kundo_str("k"),
                                           &n, 4), KUNDO_OK);
    assert_memory_equal(&n, "1234", 4);

    put("k", "12345");
    assert_int_equal(kundo_table_get_fixed(&store.txn, TABLE, kundo_str("k"),
                                           &n, 4), KUNDO_DAMAGED);
    put("k", "");
    assert_int_equal(kundo_table_get_fixed(&store.txn, TABLE, kundo_str("k"),
                                           &n, 4), KUNDO_DAMAGED);
    assert_int_equal(kundo_table_get_fixed(&store.txn, TABLE, kundo_str("x"),
                                           &n, 4), KUNDO_NOT_FOUND);
}


static void
numbers_are_keys_of_eight_bytes(void **state)
{
    assert_int_equal(kundo_table_put(&store.txn, TABLE, kundo_str_make(
                                     "\0\0\0\0\0\0\1\2", 8),
                                     kundo_str("v")), KUNDO_OK);
    assert_int_equal(kundo_table_get_no(&store.txn, TABLE, 0x102, &v),
                     KUNDO_OK);
    kundo_assert_str(v, "v");
    assert_int_equal(kundo_table_get_no(&store.txn, TABLE, 0x103, &v),
                     KUNDO_NOT_FOUND);
}


static void
appending_goes_upwards_only(void **state)
{
    uint8_t  *p;

    assert_int_equal(kundo_table_append(&store.txn, TABLE, kundo_str("b"), 3,
                                        &p), KUNDO_OK);
    memcpy(p, "two", 3);
    assert_int_equal(kundo_table_append(&store.txn, TABLE, kundo_str("b"), 3,
                                        &p), KUNDO_DAMAGED);
    assert_int_equal(kundo_table_append(&store.txn, TABLE, kundo_str("a"), 3,
                                        &p), KUNDO_DAMAGED);
    assert_int_equal(kundo_table_append(&store.txn, TABLE, kundo_str("c"), 5,
                                        &p), KUNDO_OK);
    memcpy(p, "three", 5);

    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("b"), &v),
                     KUNDO_OK);
    kundo_assert_str(v, "two");

    /* reserve puts anywhere, and over what stands */

    assert_int_equal(kundo_table_reserve(&store.txn, TABLE, kundo_str("a"),
                                         2, &p), KUNDO_OK);
    memcpy(p, "on", 2);
    assert_int_equal(kundo_table_reserve(&store.txn, TABLE, kundo_str("a"),
                                         3, &p), KUNDO_OK);
    memcpy(p, "one", 3);
    assert_int_equal(kundo_table_get(&store.txn, TABLE, kundo_str("a"), &v),
                     KUNDO_OK);
    kundo_assert_str(v, "one");
}


static void
a_reader_does_not_write(void **state)
{
    store_commit();
    store_read();

    assert_int_equal(kundo_table_put(&store.txn, TABLE, kundo_str("k"),
                                     kundo_str("v")), KUNDO_NOT_OWNER);
}


#define assert_at(k, val)                                                     \
    do {                                                                      \
        kundo_assert_str(walk.key, k);                                        \
        kundo_assert_str(walk.value, val);                                    \
    } while (0)


static void
a_walk_goes_both_ways(void **state)
{
    put("b", "2");
    put("d", "4");
    put("f", "6");

    assert_int_equal(kundo_walk_open(&store.txn, TABLE, &walk), KUNDO_OK);

    assert_int_equal(kundo_walk_next(&walk), KUNDO_OK);
    assert_at("b", "2");
    assert_int_equal(kundo_walk_next(&walk), KUNDO_OK);
    assert_int_equal(kundo_walk_next(&walk), KUNDO_OK);
    assert_at("f", "6");
    assert_int_equal(kundo_walk_next(&walk), KUNDO_NOT_FOUND);

    assert_int_equal(kundo_walk_seek(&walk, kundo_str("c")), KUNDO_OK);
    assert_at("d", "4");
    assert_int_equal(kundo_walk_seek(&walk, kundo_str("d")), KUNDO_OK);
    assert_at("d", "4");
    assert_int_equal(kundo_walk_prev(&walk), KUNDO_OK);
    assert_at("b", "2");
    assert_int_equal(kundo_walk_prev(&walk), KUNDO_NOT_FOUND);
    assert_int_equal(kundo_walk_seek(&walk, kundo_str("g")),
                     KUNDO_NOT_FOUND);

    kundo_walk_close(&walk);
    kundo_walk_close(&walk);
}


static void
seeking_back_finds_the_last_not_above(void **state)
{
    put("b", "2");
    put("d", "4");

    assert_int_equal(kundo_walk_open(&store.txn, TABLE, &walk), KUNDO_OK);

    assert_int_equal(kundo_walk_seek_back(&walk, kundo_str("d")), KUNDO_OK);
    assert_at("d", "4");
    assert_int_equal(kundo_walk_seek_back(&walk, kundo_str("c")), KUNDO_OK);
    assert_at("b", "2");
    assert_int_equal(kundo_walk_seek_back(&walk, kundo_str("z")), KUNDO_OK);
    assert_at("d", "4");
    assert_int_equal(kundo_walk_seek_back(&walk, kundo_str("a")),
                     KUNDO_NOT_FOUND);

    kundo_walk_close(&walk);
}


static void
an_empty_table_ends_every_walk(void **state)
{
    assert_int_equal(kundo_walk_open(&store.txn, TABLE, &walk), KUNDO_OK);
    assert_int_equal(kundo_walk_next(&walk), KUNDO_NOT_FOUND);
    assert_int_equal(kundo_walk_prev(&walk), KUNDO_NOT_FOUND);
    assert_int_equal(kundo_walk_seek(&walk, kundo_str("a")),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_walk_seek_back(&walk, kundo_str("a")),
                     KUNDO_NOT_FOUND);
    kundo_walk_close(&walk);
}


/* Over many pages, every second row: none is skipped, none comes twice. */

static void
a_walk_deletes_as_it_goes(void **state)
{
    uint8_t   key[8], value[100];
    uint64_t  i;

    memset(value, 'x', sizeof(value));

    for (i = 0; i < 2000; i++) {
        kundo_be64_put(key, i);
        assert_int_equal(kundo_table_put(&store.txn, TABLE,
                                         kundo_str_make(key, 8),
                                         kundo_str_make(value,
                                                        sizeof(value))),
                         KUNDO_OK);
    }

    assert_int_equal(kundo_walk_open(&store.txn, TABLE, &walk), KUNDO_OK);

    for (i = 0; i < 2000; i++) {
        assert_int_equal(kundo_walk_next(&walk), KUNDO_OK);
        assert_int_equal(kundo_be64_get(walk.key.data), i);

        if (i % 2 == 0) {
            assert_int_equal(kundo_walk_delete(&walk), KUNDO_OK);
        }
    }

    assert_int_equal(kundo_walk_next(&walk), KUNDO_NOT_FOUND);
    kundo_walk_close(&walk);

    assert_int_equal(kundo_walk_open(&store.txn, TABLE, &walk), KUNDO_OK);

    for (i = 1; i < 2000; i += 2) {
        assert_int_equal(kundo_walk_next(&walk), KUNDO_OK);
        assert_int_equal(kundo_be64_get(walk.key.data), i);
    }

    assert_int_equal(kundo_walk_next(&walk), KUNDO_NOT_FOUND);
    kundo_walk_close(&walk);
}


static void
within_looks_at_the_first_bytes(void **state)
{
    kundo_key_t  key;

    key.len = 0;
    kundo_key_u32(&key, 5);
    kundo_key_u8(&key, 1);

    walk.key = kundo_str_make("\0\0\0\5\2", 5);
    assert_true(kundo_walk_within(&walk, &key, 4));
    assert_false(kundo_walk_within(&walk, &key, 5));

    walk.key = kundo_str_make("\0\0\0", 3);
    assert_false(kundo_walk_within(&walk, &key, 4));
}


static void
keys_keep_the_order_of_numbers(void **state)
{
    unsigned     i, j;
    kundo_key_t  a, b;

    static const uint64_t  numbers[] = {
        0, 1, 127, 128, 255, 256, 65535, 65536, 0x7fffffff, 0x80000000,
        0xffffffff, 0x100000000, 0x7fffffffffffffff, UINT64_MAX
    };

    for (i = 0; i < 14; i++) {
        for (j = 0; j < 14; j++) {
            a.len = 0;
            b.len = 0;
            kundo_key_u64(&a, numbers[i]);
            kundo_key_u64(&b, numbers[j]);

            assert_int_equal(a.len, 8);
            assert_int_equal(memcmp(a.data, b.data, 8) < 0,
                             numbers[i] < numbers[j]);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(a_row_is_put_changed_and_deleted),
        store_test(a_value_may_be_empty_a_key_may_not),
        store_test(a_fixed_row_has_its_size),
        store_test(numbers_are_keys_of_eight_bytes),
        store_test(appending_goes_upwards_only),
        store_test(a_reader_does_not_write),
        store_test(a_walk_goes_both_ways),
        store_test(seeking_back_finds_the_last_not_above),
        store_test(an_empty_table_ends_every_walk),
        store_test(a_walk_deletes_as_it_goes),
        store_test(within_looks_at_the_first_bytes),
        store_test(keys_keep_the_order_of_numbers)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Hot rows: as they were put, or damage. */

#include "store/kundo_hot.c"
#include "unit/kundo_store_test.h"


static void
a_row_comes_back_as_it_was(void **state)
{
    kundo_hot_t  hot, is;

    memset(&hot, 0x5a, sizeof(hot));

    assert_int_equal(kundo_hot_get(&store.txn, 3, &is), KUNDO_NOT_FOUND);
    assert_int_equal(kundo_hot_put(&store.txn, 3, &hot), KUNDO_OK);
    assert_int_equal(kundo_hot_get(&store.txn, 3, &is), KUNDO_OK);
    assert_memory_equal(&is, &hot, sizeof(hot));
}


static void
a_row_of_another_size_is_damage(void **state)
{
    uint8_t      key[8];
    kundo_hot_t  hot;

    memset(&hot, 0, sizeof(hot));
    kundo_be64_put(key, 3);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_HOT,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(&hot, sizeof(hot) - 1)),
                     KUNDO_OK);
    assert_int_equal(kundo_hot_get(&store.txn, 3, &hot), KUNDO_DAMAGED);
}


/* Rows of hot are many: no byte of padding, or it grows unseen. */

static void
the_layouts_have_no_holes(void **state)
{
    assert_int_equal(sizeof(kundo_hot_t), 12 * 8 + 9 * 4 + 4
                                          + KUNDO_HOT_RING * (4 + 8)
                                          + 2 * KUNDO_CID_TOP);
    assert_int_equal(sizeof(kundo_log_head_t), 3 * 8 + 3 * 4 + 2 + 2);
    assert_int_equal(sizeof(kundo_journal_t), 9 * 8 + 2 * 4 + 5 + 3);
    assert_int_equal(sizeof(kundo_session_t), 3 * 8 + 4 + 1 + 3 + 16);
    assert_int_equal(sizeof(kundo_presence_flow_t), 16);
    assert_int_equal(sizeof(kundo_presence_t), 2 * 8 + 3 * 4 + 2 + 2
                                               + 64 * 16 + 100 * 8);
    assert_int_equal(sizeof(kundo_meta_t) % 8, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(a_row_comes_back_as_it_was),
        store_test(a_row_of_another_size_is_damage),
        store_test(the_layouts_have_no_holes)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

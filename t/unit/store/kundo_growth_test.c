/* Growth: the file is ahead of its pages, and what is in it stays. */

#include "store/kundo_growth.c"
#include "unit/kundo_store_test.h"


#define growth_test(f)                                                        \
    cmocka_unit_test_setup_teardown(f, store_set_up, store_tear_down)


static uint64_t
size_of_file(void)
{
    char         name[128];
    struct stat  st;

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    assert_int_equal(stat(name, &st), 0);

    return (uint64_t) st.st_size;
}


static uint64_t
size_of_pages(void)
{
    MDB_stat     st;
    MDB_envinfo  info;

    mdb_env_info(store.env->mdb, &info);
    mdb_env_stat(store.env->mdb, &st);

    return (info.me_last_pgno + 1) * st.ms_psize;
}


static kundo_rc_t
put(uint32_t n, size_t len)
{
    uint8_t        key[4];
    static uint8_t value[65536];

    kundo_be32_put(key, n);
    memset(value, (int) n, sizeof(value));

    return kundo_table_put(&store.txn, KUNDO_TABLE_CONV,
                           kundo_str_make(key, 4), kundo_str_make(value, len));
}


static void
the_file_is_ahead_of_its_pages(void **state)
{
    uint32_t     n, i;
    uint8_t      key[4];
    kundo_str_t  v;

    store_abort();

    for (n = 1; n <= 200; n++) {
        store_begin();

        if (n > 1) {
            assert_true(size_of_file() >= size_of_pages()
                                          + KUNDO_GROWTH_STEP);
            assert_true(size_of_file() <= size_of_pages()
                                          + 2 * KUNDO_GROWTH_STEP);
        }

        assert_int_equal(put(n, 20000), KUNDO_OK);
        store_commit();
    }

    /* nothing that was written before is zero now */

    store_close();
    store_open();
    store_begin();

    for (n = 1; n <= 200; n++) {
        kundo_be32_put(key, n);
        assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_CONV,
                                         kundo_str_make(key, 4), &v),
                         KUNDO_OK);
        assert_int_equal(v.len, 20000);

        for (i = 0; i < v.len; i++) {
            assert_int_equal(v.data[i], (uint8_t) n);
        }
    }
}


/* Up to the end of the map and not beyond it. */

static void
the_map_bounds_it(void **state)
{
    uint32_t  n;

    store_abort();
    store_close();
    assert_int_equal(store_open_at(store.path, 1 << 20, 0), KUNDO_OK);

    for (n = 1; /* void */ ; n++) {
        store_begin();

        if (put(n, 20000) != KUNDO_OK) {
            store_abort();
            break;
        }

        store_commit();
        assert_true(size_of_file() <= 1 << 20);
    }

    assert_true(n > 10);
    assert_int_equal(size_of_file(), 1 << 20);

    store_begin();
}


/* Another process may have cut off what lies behind the last page. */

static void
a_shorter_file_is_lengthened(void **state)
{
    char  name[128];

    store_commit();
    store_begin();
    store_abort();

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    assert_int_equal(truncate(name, (off_t) size_of_pages()), 0);
    store.env->written = 0;

    store_begin();
    assert_true(size_of_file() >= size_of_pages() + KUNDO_GROWTH_STEP);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        growth_test(the_file_is_ahead_of_its_pages),
        growth_test(the_map_bounds_it),
        growth_test(a_shorter_file_is_lengthened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Extent: a file that is short is sound, or was cut off. */

#include "store/kundo_extent.c"
#include "unit/kundo_store_test.h"


static char      name[128];
static uint64_t  has, wanted;


/* n rows of 3,000 bytes from a number on, or away with them. */

static void
rows(uint64_t from, uint64_t n, int away)
{
    uint8_t  key[8], text[3000];

    memset(text, 'x', sizeof(text));

    while (n--) {
        kundo_be64_put(key, from++);

        if (away) {
            assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_LOG,
                                                kundo_str_make(key, 8)),
                             KUNDO_OK);
        } else {
            assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                             kundo_str_make(key, 8),
                                             kundo_str_make(text,
                                                            sizeof(text))),
                             KUNDO_OK);
        }
    }
}


static off_t
size(void)
{
    struct stat  st;

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    assert_int_equal(stat(name, &st), 0);

    return st.st_size;
}


static void
a_whole_file_is_sound(void **state)
{
    rows(1, 50, 0);
    store_commit();

    assert_int_equal(kundo_extent_check(store.env, &has, &wanted), KUNDO_OK);
    assert_true(has >= wanted);
    assert_int_equal(has, size());
}


/* Pages at the end that nobody uses may be missing: they are given back. */

static void
what_is_free_may_be_missing(void **state)
{
    off_t        was;
    unsigned     i;
    kundo_str_t  v;

    rows(1, 10, 0);
    store_commit();

    store_begin();
    rows(100, 200, 0);
    store_commit();
    assert_int_equal(kundo_extent_check(store.env, &has, &wanted), KUNDO_OK);
    was = (off_t) wanted;
    (void) size();

    store_begin();
    rows(100, 200, 1);
    store_commit();

    /* what is in use moves down to what is free */

    for (i = 0; i < 8; i++) {
        store_begin();
        rows(1, 10, 0);
        store_commit();
    }

    store_close();

    assert_int_equal(truncate(name, was - 40 * 4096), 0);

    assert_int_equal(store_open_at(store.path, 64 << 20, 1), KUNDO_OK);
    assert_true(size() >= was);

    store_begin();
    assert_int_equal(kundo_table_get_no(&store.txn, KUNDO_TABLE_LOG, 10, &v),
                     KUNDO_OK);
    rows(100, 250, 0);
}


static void
every_page_in_use_is_missed(void **state)
{
    off_t     was, at;
    unsigned  refused = 0;

    rows(1, 60, 0);
    store_commit();
    assert_int_equal(kundo_extent_check(store.env, &has, &wanted), KUNDO_OK);
    was = (off_t) wanted;
    store_close();
    (void) size();

    /* from the end to where not even the header is whole */

    for (at = was - 4096; at > 0; at -= 4096) {
        assert_int_equal(truncate(name, at), 0);

        if (store_open_at(store.path, 64 << 20, 0) == KUNDO_OK) {
            fail_msg("%lld bytes of %lld are taken for a store",
                     (long long) at, (long long) was);
        }

        assert_string_not_equal(store.error, "");
        refused++;
    }

    assert_true(refused > 60);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(a_whole_file_is_sound),
        store_test(what_is_free_may_be_missing),
        store_test(every_page_in_use_is_missed)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

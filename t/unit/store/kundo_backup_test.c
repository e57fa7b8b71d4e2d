/* Backup: a hot copy that is another store by its epoch; figures. */

#include "store/kundo_backup.c"
#include "unit/kundo_store_test.h"


static char  copy[128];


static int
set_up(void **state)
{
    snprintf(copy, sizeof(copy), "%s", "");

    if (store_set_up(state) != 0) {
        return -1;
    }

    snprintf(copy, sizeof(copy), "%s/copy", store.dir);

    return 0;
}


#define backup_test(f)                                                        \
    cmocka_unit_test_setup_teardown(f, set_up, store_tear_down)


static void
a_copy_has_the_rows_and_another_epoch(void **state)
{
    char         name[160];
    kundo_str_t  v;
    struct stat  st;

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                     kundo_str("key"), kundo_str("value")),
                     KUNDO_OK);
    store.txn.meta.last_cno = 5;
    store_commit();

    assert_int_equal(kundo_env_backup(store.env, copy, 99, store.error),
                     KUNDO_OK);

    snprintf(name, sizeof(name), "%s/data.mdb", copy);
    assert_int_equal(stat(name, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);

    /* the store itself is as it was */

    store_read();
    assert_int_equal(store.txn.meta.epoch, 0x5a5a5a5a);
    store_abort();
    store_close();

    assert_int_equal(store_open_at(copy, 1 << 24, 0), KUNDO_OK);
    store_read();
    assert_int_equal(store.txn.meta.epoch, 99);
    assert_int_equal(store.txn.meta.last_cno, 5);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_LOG,
                                     kundo_str("key"), &v), KUNDO_OK);
    kundo_assert_str(v, "value");
}


/* Also beside a writer at work: its copy is of the last commit. */

static void
a_copy_is_hot(void **state)
{
    store.txn.meta.last_cno = 5;
    store_commit();

    store_begin();
    store.txn.meta.last_cno = 6;

    assert_int_equal(kundo_env_backup(store.env, copy, 99, store.error),
                     KUNDO_OK);
    store_commit();
    store_close();

    assert_int_equal(store_open_at(copy, 1 << 24, 0), KUNDO_OK);
    store_read();
    assert_int_equal(store.txn.meta.last_cno, 5);
}


static void
no_other_store_is_overwritten(void **state)
{
    store_commit();

    assert_int_equal(kundo_env_backup(store.env, copy, 1, store.error),
                     KUNDO_OK);
    assert_int_equal(kundo_env_backup(store.env, copy, 2, store.error),
                     KUNDO_EXISTS);
    assert_non_null(strstr(store.error, "holds a store already"));

    snprintf(copy, sizeof(copy), "%s/none/copy", store.dir);
    assert_int_equal(kundo_env_backup(store.env, copy, 3, store.error),
                     KUNDO_IO);
    assert_non_null(strstr(store.error, "No such file"));
}


/* A copy that could not be marked would pass for the store itself. */

static void
a_copy_that_is_not_marked_is_not_left_behind(void **state)
{
    char           name[160];
    MDB_val        key = { 4, "meta" }, val;
    kundo_meta_t   m = store.txn.meta;

    m.version = KUNDO_STORE_VERSION + 1;
    val.mv_data = &m;
    val.mv_size = sizeof(m);

    assert_int_equal(mdb_put(store.txn.mdb,
                             store.env->dbi[KUNDO_TABLE_META], &key, &val,
                             0), 0);
    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);
    store.txn.mdb = NULL;

    assert_int_equal(kundo_env_backup(store.env, copy, 1, store.error),
                     KUNDO_TOO_NEW);

    snprintf(name, sizeof(name), "%s/data.mdb", copy);
    assert_int_equal(access(name, F_OK), -1);
}


static void
figures_count_rows_and_bytes(void **state)
{
    uint8_t           key[8], text[2000];
    uint64_t          i;
    kundo_env_stat_t  was, is;

    store_commit();
    assert_int_equal(kundo_env_stat(store.env, &was), KUNDO_OK);
    assert_int_equal(was.map_size, 64 << 20);
    assert_int_equal(was.rows[KUNDO_TABLE_LOG], 0);
    assert_true(was.readers_max >= 512);

    memset(text, 'x', sizeof(text));
    store_begin();

    for (i = 1; i <= 100; i++) {
        kundo_be64_put(key, i);
        assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                         kundo_str_make(key, 8),
                                         kundo_str_make(text,
                                                        sizeof(text))),
                         KUNDO_OK);
    }

    store_commit();

    assert_int_equal(kundo_env_stat(store.env, &is), KUNDO_OK);
    assert_int_equal(is.rows[KUNDO_TABLE_LOG], 100);
    assert_int_equal(is.last_txn, was.last_txn + 1);
    assert_true(is.used >= was.used + 100 * sizeof(text));

    store_begin();

    for (i = 1; i <= 100; i++) {
        kundo_be64_put(key, i);
        assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_LOG,
                                            kundo_str_make(key, 8)),
                         KUNDO_OK);
    }

    store_commit();

    was = is;
    assert_int_equal(kundo_env_stat(store.env, &is), KUNDO_OK);
    assert_int_equal(is.rows[KUNDO_TABLE_LOG], 0);
    assert_true(is.free >= was.free + 100 * sizeof(text));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        backup_test(a_copy_has_the_rows_and_another_epoch),
        backup_test(a_copy_is_hot),
        backup_test(no_other_store_is_overwritten),
        backup_test(a_copy_that_is_not_marked_is_not_left_behind),
        backup_test(figures_count_rows_and_bytes)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

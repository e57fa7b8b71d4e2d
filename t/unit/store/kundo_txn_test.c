/* Transactions: the header is read with each and written by the writer. */

#include "store/kundo_txn.c"
#include "unit/kundo_store_test.h"


static kundo_txn_t  reader;


static void
the_writer_keeps_its_header_by_a_commit_only(void **state)
{
    store.txn.meta.last_cno = 7;
    store_commit();
    assert_null(store.txn.mdb);
    assert_false(store.txn.live);

    store_begin();
    assert_int_equal(store.txn.meta.last_cno, 7);
    store.txn.meta.last_cno = 8;
    store_abort();

    store_begin();
    assert_int_equal(store.txn.meta.last_cno, 7);
}


static void
a_reader_sees_one_moment_until_it_is_renewed(void **state)
{
    store_commit();
    assert_int_equal(kundo_txn_begin_read(store.env, &reader), KUNDO_OK);

    store_begin();
    store.txn.meta.last_cno = 1;
    store_commit();

    assert_int_equal(reader.meta.last_cno, 0);
    assert_int_equal(kundo_txn_renew(&reader), KUNDO_OK);
    assert_int_equal(reader.meta.last_cno, 0);

    kundo_txn_reset(&reader);
    kundo_txn_reset(&reader);
    assert_int_equal(kundo_txn_renew(&reader), KUNDO_OK);
    assert_int_equal(reader.meta.last_cno, 1);

    kundo_txn_abort(&reader);
    kundo_txn_abort(&reader);
    kundo_txn_reset(&reader);
}


static void
each_commit_has_a_number(void **state)
{
    uint64_t  was;

    store_commit();
    was = kundo_env_last_txn(store.env);

    store_begin();
    store_commit();
    assert_int_equal(kundo_env_last_txn(store.env), was + 1);

    store_begin();
    store_abort();
    assert_int_equal(kundo_env_last_txn(store.env), was + 1);
}


static void
put_header(const void *header, size_t len)
{
    MDB_val  key = { 4, "meta" }, val = { len, (void *) (uintptr_t) header };

    assert_int_equal(mdb_put(store.txn.mdb,
                             store.env->dbi[KUNDO_TABLE_META], &key, &val,
                             0), 0);
    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);
    store.txn.mdb = NULL;
}


/* A newer program has migrated it while this one runs. */

static void
another_version_stops_reader_and_writer(void **state)
{
    uint8_t       longer[sizeof(kundo_meta_t) + 8];
    kundo_meta_t  m = store.txn.meta;

    store_commit();
    assert_int_equal(kundo_txn_begin_read(store.env, &reader), KUNDO_OK);
    kundo_txn_reset(&reader);

    m.version++;
    store_begin();
    put_header(&m, sizeof(m));

    assert_int_equal(kundo_txn_renew(&reader), KUNDO_TOO_NEW);
    assert_false(reader.live);
    kundo_txn_abort(&reader);

    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn),
                     KUNDO_TOO_NEW);
    assert_null(store.txn.mdb);

    memset(longer, 0, sizeof(longer));
    memcpy(longer, &m, sizeof(m));

    assert_int_equal(mdb_txn_begin(store.env->mdb, NULL, 0, &store.txn.mdb),
                     0);
    put_header(longer, sizeof(longer));
    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn),
                     KUNDO_TOO_NEW);

    m.version--;
    m.apply_version++;
    assert_int_equal(mdb_txn_begin(store.env->mdb, NULL, 0, &store.txn.mdb),
                     0);
    put_header(&m, sizeof(m));
    assert_int_equal(kundo_txn_begin_read(store.env, &reader),
                     KUNDO_TOO_NEW);
}


static void
a_header_of_another_size_is_damage(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    put_header(&m, sizeof(m) - 1);
    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn),
                     KUNDO_DAMAGED);
    assert_null(store.txn.mdb);
}


static void
a_header_that_is_gone_is_damage(void **state)
{
    MDB_val  key = { 4, "meta" };

    assert_int_equal(mdb_del(store.txn.mdb,
                             store.env->dbi[KUNDO_TABLE_META], &key, NULL),
                     0);
    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);

    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn),
                     KUNDO_DAMAGED);
}


/* The map is full: an error, nothing changed, and reads go on. */

static void
a_full_map_is_a_fault_and_changes_nothing(void **state)
{
    uint8_t      key[8], text[4000];
    uint64_t     i, was;
    kundo_rc_t   rc;

    store_commit();
    store_close();
    assert_int_equal(store_open_at(store.path, 100 * 4096, 1), KUNDO_OK);

    memset(text, 'x', sizeof(text));
    was = kundo_env_last_txn(store.env);
    store_begin();

    for (i = 1, rc = KUNDO_OK; rc == KUNDO_OK && i < 1000; i++) {
        kundo_be64_put(key, i);
        rc = kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                             kundo_str_make(key, 8),
                             kundo_str_make(text, sizeof(text)));
    }

    assert_int_equal(rc, KUNDO_MAP_FULL);
    store_abort();
    assert_int_equal(kundo_env_last_txn(store.env), was);

    store_read();
    store_abort();

    store_begin();
    store_commit();

    store_close();
    store_open();
    store_begin();
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(the_writer_keeps_its_header_by_a_commit_only),
        store_test(a_reader_sees_one_moment_until_it_is_renewed),
        store_test(each_commit_has_a_number),
        store_test(another_version_stops_reader_and_writer),
        store_test(a_header_of_another_size_is_damage),
        store_test(a_header_that_is_gone_is_damage),
        store_test(a_full_map_is_a_fault_and_changes_nothing)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

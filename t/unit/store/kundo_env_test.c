/* Environment: which folders are taken, which stores are refused, and why. */

#include "store/kundo_env.c"
#include "unit/kundo_store_test.h"


#define env_test(f)                                                           \
    cmocka_unit_test_setup_teardown(f, store_folder, store_tear_down)

#define assert_said(what)  assert_non_null(strstr(store.error, what))


static void
data_file(char *name, size_t size)
{
    snprintf(name, size, "%s/data.mdb", store.path);
}


static void
a_new_store_has_its_keys_and_keeps_them(void **state)
{
    kundo_meta_t  m;
    struct stat   st;

    store_open();
    store_read();
    m = store.txn.meta;
    store_abort();

    assert_int_equal(m.version, KUNDO_STORE_VERSION);
    assert_int_equal(m.apply_version, KUNDO_APPLY_VERSION);
    assert_int_equal(m.created_ms, STORE_NOW_MS);
    assert_int_equal(m.now_ms, STORE_NOW_MS);
    assert_int_equal(m.first_jno, 1);
    assert_int_equal(m.agent_lost_ms, 30000);
    assert_int_equal(m.seal_key[0], 0x5a);
    assert_int_equal(m.token_key[31], 0x5a);
    assert_int_equal(m.epoch, 0x5a5a5a5a);

    /* nobody else may look into it */

    assert_int_equal(stat(store.path, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);

    store_close();
    assert_int_equal(store_open_at(store.path, 1 << 24, 0), KUNDO_OK);
    store_read();
    assert_memory_equal(&store.txn.meta, &m, sizeof(m));
}


static void
nothing_is_created_unless_asked(void **state)
{
    assert_int_equal(store_open_at(store.path, 1 << 24, 0), KUNDO_IO);
    assert_said("No such file");
    assert_int_equal(access(store.path, F_OK), -1);

    assert_int_equal(mkdir(store.path, 0700), 0);
    assert_int_equal(store_open_at(store.path, 1 << 24, 0),
                     KUNDO_NOT_FOUND);
    assert_said("holds no store");
    assert_int_equal(rmdir(store.path), 0);
}


static void
a_folder_without_a_parent_is_refused(void **state)
{
    char  path[128];

    snprintf(path, sizeof(path), "%s/none/main", store.dir);

    assert_int_equal(store_open_at(path, 1 << 24, 1), KUNDO_IO);
    assert_said(path);
}


static void
a_file_is_no_folder(void **state)
{
    FILE  *f;

    f = fopen(store.path, "w");
    assert_non_null(f);
    fclose(f);

    assert_int_equal(store_open_at(store.path, 1 << 24, 1), KUNDO_IO);
    assert_said("is not a folder");
}


static void
a_store_of_another_user_is_refused(void **state)
{
    char  name[128];

    if (geteuid() != 0) {
        print_message("only root can give a file away\n");
        skip();
    }

    store_open();
    store_close();

    data_file(name, sizeof(name));
    assert_int_equal(chown(name, 12345, 12345), 0);

    assert_int_equal(store_open_at(store.path, 1 << 24, 1),
                     KUNDO_NOT_OWNER);
    assert_said("belongs to uid 12345");
    assert_said("runs as uid 0");
}


static void
what_is_no_store_is_refused(void **state)
{
    char   name[128], page[8192];
    FILE  *f;

    assert_int_equal(mkdir(store.path, 0700), 0);
    data_file(name, sizeof(name));

    memset(page, 'x', sizeof(page));
    f = fopen(name, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(page, 1, sizeof(page), f), sizeof(page));
    fclose(f);

    assert_int_equal(store_open_at(store.path, 1 << 24, 1), KUNDO_DAMAGED);
    assert_said("restore it from a backup");
}


/* Another program's LMDB is not written into. */

static void
a_store_of_another_program_is_left_alone(void **state)
{
    MDB_env       *mdb;
    MDB_txn       *txn;
    MDB_dbi        dbi;
    MDB_val        key = { 3, "key" }, val = { 5, "value" };
    MDB_stat       st;

    assert_int_equal(mkdir(store.path, 0700), 0);
    assert_int_equal(mdb_env_create(&mdb), 0);
    assert_int_equal(mdb_env_open(mdb, store.path, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(mdb, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
    assert_int_equal(mdb_put(txn, dbi, &key, &val, 0), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(mdb);

    assert_int_equal(store_open_at(store.path, 1 << 24, 1), KUNDO_DAMAGED);
    assert_said("not of kundo");

    assert_int_equal(mdb_env_create(&mdb), 0);
    assert_int_equal(mdb_env_open(mdb, store.path, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(mdb, NULL, MDB_RDONLY, &txn), 0);
    assert_int_equal(mdb_stat(txn, 1, &st), 0);
    assert_int_equal(st.ms_entries, 1);
    mdb_txn_abort(txn);
    mdb_env_close(mdb);
}


static void
a_store_that_was_cut_off_is_refused(void **state)
{
    char         name[128];
    uint8_t      key[8], text[3000];
    uint64_t     i;
    struct stat  st;

    store_open();
    store_begin();
    memset(text, 'x', sizeof(text));

    for (i = 1; i < 100; i++) {
        kundo_be64_put(key, i);
        assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                         kundo_str_make(key, 8),
                                         kundo_str_make(text,
                                                        sizeof(text))),
                         KUNDO_OK);
    }

    store_commit();
    store_close();

    data_file(name, sizeof(name));
    assert_int_equal(stat(name, &st), 0);
    assert_int_equal(truncate(name, st.st_size / 2), 0);

    assert_int_equal(store_open_at(store.path, 1 << 24, 1), KUNDO_DAMAGED);
    assert_said("is cut off");
}


static void
a_store_of_another_version_is_refused(void **state)
{
    MDB_val        key = { 4, "meta" }, val;
    kundo_meta_t   m;

    store_open();
    store_begin();
    m = store.txn.meta;
    m.version = KUNDO_STORE_VERSION + 1;

    val.mv_data = &m;
    val.mv_size = sizeof(m);
    assert_int_equal(mdb_put(store.txn.mdb,
                             store.env->dbi[KUNDO_TABLE_META], &key, &val,
                             0), 0);
    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);
    store.txn.mdb = NULL;
    store_close();

    assert_int_equal(store_open_at(store.path, 1 << 24, 1), KUNDO_TOO_NEW);
    assert_said("install the newer one");
}


static void
opening_again_writes_nothing(void **state)
{
    uint64_t  was;

    store_open();
    was = kundo_env_last_txn(store.env);
    store_close();

    store_open();
    assert_int_equal(kundo_env_last_txn(store.env), was);
}


/* Every outcome of LMDB and the system is a fault, but for one. */

static void
outcomes_are_told_apart(void **state)
{
    static const struct {
        int         mdb;
        kundo_rc_t  rc;
    } rows[] = {
        { 0, KUNDO_OK }, { MDB_NOTFOUND, KUNDO_NOT_FOUND },
        { MDB_MAP_FULL, KUNDO_MAP_FULL }, { MDB_TXN_FULL, KUNDO_MAP_FULL },
        { ENOSPC, KUNDO_NO_SPACE }, { EDQUOT, KUNDO_NO_SPACE },
        { ENOMEM, KUNDO_NO_MEMORY }, { EACCES, KUNDO_NOT_OWNER },
        { MDB_CORRUPTED, KUNDO_DAMAGED }, { MDB_PANIC, KUNDO_DAMAGED },
        { EIO, KUNDO_IO }, { MDB_READERS_FULL, KUNDO_IO },
        { MDB_KEYEXIST, KUNDO_IO }, { MDB_BAD_TXN, KUNDO_IO }
    };

    unsigned  i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(kundo_env_rc(rows[i].mdb), rows[i].rc);
        assert_true(i < 2 || kundo_rc_is_fault(kundo_env_rc(rows[i].mdb)));
    }
}


static void
tables_have_names_of_their_own(void **state)
{
    int  i, j;

    for (i = 0; i < KUNDO_TABLE_N; i++) {
        for (j = 0; j < i; j++) {
            assert_string_not_equal(kundo_table_name((kundo_table_t) i),
                                    kundo_table_name((kundo_table_t) j));
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        env_test(a_new_store_has_its_keys_and_keeps_them),
        env_test(nothing_is_created_unless_asked),
        env_test(a_folder_without_a_parent_is_refused),
        env_test(a_file_is_no_folder),
        env_test(a_store_of_another_user_is_refused),
        env_test(what_is_no_store_is_refused),
        env_test(a_store_of_another_program_is_left_alone),
        env_test(a_store_that_was_cut_off_is_refused),
        env_test(a_store_of_another_version_is_refused),
        env_test(opening_again_writes_nothing),
        env_test(outcomes_are_told_apart),
        env_test(tables_have_names_of_their_own)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

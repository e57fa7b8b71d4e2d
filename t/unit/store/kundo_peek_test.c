/* Peek: a store's version from its file, however it was cut or broken. */

#include "store/kundo_peek.c"
#include "unit/kundo_store_test.h"

#include <lmdb.h>


static char  error[256];


static kundo_rc_t
peek(void)
{
    error[0] = '\0';

    return kundo_peek(store.path, error);
}


#define assert_said(what)  assert_non_null(strstr(error, what))


static void
put_version(uint32_t version, uint32_t apply_version)
{
    store.txn.meta.version = version;
    store.txn.meta.apply_version = apply_version;
    store_commit();
}


/* The file, as long as it was, with one byte of it changed. */

static void
flip(off_t at)
{
    int      fd;
    char     name[128];
    uint8_t  byte;

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    fd = open(name, O_RDWR|O_CLOEXEC);

    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0xff;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);

    close(fd);
}


/* n tables of another program, so many that the tree of tables branches. */

static void
tables(int n)
{
    char      name[32];
    MDB_dbi   dbi;
    MDB_env  *mdb;
    MDB_txn  *txn;

    assert_int_equal(mdb_env_create(&mdb), 0);
    assert_int_equal(mdb_env_set_maxdbs(mdb, 400), 0);
    assert_int_equal(mdb_env_open(mdb, store.path, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(mdb, NULL, 0, &txn), 0);

    while (n--) {
        snprintf(name, sizeof(name), "%c%d", 'a' + n % 26, n);
        assert_int_equal(mdb_dbi_open(txn, name, MDB_CREATE, &dbi), 0);
    }

    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(mdb);
}


static void
todays_store_is_taken(void **state)
{
    store_commit();
    assert_int_equal(peek(), KUNDO_OK);

    /* beside a writer, and after him */

    store_begin();
    assert_int_equal(peek(), KUNDO_OK);
    store_commit();
    assert_int_equal(peek(), KUNDO_OK);
    assert_string_equal(error, "");
}


/* It looks at the newest transaction, whichever page has it. */

static void
another_version_is_told(void **state)
{
    put_version(KUNDO_STORE_VERSION + 1, KUNDO_APPLY_VERSION);
    assert_int_equal(peek(), KUNDO_TOO_NEW);
    assert_said(store_words("version %d.%d", KUNDO_STORE_VERSION + 1,
                            KUNDO_APPLY_VERSION));

    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn),
                     KUNDO_TOO_NEW);
}


static void
an_older_version_is_told(void **state)
{
    put_version(1, KUNDO_APPLY_VERSION);
    assert_int_equal(peek(), KUNDO_TOO_OLD);
    assert_said(store_words("no way to %d", KUNDO_STORE_VERSION));
}


static void
what_is_still_to_be_made_is_no_fault(void **state)
{
    char  name[128];

    store_abort();
    store_close();
    store_remove(store.path);
    assert_int_equal(peek(), KUNDO_OK);

    assert_int_equal(mkdir(store.path, 0700), 0);
    assert_int_equal(peek(), KUNDO_OK);

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    close(open(name, O_WRONLY|O_CREAT|O_CLOEXEC, 0600));
    assert_int_equal(peek(), KUNDO_OK);
}


/* Opened once, by no program that we know: two pages and no table. */

static void
an_empty_database_is_still_to_be_made(void **state)
{
    MDB_env  *mdb;

    store_abort();
    store_close();
    store_remove(store.path);
    assert_int_equal(mkdir(store.path, 0700), 0);

    assert_int_equal(mdb_env_create(&mdb), 0);
    assert_int_equal(mdb_env_open(mdb, store.path, 0, 0600), 0);
    mdb_env_close(mdb);

    assert_int_equal(peek(), KUNDO_OK);
}


static void
the_database_of_another_program_is_told(void **state)
{
    store_abort();
    store_close();
    store_remove(store.path);
    assert_int_equal(mkdir(store.path, 0700), 0);

    tables(300);

    assert_int_equal(peek(), KUNDO_DAMAGED);
    assert_said("another program's");
}


static void
the_header_is_found_below_branches(void **state)
{
    put_version(1, KUNDO_APPLY_VERSION);
    store_close();

    tables(300);

    assert_int_equal(peek(), KUNDO_TOO_OLD);
}


static void
a_file_that_is_cut_off_is_told(void **state)
{
    char  name[128];

    store_commit();
    store_close();

    snprintf(name, sizeof(name), "%s/data.mdb", store.path);
    assert_int_equal(truncate(name, 8192), 0);
    assert_int_equal(peek(), KUNDO_DAMAGED);
    assert_said("cut off");

    assert_int_equal(truncate(name, 4200), 0);
    assert_int_equal(peek(), KUNDO_DAMAGED);
    assert_said("no LMDB file");

    assert_int_equal(truncate(name, 20), 0);
    assert_int_equal(peek(), KUNDO_DAMAGED);
    assert_said("no LMDB file");
}


/* Whatever a byte of it says: an answer, and no read beside the page. */

static void
any_byte_may_be_wrong(void **state)
{
    off_t     at;
    unsigned  told;

    store_commit();
    store_close();

    for (at = 0, told = 0; at < 8192; at++) {
        flip(at);
        told += peek() != KUNDO_OK;
        flip(at);
    }

    assert_true(told > 16);

    for (at = 8192; at < 65536; at += 7) {
        flip(at);
        (void) peek();
        flip(at);
    }

    assert_int_equal(peek(), KUNDO_OK);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(todays_store_is_taken),
        store_test(another_version_is_told),
        store_test(an_older_version_is_told),
        store_test(what_is_still_to_be_made_is_no_fault),
        store_test(an_empty_database_is_still_to_be_made),
        store_test(the_database_of_another_program_is_told),
        store_test(the_header_is_found_below_branches),
        store_test(a_file_that_is_cut_off_is_told),
        store_test(any_byte_may_be_wrong)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

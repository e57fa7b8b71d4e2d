/* Migration: which headers a program takes, and the steps to its own. */

#include "store/kundo_migrate.c"
#include "unit/kundo_store_test.h"


static kundo_meta_t  meta;            /* as the step left it */
static unsigned      steps_run;
static kundo_rc_t    step_rc;


static kundo_rc_t
step(kundo_env_t *env, struct MDB_txn *mdb, kundo_meta_t *m)
{
    steps_run++;
    m->max_chats = 77;
    meta = *m;

    return step_rc;
}


static const kundo_migrate_step_t  one_step[] = {
    { KUNDO_STORE_VERSION - 1, step },
    { 0, NULL }
};

static const kundo_migrate_step_t  no_step[] = {
    { 0, NULL }
};


static kundo_rc_t
migrate(const void *header, size_t len, const kundo_migrate_step_t *steps)
{
    uint8_t  copy[2 * sizeof(kundo_meta_t)];

    /* in memory of its own, so that a sanitizer sees its end */

    memset(copy, 0xff, sizeof(copy));
    memcpy(copy, header, len);

    steps_run = 0;
    store.error[0] = '\0';

    return kundo_migrate(store.env, store.txn.mdb,
                         kundo_str_make(copy, len), steps, store.error);
}


#define assert_said(what)  assert_non_null(strstr(store.error, what))


static void
todays_header_is_left_alone(void **state)
{
    assert_int_equal(migrate(&store.txn.meta, sizeof(kundo_meta_t),
                             one_step), KUNDO_OK);
    assert_int_equal(steps_run, 0);
    assert_string_equal(store.error, "");
}


static void
a_damaged_header_is_refused(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    assert_int_equal(migrate(&m, sizeof(m) - 1, one_step), KUNDO_DAMAGED);
    assert_said("damaged");
    assert_int_equal(migrate(&m, 15, one_step), KUNDO_DAMAGED);
    assert_said("damaged");
    assert_int_equal(migrate(&m, 0, one_step), KUNDO_DAMAGED);
    assert_said("damaged");

    m.magic ^= 1;
    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_DAMAGED);
    assert_said("not of kundo");
    assert_int_equal(steps_run, 0);
}


/* Also where the newer header is longer, or only what commands do changed. */

static void
a_newer_store_is_refused_with_both_versions(void **state)
{
    uint8_t        longer[sizeof(kundo_meta_t) + 40];
    kundo_meta_t   m = store.txn.meta;

    m.version++;
    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_TOO_NEW);
    assert_said(store_words("version %d.%d", KUNDO_STORE_VERSION + 1,
                            KUNDO_APPLY_VERSION));
    assert_said(store_words("up to %d.%d", KUNDO_STORE_VERSION,
                            KUNDO_APPLY_VERSION));

    memset(longer, 0, sizeof(longer));
    memcpy(longer, &m, sizeof(m));
    assert_int_equal(migrate(longer, sizeof(longer), one_step),
                     KUNDO_TOO_NEW);

    m.version--;
    m.apply_version++;
    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_TOO_NEW);
    assert_said(store_words("version %d.%d", KUNDO_STORE_VERSION,
                            KUNDO_APPLY_VERSION + 1));
    assert_int_equal(steps_run, 0);
}


static void
an_older_store_is_brought_up_to_date(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    m.version--;
    m.apply_version--;
    m.last_cno = 42;

    step_rc = KUNDO_OK;
    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_OK);
    assert_int_equal(steps_run, 1);
    assert_int_equal(meta.last_cno, 42);

    /* what the step has changed is the header from now on */

    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);
    store.txn.mdb = NULL;

    store_begin();
    assert_int_equal(store.txn.meta.version, KUNDO_STORE_VERSION);
    assert_int_equal(store.txn.meta.apply_version, KUNDO_APPLY_VERSION);
    assert_int_equal(store.txn.meta.last_cno, 42);
    assert_int_equal(store.txn.meta.max_chats, 77);
}


static void
a_shorter_header_of_an_older_version_is_filled_up(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    m.version--;
    step_rc = KUNDO_OK;

    assert_int_equal(migrate(&m, offsetof(kundo_meta_t, last_lpos),
                             one_step), KUNDO_OK);
    assert_int_equal(meta.now_ms, m.now_ms);
    assert_int_equal(meta.last_lpos, 0);
    assert_int_equal(meta.token_key[0], 0);
}


/* What commands do has changed, the rows have not. */

static void
an_older_apply_version_becomes_todays(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    m.apply_version--;

    assert_int_equal(migrate(&m, sizeof(m), no_step), KUNDO_OK);

    assert_int_equal(mdb_txn_commit(store.txn.mdb), 0);
    store.txn.mdb = NULL;

    store_begin();
    assert_int_equal(store.txn.meta.apply_version, KUNDO_APPLY_VERSION);
}


static void
without_a_way_an_older_store_is_refused(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    m.version--;

    assert_int_equal(migrate(&m, sizeof(m), no_step), KUNDO_TOO_OLD);
    assert_said(store_words("version %d", KUNDO_STORE_VERSION - 1));
    assert_said(store_words("no way to %d", KUNDO_STORE_VERSION));
}


static void
a_step_that_fails_says_which(void **state)
{
    kundo_meta_t  m = store.txn.meta;

    m.version--;
    step_rc = KUNDO_NO_SPACE;

    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_NO_SPACE);
    assert_said(store_words("from version %d to %d: The disk is full",
                            KUNDO_STORE_VERSION - 1, KUNDO_STORE_VERSION));
}


/* In a reader nothing can be written. */

static void
a_last_write_that_fails_says_so(void **state)
{
    kundo_meta_t  m = store.txn.meta;
    MDB_txn      *read;

    m.version--;
    step_rc = KUNDO_OK;

    store_abort();
    store_read();
    read = store.txn.mdb;

    assert_int_equal(migrate(&m, sizeof(m), one_step), KUNDO_NOT_OWNER);
    assert_said("the store's header");
    assert_ptr_equal(read, store.txn.mdb);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(todays_header_is_left_alone),
        store_test(a_damaged_header_is_refused),
        store_test(a_newer_store_is_refused_with_both_versions),
        store_test(an_older_store_is_brought_up_to_date),
        store_test(a_shorter_header_of_an_older_version_is_filled_up),
        store_test(an_older_apply_version_becomes_todays),
        store_test(without_a_way_an_older_store_is_refused),
        store_test(a_step_that_fails_says_which),
        store_test(a_last_write_that_fails_says_so)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

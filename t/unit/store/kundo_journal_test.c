/* Journal: appended, read on, trimmed at the front. */

#include "store/kundo_journal.c"
#include "unit/kundo_store_test.h"


static kundo_journal_t  rows[1000];
static uint64_t         jnos[1000];


/* n events, one a second. */

static void
append(unsigned n)
{
    uint64_t          jno;
    kundo_journal_t   row;

    memset(&row, 0, sizeof(row));

    while (n--) {
        row.ms = store.txn.meta.last_jno * 1000;
        row.ref = store.txn.meta.last_jno + 1;
        assert_int_equal(kundo_journal_append(&store.txn, &row, &jno),
                         KUNDO_OK);
        assert_int_equal(jno, row.ref);
        assert_int_equal(store.txn.meta.last_jno, jno);
    }
}


static void
an_event_comes_back_by_its_number(void **state)
{
    kundo_journal_t  row;

    append(3);
    assert_int_equal(kundo_journal_get(&store.txn, 2, &row), KUNDO_OK);
    assert_int_equal(row.ref, 2);
    assert_int_equal(row.ms, 1000);
    assert_int_equal(kundo_journal_get(&store.txn, 4, &row),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_journal_get(&store.txn, 0, &row),
                     KUNDO_NOT_FOUND);
}


static void
reading_goes_on_after_a_number(void **state)
{
    unsigned  i, n, got;
    uint64_t  after;

    assert_int_equal(kundo_journal_read(&store.txn, 0, rows, jnos, 10, &n),
                     KUNDO_OK);
    assert_int_equal(n, 0);

    append(25);

    for (after = 0, got = 0; /* void */ ; after = jnos[n - 1], got += n) {
        assert_int_equal(kundo_journal_read(&store.txn, after, rows, jnos,
                                            10, &n), KUNDO_OK);
        if (n == 0) {
            break;
        }

        for (i = 0; i < n; i++) {
            assert_int_equal(jnos[i], after + i + 1);
            assert_int_equal(rows[i].ref, jnos[i]);
        }
    }

    assert_int_equal(got, 25);

    assert_int_equal(kundo_journal_read(&store.txn, 99, rows, jnos, 10, &n),
                     KUNDO_OK);
    assert_int_equal(n, 0);
    assert_int_equal(kundo_journal_read(&store.txn, UINT64_MAX, rows, jnos,
                                        10, &n), KUNDO_OK);
    assert_int_equal(n, 0);
}


/* Each number of events, in one transaction, in many, after an abort. */

static void
the_tail_is_read_like_the_rest(void **state)
{
    unsigned         i, n, total;
    kundo_journal_t  row;

    for (total = 1; total <= 3 * KUNDO_JOURNAL_TAIL; total++) {
        append(1);
        store_commit();

        store_begin();
        append(total % 11);
        store_abort();

        store_read();

        assert_int_equal(store.txn.meta.last_jno, total);
        assert_int_equal(kundo_journal_get(&store.txn, total + 1, &row),
                         KUNDO_NOT_FOUND);

        for (i = 1; i <= total; i++) {
            assert_int_equal(kundo_journal_get(&store.txn, i, &row),
                             KUNDO_OK);
            assert_int_equal(row.ref, i);
        }

        for (i = 0; i <= total; i++) {
            assert_int_equal(kundo_journal_read(&store.txn, i, rows, jnos,
                                                1000, &n), KUNDO_OK);
            assert_int_equal(n, total - i);
            assert_int_equal(kundo_journal_read(&store.txn, i, rows, jnos, 5,
                                                &n), KUNDO_OK);
            assert_int_equal(n, total - i < 5 ? total - i : 5);

            while (n--) {
                assert_int_equal(jnos[n], i + n + 1);
                assert_int_equal(rows[n].ref, jnos[n]);
            }
        }

        store_abort();
        store_begin();
    }
}


static void
a_tail_that_does_not_fit_is_damage(void **state)
{
    uint64_t         jno;
    unsigned         n;
    kundo_journal_t  row, many[KUNDO_JOURNAL_TAIL + 1];

    static const size_t  sizes[] = {
        1, sizeof(row) - 1, 4 * sizeof(row), sizeof(many)
    };

    append(3);
    store_commit();
    memset(many, 0, sizeof(many));
    memset(&row, 0, sizeof(row));

    for (n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
        store_begin();
        assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_META,
                                         kundo_str("tail"),
                                         kundo_str_make(many, sizes[n])),
                         KUNDO_OK);
        assert_int_equal(kundo_journal_get(&store.txn, 2, &row),
                         KUNDO_DAMAGED);
        assert_int_equal(kundo_journal_append(&store.txn, &row, &jno),
                         KUNDO_DAMAGED);
        store_abort();
    }
}


static void
trimming_takes_what_is_older(void **state)
{
    int       more;
    unsigned  n;

    append(20);

    assert_int_equal(kundo_journal_trim(&store.txn, 0, &more), KUNDO_OK);
    assert_int_equal(store.txn.meta.first_jno, 1);

    assert_int_equal(kundo_journal_trim(&store.txn, 5000, &more), KUNDO_OK);
    assert_false(more);
    assert_int_equal(store.txn.meta.first_jno, 6);

    assert_int_equal(kundo_journal_read(&store.txn, 0, rows, jnos, 100, &n),
                     KUNDO_OK);
    assert_int_equal(n, 15);
    assert_int_equal(jnos[0], 6);
}


static void
trimming_goes_in_chunks(void **state)
{
    int  more;

    append(2 * KUNDO_CHUNK + 13);

    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    assert_true(more);
    assert_int_equal(store.txn.meta.first_jno, KUNDO_CHUNK + 1);

    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    assert_true(more);
    assert_int_equal(store.txn.meta.first_jno, 2 * KUNDO_CHUNK + 1);

    /* the tail stays: a cursor has always something behind it */

    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    assert_false(more);
    assert_int_equal(store.txn.meta.first_jno, 2 * KUNDO_CHUNK + 9);
}


static void
exactly_a_chunk_leaves_no_more(void **state)
{
    int  more;

    append(KUNDO_CHUNK + 1);

    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    assert_false(more);
    assert_int_equal(store.txn.meta.first_jno, KUNDO_CHUNK + 1);
}


static void
an_empty_journal_is_trimmed_too(void **state)
{
    int  more;

    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    assert_false(more);
    assert_int_equal(store.txn.meta.first_jno, 1);
}


/* A number is never given twice, also when everything before was trimmed. */

static void
numbers_go_on_after_trimming(void **state)
{
    int  more;

    append(10);
    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_OK);
    append(1);
    assert_int_equal(store.txn.meta.last_jno, 11);
}


static void
a_row_of_another_size_is_damage(void **state)
{
    int              more;
    uint8_t          key[8];
    unsigned         n;
    kundo_journal_t  row;

    append(12);
    kundo_be64_put(key, 2);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_JOURNAL,
                                     kundo_str_make(key, 8),
                                     kundo_str("short")), KUNDO_OK);

    assert_int_equal(kundo_journal_get(&store.txn, 2, &row), KUNDO_DAMAGED);
    assert_int_equal(kundo_journal_read(&store.txn, 0, rows, jnos, 10, &n),
                     KUNDO_DAMAGED);
    assert_int_equal(kundo_journal_trim(&store.txn, UINT64_MAX, &more),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        store_test(an_event_comes_back_by_its_number),
        store_test(the_tail_is_read_like_the_rest),
        store_test(a_tail_that_does_not_fit_is_damage),
        store_test(reading_goes_on_after_a_number),
        store_test(trimming_takes_what_is_older),
        store_test(trimming_goes_in_chunks),
        store_test(exactly_a_chunk_leaves_no_more),
        store_test(an_empty_journal_is_trimmed_too),
        store_test(numbers_go_on_after_trimming),
        store_test(a_row_of_another_size_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

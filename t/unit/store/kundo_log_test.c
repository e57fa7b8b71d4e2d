/* Log: the way from seq and cid to a message, at every border of blocks. */

#include "store/kundo_hot.h"
#include "store/kundo_log.c"
#include "unit/kundo_store_test.h"


#define CNO  7


static kundo_hot_t  hot, beside;


static int
set_up(void **state)
{
    memset(&hot, 0, sizeof(hot));
    memset(&beside, 0, sizeof(beside));

    return store_set_up(state);
}


#define log_test(f)                                                           \
    cmocka_unit_test_setup_teardown(f, set_up, store_tear_down)


static kundo_rc_t
append_to(uint64_t cno, kundo_hot_t *h, uint64_t from, kundo_str_t cid,
    kundo_str_t text)
{
    kundo_log_row_t  row;

    memset(&row, 0, sizeof(row));

    row.head.from = from;
    row.head.from_kind = 1;
    row.head.ms = STORE_NOW_MS;
    row.cid = cid;
    row.text = text;

    return kundo_log_append(&store.txn, cno, h, &row);
}


/* Message n of CNO has the cid "c<n>"; another conversation goes between. */

static void
fill(uint32_t to)
{
    char  cid[16];

    while (hot.last_seq < to) {
        snprintf(cid, sizeof(cid), "c%u", hot.last_seq + 1);
        assert_int_equal(append_to(CNO, &hot, 1, kundo_str_cstr(cid),
                                   kundo_str("hej")), KUNDO_OK);

        if (hot.last_seq % 3 == 0) {
            assert_int_equal(append_to(CNO + 1, &beside, 1,
                                       kundo_str_cstr(cid),
                                       kundo_str("hej")), KUNDO_OK);
        }
    }
}


static kundo_rc_t
find_cid(uint64_t from, const char *cid, kundo_log_row_t *row)
{
    return kundo_log_find_cid(&store.txn, CNO, &hot, from,
                              kundo_str_cstr(cid), row);
}


static void
assert_is(uint64_t lpos, uint32_t seq)
{
    kundo_log_row_t  row;

    assert_int_equal(kundo_log_get(&store.txn, lpos, &row), KUNDO_OK);
    assert_int_equal(row.head.cno, CNO);
    assert_int_equal(row.head.seq, seq);
}


static void
a_message_comes_back_as_it_was(void **state)
{
    kundo_log_row_t  row;

    assert_int_equal(append_to(CNO, &hot, 5, kundo_str("cid"),
                               kundo_str("r\xc3\xa4tt")), KUNDO_OK);

    assert_int_equal(hot.last_seq, 1);
    assert_int_equal(kundo_hot_last_lpos(&hot), 1);
    assert_int_equal(store.txn.meta.last_lpos, 1);

    assert_int_equal(kundo_log_get(&store.txn, 1, &row), KUNDO_OK);
    assert_int_equal(row.lpos, 1);
    assert_int_equal(row.head.cno, CNO);
    assert_int_equal(row.head.from, 5);
    assert_int_equal(row.head.seq, 1);
    assert_int_equal(row.head.ms, STORE_NOW_MS);
    kundo_assert_str(row.cid, "cid");
    kundo_assert_str(row.text, "r\xc3\xa4tt");

    assert_int_equal(kundo_log_get(&store.txn, 2, &row), KUNDO_NOT_FOUND);
}


static void
no_text_and_no_cid_are_a_message_too(void **state)
{
    kundo_log_row_t  row;

    assert_int_equal(append_to(CNO, &hot, 5, kundo_str_null,
                               kundo_str_null), KUNDO_OK);
    assert_int_equal(kundo_log_get(&store.txn, 1, &row), KUNDO_OK);
    assert_int_equal(row.cid.len, 0);
    assert_int_equal(row.text.len, 0);
}


/* The ring is written down with every 16th, a block holds 128. */

static void
every_seq_is_found_whatever_came_last(void **state)
{
    uint32_t  last, seq;
    uint64_t  lpos;

    static const uint32_t  lasts[] = {
        1, 2, 15, 16, 17, 31, 32, 33, 127, 128, 129, 143, 144, 145, 255,
        256, 257, 272, 300
    };

    for (last = 0; last < sizeof(lasts) / sizeof(lasts[0]); last++) {
        fill(lasts[last]);

        for (seq = 1; seq <= hot.last_seq; seq++) {
            assert_int_equal(kundo_log_find(&store.txn, CNO, &hot, seq,
                                            &lpos), KUNDO_OK);
            assert_is(lpos, seq);
        }
    }
}


static void
blocks_are_as_drawn(void **state)
{
    uint8_t       key[12];
    kundo_str_t   v;

    fill(15);
    kundo_be64_put(key, CNO);
    kundo_be32_put(key + 8, 0);

    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12), &v),
                     KUNDO_NOT_FOUND);

    fill(16);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12), &v), KUNDO_OK);
    assert_int_equal(v.len, 16 * 12);

    fill(128);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12), &v), KUNDO_OK);
    assert_int_equal(v.len, 128 * 12);

    kundo_be32_put(key + 8, 1);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12), &v),
                     KUNDO_NOT_FOUND);

    fill(144);
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12), &v), KUNDO_OK);
    assert_int_equal(v.len, 16 * 12);
}


static void
ranges_go_over_ring_and_blocks(void **state)
{
    uint32_t  from, to, i;
    uint64_t  lpos[300];

    fill(277);

    for (from = 1; from <= 277; from += 3) {
        for (to = from; to <= 277; to += 7) {
            assert_int_equal(kundo_log_range(&store.txn, CNO, &hot, from, to,
                                             lpos), KUNDO_OK);

            for (i = from; i <= to; i += 11) {
                assert_is(lpos[i - from], i);
            }

            assert_is(lpos[to - from], to);
        }
    }
}


static void
a_cid_is_found_in_ring_and_blocks(void **state)
{
    char             cid[16];
    uint32_t         last, seq;
    kundo_log_row_t  row;

    static const uint32_t  lasts[] = {
        1, 15, 16, 17, 32, 127, 128, 129, 144, 200, 257, 2047, 2048, 2049,
        2064, 2176, 2177, 4350
    };

    for (last = 0; last < sizeof(lasts) / sizeof(lasts[0]); last++) {
        fill(lasts[last]);

        for (seq = 1; seq <= hot.last_seq; seq++) {
            snprintf(cid, sizeof(cid), "c%u", seq);

            assert_int_equal(find_cid(1, cid, &row), KUNDO_OK);
            assert_int_equal(row.head.seq, seq);
            assert_int_equal(find_cid(2, cid, &row), KUNDO_NOT_FOUND);
        }

        snprintf(cid, sizeof(cid), "c%u", hot.last_seq + 1);
        assert_int_equal(find_cid(1, cid, &row), KUNDO_NOT_FOUND);
    }
}


/* Two cids of one sender with the same 32 bits of hash, by search. */

static void
collide(uint64_t from, uint64_t other, char *a, char *b, size_t size)
{
    uint32_t         h;
    uint64_t         i, n = 1 << 18, at;

    static uint32_t  hashes[1 << 19];
    static uint64_t  numbers[1 << 19];

    memset(numbers, 0, sizeof(numbers));

    for (i = 1; i < n; i++) {
        snprintf(a, size, "a%llu", (unsigned long long) i);
        h = kundo_log_cid_hash(from, kundo_str_cstr(a));

        for (at = h % (1 << 19); numbers[at] != 0; at = (at + 1) % (1 << 19))
        {
            /* void */
        }

        hashes[at] = h;
        numbers[at] = i;
    }

    for (i = 1; /* void */ ; i++) {
        snprintf(b, size, "b%llu", (unsigned long long) i);
        h = kundo_log_cid_hash(other, kundo_str_cstr(b));

        for (at = h % (1 << 19); numbers[at] != 0; at = (at + 1) % (1 << 19))
        {
            if (hashes[at] == h) {
                snprintf(a, size, "a%llu", (unsigned long long) numbers[at]);
                return;
            }
        }
    }
}


static void
assert_apart(uint64_t from, uint64_t other)
{
    char             a[24], b[24];
    uint32_t         first;
    kundo_log_row_t  row;

    collide(from, other, a, b, sizeof(a));
    assert_int_equal(kundo_log_cid_hash(from, kundo_str_cstr(a)),
                     kundo_log_cid_hash(other, kundo_str_cstr(b)));

    assert_int_equal(append_to(CNO, &hot, from, kundo_str_cstr(a),
                               kundo_str("1")), KUNDO_OK);
    first = hot.last_seq;

    /* in the ring, later in a block, in a whole one, in a row of them */

    for ( ;; ) {
        assert_int_equal(find_cid(from, a, &row), KUNDO_OK);
        assert_int_equal(row.head.seq, first);
        assert_int_equal(find_cid(other, b, &row), KUNDO_NOT_FOUND);

        if (hot.last_seq >= first + 2200) {
            break;
        }

        fill(hot.last_seq < first + 20 ? first + 20 : hot.last_seq + 109);
    }

    assert_int_equal(append_to(CNO, &hot, other, kundo_str_cstr(b),
                               kundo_str("2")), KUNDO_OK);
    assert_int_equal(find_cid(other, b, &row), KUNDO_OK);
    kundo_assert_str(row.text, "2");
    assert_int_equal(find_cid(from, a, &row), KUNDO_OK);
    kundo_assert_str(row.text, "1");

    /* both in one row, then in two */

    for ( /* void */ ; first < 4200; first += 300) {
        fill(first);
        assert_int_equal(find_cid(from, a, &row), KUNDO_OK);
        kundo_assert_str(row.text, "1");
        assert_int_equal(find_cid(other, b, &row), KUNDO_OK);
        kundo_assert_str(row.text, "2");
    }
}


static void
cids_with_one_hash_are_told_apart(void **state)
{
    assert_apart(3, 3);
}


static void
senders_with_one_hash_are_told_apart(void **state)
{
    assert_apart(3, 4);
}


static void
what_does_not_fit_is_damage(void **state)
{
    uint8_t          key[12], zero[sizeof(kundo_log_head_t)];
    uint8_t          many[144 * 12];
    uint64_t         lpos[20];
    kundo_log_row_t  row;

    fill(20);

    /* a block that is too short */

    memset(zero, 0, sizeof(zero));
    kundo_be64_put(key, CNO);
    kundo_be32_put(key + 8, 0);
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12),
                                     kundo_str_make(zero, 24)), KUNDO_OK);
    assert_int_equal(kundo_log_range(&store.txn, CNO, &hot, 1, 16, lpos),
                     KUNDO_DAMAGED);

    /* an empty one, which would be looked at for ever */

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12),
                                     kundo_str_null), KUNDO_OK);
    assert_int_equal(kundo_log_range(&store.txn, CNO, &hot, 1, 16, lpos),
                     KUNDO_DAMAGED);

    /* one of too many */

    memset(many, 0, sizeof(many));
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_BLOCK,
                                     kundo_str_make(key, 12),
                                     kundo_str_make(many, sizeof(many))),
                     KUNDO_OK);
    assert_int_equal(kundo_log_range(&store.txn, CNO, &hot, 1, 16, lpos),
                     KUNDO_DAMAGED);

    /* no block at all */

    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_BLOCK,
                                        kundo_str_make(key, 12)), KUNDO_OK);
    assert_int_equal(kundo_log_find(&store.txn, CNO, &hot, 3, lpos),
                     KUNDO_DAMAGED);

    /* the next 16 find no place after it */

    assert_int_equal(append_to(CNO, &hot, 1, kundo_str("x"),
                               kundo_str("")), KUNDO_OK);
    while (hot.last_seq < 31) {
        assert_int_equal(append_to(CNO, &hot, 1, kundo_str("x"),
                                   kundo_str("")), KUNDO_OK);
    }

    assert_int_equal(append_to(CNO, &hot, 1, kundo_str("x"), kundo_str("")),
                     KUNDO_DAMAGED);

    /* a row whose lengths are not its own */

    kundo_be64_put(key, 1);
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(zero, sizeof(zero) - 1)),
                     KUNDO_OK);
    assert_int_equal(kundo_log_get(&store.txn, 1, &row), KUNDO_DAMAGED);

    zero[offsetof(kundo_log_head_t, cid_len)] = 1;
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_LOG,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(zero, sizeof(zero))),
                     KUNDO_OK);
    assert_int_equal(kundo_log_get(&store.txn, 1, &row), KUNDO_DAMAGED);
}


/* Counters that went back do not overwrite what stands. */

static void
nothing_is_overwritten(void **state)
{
    fill(3);
    store.txn.meta.last_lpos = 0;

    assert_int_equal(append_to(CNO, &hot, 1, kundo_str("x"),
                               kundo_str("y")), KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        log_test(a_message_comes_back_as_it_was),
        log_test(no_text_and_no_cid_are_a_message_too),
        log_test(every_seq_is_found_whatever_came_last),
        log_test(blocks_are_as_drawn),
        log_test(ranges_go_over_ring_and_blocks),
        log_test(a_cid_is_found_in_ring_and_blocks),
        log_test(cids_with_one_hash_are_told_apart),
        log_test(senders_with_one_hash_are_told_apart),
        log_test(what_does_not_fit_is_damage),
        log_test(nothing_is_overwritten)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

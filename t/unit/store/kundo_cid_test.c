/* Cid: hashes of whole blocks, found at every border and among equals. */

#include "store/kundo_cid.c"
#include "unit/kundo_store_test.h"


#define CNO     7
#define BLOCKS  (2 * KUNDO_CID_SEQS / KUNDO_BLOCK_SEQS + 3)


#define cid_test(f)                                                           \
    cmocka_unit_test_setup_teardown(f, store_set_up, store_tear_down)


/* The hash of each seq: few in `from` values, or spread over all. */

static uint32_t
hash_of(uint32_t seq, uint32_t values)
{
    uint32_t  h = seq * 2654435761u;

    return values ? (h >> 8) % values * 0x01010101u : h;
}


static void
add(uint64_t cno, uint32_t block, uint32_t values)
{
    uint32_t  i, first = block * KUNDO_BLOCK_SEQS + 1;
    uint32_t  hash[KUNDO_BLOCK_SEQS];

    for (i = 0; i < KUNDO_BLOCK_SEQS; i++) {
        hash[i] = hash_of(first + i, values);
    }

    assert_int_equal(kundo_cid_add(&store.txn, cno, first, hash), KUNDO_OK);
}


/* As one would find it by a look at all of them. */

static uint32_t
newest(uint32_t hash, uint32_t last, uint32_t values)
{
    while (last && hash_of(last, values) != hash) {
        last--;
    }

    return last;
}


static void
each_hash_is_found(void **state)
{
    uint32_t  block, seq, at;

    for (block = 0; block < BLOCKS; block++) {
        add(CNO, block, 0);
    }

    for (seq = 1; seq <= BLOCKS * KUNDO_BLOCK_SEQS; seq++) {
        assert_int_equal(kundo_cid_find(&store.txn, CNO, hash_of(seq, 0),
                                        BLOCKS * KUNDO_BLOCK_SEQS, &at),
                         KUNDO_OK);
        assert_int_equal(at, seq);

        assert_int_equal(kundo_cid_find(&store.txn, CNO, hash_of(seq, 0),
                                        seq, &at), KUNDO_OK);

        if (seq > 1) {
            assert_int_equal(kundo_cid_find(&store.txn, CNO, hash_of(seq, 0),
                                            seq - 1, &at), KUNDO_NOT_FOUND);
        }

        assert_int_equal(kundo_cid_find(&store.txn, CNO,
                                        hash_of(seq, 0) ^ 1,
                                        BLOCKS * KUNDO_BLOCK_SEQS, &at),
                         KUNDO_NOT_FOUND);
    }
}


/* Hashes that are alike: 7 of them, the smallest and the largest among. */

static void
among_equals_the_newest_comes_first(void **state)
{
    uint32_t  block, i, hash, seq, at, last = BLOCKS * KUNDO_BLOCK_SEQS;

    for (block = 0; block < BLOCKS; block++) {
        add(CNO, block, 7);
        add(CNO + 1, block, 2);
    }

    for (i = 0; i < 7; i++) {
        hash = i * 0x01010101u;

        for (seq = last; (seq = newest(hash, seq, 7)) != 0; seq--) {
            assert_int_equal(kundo_cid_find(&store.txn, CNO, hash, seq, &at),
                             KUNDO_OK);
            assert_int_equal(at, seq);
        }
    }

    assert_int_equal(kundo_cid_find(&store.txn, CNO, 0xffffffff, last, &at),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_cid_find(&store.txn, CNO, 0, 0, &at),
                     KUNDO_NOT_FOUND);
}


/* Any distribution: all hashes in one corner. */

static void
uneven_hashes_are_found(void **state)
{
    uint32_t  i, seq, first = 1, hash[KUNDO_BLOCK_SEQS];

    for (i = 0; i < KUNDO_BLOCK_SEQS; i++) {
        hash[i] = 0xffffff00u + i;
    }

    assert_int_equal(kundo_cid_add(&store.txn, CNO, first, hash), KUNDO_OK);

    for (i = 0; i < KUNDO_BLOCK_SEQS; i++) {
        hash[i] = i;
    }

    assert_int_equal(kundo_cid_add(&store.txn, CNO,
                                   first + KUNDO_BLOCK_SEQS, hash), KUNDO_OK);

    for (i = 0; i < KUNDO_BLOCK_SEQS; i++) {
        assert_int_equal(kundo_cid_find(&store.txn, CNO, 0xffffff00u + i,
                                        2 * KUNDO_BLOCK_SEQS, &seq),
                         KUNDO_OK);
        assert_int_equal(seq, 1 + i);
        assert_int_equal(kundo_cid_find(&store.txn, CNO, i,
                                        2 * KUNDO_BLOCK_SEQS, &seq),
                         KUNDO_OK);
        assert_int_equal(seq, 1 + KUNDO_BLOCK_SEQS + i);
    }

    assert_int_equal(kundo_cid_find(&store.txn, CNO, 0x80000000u,
                                    2 * KUNDO_BLOCK_SEQS, &seq),
                     KUNDO_NOT_FOUND);
}


static void
what_does_not_fit_is_damage(void **state)
{
    uint8_t      bytes[KUNDO_BLOCK_SEQS * 8 + 1];
    uint32_t     seq, hash[KUNDO_BLOCK_SEQS];
    kundo_key_t  key;

    memset(bytes, 0, sizeof(bytes));
    memset(hash, 0, sizeof(hash));

    /* no row at all, one of odd length, an empty one */

    assert_int_equal(kundo_cid_find(&store.txn, CNO, 1, KUNDO_BLOCK_SEQS,
                                    &seq), KUNDO_DAMAGED);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_CID,
                                     kundo_cid_key(&key, CNO, 1),
                                     kundo_str_make(bytes, sizeof(bytes))),
                     KUNDO_OK);
    assert_int_equal(kundo_cid_find(&store.txn, CNO, 1, KUNDO_BLOCK_SEQS,
                                    &seq), KUNDO_DAMAGED);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_CID,
                                     kundo_cid_key(&key, CNO, 1),
                                     kundo_str_null), KUNDO_OK);
    assert_int_equal(kundo_cid_find(&store.txn, CNO, 1, KUNDO_BLOCK_SEQS,
                                    &seq), KUNDO_DAMAGED);
    assert_int_equal(kundo_cid_add(&store.txn, CNO, 1, hash), KUNDO_DAMAGED);

    /* a block twice, a block left out */

    add(CNO + 1, 0, 0);
    assert_int_equal(kundo_cid_add(&store.txn, CNO + 1, 1, hash),
                     KUNDO_DAMAGED);
    assert_int_equal(kundo_cid_add(&store.txn, CNO + 1,
                                   2 * KUNDO_BLOCK_SEQS + 1, hash),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cid_test(each_hash_is_found),
        cid_test(among_equals_the_newest_comes_first),
        cid_test(uneven_hashes_are_found),
        cid_test(what_does_not_fit_is_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

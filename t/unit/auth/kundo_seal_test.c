/* Seals: the cipher's known answers, and that nothing else is opened. */

#include "auth/kundo_seal.c"
#include "unit/kundo_test.h"


static const uint8_t  key[KUNDO_SEAL_KEY_BYTES] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
};


static kundo_seal_t *
seal_make(void)
{
    kundo_seal_t  *seal;

    assert_int_equal(kundo_seal_create(&seal, key), KUNDO_OK);
    return seal;
}


static kundo_rc_t
seal_open(kundo_seal_t *seal, kundo_seal_kind_t kind, uint32_t epoch,
    const uint8_t *id, uint64_t *no)
{
    return kundo_seal_get(seal, kind, epoch, kundo_str_make(id, KUNDO_ID_LEN),
                          no);
}


static void
fips_197_appendix_c_1(void **state)
{
    int              n;
    uint8_t          plain[16], want[16], got[16];
    kundo_seal_t    *seal;

    kundo_test_unhex(plain, "00112233445566778899aabbccddeeff");
    kundo_test_unhex(want, "69c4e0d86a7b0430d8cdb78070b4c55a");

    seal = seal_make();

    assert_int_equal(EVP_CipherUpdate(seal->put, got, &n, plain, 16), 1);
    assert_int_equal(n, 16);
    assert_memory_equal(got, want, 16);

    assert_int_equal(EVP_CipherUpdate(seal->get, got, &n, want, 16), 1);
    assert_int_equal(n, 16);
    assert_memory_equal(got, plain, 16);

    kundo_seal_free(seal);
}


/* The blocks as drawn, through the openssl command: ids outlive versions. */

static void
the_format_is_the_drawn_one(void **state)
{
    uint8_t        id[KUNDO_ID_LEN];
    kundo_seal_t  *seal;

    seal = seal_make();

    kundo_seal_put(seal, KUNDO_SEAL_MESSAGE, 0, 1, id);
    assert_memory_equal(id, "1SBAIuyU__GeGtGg9fef7w", KUNDO_ID_LEN);

    kundo_seal_put(seal, KUNDO_SEAL_CURSOR, 0x01020304, UINT64_MAX, id);
    assert_memory_equal(id, "9iUz5jahtTaCbqWRVvUrTw", KUNDO_ID_LEN);

    kundo_seal_free(seal);
}


static void
numbers_come_back_in_any_order(void **state)
{
    uint8_t        id[2][KUNDO_ID_LEN + 1];
    uint64_t       no, got;
    kundo_seal_t  *seal;

    seal = seal_make();
    id[0][KUNDO_ID_LEN] = '#';
    no = 0;

    do {
        kundo_seal_put(seal, KUNDO_SEAL_CONVERSATION, 0, no, id[0]);
        kundo_seal_put(seal, KUNDO_SEAL_CONVERSATION, 0, no + 1, id[1]);

        assert_memory_not_equal(id[0], id[1], KUNDO_ID_LEN);
        assert_int_equal(id[0][KUNDO_ID_LEN], '#');

        assert_int_equal(
            seal_open(seal, KUNDO_SEAL_CONVERSATION, 0, id[1], &got),
            KUNDO_OK);
        assert_true(got == no + 1);

        assert_int_equal(
            seal_open(seal, KUNDO_SEAL_CONVERSATION, 0, id[0], &got),
            KUNDO_OK);
        assert_true(got == no);

        no = no * 5 + 1;
    } while (no < UINT64_MAX / 8);

    kundo_seal_free(seal);
}


static void
another_kind_epoch_or_key_opens_nothing(void **state)
{
    uint8_t        id[KUNDO_ID_LEN], other_key[KUNDO_SEAL_KEY_BYTES];
    unsigned       i, j;
    uint64_t       no;
    kundo_seal_t  *seal, *other;

    static const kundo_seal_kind_t  kinds[] = {
        KUNDO_SEAL_CONVERSATION, KUNDO_SEAL_MESSAGE, KUNDO_SEAL_VISITOR,
        KUNDO_SEAL_AGENT, KUNDO_SEAL_CURSOR, KUNDO_SEAL_PAGE
    };

    memcpy(other_key, key, sizeof(key));
    other_key[15] ^= 1;

    seal = seal_make();
    assert_int_equal(kundo_seal_create(&other, other_key), KUNDO_OK);

    for (i = 0; i < 6; i++) {
        kundo_seal_put(seal, kinds[i], 7, 42, id);

        for (j = 0; j < 6; j++) {
            assert_int_equal(seal_open(seal, kinds[j], 7, id, &no),
                             i == j ? KUNDO_OK : KUNDO_NOT_FOUND);
        }

        assert_int_equal(seal_open(seal, kinds[i], 0, id, &no),
                         KUNDO_NOT_FOUND);
        assert_int_equal(seal_open(seal, kinds[i], 8, id, &no),
                         KUNDO_NOT_FOUND);
        assert_int_equal(seal_open(other, kinds[i], 7, id, &no),
                         KUNDO_NOT_FOUND);
    }

    kundo_seal_free(seal);
    kundo_seal_free(other);
}


/* All 255 other values of each of the 22 characters. */

static void
every_change_of_every_character_is_refused(void **state)
{
    uint8_t        id[KUNDO_ID_LEN];
    unsigned       i, x;
    uint64_t       no;
    kundo_seal_t  *seal;

    seal = seal_make();
    kundo_seal_put(seal, KUNDO_SEAL_MESSAGE, 0, 123456789, id);

    for (i = 0; i < KUNDO_ID_LEN; i++) {
        for (x = 1; x < 256; x++) {
            id[i] ^= (uint8_t) x;
            no = 5;

            assert_int_equal(
                seal_open(seal, KUNDO_SEAL_MESSAGE, 0, id, &no),
                KUNDO_NOT_FOUND);
            assert_int_equal(no, 5);

            id[i] ^= (uint8_t) x;
        }
    }

    assert_int_equal(seal_open(seal, KUNDO_SEAL_MESSAGE, 0, id, &no),
                     KUNDO_OK);

    kundo_seal_free(seal);
}


static void
another_length_is_refused(void **state)
{
    size_t         n;
    uint8_t        id[KUNDO_ID_LEN * 2];
    uint64_t       no;
    kundo_seal_t  *seal;

    seal = seal_make();
    memset(id, 'A', sizeof(id));
    kundo_seal_put(seal, KUNDO_SEAL_MESSAGE, 0, 1, id);

    for (n = 0; n <= sizeof(id); n++) {
        assert_int_equal(
            kundo_seal_get(seal, KUNDO_SEAL_MESSAGE, 0,
                           kundo_str_make(id, n), &no),
            n == KUNDO_ID_LEN ? KUNDO_OK : KUNDO_NOT_FOUND);
    }

    assert_int_equal(
        kundo_seal_get(seal, KUNDO_SEAL_MESSAGE, 0, kundo_str_null, &no),
        KUNDO_NOT_FOUND);

    kundo_seal_free(seal);
    kundo_seal_free(NULL);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(fips_197_appendix_c_1),
        cmocka_unit_test(the_format_is_the_drawn_one),
        cmocka_unit_test(numbers_come_back_in_any_order),
        cmocka_unit_test(another_kind_epoch_or_key_opens_nothing),
        cmocka_unit_test(every_change_of_every_character_is_refused),
        cmocka_unit_test(another_length_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Session tokens: the drawn form, and that a forged one is refused. */

#include "auth/kundo_token.c"
#include "unit/kundo_test.h"


static uint8_t             bytes[KUNDO_TOKEN_KEY_BYTES];
static uint8_t             secret[KUNDO_TOKEN_SECRET_BYTES];
static kundo_token_key_t  *key;


static int
set_up(void **state)
{
    unsigned  i;

    for (i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t) i;
    }

    for (i = 0; i < sizeof(secret); i++) {
        secret[i] = (uint8_t) (0x40 + i);
    }

    return kundo_token_key_create(&key, bytes) == KUNDO_OK ? 0 : -1;
}


static int
tear_down(void **state)
{
    kundo_token_key_free(key);
    return 0;
}


/* Computed apart, from the drawing, with python's hmac and hashlib. */

static void
the_format_is_the_drawn_one(void **state)
{
    uint8_t      token[KUNDO_TOKEN_LEN + 1], want[16], digest[16];
    uint64_t     no;

    token[KUNDO_TOKEN_LEN] = '#';

    assert_int_equal(
        kundo_token_put(key, 0x0102030405060708, secret, token), KUNDO_OK);
    assert_int_equal(token[KUNDO_TOKEN_LEN], '#');
    assert_memory_equal(
        token, "Gc3wYr7EobtAQUJDREVGR0hJSktMTU5PTue-jlWBaySFwj70WCJ2aw",
        KUNDO_TOKEN_LEN);

    assert_int_equal(
        kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN), &no,
                        digest),
        KUNDO_OK);
    assert_true(no == 0x0102030405060708);

    kundo_test_unhex(want, "ba22b7dc95f6cc8765757be4bccf37cd");
    assert_memory_equal(digest, want, 16);
}


/* Two sessions that follow each other have nothing in common to see. */

static void
a_token_does_not_tell_its_number(void **state)
{
    uint8_t   token[KUNDO_TOKEN_LEN], raw[2][KUNDO_TOKEN_BYTES];
    unsigned  i, bits, round;

    bits = 0;

    for (round = 0; round < 64; round++) {

        for (i = 0; i < 2; i++) {
            secret[0] = (uint8_t) (2 * round + i);

            assert_int_equal(kundo_token_put(key, 1, secret, token),
                             KUNDO_OK);
            assert_int_equal(
                kundo_base64url_get(raw[i], kundo_str_make(token,
                                                           KUNDO_TOKEN_LEN)),
                KUNDO_OK);
        }

        for (i = 0; i < KUNDO_TOKEN_NO_BYTES; i++) {
            bits += (unsigned) __builtin_popcount(raw[0][i] ^ raw[1][i]);
        }
    }

    /* half of 4096 differ, give or take six times their deviation */

    assert_in_range(bits, 2048 - 192, 2048 + 192);
}


static void
the_digest_tells_secrets_apart(void **state)
{
    uint8_t   a[KUNDO_TOKEN_DIGEST_BYTES], b[KUNDO_TOKEN_DIGEST_BYTES];
    unsigned  i;

    assert_int_equal(kundo_token_digest(secret, a), KUNDO_OK);
    assert_int_equal(kundo_token_digest(secret, b), KUNDO_OK);
    assert_true(kundo_token_digest_eq(a, b));

    for (i = 0; i < sizeof(a) * 8; i++) {
        b[i / 8] ^= (uint8_t) (1 << i % 8);
        assert_false(kundo_token_digest_eq(a, b));
        b[i / 8] ^= (uint8_t) (1 << i % 8);
    }

    secret[0] ^= 1;
    assert_int_equal(kundo_token_digest(secret, b), KUNDO_OK);
    assert_false(kundo_token_digest_eq(a, b));
}


static void
every_change_of_every_character_is_refused(void **state)
{
    uint8_t   token[KUNDO_TOKEN_LEN], digest[KUNDO_TOKEN_DIGEST_BYTES];
    unsigned  i, x;
    uint64_t  no;

    assert_int_equal(kundo_token_put(key, 77, secret, token), KUNDO_OK);

    for (i = 0; i < KUNDO_TOKEN_LEN; i++) {
        for (x = 1; x < 256; x++) {
            token[i] ^= (uint8_t) x;

            assert_int_equal(
                kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN),
                                &no, digest),
                KUNDO_UNAUTHORIZED);

            token[i] ^= (uint8_t) x;
        }
    }

    assert_int_equal(
        kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN), &no,
                        digest),
        KUNDO_OK);
}


static void
another_key_or_length_is_refused(void **state)
{
    size_t    n;
    uint8_t   token[KUNDO_TOKEN_LEN * 2], digest[KUNDO_TOKEN_DIGEST_BYTES];
    uint64_t  no;

    kundo_token_key_t  *other;

    memset(token, 'A', sizeof(token));
    assert_int_equal(kundo_token_put(key, 77, secret, token), KUNDO_OK);

    for (n = 0; n <= sizeof(token); n++) {
        assert_int_equal(
            kundo_token_get(key, kundo_str_make(token, n), &no, digest),
            n == KUNDO_TOKEN_LEN ? KUNDO_OK : KUNDO_UNAUTHORIZED);
    }

    assert_int_equal(kundo_token_get(key, kundo_str_null, &no, digest),
                     KUNDO_UNAUTHORIZED);

    bytes[31] ^= 0x80;
    assert_int_equal(kundo_token_key_create(&other, bytes), KUNDO_OK);
    assert_int_equal(
        kundo_token_get(other, kundo_str_make(token, KUNDO_TOKEN_LEN), &no,
                        digest),
        KUNDO_UNAUTHORIZED);

    kundo_token_key_free(other);
    kundo_token_key_free(NULL);
}


/* The key is kept from one signature to the next, whatever came between. */

static void
a_key_is_as_good_the_thousandth_time(void **state)
{
    uint8_t   first[KUNDO_TOKEN_LEN], token[KUNDO_TOKEN_LEN];
    uint8_t   digest[KUNDO_TOKEN_DIGEST_BYTES];
    uint64_t  no, got;

    assert_int_equal(kundo_token_put(key, 0, secret, first), KUNDO_OK);

    for (no = 1; no < 1000; no++) {
        assert_int_equal(kundo_token_put(key, no, secret, token), KUNDO_OK);
        assert_memory_not_equal(token, first, KUNDO_TOKEN_LEN);

        assert_int_equal(
            kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN),
                            &got, digest),
            KUNDO_OK);
        assert_true(got == no);

        token[KUNDO_TOKEN_LEN - 2] ^= 1;
        assert_int_equal(
            kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN),
                            &got, digest),
            KUNDO_UNAUTHORIZED);
    }

    assert_int_equal(kundo_token_put(key, 0, secret, token), KUNDO_OK);
    assert_memory_equal(token, first, KUNDO_TOKEN_LEN);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(the_format_is_the_drawn_one),
        TEST(a_token_does_not_tell_its_number),
        TEST(the_digest_tells_secrets_apart),
        TEST(every_change_of_every_character_is_refused),
        TEST(another_key_or_length_is_refused),
        TEST(a_key_is_as_good_the_thousandth_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

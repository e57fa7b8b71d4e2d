/* JSON Web Tokens: the RFCs' examples, and that a changed one is refused. */

#include "auth/kundo_jwt.c"
#include "unit/kundo_test.h"


/* RFC 7515 A.1 */

#define RFC_HEADER   "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
#define RFC_PAYLOAD                                                           \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"        \
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RFC_MAC      "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define RFC_KEY                                                               \
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"                  \
    "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"

#define RFC_TOKEN    RFC_HEADER "." RFC_PAYLOAD "." RFC_MAC


static kundo_arena_t  arena;
static uint8_t        key_bytes[64];
static kundo_str_t    key;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 20);

    if (kundo_base64url_get(key_bytes, kundo_str(RFC_KEY)) != KUNDO_OK) {
        return -1;
    }

    key = kundo_str_make(key_bytes, sizeof(key_bytes));

    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


static void
rfc_7515_appendix_a_1(void **state)
{
    kundo_jwt_t  jwt;

    assert_int_equal(kundo_jwt_open(&arena, kundo_str(RFC_TOKEN), &jwt),
                     KUNDO_OK);

    kundo_assert_str(jwt.header, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
    kundo_assert_str(jwt.payload, "{\"iss\":\"joe\",\r\n \"exp\":1300819380,"
                     "\r\n \"http://example.com/is_root\":true}");
    kundo_assert_str(jwt.signed_part, RFC_HEADER "." RFC_PAYLOAD);

    assert_int_equal(kundo_jwt_check(&jwt, key), KUNDO_OK);
}


static void
rfc_4231_hmac(void **state)
{
    size_t       i;
    uint8_t      secret[32];
    kundo_jwt_t  jwt;

    static const char  *vectors[][3] = {
        { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There",
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "4a656665", "what do ya want for nothing?",
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    };

    for (i = 0; i < 2; i++) {
        jwt.signed_part = kundo_str_cstr(vectors[i][1]);
        kundo_test_unhex(jwt.mac, vectors[i][2]);

        key = kundo_str_make(secret, kundo_test_unhex(secret, vectors[i][0]));

        assert_int_equal(kundo_jwt_check(&jwt, key), KUNDO_OK);

        jwt.mac[31] ^= 1;
        assert_int_equal(kundo_jwt_check(&jwt, key), KUNDO_UNAUTHORIZED);
    }
}


static void
another_or_no_key_is_refused(void **state)
{
    kundo_jwt_t  jwt;

    assert_int_equal(kundo_jwt_open(&arena, kundo_str(RFC_TOKEN), &jwt),
                     KUNDO_OK);

    assert_int_equal(kundo_jwt_check(&jwt, kundo_str_null),
                     KUNDO_UNAUTHORIZED);
    assert_int_equal(kundo_jwt_check(&jwt, kundo_str_make(key_bytes, 63)),
                     KUNDO_UNAUTHORIZED);

    key_bytes[0] ^= 1;
    assert_int_equal(kundo_jwt_check(&jwt, key), KUNDO_UNAUTHORIZED);

    /* signed with the empty key, which is nobody's secret */

    assert_non_null(HMAC(EVP_sha256(), "", 0, jwt.signed_part.data,
                         jwt.signed_part.len, jwt.mac, NULL));
    assert_int_equal(kundo_jwt_check(&jwt, kundo_str("")),
                     KUNDO_UNAUTHORIZED);
}


static void
every_change_of_every_character_is_refused(void **state)
{
    size_t       i, len;
    uint8_t      token[] = RFC_TOKEN;
    unsigned     x;
    kundo_jwt_t  jwt;

    len = sizeof(token) - 1;

    for (i = 0; i < len; i++) {
        for (x = 1; x < 256; x++) {
            token[i] ^= (uint8_t) x;

            if (kundo_jwt_open(&arena, kundo_str_make(token, len), &jwt)
                == KUNDO_OK)
            {
                assert_int_equal(kundo_jwt_check(&jwt, key),
                                 KUNDO_UNAUTHORIZED);
            }

            token[i] ^= (uint8_t) x;
            kundo_arena_reset(&arena);
        }
    }
}


static void
another_form_is_refused(void **state)
{
    size_t              i;
    kundo_jwt_t         jwt;
    static const char  *bad[] = {
        "", ".", "..", "...", "a.b.c", "." RFC_PAYLOAD "." RFC_MAC,
        RFC_HEADER ".." RFC_MAC, RFC_HEADER "." RFC_PAYLOAD,
        RFC_HEADER "." RFC_PAYLOAD ".", RFC_TOKEN ".", RFC_TOKEN ".e30",
        " " RFC_TOKEN, RFC_TOKEN "\n", RFC_TOKEN "=",
        RFC_HEADER "=." RFC_PAYLOAD "." RFC_MAC,
        RFC_HEADER ".e3." RFC_MAC, RFC_HEADER ".e." RFC_MAC,
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(kundo_jwt_open(&arena, kundo_str_cstr(bad[i]), &jwt),
                         KUNDO_UNAUTHORIZED);
    }

    for (i = 0; i < sizeof(RFC_TOKEN) - 1; i++) {
        assert_int_equal(
            kundo_jwt_open(&arena, kundo_str_make(RFC_TOKEN, i), &jwt),
            KUNDO_UNAUTHORIZED);
    }
}


static void
its_size_is_bounded(void **state)
{
    char          token[KUNDO_JWT_MAX_BYTES + 2];
    size_t        len;
    kundo_jwt_t   jwt;

    memset(token, 'A', sizeof(token));
    memcpy(token, "e30.", 4);

    /* n characters of payload with n % 4 == 0, exactly as long as may be */

    len = KUNDO_JWT_MAX_BYTES;
    memcpy(token + len - 44, "." RFC_MAC, 44);

    assert_int_equal((len - 44 - 4) % 4, 0);
    assert_int_equal(kundo_jwt_open(&arena, kundo_str_make(token, len), &jwt),
                     KUNDO_OK);

    memset(token + len - 44, 'A', 44);
    len += 2;
    memcpy(token + len - 44, "." RFC_MAC, 44);

    assert_int_equal((len - 44 - 4) % 4, 2);
    assert_int_equal(kundo_jwt_open(&arena, kundo_str_make(token, len), &jwt),
                     KUNDO_UNAUTHORIZED);
}


static void
an_empty_arena_is_a_fault(void **state)
{
    kundo_jwt_t    jwt;
    kundo_arena_t  small;

    kundo_arena_init(&small, 8);
    assert_int_equal(kundo_jwt_open(&small, kundo_str(RFC_TOKEN), &jwt),
                     KUNDO_NO_MEMORY);
    kundo_arena_free(&small);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(rfc_7515_appendix_a_1),
        TEST(rfc_4231_hmac),
        TEST(another_or_no_key_is_refused),
        TEST(every_change_of_every_character_is_refused),
        TEST(another_form_is_refused),
        TEST(its_size_is_bounded),
        TEST(an_empty_arena_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Identity: a token opens with the key that it names, or not at all (S4.5). */

#include "domain/kundo_identity.c"
#include "unit/kundo_test.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/kundo_base64url.h"
#include "base/kundo_out.h"


#define NOW_MS   1795249800000          /* 2026-11-21T08:30:00Z */
#define PAYLOAD  "{\"sub\":\"u-1\",\"name\":\"Eva\",\"exp\":1795250000}"


static const kundo_identity_key_t  keys[] = {
    { kundo_str("new"), kundo_str("0123456789abcdef0123456789abcdef") },
    { kundo_str("old"), kundo_str("fedcba9876543210fedcba9876543210") },
};


static kundo_arena_t        arena;
static kundo_claims_t       claims;
static kundo_json_error_t   err;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 20);
    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


static void
part(kundo_out_t *out, const void *p, size_t n)
{
    kundo_base64url_put(kundo_out_room(out, kundo_base64url_len(n)), p, n);
    out->len += kundo_base64url_len(n);
}


/* As a site makes it. */

static kundo_str_t
token(const char *header, const char *payload, kundo_str_t secret)
{
    uint8_t      mac[32];
    kundo_out_t  out;

    kundo_out_init(&out, &arena, 512);

    part(&out, header, strlen(header));
    kundo_out_lit(&out, ".");
    part(&out, payload, strlen(payload));

    HMAC(EVP_sha256(), secret.data, (int) secret.len, out.data, out.len, mac,
         NULL);

    kundo_out_lit(&out, ".");
    part(&out, mac, 32);

    return kundo_str_make(out.data, out.len);
}


static kundo_rc_t
check(kundo_str_t t, size_t n)
{
    memset(&claims, 0, sizeof(claims));
    err.detail[0] = '\0';

    return kundo_identity_check(&arena, t, keys, n, NOW_MS, &claims, &err);
}


static void
each_key_opens_its_tokens(void **state)
{
    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"new\"}",
                                 PAYLOAD, keys[0].secret), 2),
                     KUNDO_OK);
    kundo_assert_str(claims.sub, "u-1");
    kundo_assert_str(claims.name, "Eva");

    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"old\"}",
                                 PAYLOAD, keys[1].secret), 2),
                     KUNDO_OK);
}


static void
a_key_opens_no_other_ones_tokens(void **state)
{
    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"new\"}",
                                 PAYLOAD, keys[1].secret), 2),
                     KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: its signature is wrong");

    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"gone\"}",
                                 PAYLOAD, keys[0].secret), 2),
                     KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: its key is not known");
    assert_null(claims.sub.data);
}


static void
without_kid_there_must_be_one_key(void **state)
{
    kundo_str_t  t;

    t = token("{\"alg\":\"HS256\"}", PAYLOAD, keys[0].secret);

    assert_int_equal(check(t, 1), KUNDO_OK);
    assert_int_equal(check(t, 2), KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: its key is not known");
    assert_int_equal(check(t, 0), KUNDO_UNAUTHORIZED);
}


static void
no_other_algorithm_is_taken_though_signed_well(void **state)
{
    assert_int_equal(check(token("{\"alg\":\"none\",\"kid\":\"new\"}",
                                 PAYLOAD, keys[0].secret), 2),
                     KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: alg must be HS256");
}


static void
claims_are_looked_at_only_after_the_signature(void **state)
{
    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"new\"}",
                                 "{\"exp\":1}", keys[1].secret), 2),
                     KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: its signature is wrong");

    assert_int_equal(check(token("{\"alg\":\"HS256\",\"kid\":\"new\"}",
                                 "{\"sub\":\"u\",\"exp\":1}",
                                 keys[0].secret), 2),
                     KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: it has expired");
}


static void
what_is_no_token_says_so(void **state)
{
    assert_int_equal(check(kundo_str("x"), 2), KUNDO_UNAUTHORIZED);
    assert_string_equal(err.detail, "identity: it is no JSON Web Token");
    assert_int_equal(err.rc, KUNDO_UNAUTHORIZED);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(each_key_opens_its_tokens),
        TEST(a_key_opens_no_other_ones_tokens),
        TEST(without_kid_there_must_be_one_key),
        TEST(no_other_algorithm_is_taken_though_signed_well),
        TEST(claims_are_looked_at_only_after_the_signature),
        TEST(what_is_no_token_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

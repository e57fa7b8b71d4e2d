/* Claims: what a site's token must say, and when (S4.5). */

#include "codec/kundo_claims.c"
#include "unit/kundo_test.h"

#include <stdio.h>


#define NOW_MS  1795249800000          /* 2026-11-21T08:30:00Z */


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


static kundo_rc_t
header(const char *json, kundo_str_t *kid)
{
    return kundo_claims_header(&arena, kundo_str_cstr(json), kid, &err);
}


static void
taken(const char *json)
{
    if (kundo_claims_payload(&arena, kundo_str_cstr(json), NOW_MS, &claims,
                             &err)
        != KUNDO_OK)
    {
        fail_msg("%s: %s", json, err.detail);
    }
}


static void
refused(const char *json, const char *detail)
{
    if (kundo_claims_payload(&arena, kundo_str_cstr(json), NOW_MS, &claims,
                             &err)
        != KUNDO_UNAUTHORIZED
        || err.rc != KUNDO_UNAUTHORIZED
        || strcmp(err.detail, detail) != 0)
    {
        fail_msg("%s: %s, not %s", json, err.detail, detail);
    }
}


static void
only_hs256_is_an_algorithm(void **state)
{
    size_t              i;
    kundo_str_t         kid;
    static const char  *bad[] = {
        "{}", "{\"alg\":\"none\"}", "{\"alg\":\"None\"}",
        "{\"alg\":\"hs256\"}", "{\"alg\":\"HS256 \"}", "{\"alg\":\"HS384\"}",
        "{\"alg\":\"RS256\"}", "{\"alg\":null}", "{\"alg\":[\"HS256\"]}",
        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"none\",\"alg\":\"HS256\"}", "{\"alg\":\"HS256\"", "[]",
        "\"HS256\"", "{\"alg\":\"HS256\",\"kid\":7}",
        "{\"alg\":\"HS256\",\"kid\":null}", "",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (header(bad[i], &kid) != KUNDO_UNAUTHORIZED) {
            fail_msg("%s was taken", bad[i]);
        }

        assert_int_equal(err.rc, KUNDO_UNAUTHORIZED);
        assert_memory_equal(err.detail, "identity: ", 10);
    }

    assert_int_equal(header("{\"alg\":\"HS256\"}", &kid), KUNDO_OK);
    assert_null(kid.data);

    assert_int_equal(
        header("{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"k1\"}", &kid),
        KUNDO_OK);
    kundo_assert_str(kid, "k1");
}


static void
claims_are_bound_and_others_ignored(void **state)
{
    taken("{\"sub\":\"u-1\",\"name\":\"\\u00c5sa\",\"email\":\"a@b.se\","
          "\"phone\":\"+46701234567\",\"exp\":1795250000,\"iss\":\"x\","
          "\"role\":{\"a\":[1]}}");

    kundo_assert_str(claims.sub, "u-1");
    kundo_assert_str(claims.name, "\xc3\x85sa");
    kundo_assert_str(claims.email, "a@b.se");
    kundo_assert_str(claims.phone, "+46701234567");
    assert_true(claims.exp_ms == 1795250000000);

    taken("{\"sub\":\"u-1\",\"email\":null,\"exp\":1795250000}");
    assert_null(claims.name.data);
    assert_null(claims.email.data);
}


static void
texts_are_strings_within_bounds(void **state)
{
    char  json[512];

    refused("{\"exp\":1795250000}",
            "identity: sub must be a string of 1 to 200 bytes");
    refused("{\"sub\":null,\"exp\":1795250000}",
            "identity: sub must be a string of 1 to 200 bytes");
    refused("{\"sub\":7,\"exp\":1795250000}",
            "identity: sub must be a string of 1 to 200 bytes");
    refused("{\"sub\":\"\",\"exp\":1795250000}",
            "identity: sub must be a string of 1 to 200 bytes");
    refused("{\"sub\":\"u\",\"name\":\"\",\"exp\":1795250000}",
            "identity: name must be a string of 1 to 200 bytes");
    refused("{\"sub\":\"u\",\"email\":{},\"exp\":1795250000}",
            "identity: email must be a string of 1 to 254 bytes");
    refused("{\"sub\":\"u\",\"phone\":\"123456789012345678901234567890123\","
            "\"exp\":1795250000}",
            "identity: phone must be a string of 1 to 32 bytes");

    (void) snprintf(json, sizeof(json),
                    "{\"sub\":\"u%0200d\",\"exp\":1795250000}", 0);
    refused(json, "identity: sub must be a string of 1 to 200 bytes");

    (void) snprintf(json, sizeof(json),
                    "{\"sub\":\"u%0199d\",\"exp\":1795250000}", 0);
    taken(json);
}


static void
exp_is_needed_and_ahead_by_a_day_at_most(void **state)
{
    /* now is 1795249800; 60 s of leeway at either end */

    taken("{\"sub\":\"u\",\"exp\":1795249741}");
    refused("{\"sub\":\"u\",\"exp\":1795249740}", "identity: it has expired");
    refused("{\"sub\":\"u\",\"exp\":0}", "identity: it has expired");

    taken("{\"sub\":\"u\",\"exp\":1795336260}");
    refused("{\"sub\":\"u\",\"exp\":1795336261}",
            "identity: exp is more than 24 h ahead");
    refused("{\"sub\":\"u\",\"exp\":1795250000000}",
            "identity: exp must be seconds since 1970");

    refused("{\"sub\":\"u\"}", "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":null}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":\"1795250000\"}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":-1}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":-1.5}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":1.79525e9}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":9223372036854775807}",
            "identity: exp must be seconds since 1970");
    refused("{\"sub\":\"u\",\"exp\":99999999999999999999999.5}",
            "identity: exp must be seconds since 1970");
}


static void
a_time_may_have_a_fraction(void **state)
{
    taken("{\"sub\":\"u\",\"exp\":1795250000.75,\"iat\":1795249800.5}");
    assert_true(claims.exp_ms == 1795250000000);
}


static void
iat_and_nbf_must_have_passed(void **state)
{
    taken("{\"sub\":\"u\",\"exp\":1795250000,\"iat\":1795249860,"
          "\"nbf\":1795249860}");
    refused("{\"sub\":\"u\",\"exp\":1795250000,\"iat\":1795249861}",
            "identity: iat must have passed");
    refused("{\"sub\":\"u\",\"exp\":1795250000,\"nbf\":1795249861}",
            "identity: nbf must have passed");
    refused("{\"sub\":\"u\",\"exp\":1795250000,\"nbf\":\"1\"}",
            "identity: nbf must have passed");
    refused("{\"sub\":\"u\",\"exp\":1795250000,\"iat\":null}",
            "identity: iat must have passed");
}


static void
a_token_for_another_audience_is_refused(void **state)
{
    size_t              i;
    char                json[128];
    static const char  *bad[] = {
        "\"shop\"", "[]", "[\"shop\",\"mail\"]", "null", "7", "{}",
        "{\"a\":\"kundo\"}", "[[\"kundo\"]]", "\"kundo \"", "\"\"",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        (void) snprintf(json, sizeof(json),
                        "{\"sub\":\"u\",\"exp\":1795250000,\"aud\":%s}",
                        bad[i]);
        refused(json, "identity: aud is another");
    }

    taken("{\"sub\":\"u\",\"exp\":1795250000,\"aud\":\"kundo\"}");
    taken("{\"sub\":\"u\",\"exp\":1795250000,\"aud\":[\"shop\",\"kundo\"]}");
}


static void
what_is_no_object_is_refused(void **state)
{
    refused("", "identity: its payload is no JSON object");
    refused("[]", "identity: its payload is no JSON object");
    refused("{\"sub\":\"u\",\"exp\":1795250000} x",
            "identity: its payload is no JSON object");
    refused("{\"sub\":\"u\",\"sub\":\"v\",\"exp\":1795250000}",
            "identity: its payload is no JSON object");
}


static void
no_memory_is_a_fault_and_not_a_refusal(void **state)
{
    kundo_str_t    kid;
    kundo_arena_t  small;

    kundo_arena_init(&small, 8);

    assert_int_equal(
        kundo_claims_header(&small, kundo_str("{\"alg\":\"HS256\"}"), &kid,
                            &err),
        KUNDO_NO_MEMORY);
    assert_int_equal(
        kundo_claims_payload(&small, kundo_str("{}"), NOW_MS, &claims, &err),
        KUNDO_NO_MEMORY);

    kundo_arena_free(&small);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(only_hs256_is_an_algorithm),
        TEST(claims_are_bound_and_others_ignored),
        TEST(texts_are_strings_within_bounds),
        TEST(exp_is_needed_and_ahead_by_a_day_at_most),
        TEST(a_time_may_have_a_fraction),
        TEST(iat_and_nbf_must_have_passed),
        TEST(a_token_for_another_audience_is_refused),
        TEST(what_is_no_object_is_refused),
        TEST(no_memory_is_a_fault_and_not_a_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Identity tokens: arbitrary bytes as a token are never believed; arbitrary
 * claims in a well signed one are believed only within their bounds.
 *
 * Input: header, a zero byte, payload; or a token.
 */

#include "kundo_fuzz.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/kundo_base64url.h"
#include "base/kundo_out.h"
#include "codec/kundo_utf8.h"
#include "domain/kundo_identity.h"


#define NOW_MS  1795249800000          /* 2026-11-21T08:30:00Z */


static const kundo_identity_key_t  keys[] = {
    { kundo_str("a"), kundo_str("the fuzzer does not know this one") },
    { kundo_str("b"), kundo_str("the fuzzer does not know that one") },
};


static void
check_text(kundo_str_t s, size_t max)
{
    kundo_must(s.len <= max);
    kundo_must(kundo_utf8_valid(s));
    kundo_must(s.len == 0 || memchr(s.data, '\0', s.len) == NULL);
}


static kundo_rc_t
check(kundo_arena_t *arena, kundo_str_t token, size_t n)
{
    kundo_rc_t          rc;
    kundo_claims_t      claims;
    kundo_json_error_t  err;

    rc = kundo_identity_check(arena, token, keys, n, NOW_MS, &claims, &err);

    if (rc == KUNDO_OK) {
        kundo_must(claims.sub.len > 0);
        check_text(claims.sub, KUNDO_CLAIMS_SUB_MAX);
        check_text(claims.name, KUNDO_NAME_MAX_BYTES);
        check_text(claims.email, KUNDO_EMAIL_MAX_BYTES);
        check_text(claims.phone, KUNDO_PHONE_MAX_BYTES);
        kundo_must(claims.exp_ms > NOW_MS - KUNDO_CLAIMS_LEEWAY_MS);
        kundo_must(claims.exp_ms <= NOW_MS + KUNDO_CLAIMS_LEEWAY_MS
                                    + KUNDO_CLAIMS_LIFE_MAX_MS);

    } else {
        kundo_must(rc == KUNDO_UNAUTHORIZED && err.rc == rc);
        kundo_must(memcmp(err.detail, "identity: ", 10) == 0);
    }

    return rc;
}


static void
part(kundo_out_t *out, const uint8_t *p, size_t n)
{
    uint8_t  *to;

    to = kundo_out_room(out, kundo_base64url_len(n));
    kundo_must(to != NULL);
    kundo_base64url_put(to, p, n);
    out->len += kundo_base64url_len(n);
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t         mac[32];
    kundo_out_t     out;
    kundo_arena_t   arena;
    const uint8_t  *payload;

    kundo_arena_init(&arena, 4 << 20);

    kundo_must(check(&arena, kundo_str_make(data, size), 2) != KUNDO_OK);

    payload = memchr(data, '\0', size);

    if (payload != NULL) {
        kundo_out_init(&out, &arena, 64);
        part(&out, data, (size_t) (payload - data));
        kundo_out_lit(&out, ".");
        payload++;
        part(&out, payload, (size_t) (data + size - payload));

        kundo_must(HMAC(EVP_sha256(), keys[0].secret.data,
                        (int) keys[0].secret.len, out.data, out.len, mac,
                        NULL)
                   != NULL);

        kundo_out_lit(&out, ".");
        part(&out, mac, 32);

        (void) check(&arena, kundo_str_make(out.data, out.len), 2);
        (void) check(&arena, kundo_str_make(out.data, out.len), 1);
    }

    kundo_arena_free(&arena);

    return 0;
}

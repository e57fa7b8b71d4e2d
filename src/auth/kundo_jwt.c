/*
 * JSON Web Tokens: three parts and a signature.
 */

#include "auth/kundo_jwt.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/kundo_base64url.h"


#define KUNDO_JWT_MAC_LEN  kundo_base64url_len(KUNDO_JWT_MAC_BYTES)


static int kundo_jwt_part(kundo_str_t *rest, kundo_str_t *part);
static kundo_rc_t kundo_jwt_decode(kundo_arena_t *a, kundo_str_t part,
    kundo_str_t *bytes);


kundo_rc_t
kundo_jwt_open(kundo_arena_t *a, kundo_str_t token, kundo_jwt_t *jwt)
{
    kundo_rc_t   rc;
    kundo_str_t  rest, header, payload;

    rest = token;

    if (token.len > KUNDO_JWT_MAX_BYTES
        || !kundo_jwt_part(&rest, &header)
        || !kundo_jwt_part(&rest, &payload)
        || rest.len != KUNDO_JWT_MAC_LEN
        || kundo_base64url_get(jwt->mac, rest) != KUNDO_OK)
    {
        return KUNDO_UNAUTHORIZED;
    }

    rc = kundo_jwt_decode(a, header, &jwt->header);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_jwt_decode(a, payload, &jwt->payload);
    if (rc != KUNDO_OK) {
        return rc;
    }

    jwt->signed_part = kundo_str_make(token.data,
                                      header.len + 1 + payload.len);

    return KUNDO_OK;
}


/* Cuts off what stands before the next dot; an empty part is none. */

static int
kundo_jwt_part(kundo_str_t *rest, kundo_str_t *part)
{
    const uint8_t  *dot;

    if (rest->len == 0) {
        return 0;
    }

    dot = memchr(rest->data, '.', rest->len);
    if (dot == NULL || dot == rest->data) {
        return 0;
    }

    *part = kundo_str_make(rest->data, (size_t) (dot - rest->data));

    rest->data += part->len + 1;
    rest->len -= part->len + 1;

    return 1;
}


static kundo_rc_t
kundo_jwt_decode(kundo_arena_t *a, kundo_str_t part, kundo_str_t *bytes)
{
    size_t    n;
    uint8_t  *p;

    n = kundo_base64url_bytes(part.len);

    p = kundo_arena_alloc(a, n);
    if (p == NULL) {
        return KUNDO_NO_MEMORY;
    }

    if (kundo_base64url_get(p, part) != KUNDO_OK) {
        return KUNDO_UNAUTHORIZED;
    }

    *bytes = kundo_str_make(p, n);

    return KUNDO_OK;
}


kundo_rc_t
kundo_jwt_check(const kundo_jwt_t *jwt, kundo_str_t key)
{
    uint8_t  mac[EVP_MAX_MD_SIZE];

    if (key.len == 0) {
        return KUNDO_UNAUTHORIZED;
    }

    if (HMAC(EVP_sha256(), key.data, (int) key.len, jwt->signed_part.data,
             jwt->signed_part.len, mac, NULL)
        == NULL)
    {
        return KUNDO_NO_MEMORY;
    }

    return CRYPTO_memcmp(mac, jwt->mac, KUNDO_JWT_MAC_BYTES) == 0
           ? KUNDO_OK : KUNDO_UNAUTHORIZED;
}

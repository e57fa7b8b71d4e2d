/*
 * Session tokens: number, secret and signature in base64url.
 */

#include "auth/kundo_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/kundo_base64url.h"
#include "base/kundo_pack.h"


#define KUNDO_TOKEN_NO_BYTES    8
#define KUNDO_TOKEN_BODY_BYTES  (KUNDO_TOKEN_NO_BYTES                         \
                                 + KUNDO_TOKEN_SECRET_BYTES)
#define KUNDO_TOKEN_MAC_BYTES   16
#define KUNDO_TOKEN_BYTES       (KUNDO_TOKEN_BODY_BYTES                       \
                                 + KUNDO_TOKEN_MAC_BYTES)


/* Keeps this use of the key apart from every other. */
static const uint8_t  kundo_token_label[15] = "kundo session 1";


static kundo_rc_t kundo_token_sign(const uint8_t *key, const uint8_t *body,
    uint8_t *mac);


kundo_rc_t
kundo_token_put(const uint8_t key[KUNDO_TOKEN_KEY_BYTES], uint64_t session_no,
    const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES], uint8_t *out)
{
    uint8_t     bytes[KUNDO_TOKEN_BYTES];
    kundo_rc_t  rc;

    kundo_be64_put(bytes, session_no);
    memcpy(bytes + KUNDO_TOKEN_NO_BYTES, secret, KUNDO_TOKEN_SECRET_BYTES);

    rc = kundo_token_sign(key, bytes, bytes + KUNDO_TOKEN_BODY_BYTES);
    if (rc == KUNDO_OK) {
        kundo_base64url_put(out, bytes, KUNDO_TOKEN_BYTES);
    }

    OPENSSL_cleanse(bytes, sizeof(bytes));

    return rc;
}


kundo_rc_t
kundo_token_get(const uint8_t key[KUNDO_TOKEN_KEY_BYTES], kundo_str_t token,
    uint64_t *session_no, uint8_t digest[KUNDO_TOKEN_DIGEST_BYTES])
{
    uint8_t     bytes[KUNDO_TOKEN_BYTES], mac[KUNDO_TOKEN_MAC_BYTES];
    kundo_rc_t  rc;

    if (token.len != KUNDO_TOKEN_LEN
        || kundo_base64url_get(bytes, token) != KUNDO_OK)
    {
        return KUNDO_UNAUTHORIZED;
    }

    rc = kundo_token_sign(key, bytes, mac);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (CRYPTO_memcmp(mac, bytes + KUNDO_TOKEN_BODY_BYTES,
                      KUNDO_TOKEN_MAC_BYTES)
        != 0)
    {
        return KUNDO_UNAUTHORIZED;
    }

    *session_no = kundo_be64_get(bytes);

    return kundo_token_digest(bytes + KUNDO_TOKEN_NO_BYTES, digest);
}


static kundo_rc_t
kundo_token_sign(const uint8_t *key, const uint8_t *body, uint8_t *mac)
{
    uint8_t  text[sizeof(kundo_token_label) + KUNDO_TOKEN_BODY_BYTES];
    uint8_t  full[EVP_MAX_MD_SIZE];

    memcpy(text, kundo_token_label, sizeof(kundo_token_label));
    memcpy(text + sizeof(kundo_token_label), body, KUNDO_TOKEN_BODY_BYTES);

    if (HMAC(EVP_sha256(), key, KUNDO_TOKEN_KEY_BYTES, text, sizeof(text),
             full, NULL)
        == NULL)
    {
        return KUNDO_NO_MEMORY;
    }

    memcpy(mac, full, KUNDO_TOKEN_MAC_BYTES);

    return KUNDO_OK;
}


kundo_rc_t
kundo_token_digest(const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES],
    uint8_t digest[KUNDO_TOKEN_DIGEST_BYTES])
{
    uint8_t  full[EVP_MAX_MD_SIZE];

    if (EVP_Digest(secret, KUNDO_TOKEN_SECRET_BYTES, full, NULL, EVP_sha256(),
                   NULL)
        != 1)
    {
        return KUNDO_NO_MEMORY;
    }

    memcpy(digest, full, KUNDO_TOKEN_DIGEST_BYTES);

    return KUNDO_OK;
}


int
kundo_token_digest_eq(const uint8_t *a, const uint8_t *b)
{
    return CRYPTO_memcmp(a, b, KUNDO_TOKEN_DIGEST_BYTES) == 0;
}

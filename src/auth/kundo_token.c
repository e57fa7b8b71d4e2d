/*
 * Session tokens: number, secret and signature in base64url.
 */

#include "auth/kundo_token.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/kundo_base64url.h"
#include "base/kundo_pack.h"


#define KUNDO_TOKEN_NO_BYTES    8
#define KUNDO_TOKEN_BODY_BYTES  (KUNDO_TOKEN_NO_BYTES                         \
                                 + KUNDO_TOKEN_SECRET_BYTES)
#define KUNDO_TOKEN_MAC_BYTES   16
#define KUNDO_TOKEN_BYTES       (KUNDO_TOKEN_BODY_BYTES                       \
                                 + KUNDO_TOKEN_MAC_BYTES)


struct kundo_token_key_s {
    EVP_MAC_CTX  *mac;        /* HMAC-SHA-256, keyed */
    EVP_MD_CTX   *digest;     /* SHA-256 */
};


/* Keep these uses of the key apart from each other and from any other. */
#define KUNDO_TOKEN_MAC_LABEL   kundo_str("kundo session 1")
#define KUNDO_TOKEN_MASK_LABEL  kundo_str("kundo session mask 1")


static EVP_MAC_CTX *kundo_token_mac(const uint8_t *bytes);
static EVP_MD_CTX *kundo_token_sha256(void);
static kundo_rc_t kundo_token_mask(kundo_token_key_t *key, uint8_t *body);
static kundo_rc_t kundo_token_sign(kundo_token_key_t *key,
    const uint8_t *body, uint8_t *mac);
static kundo_rc_t kundo_token_hmac(kundo_token_key_t *key,
    kundo_str_t label, kundo_str_t text, uint8_t *full);
static kundo_rc_t kundo_token_digest_with(EVP_MD_CTX *ctx,
    const uint8_t *secret, uint8_t *digest);


kundo_rc_t
kundo_token_key_create(kundo_token_key_t **key,
    const uint8_t bytes[KUNDO_TOKEN_KEY_BYTES])
{
    kundo_token_key_t  *k;

    k = malloc(sizeof(kundo_token_key_t));
    if (k == NULL) {
        return KUNDO_NO_MEMORY;
    }

    k->mac = kundo_token_mac(bytes);
    k->digest = kundo_token_sha256();

    if (k->mac == NULL || k->digest == NULL) {
        kundo_token_key_free(k);
        return KUNDO_NO_MEMORY;
    }

    *key = k;

    return KUNDO_OK;
}


void
kundo_token_key_free(kundo_token_key_t *key)
{
    if (key == NULL) {
        return;
    }

    EVP_MAC_CTX_free(key->mac);
    EVP_MD_CTX_free(key->digest);

    free(key);
}


static EVP_MAC_CTX *
kundo_token_mac(const uint8_t *bytes)
{
    EVP_MAC      *mac;
    EVP_MAC_CTX  *ctx;

    static char              sha256[] = "SHA256";
    static const OSSL_PARAM  params[] = {
        OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256,
                               sizeof(sha256) - 1),
        OSSL_PARAM_END
    };

    mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (mac == NULL) {
        return NULL;
    }

    ctx = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);

    if (ctx == NULL) {
        return NULL;
    }

    if (EVP_MAC_init(ctx, bytes, KUNDO_TOKEN_KEY_BYTES, params) != 1) {
        EVP_MAC_CTX_free(ctx);
        return NULL;
    }

    return ctx;
}


static EVP_MD_CTX *
kundo_token_sha256(void)
{
    EVP_MD      *md;
    EVP_MD_CTX  *ctx;

    ctx = EVP_MD_CTX_new();
    md = EVP_MD_fetch(NULL, "SHA256", NULL);

    if (ctx == NULL || md == NULL || EVP_DigestInit_ex(ctx, md, NULL) != 1) {
        EVP_MD_CTX_free(ctx);
        ctx = NULL;
    }

    EVP_MD_free(md);

    return ctx;
}


kundo_rc_t
kundo_token_put(kundo_token_key_t *key, uint64_t session_no,
    const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES], uint8_t *out)
{
    uint8_t     bytes[KUNDO_TOKEN_BYTES];
    kundo_rc_t  rc;

    kundo_be64_put(bytes, session_no);
    memcpy(bytes + KUNDO_TOKEN_NO_BYTES, secret, KUNDO_TOKEN_SECRET_BYTES);

    rc = kundo_token_mask(key, bytes);
    if (rc == KUNDO_OK) {
        rc = kundo_token_sign(key, bytes, bytes + KUNDO_TOKEN_BODY_BYTES);
    }

    if (rc == KUNDO_OK) {
        kundo_base64url_put(out, bytes, KUNDO_TOKEN_BYTES);
    }

    OPENSSL_cleanse(bytes, sizeof(bytes));

    return rc;
}


kundo_rc_t
kundo_token_get(kundo_token_key_t *key, kundo_str_t token,
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

    rc = kundo_token_mask(key, bytes);
    if (rc != KUNDO_OK) {
        return rc;
    }

    *session_no = kundo_be64_get(bytes);

    return kundo_token_digest_with(key->digest, bytes + KUNDO_TOKEN_NO_BYTES,
                                   digest);
}


/* Covers the number, or uncovers it: a second time undoes the first. */

static kundo_rc_t
kundo_token_mask(kundo_token_key_t *key, uint8_t *body)
{
    size_t      i;
    uint8_t     full[EVP_MAX_MD_SIZE];
    kundo_rc_t  rc;

    rc = kundo_token_hmac(key, KUNDO_TOKEN_MASK_LABEL,
                          kundo_str_make(body + KUNDO_TOKEN_NO_BYTES,
                                         KUNDO_TOKEN_SECRET_BYTES),
                          full);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (i = 0; i < KUNDO_TOKEN_NO_BYTES; i++) {
        body[i] ^= full[i];
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_token_sign(kundo_token_key_t *key, const uint8_t *body, uint8_t *mac)
{
    uint8_t     full[EVP_MAX_MD_SIZE];
    kundo_rc_t  rc;

    rc = kundo_token_hmac(key, KUNDO_TOKEN_MAC_LABEL,
                          kundo_str_make(body, KUNDO_TOKEN_BODY_BYTES), full);
    if (rc == KUNDO_OK) {
        memcpy(mac, full, KUNDO_TOKEN_MAC_BYTES);
    }

    return rc;
}


/* Without a key of its own, init begins anew with the one it has. */

static kundo_rc_t
kundo_token_hmac(kundo_token_key_t *key, kundo_str_t label, kundo_str_t text,
    uint8_t *full)
{
    size_t  n;

    if (EVP_MAC_init(key->mac, NULL, 0, NULL) != 1
        || EVP_MAC_update(key->mac, label.data, label.len) != 1
        || EVP_MAC_update(key->mac, text.data, text.len) != 1
        || EVP_MAC_final(key->mac, full, &n, EVP_MAX_MD_SIZE) != 1)
    {
        return KUNDO_NO_MEMORY;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_token_digest(const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES],
    uint8_t digest[KUNDO_TOKEN_DIGEST_BYTES])
{
    kundo_rc_t   rc;
    EVP_MD_CTX  *ctx;

    ctx = kundo_token_sha256();
    if (ctx == NULL) {
        return KUNDO_NO_MEMORY;
    }

    rc = kundo_token_digest_with(ctx, secret, digest);
    EVP_MD_CTX_free(ctx);

    return rc;
}


static kundo_rc_t
kundo_token_digest_with(EVP_MD_CTX *ctx, const uint8_t *secret,
    uint8_t *digest)
{
    uint8_t  full[EVP_MAX_MD_SIZE];

    if (EVP_DigestInit_ex(ctx, NULL, NULL) != 1
        || EVP_DigestUpdate(ctx, secret, KUNDO_TOKEN_SECRET_BYTES) != 1
        || EVP_DigestFinal_ex(ctx, full, NULL) != 1)
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

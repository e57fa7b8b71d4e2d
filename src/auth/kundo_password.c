/*
 * Passwords: scrypt (RFC 7914) with its parameters in the hash.
 */

#include "auth/kundo_password.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/kundo_base64url.h"


#define KUNDO_PASSWORD_LOG_N       16
#define KUNDO_PASSWORD_R           8
#define KUNDO_PASSWORD_P           2

/* 2 GiB at most, in a hash that somebody brought from elsewhere. */
#define KUNDO_PASSWORD_LOG_N_MAX   20
#define KUNDO_PASSWORD_R_MAX       16
#define KUNDO_PASSWORD_P_MAX       8

#define KUNDO_PASSWORD_KEY_BYTES   32
#define KUNDO_PASSWORD_SALT_MAX    32
#define KUNDO_PASSWORD_SALT_LEN                                               \
    kundo_base64url_len(KUNDO_PASSWORD_SALT_BYTES)
#define KUNDO_PASSWORD_KEY_LEN                                                \
    kundo_base64url_len(KUNDO_PASSWORD_KEY_BYTES)


typedef struct {
    uint64_t  log_n;
    uint64_t  r;
    uint64_t  p;
    uint8_t   salt[KUNDO_PASSWORD_SALT_MAX];
    size_t    salt_len;
    uint8_t   key[KUNDO_PASSWORD_KEY_BYTES];
} kundo_password_t;


static const char  kundo_password_prefix[] = "scrypt$16$8$2$";


static kundo_rc_t kundo_password_parse(kundo_password_t *pw, kundo_str_t hash);
static int kundo_password_part(kundo_str_t *rest, kundo_str_t *part);
static int kundo_password_number(kundo_str_t *rest, uint64_t max, uint64_t *v);
static kundo_rc_t kundo_password_derive(const kundo_password_t *pw,
    kundo_str_t password, uint8_t *key);


kundo_rc_t
kundo_password_hash(kundo_str_t password,
    const uint8_t salt[KUNDO_PASSWORD_SALT_BYTES], uint8_t *out, size_t *len)
{
    uint8_t           *p;
    kundo_rc_t         rc;
    kundo_password_t   pw;

    pw.log_n = KUNDO_PASSWORD_LOG_N;
    pw.r = KUNDO_PASSWORD_R;
    pw.p = KUNDO_PASSWORD_P;
    pw.salt_len = KUNDO_PASSWORD_SALT_BYTES;
    memcpy(pw.salt, salt, KUNDO_PASSWORD_SALT_BYTES);

    rc = kundo_password_derive(&pw, password, pw.key);
    if (rc != KUNDO_OK) {
        return rc;
    }

    p = out;

    memcpy(p, kundo_password_prefix, sizeof(kundo_password_prefix) - 1);
    p += sizeof(kundo_password_prefix) - 1;

    kundo_base64url_put(p, pw.salt, KUNDO_PASSWORD_SALT_BYTES);
    p += KUNDO_PASSWORD_SALT_LEN;

    *p++ = '$';

    kundo_base64url_put(p, pw.key, KUNDO_PASSWORD_KEY_BYTES);
    p += KUNDO_PASSWORD_KEY_LEN;

    *len = (size_t) (p - out);

    OPENSSL_cleanse(&pw, sizeof(pw));

    return KUNDO_OK;
}


kundo_rc_t
kundo_password_check(kundo_str_t password, kundo_str_t hash)
{
    int               known;
    uint8_t           key[KUNDO_PASSWORD_KEY_BYTES];
    kundo_rc_t        rc;
    kundo_password_t  pw;

    known = kundo_password_parse(&pw, hash) == KUNDO_OK;

    if (!known) {
        memset(&pw, 0, sizeof(pw));

        pw.log_n = KUNDO_PASSWORD_LOG_N;
        pw.r = KUNDO_PASSWORD_R;
        pw.p = KUNDO_PASSWORD_P;
        pw.salt_len = KUNDO_PASSWORD_SALT_BYTES;
    }

    rc = kundo_password_derive(&pw, password, key);

    if (rc == KUNDO_OK
        && (CRYPTO_memcmp(key, pw.key, KUNDO_PASSWORD_KEY_BYTES) != 0
            || !known))
    {
        rc = KUNDO_UNAUTHORIZED;
    }

    OPENSSL_cleanse(key, sizeof(key));
    OPENSSL_cleanse(&pw, sizeof(pw));

    return rc;
}


static kundo_rc_t
kundo_password_parse(kundo_password_t *pw, kundo_str_t hash)
{
    kundo_str_t  part;

    if (!kundo_password_part(&hash, &part)
        || !kundo_str_eq(part, kundo_str("scrypt"))
        || !kundo_password_number(&hash, KUNDO_PASSWORD_LOG_N_MAX, &pw->log_n)
        || !kundo_password_number(&hash, KUNDO_PASSWORD_R_MAX, &pw->r)
        || !kundo_password_number(&hash, KUNDO_PASSWORD_P_MAX, &pw->p))
    {
        return KUNDO_BAD_VALUE;
    }

    if (!kundo_password_part(&hash, &part)
        || kundo_base64url_bytes(part.len) > KUNDO_PASSWORD_SALT_MAX
        || kundo_base64url_get(pw->salt, part) != KUNDO_OK)
    {
        return KUNDO_BAD_VALUE;
    }

    pw->salt_len = kundo_base64url_bytes(part.len);

    if (hash.len != KUNDO_PASSWORD_KEY_LEN) {
        return KUNDO_BAD_VALUE;
    }

    return kundo_base64url_get(pw->key, hash);
}


/* Cuts off what stands before the next '$'. */

static int
kundo_password_part(kundo_str_t *rest, kundo_str_t *part)
{
    const uint8_t  *end;

    if (rest->len == 0) {
        return 0;
    }

    end = memchr(rest->data, '$', rest->len);
    if (end == NULL) {
        return 0;
    }

    *part = kundo_str_make(rest->data, (size_t) (end - rest->data));

    rest->data += part->len + 1;
    rest->len -= part->len + 1;

    return 1;
}


static int
kundo_password_number(kundo_str_t *rest, uint64_t max, uint64_t *v)
{
    size_t       i;
    kundo_str_t  part;

    if (!kundo_password_part(rest, &part) || part.len < 1 || part.len > 2) {
        return 0;
    }

    *v = 0;

    for (i = 0; i < part.len; i++) {
        if (part.data[i] < '0' || part.data[i] > '9') {
            return 0;
        }

        *v = *v * 10 + (uint64_t) (part.data[i] - '0');
    }

    return *v >= 1 && *v <= max;
}


static kundo_rc_t
kundo_password_derive(const kundo_password_t *pw, kundo_str_t password,
    uint8_t *key)
{
    uint64_t  n, maxmem;

    n = (uint64_t) 1 << pw->log_n;

    /* the blocks of RFC 7914 5 and 6: V, B and two of scratch */

    maxmem = 128 * pw->r * (n + pw->p + 2);

    if (EVP_PBE_scrypt((const char *) password.data, password.len, pw->salt,
                       pw->salt_len, n, pw->r, pw->p, maxmem, key,
                       KUNDO_PASSWORD_KEY_BYTES)
        != 1)
    {
        /* nginx takes what is left in the queue for an error of TLS */

        ERR_clear_error();
        return KUNDO_NO_MEMORY;
    }

    return KUNDO_OK;
}

/*
 * Session tokens: what a logged-in client carries.  A token is signed, so
 * that a forged one costs no look-up, and holds a secret of which the
 * store keeps a digest only.
 */

#ifndef KUNDO_TOKEN_H
#define KUNDO_TOKEN_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_TOKEN_KEY_BYTES     32
#define KUNDO_TOKEN_SECRET_BYTES  16
#define KUNDO_TOKEN_DIGEST_BYTES  16
#define KUNDO_TOKEN_LEN           54      /* 40 bytes in base64url */


/*
 * 40 bytes, base64url without padding:
 *
 *    0                8                  24                 40
 *   +----------------+------------------+------------------+
 *   | session no, BE | secret           | HMAC-SHA-256/128 |
 *   | XOR mask       |                  |                  |
 *   +----------------+------------------+------------------+
 *
 * The mask, so that a token does not tell how many sessions there are: the
 * first 8 bytes of HMAC-SHA-256 over "kundo session mask 1" and the secret.
 * The HMAC is over "kundo session 1" and the first 24 bytes, masked.
 */

/* The key, made ready: a signature then costs a fifth. */
typedef struct kundo_token_key_s  kundo_token_key_t;


/* Not thread safe: one for each thread.  Memory comes from malloc. */
kundo_rc_t kundo_token_key_create(kundo_token_key_t **key,
    const uint8_t bytes[KUNDO_TOKEN_KEY_BYTES]);
void kundo_token_key_free(kundo_token_key_t *key);

/*
 * Writes KUNDO_TOKEN_LEN characters to out, without a terminator.  KUNDO_OK
 * or a fault.
 */
kundo_rc_t kundo_token_put(kundo_token_key_t *key, uint64_t session_no,
    const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES], uint8_t *out);

/*
 * Checks form and signature; gives the session's number and the digest of
 * the secret, to be compared with the store's by kundo_token_digest_eq.
 * KUNDO_UNAUTHORIZED for anything else, or a fault.
 */
kundo_rc_t kundo_token_get(kundo_token_key_t *key, kundo_str_t token,
    uint64_t *session_no, uint8_t digest[KUNDO_TOKEN_DIGEST_BYTES]);

/* First 16 bytes of SHA-256 over the secret.  KUNDO_OK or a fault. */
kundo_rc_t kundo_token_digest(const uint8_t secret[KUNDO_TOKEN_SECRET_BYTES],
    uint8_t digest[KUNDO_TOKEN_DIGEST_BYTES]);

/* In constant time. */
int kundo_token_digest_eq(const uint8_t *a, const uint8_t *b);


#endif /* KUNDO_TOKEN_H */

/*
 * Passwords: scrypt, N 2^16, r 8, p 2 (64 MiB and a third of a second:
 * never on the event loop).
 */

#ifndef KUNDO_PASSWORD_H
#define KUNDO_PASSWORD_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_PASSWORD_SALT_BYTES  16
#define KUNDO_PASSWORD_HASH_MAX    96


/*
 * Writes "scrypt$16$8$2$SALT$HASH" (base64url, 32-byte hash) to out, which
 * has KUNDO_PASSWORD_HASH_MAX bytes; *len is its length, no terminator.
 */
kundo_rc_t kundo_password_hash(kundo_str_t password,
    const uint8_t salt[KUNDO_PASSWORD_SALT_BYTES], uint8_t *out, size_t *len);

/*
 * KUNDO_OK, KUNDO_UNAUTHORIZED, or a fault.  The parameters are read from
 * the hash (bounded: N up to 2^20, r up to 16, p up to 8).  An empty hash
 * costs the same time as a real one and is refused, so that the answer
 * does not tell whether the account exists.
 */
kundo_rc_t kundo_password_check(kundo_str_t password, kundo_str_t hash);


#endif /* KUNDO_PASSWORD_H */

/*
 * JSON Web Tokens signed with HS256 (RFC 7519, RFC 7518 3.2): their parts
 * and their signature.  What the JSON in them says is kundo_claims.h's.
 */

#ifndef KUNDO_JWT_H
#define KUNDO_JWT_H


#include "base/kundo_arena.h"
#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_JWT_MAX_BYTES  4096     /* a name, an address, and much room */
#define KUNDO_JWT_MAC_BYTES  32


typedef struct {
    kundo_str_t    header;     /* JSON, not looked at */
    kundo_str_t    payload;    /* JSON, not to be believed before the check */
    kundo_str_t    signed_part;
    uint8_t        mac[KUNDO_JWT_MAC_BYTES];
} kundo_jwt_t;


/*
 * Takes the three parts of a compact serialisation (RFC 7515 7.1) apart.
 * signed_part points into token.  KUNDO_OK, KUNDO_UNAUTHORIZED for
 * anything that has not the form, or KUNDO_NO_MEMORY.
 */
kundo_rc_t kundo_jwt_open(kundo_arena_t *a, kundo_str_t token,
    kundo_jwt_t *jwt);

/*
 * KUNDO_OK when the signature is HMAC-SHA-256 with key, KUNDO_UNAUTHORIZED
 * when it is not or the key is empty, or a fault.
 */
kundo_rc_t kundo_jwt_check(const kundo_jwt_t *jwt, kundo_str_t key);


#endif /* KUNDO_JWT_H */

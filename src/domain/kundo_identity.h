/*
 * Identity: a site's word for who its visitor is, as a signed token.  Owns
 * the order of the checks: algorithm, key, signature, and only then claims.
 */

#ifndef KUNDO_IDENTITY_H
#define KUNDO_IDENTITY_H


#include "base/kundo_arena.h"
#include "base/kundo_rc.h"
#include "base/kundo_str.h"
#include "codec/kundo_claims.h"


typedef struct {
    kundo_str_t    kid;
    kundo_str_t    secret;
} kundo_identity_key_t;


/*
 * The key is the one that the token's kid names; a token without one fits
 * only where there is a single key.  KUNDO_OK, KUNDO_UNAUTHORIZED with the
 * reason in err, or a fault.  The claims' strings live in the arena.
 */
kundo_rc_t kundo_identity_check(kundo_arena_t *a, kundo_str_t token,
    const kundo_identity_key_t *keys, size_t n, uint64_t now_ms,
    kundo_claims_t *claims, kundo_json_error_t *err);


#endif /* KUNDO_IDENTITY_H */

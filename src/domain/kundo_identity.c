/*
 * Identity: a token, a key, claims.
 */

#include "domain/kundo_identity.h"

#include <stdio.h>

#include "auth/kundo_jwt.h"


static const kundo_identity_key_t *kundo_identity_key(kundo_str_t kid,
    const kundo_identity_key_t *keys, size_t n);
static kundo_rc_t kundo_identity_refuse(kundo_json_error_t *err,
    kundo_rc_t rc, const char *what);


kundo_rc_t
kundo_identity_check(kundo_arena_t *a, kundo_str_t token,
    const kundo_identity_key_t *keys, size_t n, uint64_t now_ms,
    kundo_claims_t *claims, kundo_json_error_t *err)
{
    kundo_rc_t                   rc;
    kundo_str_t                  kid;
    kundo_jwt_t                  jwt;
    const kundo_identity_key_t  *key;

    rc = kundo_jwt_open(a, token, &jwt);
    if (rc != KUNDO_OK) {
        return kundo_identity_refuse(err, rc, "it is no JSON Web Token");
    }

    rc = kundo_claims_header(a, jwt.header, &kid, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    key = kundo_identity_key(kid, keys, n);
    if (key == NULL) {
        return kundo_identity_refuse(err, KUNDO_UNAUTHORIZED,
                                     "its key is not known");
    }

    rc = kundo_jwt_check(&jwt, key->secret);
    if (rc != KUNDO_OK) {
        return kundo_identity_refuse(err, rc, "its signature is wrong");
    }

    return kundo_claims_payload(a, jwt.payload, now_ms, claims, err);
}


static const kundo_identity_key_t *
kundo_identity_key(kundo_str_t kid, const kundo_identity_key_t *keys,
    size_t n)
{
    size_t  i;

    if (kid.data == NULL) {
        return n == 1 ? keys : NULL;
    }

    for (i = 0; i < n; i++) {
        if (kundo_str_eq(keys[i].kid, kid)) {
            return &keys[i];
        }
    }

    return NULL;
}


static kundo_rc_t
kundo_identity_refuse(kundo_json_error_t *err, kundo_rc_t rc,
    const char *what)
{
    err->rc = rc;
    (void) snprintf(err->detail, sizeof(err->detail), "identity: %s", what);

    return rc;
}

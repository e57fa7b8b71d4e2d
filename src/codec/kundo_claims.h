/*
 * Claims: what the JSON of a site's identity token says (RFC 7519 4.1).
 * Its signature is kundo_jwt.h's.
 */

#ifndef KUNDO_CLAIMS_H
#define KUNDO_CLAIMS_H


#include "base/kundo_arena.h"
#include "base/kundo_limit.h"
#include "base/kundo_rc.h"
#include "base/kundo_str.h"
#include "codec/kundo_json.h"


#define KUNDO_CLAIMS_LEEWAY_MS    60000      /* clocks that differ */
#define KUNDO_CLAIMS_LIFE_MAX_MS  86400000   /* a stolen token ends some day */
#define KUNDO_CLAIMS_SUB_MAX      200
#define KUNDO_CLAIMS_AUDIENCE     "kundo"


typedef struct {
    kundo_str_t    sub;        /* the site's own name of the person */
    kundo_str_t    name;       /* these three may be null */
    kundo_str_t    email;
    kundo_str_t    phone;
    uint64_t       exp_ms;
} kundo_claims_t;


/*
 * The header: alg is "HS256" exactly, nothing is critical; *kid is null
 * where there is none.  KUNDO_OK, KUNDO_UNAUTHORIZED with the reason in
 * err, or KUNDO_NO_MEMORY.
 */
kundo_rc_t kundo_claims_header(kundo_arena_t *a, kundo_str_t json,
    kundo_str_t *kid, kundo_json_error_t *err);

/*
 * The payload, after its signature was found good.  sub and exp must be
 * there, exp at most a day ahead; iat and nbf must have passed; aud, where
 * given, must name KUNDO_CLAIMS_AUDIENCE; other claims are ignored, as
 * RFC 7519 4 asks.  Answers as kundo_claims_header() does.
 */
kundo_rc_t kundo_claims_payload(kundo_arena_t *a, kundo_str_t json,
    uint64_t now_ms, kundo_claims_t *claims, kundo_json_error_t *err);


#endif /* KUNDO_CLAIMS_H */

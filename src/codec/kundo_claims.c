/*
 * Claims: who a site says that its visitor is, and for how long.
 */

#include "codec/kundo_claims.h"

#include <stdio.h>


/* Seconds to the end of year 9999: what can be counted in milliseconds. */
#define KUNDO_CLAIMS_SECONDS_MAX  253402300799


typedef struct {
    kundo_str_t   name;
    size_t        offset;
    size_t        max;
    int           required;
} kundo_claims_text_t;


static const kundo_claims_text_t  kundo_claims_texts[] = {

    { kundo_str("sub"), offsetof(kundo_claims_t, sub),
      KUNDO_CLAIMS_SUB_MAX, 1 },

    { kundo_str("name"), offsetof(kundo_claims_t, name),
      KUNDO_NAME_MAX_BYTES, 0 },

    { kundo_str("email"), offsetof(kundo_claims_t, email),
      KUNDO_EMAIL_MAX_BYTES, 0 },

    { kundo_str("phone"), offsetof(kundo_claims_t, phone),
      KUNDO_PHONE_MAX_BYTES, 0 },

    { kundo_str(""), 0, 0, 0 }
};


static kundo_rc_t kundo_claims_parse(kundo_arena_t *a, kundo_str_t json,
    const char *part, kundo_json_t **root, kundo_json_error_t *err);
static kundo_rc_t kundo_claims_text(const kundo_json_t *root,
    const kundo_claims_text_t *text, kundo_claims_t *claims,
    kundo_json_error_t *err);
static int kundo_claims_audience(const kundo_json_t *aud);
static int kundo_claims_time(const kundo_json_t *node, uint64_t *ms);
static kundo_rc_t kundo_claims_past(const kundo_json_t *root,
    kundo_str_t name, uint64_t now_ms, kundo_json_error_t *err);
static kundo_rc_t kundo_claims_refuse(kundo_json_error_t *err,
    const char *what);


kundo_rc_t
kundo_claims_header(kundo_arena_t *a, kundo_str_t json, kundo_str_t *kid,
    kundo_json_error_t *err)
{
    kundo_rc_t     rc;
    kundo_json_t  *root, *node;

    rc = kundo_claims_parse(a, json, "header", &root, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    node = kundo_json_get(root, kundo_str("alg"));

    if (node == NULL || node->type != KUNDO_JSON_STRING
        || !kundo_str_eq(node->str, kundo_str("HS256")))
    {
        return kundo_claims_refuse(err, "alg must be HS256");
    }

    if (kundo_json_get(root, kundo_str("crit")) != NULL) {
        return kundo_claims_refuse(err, "crit is not understood");
    }

    *kid = kundo_str_null;
    node = kundo_json_get(root, kundo_str("kid"));

    if (node != NULL) {
        if (node->type != KUNDO_JSON_STRING) {
            return kundo_claims_refuse(err, "kid must be a string");
        }

        *kid = node->str;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_claims_payload(kundo_arena_t *a, kundo_str_t json, uint64_t now_ms,
    kundo_claims_t *claims, kundo_json_error_t *err)
{
    size_t         i;
    kundo_rc_t     rc;
    kundo_json_t  *root, *node;

    rc = kundo_claims_parse(a, json, "payload", &root, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(claims, 0, sizeof(kundo_claims_t));

    for (i = 0; kundo_claims_texts[i].name.len != 0; i++) {
        rc = kundo_claims_text(root, &kundo_claims_texts[i], claims, err);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    node = kundo_json_get(root, kundo_str("aud"));
    if (node != NULL && !kundo_claims_audience(node)) {
        return kundo_claims_refuse(err, "aud is another");
    }

    node = kundo_json_get(root, kundo_str("exp"));
    if (node == NULL || !kundo_claims_time(node, &claims->exp_ms)) {
        return kundo_claims_refuse(err, "exp must be seconds since 1970");
    }

    if (now_ms >= claims->exp_ms + KUNDO_CLAIMS_LEEWAY_MS) {
        return kundo_claims_refuse(err, "it has expired");
    }

    if (claims->exp_ms
        > now_ms + KUNDO_CLAIMS_LIFE_MAX_MS + KUNDO_CLAIMS_LEEWAY_MS)
    {
        return kundo_claims_refuse(err, "exp is more than 24 h ahead");
    }

    rc = kundo_claims_past(root, kundo_str("nbf"), now_ms, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_claims_past(root, kundo_str("iat"), now_ms, err);
}


static kundo_rc_t
kundo_claims_parse(kundo_arena_t *a, kundo_str_t json, const char *part,
    kundo_json_t **root, kundo_json_error_t *err)
{
    kundo_rc_t  rc;

    rc = kundo_json_parse(a, json, root, err);

    if (kundo_rc_is_fault(rc)) {
        return rc;
    }

    if (rc != KUNDO_OK || (*root)->type != KUNDO_JSON_OBJECT) {
        err->rc = KUNDO_UNAUTHORIZED;
        (void) snprintf(err->detail, sizeof(err->detail),
                        "identity: its %s is no JSON object", part);
        return KUNDO_UNAUTHORIZED;
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_claims_text(const kundo_json_t *root, const kundo_claims_text_t *text,
    kundo_claims_t *claims, kundo_json_error_t *err)
{
    kundo_json_t  *node;

    node = kundo_json_get(root, text->name);

    if (!text->required && (node == NULL || node->type == KUNDO_JSON_NULL)) {
        return KUNDO_OK;
    }

    if (node == NULL || node->type != KUNDO_JSON_STRING
        || node->str.len == 0 || node->str.len > text->max)
    {
        err->rc = KUNDO_UNAUTHORIZED;
        (void) snprintf(err->detail, sizeof(err->detail),
                        "identity: %s must be a string of 1 to %zu bytes",
                        (const char *) text->name.data, text->max);
        return KUNDO_UNAUTHORIZED;
    }

    memcpy((uint8_t *) claims + text->offset, &node->str,
           sizeof(kundo_str_t));

    return KUNDO_OK;
}


/* A string, or an array of which one is it (RFC 7519 4.1.3). */

static int
kundo_claims_audience(const kundo_json_t *aud)
{
    const kundo_json_t  *node;

    node = aud->type == KUNDO_JSON_ARRAY ? aud->child : aud;

    while (node != NULL) {
        if (node->type == KUNDO_JSON_STRING
            && kundo_str_eq(node->str, kundo_str(KUNDO_CLAIMS_AUDIENCE)))
        {
            return 1;
        }

        node = aud->type == KUNDO_JSON_ARRAY ? node->next : NULL;
    }

    return 0;
}


/* A NumericDate (RFC 7519 2), which may have a fraction: it is cut off. */

static int
kundo_claims_time(const kundo_json_t *node, uint64_t *ms)
{
    size_t    i;
    int64_t   seconds;

    seconds = -1;

    if (node->type == KUNDO_JSON_INT) {
        seconds = node->num;

    } else if (node->type == KUNDO_JSON_NUMBER) {
        seconds = 0;

        for (i = 0; i < node->str.len && node->str.data[i] != '.'; i++) {
            if (node->str.data[i] < '0' || node->str.data[i] > '9'
                || seconds > KUNDO_CLAIMS_SECONDS_MAX)
            {
                return 0;
            }

            seconds = seconds * 10 + (node->str.data[i] - '0');
        }

        if (memchr(node->str.data, 'e', node->str.len)
            || memchr(node->str.data, 'E', node->str.len))
        {
            return 0;
        }
    }

    if (seconds < 0 || seconds > KUNDO_CLAIMS_SECONDS_MAX) {
        return 0;
    }

    *ms = (uint64_t) seconds * 1000;

    return 1;
}


static kundo_rc_t
kundo_claims_past(const kundo_json_t *root, kundo_str_t name, uint64_t now_ms,
    kundo_json_error_t *err)
{
    uint64_t       ms;
    kundo_json_t  *node;

    node = kundo_json_get(root, name);
    if (node == NULL) {
        return KUNDO_OK;
    }

    if (!kundo_claims_time(node, &ms)
        || ms > now_ms + KUNDO_CLAIMS_LEEWAY_MS)
    {
        err->rc = KUNDO_UNAUTHORIZED;
        (void) snprintf(err->detail, sizeof(err->detail),
                        "identity: %s must have passed",
                        (const char *) name.data);
        return KUNDO_UNAUTHORIZED;
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_claims_refuse(kundo_json_error_t *err, const char *what)
{
    err->rc = KUNDO_UNAUTHORIZED;
    (void) snprintf(err->detail, sizeof(err->detail), "identity: %s", what);

    return KUNDO_UNAUTHORIZED;
}

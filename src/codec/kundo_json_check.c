/*
 * What yajl leaves open about a JSON text.
 */

#include "codec/kundo_json_check.h"

#include <stdio.h>

#include "codec/kundo_utf8.h"


#define KUNDO_JSON_SHOWN_MAX  48


static kundo_rc_t kundo_json_check_utf8(kundo_str_t text,
    kundo_json_error_t *err);
static kundo_rc_t kundo_json_check_escapes(kundo_str_t text,
    kundo_json_error_t *err);
static int kundo_json_hex(const uint8_t *p, const uint8_t *end, uint32_t *v);


kundo_rc_t
kundo_json_check(kundo_str_t text, kundo_json_error_t *err)
{
    kundo_rc_t  rc;

    rc = kundo_json_check_utf8(text, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_json_check_escapes(text, err);
}


static kundo_rc_t
kundo_json_check_utf8(kundo_str_t text, kundo_json_error_t *err)
{
    size_t              i;
    kundo_utf8_state_t  state;

    if (kundo_utf8_valid(text)) {
        return KUNDO_OK;
    }

    state = 0;

    for (i = 0; i < text.len; i++) {
        if (!kundo_utf8_feed(&state, kundo_str_make(text.data + i, 1))) {
            break;
        }
    }

    return kundo_json_error(err, KUNDO_BAD_JSON, "invalid UTF-8", i);
}


/*
 * A backslash outside of a string and an escape that is none are left for
 * yajl to refuse; here a \u must be a character, or half of a pair of them
 * (RFC 8259 7).
 */

static kundo_rc_t
kundo_json_check_escapes(kundo_str_t text, kundo_json_error_t *err)
{
    size_t          place;
    uint32_t        v, low;
    const uint8_t  *p, *end;

    p = text.data;
    end = p + text.len;

    for ( ;; ) {
        p = memchr(p, '\\', (size_t) (end - p));

        if (p == NULL || end - p < 2) {
            return KUNDO_OK;
        }

        place = (size_t) (p - text.data);
        p += 2;

        if (p[-1] != 'u' || !kundo_json_hex(p, end, &v)) {
            continue;
        }

        p += 4;

        if (v == 0) {
            return kundo_json_error(err, KUNDO_BAD_JSON,
                                    "U+0000 is not taken", place);
        }

        if (v < 0xd800 || v > 0xdfff) {
            continue;
        }

        if (v > 0xdbff || end - p < 2 || p[0] != '\\' || p[1] != 'u'
            || !kundo_json_hex(p + 2, end, &low)
            || low < 0xdc00 || low > 0xdfff)
        {
            return kundo_json_error(err, KUNDO_BAD_JSON,
                                    "half a surrogate pair", place);
        }

        p += 6;
    }
}


static int
kundo_json_hex(const uint8_t *p, const uint8_t *end, uint32_t *v)
{
    size_t          i;
    uint32_t        digit;

    if (end - p < 4) {
        return 0;
    }

    *v = 0;

    for (i = 0; i < 4; i++) {
        if (p[i] >= '0' && p[i] <= '9') {
            digit = (uint32_t) p[i] - '0';

        } else if ((p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'f') {
            digit = (uint32_t) (p[i] | 0x20) - 'a' + 10;

        } else {
            return 0;
        }

        *v = *v << 4 | digit;
    }

    return 1;
}


kundo_rc_t
kundo_json_error(kundo_json_error_t *err, kundo_rc_t rc, const char *what,
    size_t place)
{
    err->rc = rc;
    (void) snprintf(err->detail, sizeof(err->detail), "%s at byte %zu", what,
                    place);

    return rc;
}


int
kundo_json_shown(kundo_str_t s)
{
    size_t  n;

    n = s.len;

    if (n > KUNDO_JSON_SHOWN_MAX) {
        n = KUNDO_JSON_SHOWN_MAX;

        while (n > 0 && (s.data[n] & 0xc0) == 0x80) {
            n--;
        }
    }

    return (int) n;
}

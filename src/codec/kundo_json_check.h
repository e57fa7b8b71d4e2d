/*
 * What yajl leaves open about a JSON text: real UTF-8, surrogates in pairs,
 * no U+0000.  Also the one form of an error.
 */

#ifndef KUNDO_JSON_CHECK_H
#define KUNDO_JSON_CHECK_H


#include "codec/kundo_json.h"


/* KUNDO_OK, or KUNDO_BAD_JSON with the place in err. */
kundo_rc_t kundo_json_check(kundo_str_t text, kundo_json_error_t *err);

/* Notes "WHAT at byte PLACE" and returns rc. */
kundo_rc_t kundo_json_error(kundo_json_error_t *err, kundo_rc_t rc,
    const char *what, size_t place);

/*
 * How much of s is shown in an error: whole characters of at most 48
 * bytes, which leaves room for the sentence around it.
 */
int kundo_json_shown(kundo_str_t s);


#endif /* KUNDO_JSON_CHECK_H */

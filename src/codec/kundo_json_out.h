/*
 * JSON out: values appended to an output.  Keys and structure are literals
 * of the caller; only values need escaping.
 */

#ifndef KUNDO_JSON_OUT_H
#define KUNDO_JSON_OUT_H


#include "base/kundo_out.h"


/*
 * s without quotes, escaped: '"', '\\', control characters as \b \f \n \r
 * \t or \u00XX, and U+2028, U+2029, '<' and '>' as \uXXXX, so that it is safe
 * in a script element and one line of server-sent events.  s is valid UTF-8.
 */
void kundo_json_out_escape(kundo_out_t *o, kundo_str_t s);

/* With quotes. */
void kundo_json_out_string(kundo_out_t *o, kundo_str_t s);

/* With quotes; null when s.data is NULL. */
void kundo_json_out_string_or_null(kundo_out_t *o, kundo_str_t s);

/* "2026-11-21T08:30:00.000Z" with quotes; null for 0.  RFC 3339. */
void kundo_json_out_time(kundo_out_t *o, uint64_t ms);

/* The same where 0 is a time as any other: 1970's first moment. */
void kundo_json_out_moment(kundo_out_t *o, uint64_t ms);


#endif /* KUNDO_JSON_OUT_H */

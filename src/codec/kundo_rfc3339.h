/*
 * Times as text (RFC 3339), by integer arithmetic on the proleptic
 * Gregorian calendar: no libc, no time zone, no locale.
 */

#ifndef KUNDO_RFC3339_H
#define KUNDO_RFC3339_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_RFC3339_LEN     24                /* 2026-11-21T08:30:00.000Z */
#define KUNDO_RFC3339_MAX_MS  253402300799999   /* the end of year 9999 */


/*
 * Writes KUNDO_RFC3339_LEN characters, UTC, without a terminator.  What is
 * beyond the year 9999, which the form cannot say, becomes its last moment.
 */
void kundo_rfc3339_put(uint8_t *out, uint64_t ms);

/*
 * Reads a date-time of RFC 3339 5.6 from 1970 on, with any offset; of a
 * fraction the milliseconds count, and a leap second is the one after it.
 * KUNDO_OK or KUNDO_BAD_VALUE.
 */
kundo_rc_t kundo_rfc3339_get(kundo_str_t text, uint64_t *ms);


#endif /* KUNDO_RFC3339_H */

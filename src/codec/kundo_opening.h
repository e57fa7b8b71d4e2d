/*
 * Opening: the times at which a flow is open, as UTC and as bytes.  What
 * changes the store sees nothing else of clocks and calendars.
 */

#ifndef KUNDO_OPENING_H
#define KUNDO_OPENING_H


#include "codec/kundo_hours.h"
#include "codec/kundo_zone.h"


/*
 * From a time on, until another, up to which they are known; both and all
 * between in ms, big-endian.  Beyond its end a flow counts as open: who is
 * there takes chats.
 *
 *  from 8, until 8, n x (opens 8, closes 8), ascending and apart
 */

#define KUNDO_OPENING_HEAD  16
#define KUNDO_OPENING_SPAN  16


typedef struct {
    int       open;
    uint64_t  changes_ms;         /* to the other; 0 = not known */
    uint64_t  opens_ms;           /* of what is closed; 0 = not known */
} kundo_opening_t;


/*
 * As bytes from now on: at most KUNDO_OPENING_SPANS_MAX of them, and
 * KUNDO_OPENING_DAYS_MAX days.
 */
void kundo_opening_make(kundo_out_t *out, const kundo_hours_t *hours,
    const kundo_zone_t *zone, uint64_t now_ms);

/* Whether bytes are as drawn above. */
int kundo_opening_valid(kundo_str_t bytes);

void kundo_opening_at(kundo_str_t bytes, uint64_t now_ms,
    kundo_opening_t *opening);

/* Whether `fresh`, made at now_ms, should stand instead of `bytes`: it says
 * something else, or half of what was known is over. */
int kundo_opening_is_stale(kundo_str_t bytes, kundo_str_t fresh,
    uint64_t now_ms);


#endif /* KUNDO_OPENING_H */

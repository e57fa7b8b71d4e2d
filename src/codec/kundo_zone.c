/*
 * Zone.  A file is a header and a block with times of 32 bits, then the same
 * with 64 bits, then a footer between two line ends.  A header: "TZif",
 * version 1, 15 unused, six counts of 4: isut, isstd, leap, time, type, char.
 * A block: times, a type of each, the types (offset 4, summer 1, name 1) ...
 */

#include "codec/kundo_zone.h"
#include "base/kundo_pack.h"


#define KUNDO_ZONE_HEADER    44
#define KUNDO_ZONE_TYPE      6
#define KUNDO_ZONE_OFFSET    93600           /* RFC 8536 3.2: +26 h, and */
#define KUNDO_ZONE_DAY_S     86400           /*   -25 h: never as far */
#define KUNDO_ZONE_END_S     253402300800    /* the year 10000 */


typedef struct {
    uint32_t  isut;
    uint32_t  isstd;
    uint32_t  leap;
    uint32_t  time;
    uint32_t  type;
    uint32_t  chars;
    uint8_t   version;
} kundo_zone_header_t;


int
kundo_zone_name_valid(kundo_str_t name)
{
    size_t   i, part;
    uint8_t  c;

    if (name.len == 0 || name.len > KUNDO_ZONE_NAME_MAX) {
        return 0;
    }

    for (i = 0, part = 0; i < name.len; i++) {
        c = name.data[i];

        if (c == '/') {
            if (part == 0) {
                return 0;
            }

            part = 0;
            continue;
        }

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+'))
        {
            return 0;
        }

        part++;
    }

    return part != 0;
}


/* Takes a header and gives the bytes of its block. */

static kundo_rc_t
kundo_zone_header(kundo_str_t *rest, uint64_t time_size,
    kundo_zone_header_t *h, uint64_t *block)
{
    const uint8_t  *p;

    p = rest->data;

    if (rest->len < KUNDO_ZONE_HEADER || memcmp(p, "TZif", 4) != 0) {
        return KUNDO_BAD_VALUE;
    }

    h->version = p[4];
    h->isut = kundo_be32_get(p + 20);
    h->isstd = kundo_be32_get(p + 24);
    h->leap = kundo_be32_get(p + 28);
    h->time = kundo_be32_get(p + 32);
    h->type = kundo_be32_get(p + 36);
    h->chars = kundo_be32_get(p + 40);

    *block = (uint64_t) h->time * (time_size + 1)
             + (uint64_t) h->type * KUNDO_ZONE_TYPE + h->chars
             + (uint64_t) h->leap * (time_size + 4) + h->isstd + h->isut;

    rest->data += KUNDO_ZONE_HEADER;
    rest->len -= KUNDO_ZONE_HEADER;

    return *block <= rest->len ? KUNDO_OK : KUNDO_BAD_VALUE;
}


static int64_t
kundo_zone_time(const kundo_zone_t *zone, uint32_t i)
{
    return (int64_t) kundo_be64_get(zone->times + (size_t) i * 8);
}


static int32_t
kundo_zone_type_offset(const kundo_zone_t *zone, uint8_t type)
{
    return (int32_t) kundo_be32_get(zone->offsets
                                    + (size_t) type * KUNDO_ZONE_TYPE);
}


/* Times ascend, each has a type, and no offset is further than a day. */

static kundo_rc_t
kundo_zone_check(const kundo_zone_t *zone, const kundo_zone_header_t *h)
{
    uint32_t  i;
    int32_t   offset;

    if (h->type == 0 || h->type > 256 || h->leap != 0) {
        return KUNDO_BAD_VALUE;
    }

    for (i = 0; i < h->type; i++) {
        offset = kundo_zone_type_offset(zone, (uint8_t) i);

        if (offset > KUNDO_ZONE_OFFSET || offset < -KUNDO_ZONE_OFFSET) {
            return KUNDO_BAD_VALUE;
        }
    }

    for (i = 0; i < zone->n; i++) {
        if (zone->types[i] >= h->type
            || (i != 0
                && kundo_zone_time(zone, i) <= kundo_zone_time(zone, i - 1)))
        {
            return KUNDO_BAD_VALUE;
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_zone_read(kundo_zone_t *zone, kundo_str_t file)
{
    uint64_t             block;
    kundo_rc_t           rc;
    kundo_str_t          rest;
    const uint8_t       *end;
    kundo_zone_header_t  h;

    rest = file;

    rc = kundo_zone_header(&rest, 4, &h, &block);
    if (rc != KUNDO_OK || h.version < '2') {
        return KUNDO_BAD_VALUE;
    }

    rest.data += block;
    rest.len -= block;

    rc = kundo_zone_header(&rest, 8, &h, &block);
    if (rc != KUNDO_OK) {
        return rc;
    }

    zone->n = h.time;
    zone->times = rest.data;
    zone->types = zone->times + (size_t) h.time * 8;
    zone->offsets = zone->types + h.time;

    rc = kundo_zone_check(zone, &h);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rest.data += block;
    rest.len -= block;

    if (rest.len < 2 || rest.data[0] != '\n') {
        return KUNDO_BAD_VALUE;
    }

    end = memchr(rest.data + 1, '\n', rest.len - 1);
    if (end == NULL) {
        return KUNDO_BAD_VALUE;
    }

    return kundo_zone_tail_read(&zone->tail,
                                kundo_str_make(rest.data + 1,
                                               (size_t) (end - rest.data)
                                               - 1));
}


int32_t
kundo_zone_offset(const kundo_zone_t *zone, int64_t at_s)
{
    uint32_t  low, high, mid;

    if (at_s < 0 || at_s > KUNDO_ZONE_END_S) {
        at_s = at_s < 0 ? 0 : KUNDO_ZONE_END_S;
    }

    /* how many changes there were up to then */

    low = 0;
    high = zone->n;

    while (low < high) {
        mid = low + (high - low) / 2;

        if (kundo_zone_time(zone, mid) <= at_s) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    if (low == zone->n && zone->tail.given) {
        return kundo_zone_tail_offset(&zone->tail, at_s);
    }

    return kundo_zone_type_offset(zone, low ? zone->types[low - 1] : 0);
}


/* The first moment after `before` at which the offset is another. */

static int64_t
kundo_zone_skip(const kundo_zone_t *zone, int64_t before, int64_t after)
{
    int32_t  was;
    int64_t  mid;

    was = kundo_zone_offset(zone, before);

    while (after - before > 1) {
        mid = before + (after - before) / 2;

        if (kundo_zone_offset(zone, mid) == was) {
            before = mid;

        } else {
            after = mid;
        }
    }

    return after;
}


/* Of the offsets a day earlier and a day later one is right, or both are. */

static int64_t
kundo_zone_at(const kundo_zone_t *zone, int64_t local_s, int last)
{
    int32_t   was, is;
    int64_t   early, late;
    unsigned  early_fits, late_fits;

    was = kundo_zone_offset(zone, local_s - KUNDO_ZONE_DAY_S);
    is = kundo_zone_offset(zone, local_s + KUNDO_ZONE_DAY_S);

    early = local_s - was;
    late = local_s - is;

    early_fits = kundo_zone_offset(zone, early) == was;
    late_fits = kundo_zone_offset(zone, late) == is;

    if (early_fits && late_fits) {
        return (late > early) == last ? late : early;
    }

    if (early_fits || late_fits || late >= early) {
        return late_fits ? late : early;
    }

    /* the clock was set forward over it: between the two it happened */

    return kundo_zone_skip(zone, late, early);
}


int64_t
kundo_zone_first(const kundo_zone_t *zone, int64_t local_s)
{
    return kundo_zone_at(zone, local_s, 0);
}


int64_t
kundo_zone_last(const kundo_zone_t *zone, int64_t local_s)
{
    return kundo_zone_at(zone, local_s, 1);
}

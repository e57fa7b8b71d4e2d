/*
 * Opening hours: what is taken has one spelling, which is taken again, and
 * gives spans in order; the bytes of a row are taken or not.
 *
 * Input: the JSON of a flow's hours; also the bytes of an opening.
 */

#include "kundo_fuzz.h"

#include "codec/kundo_opening.h"


#define NOW_MS  1795249800000ULL      /* 2026-11-21T08:30:00Z */


static kundo_arena_t  arena;


static int
read_hours(kundo_str_t text, kundo_hours_t *hours)
{
    kundo_json_t        *json;
    kundo_json_error_t   err;

    return kundo_json_parse(&arena, text, &json, &err) == KUNDO_OK
           && kundo_hours_read(json, hours, &err) == KUNDO_OK;
}


static void
check_opening(kundo_str_t bytes)
{
    unsigned         n;
    uint64_t         at;
    kundo_opening_t  now;

    for (at = NOW_MS, n = 0; at != 0; at = now.changes_ms, n++) {
        kundo_opening_at(bytes, at, &now);

        kundo_must(n < 300);
        kundo_must(now.changes_ms == 0 || now.changes_ms > at);
        kundo_must(!now.open || now.opens_ms == 0);
    }

    (void) kundo_opening_is_stale(bytes, bytes, NOW_MS);
}


static void
check_hours(const kundo_hours_t *hours)
{
    kundo_out_t    one, two, opening;
    kundo_zone_t   zone;
    kundo_hours_t  again;

    kundo_out_init(&one, &arena, 256);
    kundo_out_init(&two, &arena, 256);
    kundo_out_init(&opening, &arena, 256);

    kundo_hours_render(&one, hours);
    kundo_must(!one.failed && one.len <= KUNDO_HOURS_MAX_BYTES);
    kundo_must(read_hours(kundo_str_make(one.data, one.len), &again));
    kundo_hours_render(&two, &again);
    kundo_must(kundo_str_eq(kundo_str_make(one.data, one.len),
                            kundo_str_make(two.data, two.len)));

    memset(&zone, 0, sizeof(kundo_zone_t));
    kundo_must(kundo_zone_tail_read(&zone.tail,
                                    kundo_str("CET-1CEST,M3.5.0,M10.5.0/3"))
               == KUNDO_OK);

    kundo_opening_make(&opening, hours, &zone, NOW_MS);
    kundo_must(kundo_opening_valid(kundo_str_make(opening.data,
                                                  opening.len)));
    check_opening(kundo_str_make(opening.data, opening.len));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t        *copy;
    kundo_hours_t   hours;

    if (arena.max == 0) {
        kundo_arena_init(&arena, 4 << 20);
    }

    if (size > KUNDO_BODY_MAX_BYTES) {
        return 0;
    }

    kundo_arena_reset(&arena);

    copy = malloc(size + 1);
    kundo_must(copy != NULL);
    memcpy(copy + 1, data, size);

    if (read_hours(kundo_str_make(copy + 1, size), &hours)) {
        check_hours(&hours);
    }

    if (kundo_opening_valid(kundo_str_make(copy + 1, size))) {
        check_opening(kundo_str_make(copy + 1, size));
    }

    free(copy);

    return 0;
}

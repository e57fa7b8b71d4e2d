/*
 * Zones: whatever file is taken gives offsets within a bit more than a day,
 * and for any time of a clock a first moment that is not after the last.
 *
 * Input: a file of the time zone database; also a footer of one.
 */

#include "kundo_fuzz.h"

#include "codec/kundo_zone.h"


static void
check_times(const kundo_zone_t *zone)
{
    int32_t  offset;
    int64_t  at, first, last;

    for (at = -86400; at < 7258118400; at += 26784013) {
        offset = kundo_zone_offset(zone, at);
        kundo_must(offset >= -604800 && offset <= 604800);

        first = kundo_zone_first(zone, at);
        last = kundo_zone_last(zone, at);

        kundo_must(first <= last);
        kundo_must(first >= at - 700000 && last <= at + 700000);
    }

    (void) kundo_zone_offset(zone, INT64_MAX);
    (void) kundo_zone_offset(zone, INT64_MIN);
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t       *copy;
    kundo_str_t    text;
    kundo_zone_t   zone;

    copy = malloc(size + 1);
    kundo_must(copy != NULL);
    memcpy(copy + 1, data, size);
    text = kundo_str_make(copy + 1, size);

    if (kundo_zone_read(&zone, text) == KUNDO_OK) {
        check_times(&zone);
    }

    memset(&zone, 0, sizeof(kundo_zone_t));

    if (kundo_zone_tail_read(&zone.tail, text) == KUNDO_OK
        && zone.tail.given)
    {
        check_times(&zone);
    }

    (void) kundo_zone_name_valid(text);

    free(copy);

    return 0;
}

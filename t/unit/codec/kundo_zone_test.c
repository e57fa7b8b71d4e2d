/* Zones: as the system's own library reads the same files. */

#include "codec/kundo_zone.c"
#include "unit/kundo_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define ZONES  "/usr/share/zoneinfo/"


static uint8_t  bytes[KUNDO_ZONE_FILE_MAX];
static size_t   length;


static void
zone_load(kundo_zone_t *zone, const char *name)
{
    char   path[128];
    FILE  *f;

    snprintf(path, sizeof(path), ZONES "%s", name);

    f = fopen(path, "rb");

    if (f == NULL) {
        fail_msg("%s: install tzdata", path);
        return;
    }

    length = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);

    if (kundo_zone_read(zone, kundo_str_make(bytes, length)) != KUNDO_OK) {
        fail_msg("%s is not read", path);
    }
}


/* "2026-03-29T02:30" as if it were UTC. */

static int64_t
clock_of(const char *text)
{
    struct tm  tm;

    memset(&tm, 0, sizeof(tm));
    assert_int_equal(sscanf(text, "%d-%d-%dT%d:%d", &tm.tm_year, &tm.tm_mon,
                            &tm.tm_mday, &tm.tm_hour, &tm.tm_min), 5);
    tm.tm_year -= 1900;
    tm.tm_mon--;

    return timegm(&tm);
}


static void
as_the_library_says(const char *name)
{
    int64_t       at;
    time_t        t;
    struct tm     tm;
    kundo_zone_t  zone;

    zone_load(&zone, name);

    assert_int_equal(setenv("TZ", name, 1), 0);
    tzset();

    /* every 5 h 59 min from 1970 to 2110: all hours and minutes come by */

    for (at = 0; at < 4418064000; at += 21540) {
        t = at;
        localtime_r(&t, &tm);

        if (kundo_zone_offset(&zone, at) != tm.tm_gmtoff) {
            fail_msg("%s at %lld: %d, the library says %ld", name,
                     (long long) at, kundo_zone_offset(&zone, at),
                     tm.tm_gmtoff);
        }
    }
}


static void
offsets_are_those_of_the_library(void **state)
{
    unsigned  i;

    static const char  *names[] = {
        "Europe/Stockholm", "America/New_York", "Asia/Kolkata", "UTC",
        "Australia/Sydney", "America/Santiago", "Australia/Lord_Howe",
        "Europe/Dublin", "Africa/Casablanca", "America/Nuuk", "Asia/Gaza",
        "Pacific/Apia", "Asia/Kathmandu", "Pacific/Chatham", "Etc/GMT+12",
        "Antarctica/Troll"
    };

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        as_the_library_says(names[i]);
    }
}


/* Spring: 02:00 to 03:00 is skipped; autumn: it comes twice. */

static void
what_clocks_skip_and_repeat(void **state)
{
    int64_t       skip;
    kundo_zone_t  zone;

    zone_load(&zone, "Europe/Stockholm");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-07-01T09:00")),
                     clock_of("2026-07-01T07:00"));
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-12-01T09:00")),
                     clock_of("2026-12-01T08:00"));

    skip = clock_of("2026-03-29T01:00");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-03-29T01:59")),
                     skip - 60);
    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-03-29T02:00")),
                     skip);
    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-03-29T02:30")),
                     skip);
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-03-29T02:30")),
                     skip);
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-03-29T03:00")),
                     skip);

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-10-25T02:30")),
                     clock_of("2026-10-25T00:30"));
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-10-25T02:30")),
                     clock_of("2026-10-25T01:30"));
    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-10-25T03:00")),
                     clock_of("2026-10-25T02:00"));

    /* far beyond the table: the footer */

    assert_int_equal(kundo_zone_first(&zone, clock_of("2099-03-29T02:30")),
                     clock_of("2099-03-29T01:00"));

    zone_load(&zone, "America/New_York");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-03-08T02:30")),
                     clock_of("2026-03-08T07:00"));
    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-11-01T01:30")),
                     clock_of("2026-11-01T05:30"));
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-11-01T01:30")),
                     clock_of("2026-11-01T06:30"));

    /* the south, and a step of half an hour */

    zone_load(&zone, "Australia/Sydney");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-10-04T02:30")),
                     clock_of("2026-10-03T16:00"));
    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-04-05T02:30")),
                     clock_of("2026-04-04T16:30"));

    zone_load(&zone, "Australia/Lord_Howe");

    assert_int_equal(kundo_zone_last(&zone, clock_of("2026-04-05T01:45")),
                     clock_of("2026-04-04T15:15"));

    /* Samoa had no December 30 in 2011 */

    zone_load(&zone, "Pacific/Apia");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2011-12-30T12:00")),
                     clock_of("2011-12-30T10:00"));

    zone_load(&zone, "Asia/Kolkata");

    assert_int_equal(kundo_zone_first(&zone, clock_of("2026-03-29T02:30")),
                     clock_of("2026-03-28T21:00"));
}


static int32_t
tail_at(const char *text, const char *utc)
{
    kundo_zone_tail_t  tail;

    if (kundo_zone_tail_read(&tail, kundo_str_cstr(text)) != KUNDO_OK) {
        fail_msg("%s", text);
    }

    return kundo_zone_tail_offset(&tail, clock_of(utc));
}


static void
footers(void **state)
{
    unsigned           i;
    kundo_zone_tail_t  tail;

    static const char  *bad[] = {
        "C", "CE1", "CET", "CET-", "CET-1x", "CET-168", "CET-1:60", "<+01-1",
        "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CE,1,2",
        "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,1,366",
        "CET-1CEST,M3.5.0/,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3 ",
        "CET-1CEST,M3,M10", "CET-0001"
    };

    assert_int_equal(tail_at("CET-1CEST,M3.5.0,M10.5.0/3",
                             "2026-03-29T00:59"), 3600);
    assert_int_equal(tail_at("CET-1CEST,M3.5.0,M10.5.0/3",
                             "2026-03-29T01:00"), 7200);
    assert_int_equal(tail_at("CET-1CEST,M3.5.0,M10.5.0/3",
                             "2026-10-25T01:00"), 3600);
    assert_int_equal(tail_at("<+0530>-5:30", "2026-10-25T01:00"), 19800);
    assert_int_equal(tail_at("<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                             "2026-03-29T01:00"), -3600);
    assert_int_equal(tail_at("IST-1GMT0,M10.5.0,M3.5.0/1",
                             "2026-01-10T00:00"), 0);
    assert_int_equal(tail_at("AEST-10AEDT,M10.1.0,M4.1.0/3",
                             "2026-01-10T00:00"), 39600);

    /* J60 is March 1 in every year, 59 is February 29 in a leap year */

    assert_int_equal(tail_at("AAA0BBB,J60/0,J300", "2028-02-29T12:00"), 0);
    assert_int_equal(tail_at("AAA0BBB,J60/0,J300", "2028-03-01T00:00"), 3600);
    assert_int_equal(tail_at("AAA0BBB,J60/0,J300", "2027-03-01T00:00"), 3600);
    assert_int_equal(tail_at("AAA0BBB,J59/0,J300", "2028-02-28T00:00"), 3600);
    assert_int_equal(tail_at("AAA0BBB,59/0,300", "2028-02-29T00:00"), 3600);
    assert_int_equal(tail_at("AAA0BBB,59/0,300", "2027-03-01T00:00"), 3600);
    assert_int_equal(tail_at("AAA0BBB,59/0,300", "2027-02-28T23:00"), 0);

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (kundo_zone_tail_read(&tail, kundo_str_cstr(bad[i])) == KUNDO_OK) {
            fail_msg("taken: %s", bad[i]);
        }
    }
}


static void
names_are_no_paths(void **state)
{
    unsigned  i;

    static const char  *good[] = {
        "UTC", "Europe/Stockholm", "Etc/GMT+12", "America/Port-au-Prince",
        "America/Argentina/Buenos_Aires"
    };

    static const char  *bad[] = {
        "", "/etc/passwd", "..", "../passwd", "Europe/../UTC", "Europe//UTC",
        "Europe/", "Europe/Stock holm", "zone.tab", "Europe\\Stockholm",
        "a234567890123456789012345678901234567890123456789012345678901234x"
    };

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(kundo_zone_name_valid(kundo_str_cstr(good[i])));
    }

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(kundo_zone_name_valid(kundo_str_cstr(bad[i])));
    }

    assert_false(kundo_zone_name_valid(kundo_str_make("UTC\0", 4)));
}


/* No prefix of a file is one, nor one whose counts are others. */

static void
what_is_no_zone(void **state)
{
    size_t        n;
    kundo_zone_t  zone;

    zone_load(&zone, "Europe/Stockholm");

    for (n = 0; n < length; n++) {
        assert_int_equal(kundo_zone_read(&zone, kundo_str_make(bytes, n)),
                         KUNDO_BAD_VALUE);
    }

    for (n = 20; n < 44; n++) {
        bytes[n] ^= 0x40;
        assert_int_equal(kundo_zone_read(&zone, kundo_str_make(bytes,
                                                               length)),
                         KUNDO_BAD_VALUE);
        bytes[n] ^= 0x40;
    }

    /* version 1: 32 bits, no footer */

    bytes[4] = '\0';
    assert_int_equal(kundo_zone_read(&zone, kundo_str_make(bytes, length)),
                     KUNDO_BAD_VALUE);
}


/* A header of "UTC" alone: a type, four letters, and leap seconds. */

static size_t
utc_with(uint8_t leaps)
{
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, "TZif2", 5);
    memcpy(bytes + 44, "TZif2", 5);

    bytes[44 + 31] = leaps;
    bytes[44 + 39] = 1;
    bytes[44 + 43] = 4;

    memcpy(bytes + 88 + 6, "UTC", 3);
    memcpy(bytes + 98 + (size_t) leaps * 12, "\nUTC0\n", 6);

    return 104 + (size_t) leaps * 12;
}


/* A file with leap seconds would be half a minute off. */

static void
leap_seconds_are_refused(void **state)
{
    kundo_zone_t  zone;

    length = utc_with(1);
    assert_int_equal(kundo_zone_read(&zone, kundo_str_make(bytes, length)),
                     KUNDO_BAD_VALUE);

    length = utc_with(0);
    assert_int_equal(kundo_zone_read(&zone, kundo_str_make(bytes, length)),
                     KUNDO_OK);
    assert_int_equal(kundo_zone_offset(&zone, 1), 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_library),
        cmocka_unit_test(what_clocks_skip_and_repeat),
        cmocka_unit_test(footers),
        cmocka_unit_test(names_are_no_paths),
        cmocka_unit_test(what_is_no_zone),
        cmocka_unit_test(leap_seconds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

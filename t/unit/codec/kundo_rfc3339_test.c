/* Times as text: every day of the calendar, and what is no time. */

#include "codec/kundo_rfc3339.c"
#include "unit/kundo_test.h"

#include <stdio.h>


#define DAY_MS  86400000ULL


static void
put(uint64_t ms, const char *want)
{
    uint8_t  text[KUNDO_RFC3339_LEN + 1];

    text[KUNDO_RFC3339_LEN] = '#';
    kundo_rfc3339_put(text, ms);

    assert_memory_equal(text, want, KUNDO_RFC3339_LEN);
    assert_int_equal(text[KUNDO_RFC3339_LEN], '#');
}


static void
got(const char *text, uint64_t want)
{
    uint64_t  ms;

    if (kundo_rfc3339_get(kundo_str_cstr(text), &ms) != KUNDO_OK
        || ms != want)
    {
        fail_msg("%s", text);
    }
}


/* From `date -u -d @N +%FT%TZ`. */

static void
known_moments(void **state)
{
    size_t  i;

    static const struct {
        uint64_t     ms;
        const char  *text;
    } known[] = {
        { 0, "1970-01-01T00:00:00.000Z" },
        { 1, "1970-01-01T00:00:00.001Z" },
        { 951782399999, "2000-02-28T23:59:59.999Z" },
        { 951782400000, "2000-02-29T00:00:00.000Z" },
        { 951868800000, "2000-03-01T00:00:00.000Z" },
        { 1000000000000, "2001-09-09T01:46:40.000Z" },
        { 1709164800000, "2024-02-29T00:00:00.000Z" },
        { 1795249800000, "2026-11-21T08:30:00.000Z" },
        { 2147483648123, "2038-01-19T03:14:08.123Z" },
        { 4107542400000, "2100-03-01T00:00:00.000Z" },
        { 253402300799999, "9999-12-31T23:59:59.999Z" },
    };

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        put(known[i].ms, known[i].text);
        got(known[i].text, known[i].ms);
    }

    put(253402300800000, "9999-12-31T23:59:59.999Z");
    put(UINT64_MAX, "9999-12-31T23:59:59.999Z");
}


/* A calendar that is counted day by day. */

static void
every_day_to_the_year_9999(void **state)
{
    char                  want[32];
    uint64_t              ms, back;
    unsigned              y, m, d, last;
    static const uint8_t  length[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    ms = 0;

    for (y = 1970; y <= 9999; y++) {
        for (m = 1; m <= 12; m++) {
            last = length[m - 1];

            if (m == 2 && (y % 400 == 0 || (y % 4 == 0 && y % 100 != 0))) {
                last++;
            }

            for (d = 1; d <= last; d++) {
                (void) snprintf(want, sizeof(want),
                                "%04u-%02u-%02uT12:34:56.789Z", y, m, d);

                put(ms + 45296789, want);
                assert_int_equal(
                    kundo_rfc3339_get(kundo_str_make(want, 24), &back),
                    KUNDO_OK);
                assert_true(back == ms + 45296789);

                ms += DAY_MS;
            }
        }
    }

    assert_true(ms == KUNDO_RFC3339_MAX_MS + 1);
}


static void
every_second_of_a_day(void **state)
{
    char      want[32];
    unsigned  s;

    for (s = 0; s < 86400; s++) {
        (void) snprintf(want, sizeof(want), "2026-11-21T%02u:%02u:%02u.%03uZ",
                        s / 3600, s / 60 % 60, s % 60, s % 1000);

        put(1795219200000 + s * 1000ULL + s % 1000, want);
    }
}


static void
forms_that_the_rfc_allows(void **state)
{
    got("2026-11-21T08:30:00Z", 1795249800000);
    got("2026-11-21t08:30:00z", 1795249800000);
    got("2026-11-21T08:30:00.1Z", 1795249800100);
    got("2026-11-21T08:30:00.12Z", 1795249800120);
    got("2026-11-21T08:30:00.123456789Z", 1795249800123);
    got("2026-11-21T08:30:00+00:00", 1795249800000);
    got("2026-11-21T08:30:00-00:00", 1795249800000);
    got("2026-11-21T09:30:00+01:00", 1795249800000);
    got("2026-11-21T03:00:00.5-05:30", 1795249800500);
    got("2026-11-22T07:29:00+22:59", 1795249800000);
    got("1969-12-31T23:00:00-01:00", 0);

    /* RFC 3339 5.8 */

    got("1985-04-12T23:20:50.52Z", 482196050520);
    got("1996-12-19T16:39:57-08:00", 851042397000);
    got("1990-12-31T23:59:60Z", 662688000000);
    got("1990-12-31T15:59:60-08:00", 662688000000);
}


static void
what_is_no_time_is_refused(void **state)
{
    size_t              i;
    uint64_t            ms;
    static const char  *bad[] = {
        "", "2026-11-21", "2026-11-21T08:30Z", "2026-11-21T08:30:00",
        "2026-11-21 08:30:00Z", "2026-13-21T08:30:00Z",
        "2026-00-21T08:30:00Z", "2026-11-31T08:30:00Z",
        "2026-11-00T08:30:00Z", "2025-02-29T08:30:00Z",
        "2100-02-29T08:30:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T08:60:00Z", "2026-11-21T08:30:61Z",
        "2026-11-21T08:30:00.Z", "2026-11-21T08:30:00.1234567890Z",
        "2026-11-21T08:30:00,5Z", "2026-11-21T08:30:00+24:00",
        "2026-11-21T08:30:00+01:60", "2026-11-21T08:30:00+0100",
        "2026-11-21T08:30:00+01", "2026-11-21T08:30:00ZZ",
        "2026-11-21T08:30:00Z ", " 2026-11-21T08:30:00Z",
        "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-00:01", "+2026-11-21T08:30:00Z",
        "2026-1-021T08:30:00Z", "2026-11-21T08:30:0aZ",
        "2026/11/21T08:30:00Z", "2026-11-21T08.30.00Z",
        "2026-11-21T08:30:00.000", "2026-11-21T08:30:00.5+01",
        "2026-11-21T08:30:00*01:00", "-026-11-21T08:30:00Z",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (kundo_rfc3339_get(kundo_str_cstr(bad[i]), &ms)
            != KUNDO_BAD_VALUE)
        {
            fail_msg("%s was taken", bad[i]);
        }
    }
}


static void
every_cut_is_refused(void **state)
{
    size_t             n;
    uint8_t           *copy;
    uint64_t           ms;
    static const char  text[] = "2026-11-21T08:30:00.123+01:00";

    for (n = 0; n < sizeof(text) - 1; n++) {
        copy = malloc(n + 1);
        memcpy(copy + 1, text, n);

        assert_int_equal(kundo_rfc3339_get(kundo_str_make(copy + 1, n), &ms),
                         KUNDO_BAD_VALUE);
        free(copy);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(known_moments),
        cmocka_unit_test(every_day_to_the_year_9999),
        cmocka_unit_test(every_second_of_a_day),
        cmocka_unit_test(forms_that_the_rfc_allows),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(every_cut_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

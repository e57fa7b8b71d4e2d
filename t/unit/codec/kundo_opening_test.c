/* Opening hours as UTC: weeks, closed days, and days of other lengths. */

#include "codec/kundo_opening.c"
#include "codec/kundo_rfc3339.h"
#include "unit/kundo_test.h"

#include <stdio.h>


#define OFFICE  "{\"mon\":[[\"08:00\",\"12:00\"],[\"13:00\",\"17:00\"]],"    \
                "\"fri\":[[\"08:00\",\"16:00\"]]}"
#define ALWAYS                                                                \
    "{\"mon\":[[\"00:00\",\"24:00\"]],\"tue\":[[\"00:00\",\"24:00\"]],"      \
    "\"wed\":[[\"00:00\",\"24:00\"]],\"thu\":[[\"00:00\",\"24:00\"]],"       \
    "\"fri\":[[\"00:00\",\"24:00\"]],\"sat\":[[\"00:00\",\"24:00\"]],"       \
    "\"sun\":[[\"00:00\",\"24:00\"]]}"


static kundo_arena_t  arena;
static uint8_t        file[KUNDO_ZONE_FILE_MAX];


static uint64_t
ms(const char *text)
{
    uint64_t  v = 0;

    if (kundo_rfc3339_get(kundo_str_cstr(text), &v) != KUNDO_OK) {
        fail_msg("%s", text);
    }

    return v;
}


static kundo_str_t
opening(const char *tz, const char *week, const char *closed,
    const char *now)
{
    char                path[128], text[2048];
    FILE               *f;
    size_t              n;
    kundo_out_t         out;
    kundo_json_t       *json;
    kundo_zone_t        zone;
    kundo_hours_t       hours;
    kundo_json_error_t  err;

    snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", tz);
    snprintf(text, sizeof(text), "{\"tz\":\"%s\",\"week\":%s,\"closed\":%s}",
             tz, week, closed);

    f = fopen(path, "rb");

    if (f == NULL) {
        fail_msg("%s: install tzdata", path);
        return kundo_str_null;
    }

    n = fread(file, 1, sizeof(file), f);
    fclose(f);

    assert_int_equal(kundo_zone_read(&zone, kundo_str_make(file, n)),
                     KUNDO_OK);

    if (kundo_json_parse(&arena, kundo_str_cstr(text), &json, &err)
        != KUNDO_OK
        || kundo_hours_read(json, &hours, &err) != KUNDO_OK)
    {
        fail_msg("%s: %s", text, err.detail);
    }

    kundo_out_init(&out, &arena, 64);
    kundo_opening_make(&out, &hours, &zone, ms(now));

    assert_false(out.failed);
    assert_true(kundo_opening_valid(kundo_str_make(out.data, out.len)));

    return kundo_str_make(out.data, out.len);
}


/* What it says at a time: "open until ..." or "closed until ...". */

static void
says(kundo_str_t bytes, const char *at, int open, const char *until)
{
    kundo_opening_t  is;

    kundo_opening_at(bytes, ms(at), &is);

    if (is.open != open || is.changes_ms != (*until ? ms(until) : 0)) {
        fail_msg("at %s: %s, changes in %lld min", at,
                 is.open ? "open" : "closed",
                 ((long long) is.changes_ms - (long long) ms(at)) / 60000);
    }

    assert_int_equal(is.opens_ms, open ? 0 : ms(until));
}


static void
a_week_and_its_closed_days(void **state)
{
    kundo_str_t  b;

    /* 2026-11-23 is a Monday */

    b = opening("Europe/Stockholm", OFFICE,
                "[\"2026-11-30\",{\"from\":\"2026-12-21\","
                "\"to\":\"2027-01-06\"}]", "2026-11-22T10:00:00Z");

    says(b, "2026-11-22T10:00:00Z", 0, "2026-11-23T07:00:00Z");
    says(b, "2026-11-23T06:59:59.999Z", 0, "2026-11-23T07:00:00Z");
    says(b, "2026-11-23T07:00:00Z", 1, "2026-11-23T11:00:00Z");
    says(b, "2026-11-23T11:00:00Z", 0, "2026-11-23T12:00:00Z");
    says(b, "2026-11-23T15:59:59Z", 1, "2026-11-23T16:00:00Z");
    says(b, "2026-11-23T16:00:00Z", 0, "2026-11-27T07:00:00Z");
    says(b, "2026-11-27T15:00:00Z", 0, "2026-12-04T07:00:00Z");
    says(b, "2026-12-18T15:00:00Z", 0, "2027-01-08T07:00:00Z");

    /* summer time comes by itself */

    says(b, "2027-03-26T15:00:00Z", 0, "2027-03-29T06:00:00Z");
}


static void
days_with_an_hour_more_or_less(void **state)
{
    kundo_str_t  b;

    static const char  *night =
        "{\"sat\":[[\"22:00\",\"24:00\"]],\"sun\":[[\"00:00\",\"02:30\"],"
        "[\"02:45\",\"06:00\"]]}";

    /* the skipped hour: neither span loses what clocks do show */

    b = opening("Europe/Stockholm", night, "[]", "2026-03-28T10:00:00Z");

    says(b, "2026-03-28T10:00:00Z", 0, "2026-03-28T21:00:00Z");
    says(b, "2026-03-28T21:00:00Z", 1, "2026-03-29T04:00:00Z");

    /* the repeated one: open from the first 02:45 to the last 02:30 */

    b = opening("Europe/Stockholm", night, "[]", "2026-10-24T10:00:00Z");

    says(b, "2026-10-24T20:00:00Z", 1, "2026-10-25T05:00:00Z");

    /* on other nights the two are apart */

    says(b, "2026-10-31T21:00:00Z", 1, "2026-11-01T01:30:00Z");
    says(b, "2026-11-01T01:30:00Z", 0, "2026-11-01T01:45:00Z");

    /* a span that lies in the skipped hour is none */

    b = opening("America/New_York", "{\"sun\":[[\"02:00\",\"03:00\"]]}",
                "[]", "2026-03-02T00:00:00Z");

    says(b, "2026-03-02T00:00:00Z", 0, "2026-03-15T06:00:00Z");

    /* in the south */

    b = opening("Australia/Sydney", "{\"sun\":[[\"00:00\",\"24:00\"]]}",
                "[]", "2026-10-01T00:00:00Z");

    says(b, "2026-10-01T00:00:00Z", 0, "2026-10-03T14:00:00Z");
    says(b, "2026-10-03T14:00:00Z", 1, "2026-10-04T13:00:00Z");
}


static void
always_and_never(void **state)
{
    kundo_str_t  b;

    b = opening("Europe/Stockholm", ALWAYS, "[]", "2026-11-22T10:00:00Z");

    assert_int_equal(b.len, KUNDO_OPENING_HEAD + KUNDO_OPENING_SPAN);
    says(b, "2026-11-22T10:00:00Z", 1, "");
    says(b, "2029-11-22T10:00:00Z", 1, "");

    b = opening("Asia/Kolkata", ALWAYS, "[\"2026-11-24\"]",
                "2026-11-22T10:00:00Z");

    says(b, "2026-11-22T10:00:00Z", 1, "2026-11-23T18:30:00Z");
    says(b, "2026-11-24T10:00:00Z", 0, "2026-11-24T18:30:00Z");

    /* closed until further notice: when it opens is not known */

    b = opening("UTC", "{}", "[]", "2026-11-22T10:00:00Z");

    assert_int_equal(b.len, KUNDO_OPENING_HEAD);

    {
        kundo_opening_t  is;

        kundo_opening_at(b, ms("2026-11-22T10:00:00Z"), &is);
        assert_int_equal(is.open, 0);
        assert_int_equal(is.opens_ms, 0);
        assert_int_equal(is.changes_ms, ms("2027-12-27T00:00:00Z"));
    }

    /* one day in the year is found */

    b = opening("UTC", "{\"thu\":[[\"10:00\",\"11:00\"]]}",
                "[{\"from\":\"2026-01-01\",\"to\":\"2027-11-10\"}]",
                "2026-11-22T10:00:00Z");

    says(b, "2026-11-22T10:00:00Z", 0, "2027-11-11T10:00:00Z");
}


static void
no_more_than_there_is_room_for(void **state)
{
    kundo_str_t  b;

    b = opening("UTC", "{\"mon\":[[\"01:00\",\"02:00\"],[\"03:00\",\"04:00\"],"
                "[\"05:00\",\"06:00\"],[\"07:00\",\"08:00\"]],"
                "\"tue\":[[\"01:00\",\"02:00\"],[\"03:00\",\"04:00\"]]}",
                "[]", "2026-11-22T10:00:00Z");

    assert_int_equal(b.len, KUNDO_OPENING_MAX_BYTES);

    /* 128 of 6 a week: the 129th begins where what is known ends */

    says(b, "2027-04-13T03:30:00Z", 1, "2027-04-13T04:00:00Z");
    says(b, "2027-04-19T01:30:00Z", 1, "2027-04-19T02:00:00Z");
    says(b, "2027-04-19T05:30:00Z", 1, "");
}


static void
what_is_stale(void **state)
{
    uint64_t     now;
    kundo_str_t  b, other;

    now = ms("2026-11-22T10:00:00Z");

    b = opening("Europe/Stockholm", OFFICE, "[]", "2026-11-22T10:00:00Z");

    assert_false(kundo_opening_is_stale(b, b, now));

    other = opening("Europe/Stockholm", OFFICE, "[]", "2026-12-22T10:00:00Z");
    assert_false(kundo_opening_is_stale(b, other,
                                        ms("2026-12-22T10:00:00Z")));

    other = opening("Europe/Stockholm", OFFICE, "[]", "2027-09-22T10:00:00Z");
    assert_true(kundo_opening_is_stale(b, other, ms("2027-09-22T10:00:00Z")));

    other = opening("Europe/London", OFFICE, "[]", "2026-11-22T10:00:00Z");
    assert_true(kundo_opening_is_stale(b, other, now));

    /* a zone that will have other rules: Helsinki is as Athens now */

    b = opening("Europe/Stockholm", OFFICE, "[]", "2026-11-22T10:00:00Z");
    other = opening("Africa/Algiers", OFFICE, "[]", "2026-11-22T10:00:00Z");
    assert_true(kundo_opening_is_stale(b, other, now));

    /* the clock was set back */

    assert_true(kundo_opening_is_stale(b, b, now - 1));
}


static void
what_is_not_valid(void **state)
{
    uint8_t      bytes[KUNDO_OPENING_MAX_BYTES + 16];
    kundo_str_t  b;

    b = opening("UTC", OFFICE, "[]", "2026-11-22T10:00:00Z");
    memcpy(bytes, b.data, b.len);

    assert_false(kundo_opening_valid(kundo_str_make(bytes, 0)));
    assert_false(kundo_opening_valid(kundo_str_make(bytes, 8)));
    assert_false(kundo_opening_valid(kundo_str_make(bytes, 24)));
    assert_true(kundo_opening_valid(kundo_str_make(bytes, 32)));

    kundo_be64_put(bytes + 24, kundo_be64_get(bytes + 16));
    assert_false(kundo_opening_valid(kundo_str_make(bytes, 32)));

    kundo_be64_put(bytes + 24, kundo_be64_get(bytes + 8) + 1);
    assert_false(kundo_opening_valid(kundo_str_make(bytes, 32)));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(a_week_and_its_closed_days),
        cmocka_unit_test(days_with_an_hour_more_or_less),
        cmocka_unit_test(always_and_never),
        cmocka_unit_test(no_more_than_there_is_room_for),
        cmocka_unit_test(what_is_stale),
        cmocka_unit_test(what_is_not_valid),
    };

    kundo_arena_init(&arena, 8 << 20);

    return cmocka_run_group_tests(tests, NULL, NULL);
}

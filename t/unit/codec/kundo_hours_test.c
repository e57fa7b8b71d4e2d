/* Opening hours: what is taken, what is refused and how it is said. */

#include "codec/kundo_hours.c"
#include "unit/kundo_test.h"


static kundo_arena_t       arena;
static kundo_hours_t       hours;
static kundo_json_error_t  err;


static kundo_rc_t
read_hours(const char *text)
{
    kundo_json_t  *json;

    kundo_arena_reset(&arena);

    if (kundo_json_parse(&arena, kundo_str_cstr(text), &json, &err)
        != KUNDO_OK)
    {
        fail_msg("%s: %s", text, err.detail);
    }

    return kundo_hours_read(json, &hours, &err);
}


static void
taken(const char *text, const char *as)
{
    kundo_out_t  out;

    if (read_hours(text) != KUNDO_OK) {
        fail_msg("%s: %s", text, err.detail);
    }

    kundo_out_init(&out, &arena, 64);
    kundo_hours_render(&out, &hours);

    assert_int_equal(out.len, strlen(as));
    assert_memory_equal(out.data, as, out.len);
}


static void
refused(const char *text, const char *because)
{
    if (read_hours(text) == KUNDO_OK) {
        fail_msg("taken: %s", text);
    }

    if (strstr(err.detail, because) == NULL) {
        fail_msg("%s: \"%s\" does not say \"%s\"", text, err.detail, because);
    }
}


static void
one_spelling_for_each(void **state)
{
    taken("{\"week\":{\"tue\":[[\"13:00\",\"17:00\"],[\"08:00\",\"12:00\"]],"
          "\"mon\":[[\"00:00\",\"24:00\"]],\"sun\":[]},\"tz\":\"UTC\"}",
          "{\"tz\":\"UTC\",\"week\":{\"mon\":[[\"00:00\",\"24:00\"]],"
          "\"tue\":[[\"08:00\",\"12:00\"],[\"13:00\",\"17:00\"]]},"
          "\"closed\":[]}");

    taken("{\"tz\":\"Europe/Stockholm\",\"week\":{},\"closed\":["
          "\"2028-02-29\",{\"to\":\"2027-01-01\",\"from\":\"2026-12-31\"},"
          "{\"from\":\"2026-05-01\",\"to\":\"2026-05-01\"}]}",
          "{\"tz\":\"Europe/Stockholm\",\"week\":{},\"closed\":["
          "\"2028-02-29\",{\"from\":\"2026-12-31\",\"to\":\"2027-01-01\"},"
          "\"2026-05-01\"]}");

    taken("{\"tz\":\"UTC\",\"week\":{\"fri\":[[\"08:00\",\"09:00\"],"
          "[\"09:00\",\"10:00\"]]}}",
          "{\"tz\":\"UTC\",\"week\":{\"fri\":[[\"08:00\",\"09:00\"],"
          "[\"09:00\",\"10:00\"]]},\"closed\":[]}");
}


#define WEEK(day)  "{\"tz\":\"UTC\",\"week\":{\"mon\":" day "}}"
#define CLOSED(list)                                                          \
    "{\"tz\":\"UTC\",\"week\":{},\"closed\":" list "}"

static void
what_is_wrong_is_named(void **state)
{
    refused("{\"week\":{}}", "\"hours.tz\" takes");
    refused("{\"tz\":7,\"week\":{}}", "\"hours.tz\" takes");
    refused("{\"tz\":\"../UTC\",\"week\":{}}", "\"hours.tz\" takes");
    refused("{\"tz\":\"UTC\"}", "\"hours.week\" takes");
    refused("{\"tz\":\"UTC\",\"week\":[]}", "\"hours.week\" takes");
    refused("{\"tz\":\"UTC\",\"week\":{\"monday\":[]}}", "not \"monday\"");
    assert_int_equal(err.rc, KUNDO_UNKNOWN_FIELD);
    refused("{\"tz\":\"UTC\",\"week\":{},\"open\":[]}", "not \"open\"");
    assert_int_equal(err.rc, KUNDO_UNKNOWN_FIELD);

    refused(WEEK("\"08-17\""), "\"hours.week.mon\" takes up to 8");
    refused(WEEK("[\"08:00\",\"17:00\"]"), "a span is two times");
    refused(WEEK("[[\"08:00\"]]"), "a span is two times");
    refused(WEEK("[[\"8:00\",\"17:00\"]]"), "a span is two times");
    refused(WEEK("[[\"08:60\",\"17:00\"]]"), "a span is two times");
    refused(WEEK("[[\"08:00\",\"24:01\"]]"), "a span is two times");
    refused(WEEK("[[\"08:00\",17]]"), "a span is two times");
    assert_int_equal(err.rc, KUNDO_BAD_VALUE);
    refused(WEEK("[[\"08:00\",\"08:00\"]]"), "ends after it begins");
    refused(WEEK("[[\"22:00\",\"02:00\"]]"), "one over midnight is two");
    refused(WEEK("[[\"08:00\",\"12:00\"],[\"11:59\",\"13:00\"]]"),
            "\"hours.week.mon\": two of its spans overlap");
    refused(WEEK("[[\"08:00\",\"12:00\"],[\"07:00\",\"13:00\"]]"), "overlap");
    refused(WEEK("[[\"08:00\",\"12:00\"],[\"08:00\",\"12:00\"]]"), "overlap");
    refused(WEEK("[[\"01:00\",\"02:00\"],[\"02:00\",\"03:00\"],"
                 "[\"03:00\",\"04:00\"],[\"04:00\",\"05:00\"],"
                 "[\"05:00\",\"06:00\"],[\"06:00\",\"07:00\"],"
                 "[\"07:00\",\"08:00\"],[\"08:00\",\"09:00\"],"
                 "[\"09:00\",\"10:00\"]]"), "takes up to 8");

    refused(CLOSED("\"2026-12-24\""), "\"hours.closed\" takes a list");
    refused(CLOSED("[\"2026-12-24\",\"2026-02-29\"]"),
            "\"hours.closed[1]\" takes a date");
    refused(CLOSED("[{\"from\":\"2026-12-24\"}]"), "\"hours.closed[0]\"");
    refused(CLOSED("[{\"from\":\"2026-12-24\",\"to\":\"2026-12-23\"}]"),
            "\"hours.closed[0]\"");
    refused(CLOSED("[{\"from\":\"2026-12-24\",\"to\":\"2026-12-25\","
                   "\"why\":\"x\"}]"), "\"hours.closed[0]\"");
    refused(CLOSED("[null]"), "\"hours.closed[0]\"");
}


static void
the_longest_fits(void **state)
{
    unsigned     i, j;
    kundo_out_t  out;

    memset(&hours, 0, sizeof(hours));

    hours.tz = kundo_str("America/Argentina/ComodRivadavia/ComodRivadavia/"
                         "ComodRivadavia/X");
    hours.nclosed = KUNDO_HOURS_CLOSED_MAX;

    for (i = 0; i < 7; i++) {
        hours.week[i].n = KUNDO_HOURS_SPANS_MAX;

        for (j = 0; j < KUNDO_HOURS_SPANS_MAX; j++) {
            hours.week[i].spans[j] = (kundo_hours_span_t) { j * 60,
                                                            j * 60 + 59 };
        }
    }

    for (i = 0; i < KUNDO_HOURS_CLOSED_MAX; i++) {
        hours.closed[i] = (kundo_hours_closed_t) { i * 9, i * 9 + 1 };
    }

    kundo_arena_reset(&arena);
    kundo_out_init(&out, &arena, 64);
    kundo_hours_render(&out, &hours);

    assert_false(out.failed);
    assert_in_range(out.len, 4000, KUNDO_HOURS_MAX_BYTES);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(one_spelling_for_each),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(the_longest_fits),
    };

    kundo_arena_init(&arena, 1 << 20);

    return cmocka_run_group_tests(tests, NULL, NULL);
}

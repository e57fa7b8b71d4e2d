/*
 * Hours: JSON to struct and back.
 */

#include "codec/kundo_hours.h"

#include <stdarg.h>
#include <stdio.h>

#include "codec/kundo_date.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_zone.h"


#define KUNDO_HOURS_DAY  1440         /* minutes */


static const char  *kundo_hours_days[] = {
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"
};


static kundo_rc_t
kundo_hours_refuse(kundo_json_error_t *err, kundo_rc_t rc, const char *fmt,
    ...)
{
    va_list  args;

    va_start(args, fmt);
    (void) vsnprintf(err->detail, sizeof(err->detail), fmt, args);
    va_end(args);

    err->rc = rc;

    return rc;
}


/* "08:00", and "24:00" where a span ends. */

static int
kundo_hours_minute(const kundo_json_t *json, uint16_t *minute)
{
    uint32_t        h, m;
    const uint8_t  *p;

    if (json == NULL || json->type != KUNDO_JSON_STRING || json->str.len != 5)
    {
        return 0;
    }

    p = json->str.data;

    if (!kundo_date_digits(p, 2, &h) || p[2] != ':'
        || !kundo_date_digits(p + 3, 2, &m)
        || m > 59 || h * 60 + m > KUNDO_HOURS_DAY)
    {
        return 0;
    }

    *minute = (uint16_t) (h * 60 + m);

    return 1;
}


/* Into its place among those of the day, if none of them is in its way. */

static int
kundo_hours_insert(kundo_hours_day_t *day, const kundo_hours_span_t *span)
{
    unsigned  i;

    for (i = day->n; i > 0 && day->spans[i - 1].from > span->from; i--) {
        day->spans[i] = day->spans[i - 1];
    }

    day->spans[i] = *span;
    day->n++;

    return (i == 0 || day->spans[i - 1].to <= span->from)
           && (i + 1 == day->n || span->to <= day->spans[i + 1].from);
}


static kundo_rc_t
kundo_hours_read_day(const kundo_json_t *json, const char *name,
    kundo_hours_day_t *day, kundo_json_error_t *err)
{
    const kundo_json_t  *j;
    kundo_hours_span_t   span;

    if (json->type != KUNDO_JSON_ARRAY || json->n > KUNDO_HOURS_SPANS_MAX) {
        return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.week.%s\" "
                                  "takes up to %d spans such as "
                                  "[\"08:00\",\"17:00\"]", name,
                                  KUNDO_HOURS_SPANS_MAX);
    }

    for (j = json->child; j != NULL; j = j->next) {

        if (j->type != KUNDO_JSON_ARRAY || j->n != 2
            || !kundo_hours_minute(j->child, &span.from)
            || !kundo_hours_minute(j->child->next, &span.to))
        {
            return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.week."
                                      "%s\": a span is two times of the day, "
                                      "[\"08:00\",\"17:00\"], from \"00:00\" "
                                      "to \"24:00\"", name);
        }

        if (span.from >= span.to) {
            return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.week."
                                      "%s\": a span ends after it begins; one "
                                      "over midnight is two, the first up to "
                                      "\"24:00\", the other on the next day",
                                      name);
        }

        if (!kundo_hours_insert(day, &span)) {
            return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.week."
                                      "%s\": two of its spans overlap", name);
        }
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_hours_read_week(const kundo_json_t *week, kundo_hours_t *hours,
    kundo_json_error_t *err)
{
    unsigned             i;
    kundo_rc_t           rc;
    const kundo_json_t  *j;

    if (week == NULL || week->type != KUNDO_JSON_OBJECT) {
        return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.week\" takes "
                                  "an object of mon to sun, each with spans "
                                  "such as [[\"08:00\",\"17:00\"]]");
    }

    for (j = week->child; j != NULL; j = j->next) {

        for (i = 0; i < 7; i++) {
            if (kundo_str_eq(j->key, kundo_str_cstr(kundo_hours_days[i]))) {
                break;
            }
        }

        if (i == 7) {
            return kundo_hours_refuse(err, KUNDO_UNKNOWN_FIELD, "\"hours.week"
                                      "\" knows mon, tue, wed, thu, fri, sat "
                                      "and sun, not \"%.*s\"",
                                      j->key.len > 20 ? 20 : (int) j->key.len,
                                      (const char *) j->key.data);
        }

        rc = kundo_hours_read_day(j, kundo_hours_days[i], &hours->week[i],
                                  err);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}


static int
kundo_hours_date(const kundo_json_t *json, int64_t *days)
{
    return json != NULL && json->type == KUNDO_JSON_STRING
           && kundo_date_get(json->str, days) == KUNDO_OK;
}


/* A date, or the first and the last of several. */

static int
kundo_hours_dates(const kundo_json_t *j, kundo_hours_closed_t *closed)
{
    if (kundo_hours_date(j, &closed->from)) {
        closed->to = closed->from;
        return 1;
    }

    return j->type == KUNDO_JSON_OBJECT && j->n == 2
           && kundo_hours_date(kundo_json_get(j, kundo_str("from")),
                               &closed->from)
           && kundo_hours_date(kundo_json_get(j, kundo_str("to")),
                               &closed->to)
           && closed->from <= closed->to;
}


static kundo_rc_t
kundo_hours_read_closed(const kundo_json_t *closed, kundo_hours_t *hours,
    kundo_json_error_t *err)
{
    const kundo_json_t  *j;

    if (closed == NULL) {
        return KUNDO_OK;
    }

    if (closed->type != KUNDO_JSON_ARRAY
        || closed->n > KUNDO_HOURS_CLOSED_MAX)
    {
        return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.closed\" "
                                  "takes a list of up to %d dates",
                                  KUNDO_HOURS_CLOSED_MAX);
    }

    for (j = closed->child; j != NULL; j = j->next) {
        if (!kundo_hours_dates(j, &hours->closed[hours->nclosed])) {
            return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.closed["
                                      "%u]\" takes a date, \"2026-12-24\", or "
                                      "{\"from\":\"2026-12-24\",\"to\":"
                                      "\"2026-12-26\"} with the last day",
                                      hours->nclosed);
        }

        hours->nclosed++;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_hours_read(const kundo_json_t *json, kundo_hours_t *hours,
    kundo_json_error_t *err)
{
    kundo_rc_t           rc;
    const kundo_json_t  *j, *tz;

    memset(hours, 0, sizeof(kundo_hours_t));

    if (json == NULL || json->type != KUNDO_JSON_OBJECT) {
        return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours\" takes "
                                  "{\"tz\",\"week\",\"closed\"}, or null");
    }

    for (j = json->child; j != NULL; j = j->next) {
        if (!kundo_str_eq(j->key, kundo_str("tz"))
            && !kundo_str_eq(j->key, kundo_str("week"))
            && !kundo_str_eq(j->key, kundo_str("closed")))
        {
            return kundo_hours_refuse(err, KUNDO_UNKNOWN_FIELD, "\"hours\" "
                                      "knows tz, week and closed, not "
                                      "\"%.*s\"",
                                      j->key.len > 20 ? 20 : (int) j->key.len,
                                      (const char *) j->key.data);
        }
    }

    tz = kundo_json_get(json, kundo_str("tz"));

    if (tz == NULL || tz->type != KUNDO_JSON_STRING
        || !kundo_zone_name_valid(tz->str))
    {
        return kundo_hours_refuse(err, KUNDO_BAD_VALUE, "\"hours.tz\" takes "
                                  "the name of a time zone, such as "
                                  "\"Europe/Stockholm\"");
    }

    hours->tz = tz->str;

    rc = kundo_hours_read_week(kundo_json_get(json, kundo_str("week")), hours,
                               err);

    return rc == KUNDO_OK
           ? kundo_hours_read_closed(kundo_json_get(json,
                                                    kundo_str("closed")),
                                     hours, err)
           : rc;
}


static void
kundo_hours_render_minute(kundo_out_t *out, uint16_t minute)
{
    uint8_t  text[7];

    text[0] = '"';
    kundo_date_digits_put(text + 1, minute / 60, 2);
    text[3] = ':';
    kundo_date_digits_put(text + 4, minute % 60, 2);
    text[6] = '"';

    kundo_out_bytes(out, text, sizeof(text));
}


static void
kundo_hours_render_day(kundo_out_t *out, const kundo_hours_day_t *day)
{
    unsigned  i;

    for (i = 0; i < day->n; i++) {
        kundo_out_str(out, i ? kundo_str(",[") : kundo_str("["));
        kundo_hours_render_minute(out, day->spans[i].from);
        kundo_out_lit(out, ",");
        kundo_hours_render_minute(out, day->spans[i].to);
        kundo_out_lit(out, "]");
    }
}


static void
kundo_hours_render_date(kundo_out_t *out, int64_t days)
{
    uint8_t  text[KUNDO_DATE_LEN];

    kundo_date_put(text, days);

    kundo_out_lit(out, "\"");
    kundo_out_bytes(out, text, sizeof(text));
    kundo_out_lit(out, "\"");
}


void
kundo_hours_render(kundo_out_t *out, const kundo_hours_t *hours)
{
    unsigned  i, n;

    kundo_out_lit(out, "{\"tz\":");
    kundo_json_out_string(out, hours->tz);
    kundo_out_lit(out, ",\"week\":{");

    for (i = 0, n = 0; i < 7; i++) {
        if (hours->week[i].n == 0) {
            continue;
        }

        if (n++) {
            kundo_out_lit(out, ",");
        }

        kundo_out_lit(out, "\"");
        kundo_out_str(out, kundo_str_cstr(kundo_hours_days[i]));
        kundo_out_lit(out, "\":[");
        kundo_hours_render_day(out, &hours->week[i]);
        kundo_out_lit(out, "]");
    }

    kundo_out_lit(out, "},\"closed\":[");

    for (i = 0; i < hours->nclosed; i++) {
        if (i) {
            kundo_out_lit(out, ",");
        }

        if (hours->closed[i].from == hours->closed[i].to) {
            kundo_hours_render_date(out, hours->closed[i].from);
            continue;
        }

        kundo_out_lit(out, "{\"from\":");
        kundo_hours_render_date(out, hours->closed[i].from);
        kundo_out_lit(out, ",\"to\":");
        kundo_hours_render_date(out, hours->closed[i].to);
        kundo_out_lit(out, "}");
    }

    kundo_out_lit(out, "]}");
}

/*
 * Zone: the footer, in the form of POSIX's TZ with RFC 8536's hours from -167
 * to 167: std offset [dst [offset] ,begin[/time],end[/time]].
 */

#include "codec/kundo_zone.h"
#include "codec/kundo_date.h"


#define KUNDO_ZONE_TAIL_DAY_S   86400
#define KUNDO_ZONE_TAIL_HOURS   167
#define KUNDO_ZONE_TAIL_NAME    3           /* letters, at least */


typedef struct {
    const uint8_t  *pos;
    const uint8_t  *end;
    unsigned        failed;
} kundo_zone_text_t;


/* Takes a character if it is the next one. */

static int
kundo_zone_text_is(kundo_zone_text_t *t, uint8_t c)
{
    if (t->pos == t->end || *t->pos != c) {
        return 0;
    }

    t->pos++;

    return 1;
}


static uint32_t
kundo_zone_text_number(kundo_zone_text_t *t, uint32_t min, uint32_t max)
{
    uint32_t        v;
    const uint8_t  *start;

    v = 0;

    for (start = t->pos;
         t->pos < t->end && *t->pos >= '0' && *t->pos <= '9'
         && t->pos - start < 3;
         t->pos++)
    {
        v = v * 10 + (uint32_t) (*t->pos - '0');
    }

    if (t->pos == start || v < min || v > max) {
        t->failed = 1;
        return min;
    }

    return v;
}


/* "CET", or "<+0530>". */

static void
kundo_zone_text_name(kundo_zone_text_t *t)
{
    unsigned        quoted;
    const uint8_t  *start;

    quoted = (unsigned) kundo_zone_text_is(t, '<');

    for (start = t->pos; t->pos < t->end; t->pos++) {
        if ((*t->pos >= 'a' && *t->pos <= 'z')
            || (*t->pos >= 'A' && *t->pos <= 'Z'))
        {
            continue;
        }

        if (!quoted || !((*t->pos >= '0' && *t->pos <= '9')
                         || *t->pos == '+' || *t->pos == '-'))
        {
            break;
        }
    }

    if (t->pos - start < KUNDO_ZONE_TAIL_NAME
        || (quoted && !kundo_zone_text_is(t, '>')))
    {
        t->failed = 1;
    }
}


/* [+-]hh[:mm[:ss]] */

static int32_t
kundo_zone_text_time(kundo_zone_text_t *t)
{
    int32_t   seconds;
    unsigned  negative;

    negative = (unsigned) kundo_zone_text_is(t, '-');

    if (!negative) {
        (void) kundo_zone_text_is(t, '+');
    }

    seconds = (int32_t) kundo_zone_text_number(t, 0, KUNDO_ZONE_TAIL_HOURS)
              * 3600;

    if (kundo_zone_text_is(t, ':')) {
        seconds += (int32_t) kundo_zone_text_number(t, 0, 59) * 60;

        if (kundo_zone_text_is(t, ':')) {
            seconds += (int32_t) kundo_zone_text_number(t, 0, 59);
        }
    }

    return negative ? -seconds : seconds;
}


static void
kundo_zone_text_edge(kundo_zone_text_t *t, kundo_zone_edge_t *edge)
{
    if (!kundo_zone_text_is(t, ',')) {
        t->failed = 1;
        return;
    }

    if (kundo_zone_text_is(t, 'M')) {
        edge->kind = KUNDO_ZONE_MONTH;
        edge->month = kundo_zone_text_number(t, 1, 12);
        t->failed |= !kundo_zone_text_is(t, '.');
        edge->week = kundo_zone_text_number(t, 1, 5);
        t->failed |= !kundo_zone_text_is(t, '.');
        edge->day = kundo_zone_text_number(t, 0, 6);

    } else if (kundo_zone_text_is(t, 'J')) {
        edge->kind = KUNDO_ZONE_JULIAN;
        edge->day = kundo_zone_text_number(t, 1, 365);

    } else {
        edge->kind = KUNDO_ZONE_DAY;
        edge->day = kundo_zone_text_number(t, 0, 365);
    }

    edge->time_s = kundo_zone_text_is(t, '/') ? kundo_zone_text_time(t)
                                              : 2 * 3600;
}


kundo_rc_t
kundo_zone_tail_read(kundo_zone_tail_t *tail, kundo_str_t text)
{
    kundo_zone_text_t  t;

    memset(tail, 0, sizeof(kundo_zone_tail_t));

    if (text.len == 0) {
        return KUNDO_OK;
    }

    t.pos = text.data;
    t.end = text.data + text.len;
    t.failed = 0;

    tail->given = 1;

    /* POSIX counts west of UTC */

    kundo_zone_text_name(&t);
    tail->standard_s = -kundo_zone_text_time(&t);

    if (!t.failed && t.pos < t.end) {
        tail->summer = 1;
        kundo_zone_text_name(&t);

        tail->summer_s = t.pos < t.end && *t.pos != ','
                         ? -kundo_zone_text_time(&t)
                         : tail->standard_s + 3600;

        kundo_zone_text_edge(&t, &tail->begin);
        kundo_zone_text_edge(&t, &tail->end);
    }

    return t.failed || t.pos != t.end ? KUNDO_BAD_VALUE : KUNDO_OK;
}


/* Local seconds since 1970 of an edge in a year. */

static int64_t
kundo_zone_edge_at(const kundo_zone_edge_t *edge, uint32_t year)
{
    int64_t       days;
    uint32_t      week_day, day;
    kundo_date_t  date = { year, 1, 1 };

    if (edge->kind != KUNDO_ZONE_MONTH) {
        days = kundo_date_days(&date) + edge->day;

        /* the 60th day is March 1 in every year */

        if (edge->kind == KUNDO_ZONE_JULIAN
            && (edge->day < 60 || kundo_date_month_days(year, 2) == 28))
        {
            days--;
        }

        return days * KUNDO_ZONE_TAIL_DAY_S + edge->time_s;
    }

    date.month = edge->month;
    days = kundo_date_days(&date);

    /* 1970-01-01 was a Thursday; the fifth week is the last one */

    week_day = (uint32_t) ((days + 4) % 7);
    day = (edge->day + 7 - week_day) % 7 + (edge->week - 1) * 7;

    if (day >= kundo_date_month_days(year, edge->month)) {
        day -= 7;
    }

    return (days + day) * KUNDO_ZONE_TAIL_DAY_S + edge->time_s;
}


int32_t
kundo_zone_tail_offset(const kundo_zone_tail_t *tail, int64_t at_s)
{
    int64_t       begin, end, local;
    unsigned      summer;
    kundo_date_t  date;

    if (!tail->summer) {
        return tail->standard_s;
    }

    local = at_s + tail->standard_s;

    if (local < 0) {
        local = 0;
    }

    kundo_date_of(local / KUNDO_ZONE_TAIL_DAY_S, &date);

    begin = kundo_zone_edge_at(&tail->begin, date.year) - tail->standard_s;
    end = kundo_zone_edge_at(&tail->end, date.year) - tail->summer_s;

    /* in the south, and in Ireland's winter, the year begins within it */

    summer = begin < end ? at_s >= begin && at_s < end
                         : at_s >= begin || at_s < end;

    return summer ? tail->summer_s : tail->standard_s;
}

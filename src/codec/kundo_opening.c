/*
 * Opening: a week in a zone, less its closed days, as UTC.
 */

#include "codec/kundo_opening.h"
#include "base/kundo_pack.h"


#define KUNDO_OPENING_DAY_S  86400


/* Spans as they are found, each after those before it. */

typedef struct {
    kundo_out_t  *out;
    uint64_t      now_ms;
    uint64_t      until_ms;
    uint64_t      opens_ms;       /* of the one that may grow; */
    uint64_t      closes_ms;      /*   0 = none yet */
    unsigned      n;
} kundo_opening_run_t;


static int
kundo_opening_is_closed(const kundo_hours_t *hours, int64_t day)
{
    unsigned  i;

    for (i = 0; i < hours->nclosed; i++) {
        if (day >= hours->closed[i].from && day <= hours->closed[i].to) {
            return 1;
        }
    }

    return 0;
}


static void
kundo_opening_flush(kundo_opening_run_t *run)
{
    if (run->closes_ms != 0) {
        kundo_pack_u64(run->out, run->opens_ms);
        kundo_pack_u64(run->out, run->closes_ms);
        run->closes_ms = 0;
        run->n++;
    }
}


/* 0 when there is no room for it: what is known ends where it begins. */

static int
kundo_opening_add(kundo_opening_run_t *run, uint64_t opens_ms,
    uint64_t closes_ms)
{
    if (closes_ms <= run->now_ms || closes_ms <= opens_ms) {
        return 1;
    }

    /* touching, as over midnight, or where clocks repeat an hour */

    if (run->closes_ms != 0 && opens_ms <= run->closes_ms) {
        if (closes_ms > run->closes_ms) {
            run->closes_ms = closes_ms;
        }

        return 1;
    }

    kundo_opening_flush(run);

    if (run->n == KUNDO_OPENING_SPANS_MAX) {
        run->until_ms = opens_ms;
        return 0;
    }

    run->opens_ms = opens_ms;
    run->closes_ms = closes_ms;

    return 1;
}


static uint64_t
kundo_opening_ms(int64_t s)
{
    return s > 0 ? (uint64_t) s * 1000 : 0;
}


static int
kundo_opening_day(kundo_opening_run_t *run, const kundo_hours_t *hours,
    const kundo_zone_t *zone, int64_t day)
{
    unsigned                  i;
    int64_t                   first, last;
    const kundo_hours_day_t  *d;

    if (kundo_opening_is_closed(hours, day)) {
        return 1;
    }

    /* day 0 was a Thursday */

    d = &hours->week[(day + 3) % 7];

    for (i = 0; i < d->n; i++) {
        first = day * KUNDO_OPENING_DAY_S + d->spans[i].from * 60;
        last = day * KUNDO_OPENING_DAY_S + d->spans[i].to * 60;

        if (!kundo_opening_add(run,
                          kundo_opening_ms(kundo_zone_first(zone, first)),
                          kundo_opening_ms(kundo_zone_last(zone, last))))
        {
            return 0;
        }
    }

    return 1;
}


void
kundo_opening_make(kundo_out_t *out, const kundo_hours_t *hours,
    const kundo_zone_t *zone, uint64_t now_ms)
{
    size_t               head;
    int64_t              now_s, day, end;
    uint8_t             *p;
    kundo_opening_run_t  run;

    now_s = (int64_t) (now_ms / 1000);
    day = (now_s + kundo_zone_offset(zone, now_s)) / KUNDO_OPENING_DAY_S;
    end = day + KUNDO_OPENING_DAYS_MAX;

    memset(&run, 0, sizeof(kundo_opening_run_t));

    run.out = out;
    run.now_ms = now_ms;
    run.until_ms = kundo_opening_ms(kundo_zone_last(zone,
                                              end * KUNDO_OPENING_DAY_S));

    /* where it ends is known at the end */

    head = out->len;

    kundo_pack_u64(out, now_ms);
    kundo_pack_u64(out, 0);

    for (day = day > 0 ? day - 1 : 0; day < end; day++) {
        if (!kundo_opening_day(&run, hours, zone, day)) {
            break;
        }
    }

    kundo_opening_flush(&run);

    if (!out->failed) {
        p = out->data + head;
        kundo_be64_put(p + 8, run.until_ms);
    }
}


static uint64_t
kundo_opening_number(kundo_str_t bytes, size_t at)
{
    return kundo_be64_get(bytes.data + at);
}


int
kundo_opening_valid(kundo_str_t bytes)
{
    size_t    at;
    uint64_t  last;

    if (bytes.len < KUNDO_OPENING_HEAD
        || bytes.len % KUNDO_OPENING_SPAN != 0
        || bytes.len > KUNDO_OPENING_MAX_BYTES)
    {
        return 0;
    }

    last = 0;

    for (at = KUNDO_OPENING_HEAD; at < bytes.len; at += 8) {
        if (kundo_opening_number(bytes, at) <= last
            && at != KUNDO_OPENING_HEAD)
        {
            return 0;
        }

        last = kundo_opening_number(bytes, at);
    }

    return last <= kundo_opening_number(bytes, 8);
}


void
kundo_opening_at(kundo_str_t bytes, uint64_t now_ms, kundo_opening_t *opening)
{
    size_t    at;
    uint64_t  until, opens, closes;

    memset(opening, 0, sizeof(kundo_opening_t));

    until = kundo_opening_number(bytes, 8);

    if (now_ms >= until) {
        opening->open = 1;
        return;
    }

    for (at = KUNDO_OPENING_HEAD; at < bytes.len; at += KUNDO_OPENING_SPAN) {

        opens = kundo_opening_number(bytes, at);
        closes = kundo_opening_number(bytes, at + 8);

        if (now_ms < opens) {
            opening->opens_ms = opens;
            opening->changes_ms = opens;
            return;
        }

        if (now_ms < closes) {
            opening->open = 1;
            opening->changes_ms = closes < until ? closes : 0;
            return;
        }
    }

    /* that it opens then is no promise */

    opening->changes_ms = until;
}


int
kundo_opening_is_stale(kundo_str_t bytes, kundo_str_t fresh, uint64_t now_ms)
{
    uint64_t         from, until, at, next;
    kundo_opening_t  was, is;

    from = kundo_opening_number(bytes, 0);
    until = kundo_opening_number(bytes, 8);

    if (now_ms >= until || now_ms < from
        || now_ms - from > (until - from) / 2)
    {
        return 1;
    }

    if (kundo_opening_number(fresh, 8) < until) {
        until = kundo_opening_number(fresh, 8);
    }

    for (at = now_ms; at != 0 && at < until; at = next) {

        kundo_opening_at(bytes, at, &was);
        kundo_opening_at(fresh, at, &is);

        if (was.open != is.open) {
            return 1;
        }

        next = was.changes_ms;

        if (next == 0 || (is.changes_ms != 0 && is.changes_ms < next)) {
            next = is.changes_ms;
        }
    }

    return 0;
}

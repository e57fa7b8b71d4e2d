/*
 * Times as text: days since 1970 to a date and back.
 */

#include "codec/kundo_rfc3339.h"


#define KUNDO_RFC3339_DAY_MS       86400000
#define KUNDO_RFC3339_MIN_LEN      20           /* 2026-11-21T08:30:00Z */
#define KUNDO_RFC3339_FRACTION_MAX 9            /* digits; nobody has more */

/* Days from 0000-03-01, where the arithmetic starts, to 1970-01-01. */
#define KUNDO_RFC3339_EPOCH_DAYS   719468

#define KUNDO_RFC3339_ERA_DAYS     146097       /* of 400 years */


static void kundo_rfc3339_put_date(uint8_t *out, uint32_t days);
static void kundo_rfc3339_put_digits(uint8_t *p, uint32_t v, unsigned n);
static int kundo_rfc3339_get_digits(const uint8_t *p, unsigned n, uint32_t *v);
static int kundo_rfc3339_get_date(const uint8_t *p, int64_t *days);
static int kundo_rfc3339_get_time(const uint8_t *p, int64_t *seconds);
static int kundo_rfc3339_get_offset(const uint8_t *p, size_t n,
    int64_t *seconds);


void
kundo_rfc3339_put(uint8_t *out, uint64_t ms)
{
    uint32_t  t;

    if (ms > KUNDO_RFC3339_MAX_MS) {
        ms = KUNDO_RFC3339_MAX_MS;
    }

    kundo_rfc3339_put_date(out, (uint32_t) (ms / KUNDO_RFC3339_DAY_MS));

    t = (uint32_t) (ms % KUNDO_RFC3339_DAY_MS);

    out[10] = 'T';
    kundo_rfc3339_put_digits(out + 11, t / 3600000, 2);
    out[13] = ':';
    kundo_rfc3339_put_digits(out + 14, t / 60000 % 60, 2);
    out[16] = ':';
    kundo_rfc3339_put_digits(out + 17, t / 1000 % 60, 2);
    out[19] = '.';
    kundo_rfc3339_put_digits(out + 20, t % 1000, 3);
    out[23] = 'Z';
}


/*
 * A year is taken to begin in March, so that the leap day is its last; the
 * months from March on then have 31, 30, 31, 30, 31 days over and over,
 * which (5 * day + 2) / 153 counts.
 */

static void
kundo_rfc3339_put_date(uint8_t *out, uint32_t days)
{
    uint32_t  era, day_of_era, year_of_era, day_of_year, month, year;

    days += KUNDO_RFC3339_EPOCH_DAYS;

    era = days / KUNDO_RFC3339_ERA_DAYS;
    day_of_era = days % KUNDO_RFC3339_ERA_DAYS;

    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
                   - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4
                                - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;
    year = era * 400 + year_of_era + (month >= 10);

    kundo_rfc3339_put_digits(out, year, 4);
    out[4] = '-';
    kundo_rfc3339_put_digits(out + 5, month < 10 ? month + 3 : month - 9, 2);
    out[7] = '-';
    kundo_rfc3339_put_digits(out + 8, day_of_year - (153 * month + 2) / 5 + 1,
                             2);
}


static void
kundo_rfc3339_put_digits(uint8_t *p, uint32_t v, unsigned n)
{
    while (n--) {
        p[n] = (uint8_t) ('0' + v % 10);
        v /= 10;
    }
}


kundo_rc_t
kundo_rfc3339_get(kundo_str_t text, uint64_t *ms)
{
    size_t          n;
    int64_t         days, seconds, offset, total;
    uint32_t        fraction, digits;
    const uint8_t  *p;

    p = text.data;
    n = text.len;

    if (n < KUNDO_RFC3339_MIN_LEN || !kundo_rfc3339_get_date(p, &days)
        || (p[10] != 'T' && p[10] != 't')
        || !kundo_rfc3339_get_time(p + 11, &seconds))
    {
        return KUNDO_BAD_VALUE;
    }

    p += 19;
    n -= 19;

    fraction = 0;

    if (*p == '.') {
        p++;
        n--;

        for (digits = 0; n > 0 && *p >= '0' && *p <= '9'; digits++) {
            if (digits < 3) {
                fraction = fraction * 10 + (uint32_t) (*p - '0');
            }

            p++;
            n--;
        }

        if (digits == 0 || digits > KUNDO_RFC3339_FRACTION_MAX) {
            return KUNDO_BAD_VALUE;
        }

        for ( /* void */ ; digits < 3; digits++) {
            fraction *= 10;
        }
    }

    if (!kundo_rfc3339_get_offset(p, n, &offset)) {
        return KUNDO_BAD_VALUE;
    }

    total = (days * 86400 + seconds - offset) * 1000 + fraction;

    if (total < 0 || total > KUNDO_RFC3339_MAX_MS) {
        return KUNDO_BAD_VALUE;
    }

    *ms = (uint64_t) total;

    return KUNDO_OK;
}


static int
kundo_rfc3339_get_digits(const uint8_t *p, unsigned n, uint32_t *v)
{
    for (*v = 0; n > 0; n--) {
        if (*p < '0' || *p > '9') {
            return 0;
        }

        *v = *v * 10 + (uint32_t) (*p++ - '0');
    }

    return 1;
}


/* "2026-11-21" to days since 1970, which are negative before. */

static int
kundo_rfc3339_get_date(const uint8_t *p, int64_t *days)
{
    uint32_t              year, month, day, last, leap, day_of_year;
    static const uint8_t  length[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    if (!kundo_rfc3339_get_digits(p, 4, &year) || p[4] != '-'
        || !kundo_rfc3339_get_digits(p + 5, 2, &month) || p[7] != '-'
        || !kundo_rfc3339_get_digits(p + 8, 2, &day)
        || month < 1 || month > 12)
    {
        return 0;
    }

    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    last = length[month - 1] + (month == 2 ? leap : 0);

    if (day < 1 || day > last) {
        return 0;
    }

    /* the year before 0000-03-01 would need a sign; none of it is wanted */

    if (year == 0) {
        return 0;
    }

    year -= month <= 2;
    month = month > 2 ? month - 3 : month + 9;
    day_of_year = (153 * month + 2) / 5 + day - 1;

    *days = (int64_t) (year * 365 + year / 4 - year / 100 + year / 400
                       + day_of_year)
            - KUNDO_RFC3339_EPOCH_DAYS;

    return 1;
}


static int
kundo_rfc3339_get_time(const uint8_t *p, int64_t *seconds)
{
    uint32_t  hour, minute, second;

    if (!kundo_rfc3339_get_digits(p, 2, &hour) || p[2] != ':'
        || !kundo_rfc3339_get_digits(p + 3, 2, &minute) || p[5] != ':'
        || !kundo_rfc3339_get_digits(p + 6, 2, &second)
        || hour > 23 || minute > 59 || second > 60)
    {
        return 0;
    }

    *seconds = (int64_t) hour * 3600 + minute * 60 + second;

    return 1;
}


static int
kundo_rfc3339_get_offset(const uint8_t *p, size_t n, int64_t *seconds)
{
    uint32_t  hour, minute;

    if (n == 1 && (*p == 'Z' || *p == 'z')) {
        *seconds = 0;
        return 1;
    }

    if (n != 6 || (*p != '+' && *p != '-')
        || !kundo_rfc3339_get_digits(p + 1, 2, &hour) || p[3] != ':'
        || !kundo_rfc3339_get_digits(p + 4, 2, &minute)
        || hour > 23 || minute > 59)
    {
        return 0;
    }

    *seconds = (int64_t) hour * 3600 + minute * 60;

    if (*p == '-') {
        *seconds = -*seconds;
    }

    return 1;
}

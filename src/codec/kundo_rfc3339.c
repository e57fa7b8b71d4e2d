/*
 * Times as text: a date, and what is of the day.
 */

#include "codec/kundo_rfc3339.h"
#include "codec/kundo_date.h"


#define KUNDO_RFC3339_DAY_MS       86400000
#define KUNDO_RFC3339_MIN_LEN      20           /* 2026-11-21T08:30:00Z */
#define KUNDO_RFC3339_FRACTION_MAX 9            /* digits; nobody has more */


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

    kundo_date_put(out, (int64_t) (ms / KUNDO_RFC3339_DAY_MS));

    t = (uint32_t) (ms % KUNDO_RFC3339_DAY_MS);

    out[10] = 'T';
    kundo_date_digits_put(out + 11, t / 3600000, 2);
    out[13] = ':';
    kundo_date_digits_put(out + 14, t / 60000 % 60, 2);
    out[16] = ':';
    kundo_date_digits_put(out + 17, t / 1000 % 60, 2);
    out[19] = '.';
    kundo_date_digits_put(out + 20, t % 1000, 3);
    out[23] = 'Z';
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

    if (n < KUNDO_RFC3339_MIN_LEN
        || kundo_date_get(kundo_str_make(p, KUNDO_DATE_LEN), &days) != KUNDO_OK
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
kundo_rfc3339_get_time(const uint8_t *p, int64_t *seconds)
{
    uint32_t  hour, minute, second;

    if (!kundo_date_digits(p, 2, &hour) || p[2] != ':'
        || !kundo_date_digits(p + 3, 2, &minute) || p[5] != ':'
        || !kundo_date_digits(p + 6, 2, &second)
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
        || !kundo_date_digits(p + 1, 2, &hour) || p[3] != ':'
        || !kundo_date_digits(p + 4, 2, &minute)
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

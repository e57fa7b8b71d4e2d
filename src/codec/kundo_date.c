/*
 * Dates: days since 1970 to a date and back.
 */

#include "codec/kundo_date.h"


/* Days from 0000-03-01, where the arithmetic starts, to 1970-01-01. */
#define KUNDO_DATE_EPOCH_DAYS  719468

#define KUNDO_DATE_ERA_DAYS    146097       /* of 400 years */


uint32_t
kundo_date_month_days(uint32_t year, uint32_t month)
{
    uint32_t              leap;
    static const uint8_t  length[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return length[month - 1] + (month == 2 ? leap : 0);
}


int64_t
kundo_date_days(const kundo_date_t *date)
{
    uint32_t  year, month, day_of_year;

    year = date->year - (date->month <= 2);
    month = date->month > 2 ? date->month - 3 : date->month + 9;
    day_of_year = (153 * month + 2) / 5 + date->day - 1;

    return (int64_t) (year * 365 + year / 4 - year / 100 + year / 400
                      + day_of_year)
           - KUNDO_DATE_EPOCH_DAYS;
}


/*
 * A year is taken to begin in March, so that the leap day is its last; the
 * months from March on then have 31, 30, 31, 30, 31 days over and over,
 * which (5 * day + 2) / 153 counts.
 */

void
kundo_date_of(int64_t since, kundo_date_t *date)
{
    uint32_t  days, era, day_of_era, year_of_era, day_of_year, month;

    days = (uint32_t) (since + KUNDO_DATE_EPOCH_DAYS);

    era = days / KUNDO_DATE_ERA_DAYS;
    day_of_era = days % KUNDO_DATE_ERA_DAYS;

    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
                   - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4
                                - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;

    date->year = era * 400 + year_of_era + (month >= 10);
    date->month = month < 10 ? month + 3 : month - 9;
    date->day = day_of_year - (153 * month + 2) / 5 + 1;
}


int
kundo_date_digits(const uint8_t *p, unsigned n, uint32_t *v)
{
    for (*v = 0; n > 0; n--) {
        if (*p < '0' || *p > '9') {
            return 0;
        }

        *v = *v * 10 + (uint32_t) (*p++ - '0');
    }

    return 1;
}


void
kundo_date_digits_put(uint8_t *p, uint32_t v, unsigned n)
{
    while (n--) {
        p[n] = (uint8_t) ('0' + v % 10);
        v /= 10;
    }
}


kundo_rc_t
kundo_date_get(kundo_str_t text, int64_t *days)
{
    kundo_date_t    date;
    const uint8_t  *p;

    p = text.data;

    if (text.len != KUNDO_DATE_LEN
        || !kundo_date_digits(p, 4, &date.year) || p[4] != '-'
        || !kundo_date_digits(p + 5, 2, &date.month) || p[7] != '-'
        || !kundo_date_digits(p + 8, 2, &date.day)
        || date.year == 0 || date.month < 1 || date.month > 12
        || date.day < 1
        || date.day > kundo_date_month_days(date.year, date.month))
    {
        return KUNDO_BAD_VALUE;
    }

    *days = kundo_date_days(&date);

    return KUNDO_OK;
}


void
kundo_date_put(uint8_t *out, int64_t days)
{
    kundo_date_t  date;

    kundo_date_of(days, &date);

    kundo_date_digits_put(out, date.year, 4);
    out[4] = '-';
    kundo_date_digits_put(out + 5, date.month, 2);
    out[7] = '-';
    kundo_date_digits_put(out + 8, date.day, 2);
}

/*
 * Dates as text and as days since 1970, by integer arithmetic on the
 * proleptic Gregorian calendar: no libc, no time zone, no locale.
 */

#ifndef KUNDO_DATE_H
#define KUNDO_DATE_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_DATE_LEN       10          /* 2026-11-21 */
#define KUNDO_DATE_MAX_DAYS  2932896     /* 9999-12-31 */


typedef struct {
    uint32_t  year;
    uint32_t  month;              /* 1 .. 12 */
    uint32_t  day;                /* 1 .. 31 */
} kundo_date_t;


/* Days of a month, 28 to 31. */
uint32_t kundo_date_month_days(uint32_t year, uint32_t month);

/* Days since 1970 of a date from 0001-01-01 on; negative before 1970. */
int64_t kundo_date_days(const kundo_date_t *date);

/* Of 0000-03-01 and later. */
void kundo_date_of(int64_t days, kundo_date_t *date);

/* n digits as a number; 0 where one is none. */
int kundo_date_digits(const uint8_t *p, unsigned n, uint32_t *v);

/* v with n digits. */
void kundo_date_digits_put(uint8_t *p, uint32_t v, unsigned n);

/* KUNDO_DATE_LEN characters; KUNDO_OK or KUNDO_BAD_VALUE. */
kundo_rc_t kundo_date_get(kundo_str_t text, int64_t *days);
void kundo_date_put(uint8_t *out, int64_t days);


#endif /* KUNDO_DATE_H */

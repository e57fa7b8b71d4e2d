/*
 * Hours: when a flow is open, as an administrator writes it down, and as
 * JSON: {"tz":"Europe/Stockholm","week":{"mon":[["08:00","17:00"]]},
 * "closed":["2026-12-24",{"from":"2026-12-31","to":"2027-01-01"}]}.
 */

#ifndef KUNDO_HOURS_H
#define KUNDO_HOURS_H


#include "base/kundo_limit.h"
#include "base/kundo_out.h"
#include "codec/kundo_json.h"


typedef struct {
    uint16_t              from;         /* minutes of the day */
    uint16_t              to;           /* up to 1440, after from */
} kundo_hours_span_t;

typedef struct {
    unsigned              n;
    kundo_hours_span_t    spans[KUNDO_HOURS_SPANS_MAX];   /* ascending */
} kundo_hours_day_t;

typedef struct {
    int64_t               from;         /* days since 1970 */
    int64_t               to;           /* the last one, too */
} kundo_hours_closed_t;

typedef struct {
    kundo_str_t           tz;
    kundo_hours_day_t     week[7];      /* from Monday on */
    unsigned              nclosed;
    kundo_hours_closed_t  closed[KUNDO_HOURS_CLOSED_MAX];
} kundo_hours_t;


/*
 * KUNDO_OK, or KUNDO_UNKNOWN_FIELD or KUNDO_BAD_VALUE with a line in
 * err->detail that names the place and says what it takes.  Whether there
 * is such a zone it cannot know.  tz points to where json does.
 */
kundo_rc_t kundo_hours_read(const kundo_json_t *json, kundo_hours_t *hours,
    kundo_json_error_t *err);

/* One spelling for each: spans in order, days that are closed left out. */
void kundo_hours_render(kundo_out_t *out, const kundo_hours_t *hours);


#endif /* KUNDO_HOURS_H */

/*
 * Zone: what a file of the time zone database says (RFC 8536): from bytes
 * to offsets.  It knows no file and no environment.
 */

#ifndef KUNDO_ZONE_H
#define KUNDO_ZONE_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_ZONE_NAME_MAX   64
#define KUNDO_ZONE_FILE_MAX   65536    /* the longest has 3,600 bytes */


/* When summer time begins or ends, as POSIX says: M10.5.0/3, J60, 59. */

typedef enum {
    KUNDO_ZONE_DAY = 0,           /* 0 .. 365, February 29 counted */
    KUNDO_ZONE_JULIAN,            /* 1 .. 365, never February 29 */
    KUNDO_ZONE_MONTH              /* month, week of it, day of the week */
} kundo_zone_edge_kind_t;

typedef struct {
    kundo_zone_edge_kind_t  kind;
    uint32_t                month;
    uint32_t                week;
    uint32_t                day;
    int32_t                 time_s;     /* of that day, local */
} kundo_zone_edge_t;


/* After the last change of the table; offsets are seconds east of UTC. */

typedef struct {
    int32_t                 standard_s;
    int32_t                 summer_s;
    kundo_zone_edge_t       begin;
    kundo_zone_edge_t       end;
    unsigned                given:1;
    unsigned                summer:1;
} kundo_zone_tail_t;


/* Points into the bytes of the file. */

typedef struct {
    const uint8_t          *times;      /* n x 8, ascending */
    const uint8_t          *types;      /* n x 1, from then on */
    const uint8_t          *offsets;    /* of a type: 6 bytes each */
    uint32_t                n;
    kundo_zone_tail_t       tail;
} kundo_zone_t;


/* Whether it can be a zone's name, so also the end of a file's path. */
int kundo_zone_name_valid(kundo_str_t name);

/* KUNDO_OK, or KUNDO_BAD_VALUE for what is no file of a zone, is of version
 * 1 or counts leap seconds. */
kundo_rc_t kundo_zone_read(kundo_zone_t *zone, kundo_str_t file);

/* Seconds east of UTC at a time in seconds since 1970. */
int32_t kundo_zone_offset(const kundo_zone_t *zone, int64_t at_s);

/*
 * The time at which clocks there show local_s (as if it were UTC).  What they
 * show twice is the first or the last of both; what they skip is the moment
 * of the skip.
 */
int64_t kundo_zone_first(const kundo_zone_t *zone, int64_t local_s);
int64_t kundo_zone_last(const kundo_zone_t *zone, int64_t local_s);

/* The footer, "CET-1CEST,M3.5.0,M10.5.0/3"; "" says nothing. */
kundo_rc_t kundo_zone_tail_read(kundo_zone_tail_t *tail, kundo_str_t text);
int32_t kundo_zone_tail_offset(const kundo_zone_tail_t *tail, int64_t at_s);


#endif /* KUNDO_ZONE_H */

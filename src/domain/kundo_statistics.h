/*
 * Statistics: facts gathered into groups, each with counts and with the
 * mean, median and 90th percentile of times.  Whole numbers throughout: the
 * same answer on every machine.
 */

#ifndef KUNDO_STATISTICS_H
#define KUNDO_STATISTICS_H


#include "base/kundo_arena.h"
#include "base/kundo_rc.h"


#define KUNDO_STATISTICS_COUNTS   8
#define KUNDO_STATISTICS_SPREADS  2

/*
 * Of n times: the mean rounded down; the median, of an even number of them
 * the mean of the two in the middle, rounded down; the smallest time that
 * nine of ten do not exceed (nearest rank).  All 0 where n is 0.
 */

typedef struct {
    uint64_t  n;
    uint64_t  sum;
    uint64_t  mean;
    uint64_t  median;
    uint64_t  p90;
} kundo_spread_t;

typedef struct {
    uint64_t        key;
    uint64_t        count[KUNDO_STATISTICS_COUNTS];
    kundo_spread_t  spread[KUNDO_STATISTICS_SPREADS];
} kundo_group_t;


typedef struct kundo_times_s  kundo_times_t;

typedef struct {
    kundo_arena_t   *arena;
    kundo_group_t   *groups;
    uint32_t        *slots;       /* hash: number of a group, from 1 on */
    size_t           n;
    size_t           nslots;
    kundo_times_t   *times[KUNDO_STATISTICS_SPREADS];    /* newest first */
    kundo_group_t    total;       /* after `finish` */
} kundo_statistics_t;


/* It takes no memory yet. */
void kundo_statistics_init(kundo_statistics_t *st, kundo_arena_t *arena);

/*
 * One more of `count` in the group; NULL of memory is KUNDO_NO_MEMORY, too
 * many groups or times are KUNDO_TOO_LARGE.
 */
kundo_rc_t kundo_statistics_count(kundo_statistics_t *st, uint64_t key,
    unsigned count);

/* One more time of `spread` in the group, in ms. */
kundo_rc_t kundo_statistics_time(kundo_statistics_t *st, uint64_t key,
    unsigned spread, uint64_t ms);

/* The spreads of the groups and the total of all. */
kundo_rc_t kundo_statistics_finish(kundo_statistics_t *st);

/* In the order of count 0, the greatest first, then of the key. */
void kundo_statistics_by_count(kundo_statistics_t *st);

/* In the order of the key. */
void kundo_statistics_by_key(kundo_statistics_t *st);


#endif /* KUNDO_STATISTICS_H */

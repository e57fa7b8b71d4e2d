/*
 * Fill: a store of so many conversations in 90 days, a fifth of them
 * transferred.
 */

#ifndef STATISTICS_FILL_H
#define STATISTICS_FILL_H


#include "bench/store.h"


#define DAY_MS     86400000ull
#define FILL_DAYS  90
#define FILL_MIN   64             /* conversations: as many as live at once */


/* From s->now_ms on; all is committed. */
void statistics_fill(store_t *s, uint64_t conversations);


#endif /* STATISTICS_FILL_H */

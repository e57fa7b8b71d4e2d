/*
 * Queries to the statistics: figures of a period, and the conversations
 * behind each of them.  docs/statistics.md defines every figure.
 */

#ifndef KUNDO_QUERY_STATISTICS_H
#define KUNDO_QUERY_STATISTICS_H


#include "codec/kundo_zone.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_query.h"


typedef enum {
    KUNDO_BY_AGENT = 0,
    KUNDO_BY_FLOW,
    KUNDO_BY_DAY
} kundo_by_t;

typedef enum {
    KUNDO_OF_ALL = 0,
    KUNDO_OF_LIVE,                /* live from the question to the answer */
    KUNDO_OF_LEFT                 /* left as a message, or closed, between */
} kundo_of_t;

/* from_ms <= t < to_ms; days are those of the zone, of UTC without one. */

typedef struct {
    uint64_t             from_ms;
    uint64_t             to_ms;
    const kundo_zone_t  *zone;
    kundo_by_t           by;
    kundo_of_t           of;
    int                  csv;
} kundo_period_t;


/* S1.8, D11. */
kundo_rc_t kundo_query_transfers(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period);

/* S2.8. */
kundo_rc_t kundo_query_responses(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period);

kundo_rc_t kundo_query_figures(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period);


/* What stands behind a figure: its facts, newest first. */

typedef enum {
    KUNDO_FIGURE_STARTED = 0,
    KUNDO_FIGURE_ASSIGNED,
    KUNDO_FIGURE_ANSWERED,
    KUNDO_FIGURE_MISSED,
    KUNDO_FIGURE_LEFT,
    KUNDO_FIGURE_CLOSED,
    KUNDO_FIGURE_REOPENED,
    KUNDO_FIGURE_WAITING,
    KUNDO_FIGURE_QUEUE,
    KUNDO_FIGURE_TRANSFERS,
    KUNDO_FIGURE_N
} kundo_figure_t;

/* Whether it must be this one, and which; 0 = nobody, none. */

typedef struct {
    unsigned    given:1;
    uint64_t    no;
} kundo_only_t;

typedef struct {
    kundo_figure_t  figure;
    kundo_only_t    agent;
    kundo_only_t    flow;
    kundo_only_t    to_agent;     /* of transfers */
    kundo_only_t    to_flow;
    kundo_only_t    automatic;
} kundo_behind_t;

/* The figure that a word names; "responses" is "answered". */
kundo_rc_t kundo_figure_parse(kundo_str_t word, kundo_figure_t *figure);

/* Whether a fact counts for the figure: its type does already. */
kundo_fact_type_t kundo_figure_fact(kundo_figure_t figure);
int kundo_figure_has(kundo_figure_t figure, const kundo_fact_t *fact,
    kundo_of_t of);

kundo_rc_t kundo_query_behind(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period, const kundo_behind_t *behind,
    const kundo_page_t *page);


#endif /* KUNDO_QUERY_STATISTICS_H */

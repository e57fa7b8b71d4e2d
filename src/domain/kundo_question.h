/*
 * Questions: one question to the statistics, from the facts to the sheet.
 * Internal to the queries.
 */

#ifndef KUNDO_QUESTION_H
#define KUNDO_QUESTION_H


#include "domain/kundo_pairs.h"
#include "domain/kundo_query_statistics.h"
#include "domain/kundo_sheet.h"
#include "domain/kundo_statistics.h"


typedef struct {
    const kundo_period_t  *period;
    kundo_arena_t          arena;       /* of all below; it stays in place */
    kundo_statistics_t     st;
    kundo_pairs_t          agents;      /* of transfers */
    kundo_pairs_t          flows;
    kundo_figure_t         figure;      /* what a walk counts */
    uint64_t               day;         /* of the fact before, and until */
    uint64_t               day_to_ms;   /*   when it lasts */
} kundo_question_t;


void kundo_question_begin(kundo_question_t *q, const kundo_period_t *period);

/* Gives back its memory, and rc. */
kundo_rc_t kundo_question_end(kundo_question_t *q, kundo_rc_t rc);

/* Every fact of the period that can count for the figure. */
kundo_rc_t kundo_question_walk(kundo_reader_t *rd, kundo_question_t *q,
    kundo_figure_t figure, kundo_fact_pt each);

/* Of which group a fact is: an agent, a flow, a day since 1970. */
uint64_t kundo_question_key(kundo_question_t *q,
    const kundo_fact_at_t *fact);


/* Tells a group's figures: the cells after key and name. */
typedef void (*kundo_question_row_pt)(kundo_sheet_t *s,
    const kundo_group_t *g);

/*
 * {"items":[...],"total":{...},"period":{...}}; the first two columns are the
 * key and its name.
 */
kundo_rc_t kundo_question_render(kundo_reader_t *rd, kundo_out_t *out,
    kundo_question_t *q, const char *const *columns,
    kundo_question_row_pt row);

/* Four cells: how many, mean, median, 90th percentile. */
void kundo_question_spread(kundo_sheet_t *s, const kundo_spread_t *spread);

/* ,"period":{...}} */
void kundo_question_period(kundo_out_t *out, const kundo_period_t *period);


#endif /* KUNDO_QUESTION_H */

/*
 * Queries to the statistics: how soon chats are answered (S2.8), and how
 * many there are.
 */

#include "domain/kundo_query_statistics.h"
#include "domain/kundo_question.h"


#define KUNDO_SPREAD_ANSWER    0

#define KUNDO_SPREAD_WAITING   0
#define KUNDO_SPREAD_QUEUE     1


static const char *const  kundo_responses_columns[] = {
    "key", "name", "count", "mean_ms", "median_ms", "p90_ms", NULL
};


static void
kundo_responses_row(kundo_sheet_t *s, const kundo_group_t *g)
{
    kundo_question_spread(s, &g->spread[KUNDO_SPREAD_ANSWER]);
}


static kundo_rc_t
kundo_responses_each(void *data, const kundo_fact_at_t *fact)
{
    uint64_t           key;
    kundo_rc_t         rc;
    kundo_question_t  *q = data;

    if (!kundo_figure_has(KUNDO_FIGURE_ANSWERED, &fact->row, q->period->of)) {
        return KUNDO_OK;
    }

    key = kundo_question_key(q, fact);

    rc = kundo_statistics_count(&q->st, key, 0);

    return rc == KUNDO_OK
           ? kundo_statistics_time(&q->st, key, KUNDO_SPREAD_ANSWER,
                                   fact->row.value)
           : rc;
}


kundo_rc_t
kundo_query_responses(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period)
{
    kundo_rc_t        rc;
    kundo_question_t  q;

    kundo_question_begin(&q, period);

    rc = kundo_question_walk(rd, &q, KUNDO_FIGURE_ANSWERED,
                             kundo_responses_each);

    if (rc == KUNDO_OK) {
        rc = kundo_question_render(rd, out, &q, kundo_responses_columns,
                                   kundo_responses_row);
    }

    return kundo_question_end(&q, rc);
}


static const char *const  kundo_figures_columns[] = {
    "key", "name", "started", "assigned", "answered", "missed", "left",
    "closed", "reopened",
    "waiting_count", "waiting_mean_ms", "waiting_median_ms",
    "waiting_p90_ms",
    "queue_count", "queue_mean_ms", "queue_median_ms", "queue_p90_ms", NULL
};


static void
kundo_figures_row(kundo_sheet_t *s, const kundo_group_t *g)
{
    unsigned  i;

    for (i = KUNDO_FIGURE_STARTED; i <= KUNDO_FIGURE_REOPENED; i++) {
        kundo_sheet_u64(s, g->count[i]);
    }

    kundo_question_spread(s, &g->spread[KUNDO_SPREAD_WAITING]);
    kundo_question_spread(s, &g->spread[KUNDO_SPREAD_QUEUE]);
}


/* A fact counts for its figure, and with some of them for another one. */

static kundo_rc_t
kundo_figures_each(void *data, const kundo_fact_at_t *fact)
{
    uint64_t             key;
    kundo_rc_t           rc;
    kundo_question_t    *q = data;
    const kundo_fact_t  *row = &fact->row;

    key = kundo_question_key(q, fact);

    if (q->figure == KUNDO_FIGURE_QUEUE) {
        return kundo_statistics_time(&q->st, key, KUNDO_SPREAD_QUEUE,
                                     row->value);
    }

    rc = kundo_statistics_count(&q->st, key, q->figure);

    if (rc == KUNDO_OK && q->figure == KUNDO_FIGURE_ASSIGNED
        && kundo_figure_has(KUNDO_FIGURE_WAITING, row, KUNDO_OF_ALL))
    {
        rc = kundo_statistics_time(&q->st, key, KUNDO_SPREAD_WAITING,
                                   row->value);
    }

    if (rc == KUNDO_OK && q->figure == KUNDO_FIGURE_CLOSED
        && kundo_figure_has(KUNDO_FIGURE_MISSED, row, KUNDO_OF_ALL))
    {
        rc = kundo_statistics_count(&q->st, key, KUNDO_FIGURE_MISSED);
    }

    return rc;
}


kundo_rc_t
kundo_query_figures(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period)
{
    unsigned          i;
    kundo_rc_t        rc;
    kundo_question_t  q;

    static const kundo_figure_t  walks[] = {
        KUNDO_FIGURE_STARTED, KUNDO_FIGURE_ASSIGNED, KUNDO_FIGURE_ANSWERED,
        KUNDO_FIGURE_LEFT, KUNDO_FIGURE_CLOSED, KUNDO_FIGURE_REOPENED,
        KUNDO_FIGURE_QUEUE
    };

    kundo_question_begin(&q, period);

    rc = KUNDO_OK;

    for (i = 0; rc == KUNDO_OK && i < sizeof(walks) / sizeof(walks[0]); i++) {
        rc = kundo_question_walk(rd, &q, walks[i], kundo_figures_each);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_question_render(rd, out, &q, kundo_figures_columns,
                                   kundo_figures_row);
    }

    return kundo_question_end(&q, rc);
}

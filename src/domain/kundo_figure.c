/*
 * Figures: which facts each one counts.
 */

#include "domain/kundo_query_statistics.h"


static const struct {
    const char         *word;
    kundo_fact_type_t   type;
} kundo_figures[KUNDO_FIGURE_N] = {
    { "started", KUNDO_FACT_STARTED },
    { "assigned", KUNDO_FACT_ASSIGNED },
    { "answered", KUNDO_FACT_ANSWERED },
    { "missed", KUNDO_FACT_CLOSED },
    { "left", KUNDO_FACT_LEFT },
    { "closed", KUNDO_FACT_CLOSED },
    { "reopened", KUNDO_FACT_REOPENED },
    { "waiting", KUNDO_FACT_ASSIGNED },
    { "queue", KUNDO_FACT_QUEUED },
    { "transfers", KUNDO_FACT_TRANSFERRED }
};


kundo_rc_t
kundo_figure_parse(kundo_str_t word, kundo_figure_t *figure)
{
    unsigned  i;

    if (kundo_str_eq(word, kundo_str("responses"))) {
        *figure = KUNDO_FIGURE_ANSWERED;
        return KUNDO_OK;
    }

    for (i = 0; i < KUNDO_FIGURE_N; i++) {
        if (kundo_str_eq(word, kundo_str_cstr(kundo_figures[i].word))) {
            *figure = (kundo_figure_t) i;
            return KUNDO_OK;
        }
    }

    return KUNDO_NOT_FOUND;
}


kundo_fact_type_t
kundo_figure_fact(kundo_figure_t figure)
{
    return kundo_figures[figure].type;
}


int
kundo_figure_has(kundo_figure_t figure, const kundo_fact_t *fact,
    kundo_of_t of)
{
    switch (figure) {

    case KUNDO_FIGURE_MISSED:
        return (fact->flags & KUNDO_FACT_MISSED) != 0;

    case KUNDO_FIGURE_WAITING:
        return (fact->flags & (KUNDO_FACT_FIRST | KUNDO_FACT_NOT_LIVE))
               == KUNDO_FACT_FIRST;

    case KUNDO_FIGURE_ANSWERED:
        return of == KUNDO_OF_ALL
               || (of == KUNDO_OF_LEFT)
                  == ((fact->flags & KUNDO_FACT_NOT_LIVE) != 0);

    default:
        return 1;
    }
}

/*
 * Queries to the statistics: transfers between agents and between flows
 * (S1.8, D11).
 */

#include "domain/kundo_question.h"


#define KUNDO_COUNT_ALL        0
#define KUNDO_COUNT_AUTOMATIC  1


/* Who passed it to whom; of flows only where it changed. */

static kundo_rc_t
kundo_transfers_each(void *data, const kundo_fact_at_t *fact)
{
    kundo_rc_t           rc;
    kundo_question_t    *q = data;
    const kundo_fact_t  *row = &fact->row;

    rc = KUNDO_OK;

    if (row->agent != row->value) {
        rc = kundo_statistics_count(&q->st, row->agent, row->value,
                                    KUNDO_COUNT_ALL);

        if (rc == KUNDO_OK && (row->flags & KUNDO_FACT_AUTOMATIC)) {
            rc = kundo_statistics_count(&q->st, row->agent, row->value,
                                        KUNDO_COUNT_AUTOMATIC);
        }
    }

    if (rc != KUNDO_OK || row->flow == row->flow_to) {
        return rc;
    }

    rc = kundo_statistics_count(&q->flows, row->flow, row->flow_to,
                                KUNDO_COUNT_ALL);

    if (rc == KUNDO_OK && (row->flags & KUNDO_FACT_AUTOMATIC)) {
        rc = kundo_statistics_count(&q->flows, row->flow, row->flow_to,
                                    KUNDO_COUNT_AUTOMATIC);
    }

    return rc;
}


static const char *const  kundo_transfers_columns[] = {
    "from", "from_name", "to", "to_name", "count", "automatic", NULL
};

static const char *const  kundo_transfers_csv[] = {
    "of", "from", "from_name", "to", "to_name", "count", "automatic", NULL
};


static kundo_rc_t
kundo_transfers_row(kundo_sheet_t *s, const kundo_group_t *g, int flows)
{
    kundo_rc_t  rc;

    kundo_sheet_row(s);

    if (s->csv) {
        kundo_sheet_text(s, flows ? kundo_str("flows") : kundo_str("agents"));
    }

    if (flows) {
        rc = kundo_sheet_flow(s, (uint32_t) g->key);

        if (rc == KUNDO_OK) {
            rc = kundo_sheet_flow(s, (uint32_t) g->other);
        }

    } else {
        rc = kundo_sheet_agent(s, g->key);

        if (rc == KUNDO_OK) {
            rc = kundo_sheet_agent(s, g->other);
        }
    }

    kundo_sheet_u64(s, g->count[KUNDO_COUNT_ALL]);
    kundo_sheet_u64(s, g->count[KUNDO_COUNT_AUTOMATIC]);
    kundo_sheet_row_end(s);

    return rc;
}


static kundo_rc_t
kundo_transfers_rows(kundo_sheet_t *s, kundo_statistics_t *st, int flows)
{
    size_t      i;
    kundo_rc_t  rc;

    kundo_statistics_by_count(st);

    for (i = 0, rc = KUNDO_OK;
         rc == KUNDO_OK && i < st->n && i < KUNDO_STATISTICS_ROWS;
         i++)
    {
        rc = kundo_transfers_row(s, &st->groups[i], flows);
    }

    return rc;
}


static void
kundo_transfers_total(kundo_out_t *out, const kundo_statistics_t *st)
{
    kundo_out_lit(out, "{\"count\":");
    kundo_out_u64(out, st->total.count[KUNDO_COUNT_ALL]);
    kundo_out_lit(out, ",\"automatic\":");
    kundo_out_u64(out, st->total.count[KUNDO_COUNT_AUTOMATIC]);
    kundo_out_lit(out, "}");
}


static kundo_rc_t
kundo_transfers_csv_render(kundo_reader_t *rd, kundo_out_t *out,
    kundo_question_t *q)
{
    kundo_rc_t     rc;
    kundo_sheet_t  s;

    kundo_sheet_begin(&s, rd, out, kundo_transfers_csv, 1);

    rc = kundo_transfers_rows(&s, &q->st, 0);

    return rc == KUNDO_OK ? kundo_transfers_rows(&s, &q->flows, 1) : rc;
}


static kundo_rc_t
kundo_transfers_render(kundo_reader_t *rd, kundo_out_t *out,
    kundo_question_t *q)
{
    kundo_rc_t     rc;
    kundo_sheet_t  s;

    if (q->period->csv) {
        return kundo_transfers_csv_render(rd, out, q);
    }

    kundo_out_lit(out, "{\"agents\":");
    kundo_sheet_begin(&s, rd, out, kundo_transfers_columns, 0);

    rc = kundo_transfers_rows(&s, &q->st, 0);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_sheet_end(&s);
    kundo_out_lit(out, ",\"flows\":");
    kundo_sheet_begin(&s, rd, out, kundo_transfers_columns, 0);

    rc = kundo_transfers_rows(&s, &q->flows, 1);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_sheet_end(&s);

    kundo_out_lit(out, ",\"total\":{\"agents\":");
    kundo_transfers_total(out, &q->st);
    kundo_out_lit(out, ",\"flows\":");
    kundo_transfers_total(out, &q->flows);
    kundo_out_lit(out, "}");
    kundo_question_period(out, q->period);

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_transfers(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period)
{
    kundo_rc_t        rc;
    kundo_question_t  q;

    kundo_question_begin(&q, period);

    rc = kundo_question_walk(rd, &q, KUNDO_FIGURE_TRANSFERS,
                             kundo_transfers_each);

    if (rc == KUNDO_OK) {
        rc = kundo_transfers_render(rd, out, &q);
    }

    return kundo_question_end(&q, rc);
}

/*
 * Queries to the statistics: transfers between agents and between flows
 * (S1.8, D11).
 */

#include "domain/kundo_question.h"


/* Who passed it to whom; of flows only where it changed. */

static kundo_rc_t
kundo_transfers_each(void *data, const kundo_fact_at_t *fact)
{
    int                  automatic;
    kundo_rc_t           rc;
    kundo_question_t    *q = data;
    const kundo_fact_t  *row = &fact->row;

    rc = KUNDO_OK;
    automatic = (row->flags & KUNDO_FACT_AUTOMATIC) != 0;

    if (row->agent != row->value) {
        rc = kundo_pairs_add(&q->agents, row->agent, row->value, automatic);
    }

    if (rc == KUNDO_OK && row->flow != row->flow_to) {
        rc = kundo_pairs_add(&q->flows, row->flow, row->flow_to, automatic);
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
kundo_transfers_row(kundo_sheet_t *s, const kundo_pair_t *p, int flows)
{
    kundo_rc_t  rc;

    kundo_sheet_row(s);

    if (s->csv) {
        kundo_sheet_text(s, flows ? kundo_str("flows") : kundo_str("agents"));
    }

    if (flows) {
        rc = kundo_sheet_flow(s, (uint32_t) p->from);

        if (rc == KUNDO_OK) {
            rc = kundo_sheet_flow(s, (uint32_t) p->to);
        }

    } else {
        rc = kundo_sheet_agent(s, p->from);

        if (rc == KUNDO_OK) {
            rc = kundo_sheet_agent(s, p->to);
        }
    }

    kundo_sheet_u64(s, p->count);
    kundo_sheet_u64(s, p->automatic);
    kundo_sheet_row_end(s);

    return rc;
}


static kundo_rc_t
kundo_transfers_rows(kundo_sheet_t *s, kundo_pairs_t *ps, int flows)
{
    size_t      i;
    kundo_rc_t  rc;

    for (i = 0, rc = kundo_pairs_sort(ps);
         rc == KUNDO_OK && i < ps->n && i < KUNDO_STATISTICS_ROWS;
         i++)
    {
        rc = kundo_transfers_row(s, &ps->pairs[i], flows);
    }

    return rc;
}


static void
kundo_transfers_total(kundo_out_t *out, const kundo_pairs_t *ps)
{
    kundo_out_lit(out, "{\"count\":");
    kundo_out_u64(out, ps->count);
    kundo_out_lit(out, ",\"automatic\":");
    kundo_out_u64(out, ps->automatic);
    kundo_out_lit(out, "}");
}


static kundo_rc_t
kundo_transfers_csv_render(kundo_reader_t *rd, kundo_out_t *out,
    kundo_question_t *q)
{
    kundo_rc_t     rc;
    kundo_sheet_t  s;

    kundo_sheet_begin(&s, rd, out, kundo_transfers_csv, 1);

    rc = kundo_transfers_rows(&s, &q->agents, 0);

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

    rc = kundo_transfers_rows(&s, &q->agents, 0);
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
    kundo_transfers_total(out, &q->agents);
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

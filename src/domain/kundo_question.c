/*
 * Questions: facts walked, gathered and told as a sheet.
 */

#include "domain/kundo_question.h"

#include "codec/kundo_json_out.h"
#include "codec/kundo_rfc3339.h"


#define KUNDO_DAY_S  86400


/*
 * Days since 1970 as the zone's clocks show them.  Facts come in order: a day
 * is worked out once.
 */

static uint64_t
kundo_question_day(kundo_question_t *q, uint64_t ms)
{
    int64_t              at_s, day;
    const kundo_zone_t  *zone;

    if (ms < q->day_to_ms) {
        return q->day;
    }

    zone = q->period->zone;
    at_s = (int64_t) (ms / 1000);

    if (zone != NULL) {
        at_s += kundo_zone_offset(zone, at_s);
    }

    day = at_s < 0 ? 0 : at_s / KUNDO_DAY_S;

    q->day = (uint64_t) day;

    at_s = (day + 1) * KUNDO_DAY_S;

    if (zone != NULL) {
        at_s = kundo_zone_first(zone, at_s);
    }

    q->day_to_ms = (uint64_t) at_s * 1000;

    return q->day;
}


uint64_t
kundo_question_key(kundo_question_t *q, const kundo_fact_at_t *fact)
{
    switch (q->period->by) {

    case KUNDO_BY_FLOW:
        return fact->row.flow;

    case KUNDO_BY_DAY:
        return kundo_question_day(q, fact->ms);

    default:
        return fact->row.agent;
    }
}


kundo_rc_t
kundo_question_walk(kundo_reader_t *rd, kundo_question_t *q,
    kundo_figure_t figure, kundo_fact_pt each)
{
    kundo_fact_range_t  range;

    memset(&range, 0, sizeof(kundo_fact_range_t));

    range.type = kundo_figure_fact(figure);
    range.from_ms = q->period->from_ms;
    range.to_ms = q->period->to_ms;

    q->figure = figure;
    q->day_to_ms = 0;

    return kundo_fact_walk(rd->txn, &range, each, q);
}


kundo_rc_t
kundo_question_end(kundo_question_t *q, kundo_rc_t rc)
{
    kundo_arena_free(&q->arena);

    return rc;
}


void
kundo_question_begin(kundo_question_t *q, const kundo_period_t *period)
{
    memset(q, 0, sizeof(kundo_question_t));

    q->period = period;

    kundo_arena_init(&q->arena, KUNDO_STATISTICS_BYTES);
    kundo_statistics_init(&q->st, &q->arena);
    kundo_pairs_init(&q->agents, &q->arena);
    kundo_pairs_init(&q->flows, &q->arena);
}


void
kundo_question_period(kundo_out_t *out, const kundo_period_t *period)
{
    kundo_out_lit(out, ",\"period\":{\"from\":");
    kundo_json_out_moment(out, period->from_ms);
    kundo_out_lit(out, ",\"to\":");
    kundo_json_out_moment(out, period->to_ms);
    kundo_out_lit(out, "}}");
}


/* The key of a group and its name; days have none. */

static kundo_rc_t
kundo_question_cells(kundo_sheet_t *s, const kundo_group_t *g, kundo_by_t by)
{
    uint8_t  text[KUNDO_RFC3339_LEN];

    switch (by) {

    case KUNDO_BY_AGENT:
        return kundo_sheet_agent(s, g->key);

    case KUNDO_BY_FLOW:
        return kundo_sheet_flow(s, (uint32_t) g->key);

    default:
        kundo_rfc3339_put(text, g->key * KUNDO_DAY_S * 1000);
        kundo_sheet_text(s, kundo_str_make(text, 10));
        kundo_sheet_text(s, kundo_str_null);
        return KUNDO_OK;
    }
}


kundo_rc_t
kundo_question_render(kundo_reader_t *rd, kundo_out_t *out,
    kundo_question_t *q, const char *const *columns,
    kundo_question_row_pt row)
{
    size_t         i;
    kundo_rc_t     rc;
    kundo_sheet_t  s;

    rc = kundo_statistics_finish(&q->st);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (q->period->by == KUNDO_BY_DAY) {
        kundo_statistics_by_key(&q->st);

    } else {
        kundo_statistics_by_count(&q->st);
    }

    if (!q->period->csv) {
        kundo_out_lit(out, "{\"items\":");
    }

    kundo_sheet_begin(&s, rd, out, columns, q->period->csv);

    for (i = 0; i < q->st.n && i < KUNDO_STATISTICS_ROWS; i++) {
        kundo_sheet_row(&s);

        rc = kundo_question_cells(&s, &q->st.groups[i], q->period->by);
        if (rc != KUNDO_OK) {
            return rc;
        }

        row(&s, &q->st.groups[i]);
        kundo_sheet_row_end(&s);
    }

    kundo_sheet_end(&s);

    if (q->period->csv) {
        return KUNDO_OK;
    }

    kundo_out_lit(out, ",\"total\":");
    kundo_sheet_columns(&s, columns + 2);

    kundo_sheet_row(&s);
    row(&s, &q->st.total);
    kundo_sheet_row_end(&s);
    kundo_question_period(out, q->period);

    return KUNDO_OK;
}


void
kundo_question_spread(kundo_sheet_t *s, const kundo_spread_t *spread)
{
    kundo_sheet_u64(s, spread->n);
    kundo_sheet_u64(s, spread->mean);
    kundo_sheet_u64(s, spread->median);
    kundo_sheet_u64(s, spread->p90);
}

/*
 * Queries to the statistics: the conversations behind a figure.
 */

#include "codec/kundo_json_out.h"
#include "domain/kundo_query_statistics.h"
#include "domain/kundo_sheet.h"


#define KUNDO_PAGE_BEHIND  3          /* epoch of a page's seal */


typedef struct {
    const kundo_period_t  *period;
    const kundo_behind_t  *behind;
    kundo_sheet_t          sheet;
    uint32_t               limit;
    kundo_fact_at_t        last;      /* of the page */
    int                    more;
} kundo_behind_look_t;


static const char *const  kundo_behind_columns[] = {
    "at", "agent", "agent_name", "flow", "flow_name", "ms", "conversation",
    NULL
};

static const char *const  kundo_behind_transfers[] = {
    "at", "agent", "agent_name", "flow", "flow_name", "to_agent",
    "to_agent_name", "to_flow", "to_flow_name", "automatic", "conversation",
    NULL
};


static int
kundo_behind_is(const kundo_only_t *only, uint64_t no)
{
    return !only->given || only->no == no;
}


static int
kundo_behind_matches(const kundo_behind_look_t *look,
    const kundo_fact_t *fact)
{
    const kundo_behind_t  *b = look->behind;

    if (!kundo_figure_has(b->figure, fact, look->period->of)
        || !kundo_behind_is(&b->agent, fact->agent)
        || !kundo_behind_is(&b->flow, fact->flow))
    {
        return 0;
    }

    return b->figure != KUNDO_FIGURE_TRANSFERS
           || (kundo_behind_is(&b->to_agent, fact->value)
               && kundo_behind_is(&b->to_flow, fact->flow_to)
               && kundo_behind_is(&b->automatic,
                                  fact->flags & KUNDO_FACT_AUTOMATIC));
}


/* null where it is gone, or not the viewer's to see; the figure counts it. */

static kundo_rc_t
kundo_behind_conversation(kundo_sheet_t *s, uint64_t cno)
{
    uint8_t      id[KUNDO_ID_LEN];
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_conv_access(s->rd->txn, &s->rd->viewer, cno, &hot);

    if (rc == KUNDO_NOT_FOUND) {
        kundo_sheet_text(s, kundo_str_null);
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (s->csv) {
        kundo_seal_put(s->rd->seal, KUNDO_SEAL_CONVERSATION, 0, cno, id);
        kundo_sheet_id(s, kundo_str_make(id, KUNDO_ID_LEN));
        return KUNDO_OK;
    }

    kundo_sheet_cell(s);

    return kundo_render_conversation(s->rd, s->out, cno, &hot);
}


static kundo_rc_t
kundo_behind_row(kundo_sheet_t *s, const kundo_fact_at_t *fact,
    int transfers)
{
    kundo_rc_t  rc;

    kundo_sheet_row(s);
    kundo_sheet_time(s, fact->ms);

    rc = kundo_sheet_agent(s, fact->row.agent);

    if (rc == KUNDO_OK) {
        rc = kundo_sheet_flow(s, fact->row.flow);
    }

    if (rc == KUNDO_OK && transfers) {
        rc = kundo_sheet_agent(s, fact->row.value);

        if (rc == KUNDO_OK) {
            rc = kundo_sheet_flow(s, fact->row.flow_to);
        }

        kundo_sheet_bool(s, fact->row.flags & KUNDO_FACT_AUTOMATIC);

    } else if (rc == KUNDO_OK) {
        kundo_sheet_u64(s, fact->row.value);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_behind_conversation(s, fact->row.cno);
    }

    kundo_sheet_row_end(s);

    return rc;
}


static kundo_rc_t
kundo_behind_each(void *data, const kundo_fact_at_t *fact)
{
    kundo_behind_look_t  *look = data;

    if (!kundo_behind_matches(look, &fact->row)) {
        return KUNDO_OK;
    }

    if (look->sheet.nrows == look->limit
        || (look->sheet.nrows && !look->sheet.csv
            && look->sheet.out->len > KUNDO_LIST_BYTES))
    {
        look->more = 1;
        return KUNDO_NOT_FOUND;
    }

    look->last = *fact;

    return kundo_behind_row(&look->sheet, fact,
                            look->behind->figure == KUNDO_FIGURE_TRANSFERS);
}


/* Two seals, of the time and the serial. */

static kundo_rc_t
kundo_behind_cursor(kundo_reader_t *rd, kundo_str_t after,
    kundo_fact_at_t *at)
{
    kundo_str_t  half;

    if (after.data == NULL) {
        return KUNDO_OK;
    }

    if (after.len != 2 * KUNDO_ID_LEN) {
        return KUNDO_BAD_VALUE;
    }

    half = kundo_str_make(after.data, KUNDO_ID_LEN);

    if (kundo_seal_get(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_BEHIND, half,
                       &at->ms)
        != KUNDO_OK)
    {
        return KUNDO_BAD_VALUE;
    }

    half.data += KUNDO_ID_LEN;

    return kundo_seal_get(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_BEHIND, half,
                          &at->n)
           == KUNDO_OK ? KUNDO_OK : KUNDO_BAD_VALUE;
}


static void
kundo_behind_next(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_behind_look_t *look)
{
    uint8_t  id[2 * KUNDO_ID_LEN];

    if (!look->more) {
        kundo_out_lit(out, ",\"next\":null}");
        return;
    }

    kundo_seal_put(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_BEHIND,
                   look->last.ms, id);
    kundo_seal_put(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_BEHIND,
                   look->last.n, id + KUNDO_ID_LEN);

    kundo_out_lit(out, ",\"next\":\"");
    kundo_out_bytes(out, id, sizeof(id));
    kundo_out_lit(out, "\"}");
}


kundo_rc_t
kundo_query_behind(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period, const kundo_behind_t *behind,
    const kundo_page_t *page)
{
    kundo_rc_t           rc;
    kundo_fact_range_t   range;
    kundo_behind_look_t  look;

    memset(&look, 0, sizeof(kundo_behind_look_t));
    memset(&range, 0, sizeof(kundo_fact_range_t));

    look.period = period;
    look.behind = behind;
    look.limit = period->csv ? KUNDO_FIGURE_CSV : page->limit;

    range.type = kundo_figure_fact(behind->figure);
    range.back = 1;
    range.from_ms = period->from_ms;
    range.to_ms = period->to_ms;

    rc = kundo_behind_cursor(rd, page->after, &range.beyond);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (!period->csv) {
        kundo_out_lit(out, "{\"items\":");
    }

    kundo_sheet_begin(&look.sheet, rd, out,
                      behind->figure == KUNDO_FIGURE_TRANSFERS
                      ? kundo_behind_transfers : kundo_behind_columns,
                      period->csv);

    rc = kundo_fact_walk(rd->txn, &range, kundo_behind_each, &look);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_sheet_end(&look.sheet);

    if (!period->csv) {
        kundo_behind_next(rd, out, &look);
    }

    return KUNDO_OK;
}

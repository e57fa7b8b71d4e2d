/*
 * Model: opening hours.  A flow's spans are numbers here; the bytes that a
 * command brings are read after the drawing in codec/kundo_opening.h, and
 * not by its code.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


static uint64_t
model_number(kundo_str_t bytes, unsigned i)
{
    unsigned  j;
    uint64_t  v;

    for (j = 0, v = 0; j < 8; j++) {
        v = v << 8 | bytes.data[i * 8 + j];
    }

    return v;
}


/* Ascending, apart, and known to the end. */

int
model_hours_fit(kundo_str_t bytes)
{
    unsigned  i, n = (unsigned) (bytes.len / 8);

    if (bytes.len % 16 != 0 || n < 2) {
        return 0;
    }

    for (i = 3; i < n; i++) {
        if (model_number(bytes, i) <= model_number(bytes, i - 1)) {
            return 0;
        }
    }

    return n == 2 || model_number(bytes, n - 1) <= model_number(bytes, 1);
}


int
model_is_open(const model_flow_t *f, uint64_t at_ms)
{
    unsigned  i;

    if (f->rule.data == NULL || at_ms >= f->until_ms) {
        return 1;
    }

    for (i = 0; i < f->nspans; i++) {
        if (at_ms >= f->spans[i].opens_ms && at_ms < f->spans[i].closes_ms) {
            return 1;
        }
    }

    return 0;
}


/* The first moment after at_ms when it opens or closes; 0 = none. */

static uint64_t
model_edge(const model_flow_t *f, uint64_t at_ms)
{
    unsigned  i, j;
    uint64_t  edges[2], best = 0;

    if (f->rule.data == NULL || at_ms >= f->until_ms) {
        return 0;
    }

    for (i = 0; i <= f->nspans; i++) {
        edges[0] = i < f->nspans ? f->spans[i].opens_ms : f->until_ms;
        edges[1] = i < f->nspans ? f->spans[i].closes_ms : f->until_ms;

        for (j = 0; j < 2; j++) {
            if (edges[j] > at_ms && (best == 0 || edges[j] < best)
                && model_is_open(f, edges[j]) != model_is_open(f, at_ms))
            {
                best = edges[j];
            }
        }
    }

    return best;
}


/* When it opens, as far as that is known. */

uint64_t
model_opens(const model_flow_t *f, uint64_t at_ms)
{
    unsigned  i;

    if (model_is_open(f, at_ms)) {
        return 0;
    }

    for (i = 0; i < f->nspans; i++) {
        if (f->spans[i].opens_ms > at_ms) {
            return f->spans[i].opens_ms;
        }
    }

    return 0;
}


void
model_hours_set(model_work_t *w, uint32_t no, kundo_str_t rule,
    kundo_str_t opening)
{
    unsigned       i;
    model_flow_t  *f = model_flow(w->m, no);

    if (f->edge_ms) {
        (void) model_due_take(w->m, f->edge_ms, KUNDO_DUE_HOURS, no);
    }

    f->rule = rule;
    f->nspans = 0;
    f->edge_ms = 0;

    if (rule.data == NULL) {
        return;
    }

    f->until_ms = model_number(opening, 1);
    f->nspans = (unsigned) (opening.len / 16) - 1;
    assert(f->nspans <= MODEL_SPANS);

    for (i = 0; i < f->nspans; i++) {
        f->spans[i].opens_ms = model_number(opening, 2 + i * 2);
        f->spans[i].closes_ms = model_number(opening, 3 + i * 2);
    }

    f->edge_ms = model_edge(f, w->m->now_ms);

    if (f->edge_ms) {
        model_due_put(w, f->edge_ms, KUNDO_DUE_HOURS, no);
    }
}


void
model_hours_due(model_work_t *w, uint32_t no, uint64_t ms)
{
    model_flow_t  *f = model_flow(w->m, no);

    if (f->edge_ms != ms) {
        return;
    }

    f->edge_ms = model_edge(f, w->m->now_ms);

    if (f->edge_ms) {
        model_due_put(w, f->edge_ms, KUNDO_DUE_HOURS, no);
    }

    model_event_bare(w, KUNDO_EVENT_FLOW_CHANGED, KUNDO_AUDIENCE_EVERY_AGENT,
                     0, 0, no, 0);
}


kundo_rc_t
model_flow_hours(model_work_t *w, const kundo_command_t *cmd)
{
    uint32_t       no = (uint32_t) cmd->u.flow_hours.flow;
    model_flow_t  *f = model_flow(w->m, no);

    if (!model_hours_fit(cmd->u.flow_hours.opening)) {
        return KUNDO_BAD_VALUE;
    }

    if (f == NULL || f->rule.data == NULL) {
        return KUNDO_NOT_FOUND;
    }

    w->result->no = no;

    if (!kundo_str_eq(f->rule, cmd->u.flow_hours.rule)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_hours_set(w, no, cmd->u.flow_hours.rule, cmd->u.flow_hours.opening);
    model_event_bare(w, KUNDO_EVENT_FLOW_CHANGED, KUNDO_AUDIENCE_EVERY_AGENT,
                     0, 0, no, 0);

    return KUNDO_OK;
}

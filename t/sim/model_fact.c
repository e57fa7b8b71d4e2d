/*
 * Model: what the statistics count.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


static model_fact_t *
model_fact_new(model_work_t *w, kundo_fact_type_t type, uint64_t cno)
{
    model_fact_t  *f;

    assert(w->m->nfacts < MODEL_FACTS);

    f = &w->m->facts[w->m->nfacts++];
    memset(f, 0, sizeof(model_fact_t));

    f->type = type;
    f->ms = w->m->now_ms;
    f->row.cno = cno;

    return f;
}


void
model_fact(model_work_t *w, kundo_fact_type_t type, uint64_t cno,
    uint64_t agent, uint64_t value, int flags)
{
    model_fact_t  *f = model_fact_new(w, type, cno);

    f->row.agent = agent;
    f->row.value = value;
    f->row.flow = model_conv(w->m, cno)->flow;
    f->row.flags = (uint8_t) flags;
}


/* Before the agent takes part. */

void
model_fact_assigned(model_work_t *w, uint64_t cno, uint64_t agent)
{
    int            first;
    model_conv_t  *c = model_conv(w->m, cno);

    first = c->nagents == 0;

    model_fact(w, KUNDO_FACT_ASSIGNED, cno, agent,
               first ? w->m->now_ms - c->created_ms : 0,
               (first ? KUNDO_FACT_FIRST : 0)
               | (c->stopped ? KUNDO_FACT_NOT_LIVE : 0));
}


/* D11: how it was before, and how it is. */

void
model_fact_transferred(model_work_t *w, uint64_t cno,
    const model_conv_t *was, int automatic)
{
    model_fact_t  *f = model_fact_new(w, KUNDO_FACT_TRANSFERRED, cno);
    model_conv_t  *c = model_conv(w->m, cno);

    f->row.agent = was->agent;
    f->row.value = c->agent;
    f->row.flow = was->flow;
    f->row.flow_to = c->flow;
    f->row.flags = automatic ? KUNDO_FACT_AUTOMATIC : 0;
}

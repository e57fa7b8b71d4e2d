/*
 * Compare: the facts, and the statistics against a recount.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/kundo_rfc3339.h"
#include "domain/kundo_query_statistics.h"
#include "sim/look.h"


#define FACTS_CELLS  20


/* Facts of one type, one after the other. */

typedef struct {
    look_t             *look;
    kundo_fact_type_t   type;
    unsigned            next;      /* of the model's */
    int                 back;
} facts_walk_t;


static kundo_rc_t
facts_each(void *data, const kundo_fact_at_t *is)
{
    model_t       *m;
    model_fact_t  *f;
    facts_walk_t  *walk = data;

    m = walk->look->m;

    while (walk->next < m->nfacts && m->facts[walk->next].type != walk->type)
    {
        walk->next += walk->back ? (unsigned) -1 : 1;
    }

    if (walk->next >= m->nfacts) {
        sim_fail("a fact of type %u that nothing made", walk->type);
    }

    f = &m->facts[walk->next];
    walk->next += walk->back ? (unsigned) -1 : 1;

    sim_eq_of("ms of a fact of type", walk->type, is->ms, f->ms);
    sim_eq_of("cno of a fact of type", walk->type, is->row.cno, f->row.cno);
    sim_eq_of("agent of a fact of type", walk->type, is->row.agent,
              f->row.agent);
    sim_eq_of("value of a fact of type", walk->type, is->row.value,
              f->row.value);
    sim_eq_of("flow of a fact of type", walk->type, is->row.flow,
              f->row.flow);
    sim_eq_of("flow_to of a fact of type", walk->type, is->row.flow_to,
              f->row.flow_to);
    sim_eq_of("flags of a fact of type", walk->type, is->row.flags,
              f->row.flags);

    return KUNDO_OK;
}


static void
facts_of_type(look_t *look, kundo_fact_type_t type)
{
    facts_walk_t        walk;
    kundo_fact_range_t  range;

    memset(&range, 0, sizeof(range));
    memset(&walk, 0, sizeof(walk));

    walk.look = look;
    walk.type = type;
    walk.back = chance_one_in(look->chance, 2);
    walk.next = walk.back ? look->m->nfacts - 1 : 0;

    range.type = type;
    range.back = walk.back;
    range.to_ms = UINT64_MAX;

    sim_ok(kundo_fact_walk(look->txn, &range, facts_each, &walk), "facts");

    for ( /* void */ ; walk.next < look->m->nfacts;
         walk.next += walk.back ? (unsigned) -1 : 1)
    {
        if (look->m->facts[walk.next].type == type) {
            sim_fail("a fact of type %u is missing", type);
        }
    }
}


/* One line of CSV as cells; the text is unquoted in its place. */

static unsigned
facts_line(char **text, char *cells[FACTS_CELLS])
{
    char      *p = *text, *to;
    unsigned   n;

    for (n = 0; n < FACTS_CELLS; p++) {
        cells[n++] = to = p;

        if (*p == '"') {
            for (p++; p[0] != '"' || p[1] == '"'; p++) {
                p += p[0] == '"';
                *to++ = *p;
            }

            p++;

        } else {
            p += strcspn(p, ",\r");
            to = p;
        }

        if (*p == '\r') {
            *to = '\0';
            *text = p + 2;
            return n;
        }

        *to = '\0';
    }

    sim_fail("a line of CSV has more than %u cells", FACTS_CELLS);
}


typedef struct {
    look_t          *look;
    kundo_period_t   period;
} facts_ask_t;


static uint64_t
facts_key(const facts_ask_t *ask, const model_fact_t *f)
{
    return ask->period.by == KUNDO_BY_AGENT ? f->row.agent
           : ask->period.by == KUNDO_BY_FLOW ? f->row.flow
           : f->ms / 86400000;
}


static int
facts_in(const facts_ask_t *ask, const model_fact_t *f,
    kundo_fact_type_t type)
{
    return f->type == type && f->ms >= ask->period.from_ms
           && f->ms < ask->period.to_ms;
}


/* The number behind a cell: an agent, a flow, a day. */

static uint64_t
facts_cell_key(const facts_ask_t *ask, const char *cell)
{
    char      text[40];
    uint64_t  no;

    if (*cell == '\0') {
        return 0;
    }

    switch (ask->period.by) {

    case KUNDO_BY_AGENT:
        sim_ok(kundo_seal_get(ask->look->seal, KUNDO_SEAL_AGENT, 0,
                              kundo_str_cstr(cell), &no), "an agent's id");
        return no;

    case KUNDO_BY_FLOW:
        return model_flow_find(ask->look->m, kundo_str_cstr(cell));

    default:
        snprintf(text, sizeof(text), "%.10sT00:00:00Z", cell);
        sim_ok(kundo_rfc3339_get(kundo_str_cstr(text), &no), "a day");
        return no / 86400000;
    }
}


static int
facts_compare(const void *one, const void *two)
{
    const uint64_t  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


/* Four cells: n, mean, median, p90 of the times in v. */

static void
facts_spread(uint64_t key, char **cells, uint64_t *v, unsigned n)
{
    unsigned  i;
    uint64_t  sum, median;

    qsort(v, n, sizeof(uint64_t), facts_compare);

    for (i = 0, sum = 0; i < n; i++) {
        sum += v[i];
    }

    median = n == 0 ? 0 : (v[(n - 1) / 2] + v[n / 2]) / 2;

    /* the smallest that nine of ten do not exceed */

    for (i = 0; n && (i + 1) * 10 < n * 9; i++) { /* void */ }

    sim_eq_of("how many", key, strtoull(cells[0], NULL, 10), n);
    sim_eq_of("mean", key, strtoull(cells[1], NULL, 10), n ? sum / n : 0);
    sim_eq_of("median", key, strtoull(cells[2], NULL, 10), median);
    sim_eq_of("p90", key, strtoull(cells[3], NULL, 10), n ? v[i] : 0);
}


static uint64_t  facts_times[MODEL_FACTS];


/* Answers of a group, live or not as asked. */

static unsigned
facts_answers(facts_ask_t *ask, uint64_t key)
{
    unsigned       i, n;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    for (i = 0, n = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (facts_in(ask, f, KUNDO_FACT_ANSWERED)
            && (ask->period.of == KUNDO_OF_ALL
                || (ask->period.of == KUNDO_OF_LIVE)
                   == !(f->row.flags & KUNDO_FACT_NOT_LIVE))
            && facts_key(ask, f) == key)
        {
            facts_times[n++] = f->row.value;
        }
    }

    return n;
}


/* How many of a type, and of them with a flag and without another. */

static unsigned
facts_count(facts_ask_t *ask, uint64_t key, kundo_fact_type_t type,
    int with, int without)
{
    unsigned       i, n;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    for (i = 0, n = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (facts_in(ask, f, type) && (f->row.flags & with) == with
            && (f->row.flags & without) == 0 && facts_key(ask, f) == key)
        {
            facts_times[n++] = f->row.value;
        }
    }

    return n;
}


static void
facts_check_figures(facts_ask_t *ask, char **cells)
{
    unsigned  i;
    uint64_t  key = facts_cell_key(ask, cells[0]);

    static const struct {
        kundo_fact_type_t  type;
        int                with;
    } figures[] = {
        { KUNDO_FACT_STARTED, 0 }, { KUNDO_FACT_ASSIGNED, 0 },
        { KUNDO_FACT_ANSWERED, 0 }, { KUNDO_FACT_CLOSED, KUNDO_FACT_MISSED },
        { KUNDO_FACT_LEFT, 0 }, { KUNDO_FACT_CLOSED, 0 },
        { KUNDO_FACT_REOPENED, 0 }
    };

    for (i = 0; i < 7; i++) {
        sim_eq_of("figure", i, strtoull(cells[2 + i], NULL, 10),
                  facts_count(ask, key, figures[i].type, figures[i].with, 0));
    }

    facts_spread(key, cells + 9, facts_times,
                 facts_count(ask, key, KUNDO_FACT_ASSIGNED, KUNDO_FACT_FIRST,
                             KUNDO_FACT_NOT_LIVE));
    facts_spread(key, cells + 13, facts_times,
                 facts_count(ask, key, KUNDO_FACT_QUEUED, 0, 0));
}


static void
facts_check_responses(facts_ask_t *ask, char **cells)
{
    uint64_t  key = facts_cell_key(ask, cells[0]);

    facts_spread(key, cells + 2, facts_times, facts_answers(ask, key));
}


/* D11: pairs of agents, of flows where they differ. */

static void
facts_check_transfers(facts_ask_t *ask, char **cells)
{
    int            flows = strcmp(cells[0], "flows") == 0;
    unsigned       i, n, automatic;
    uint64_t       from, to;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    ask->period.by = flows ? KUNDO_BY_FLOW : KUNDO_BY_AGENT;
    from = facts_cell_key(ask, cells[1]);
    to = facts_cell_key(ask, cells[3]);

    for (i = 0, n = 0, automatic = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (facts_in(ask, f, KUNDO_FACT_TRANSFERRED)
            && (flows ? f->row.flow == from && f->row.flow_to == to
                      : f->row.agent == from && f->row.value == to))
        {
            n++;
            automatic += (f->row.flags & KUNDO_FACT_AUTOMATIC) != 0;
        }
    }

    sim_eq_of("transfers", flows, strtoull(cells[5], NULL, 10), n);
    sim_eq_of("automatic ones", flows, strtoull(cells[6], NULL, 10),
              automatic);
    sim_eq_of("a pair without a transfer", flows, n == 0, 0);
}


/* All lines are checked, and together they count what there is. */

static void
facts_check(facts_ask_t *ask,
    kundo_rc_t (*query)(kundo_reader_t *rd, kundo_out_t *out,
                        const kundo_period_t *period),
    void (*check)(facts_ask_t *ask, char **cells), unsigned column,
    unsigned total)
{
    char            *text, *end, *cells[FACTS_CELLS];
    unsigned         sum;
    kundo_out_t      out;
    kundo_reader_t   rd;

    memset(&rd, 0, sizeof(kundo_reader_t));
    rd.txn = ask->look->txn;
    rd.seal = ask->look->seal;
    rd.arena = ask->look->arena;
    rd.viewer.kind = KUNDO_PERSON_AGENT;

    kundo_out_init(&out, ask->look->arena, 512);
    sim_ok(query(&rd, &out, &ask->period), "statistics");

    text = (char *) out.data;
    end = text + out.len;

    (void) facts_line(&text, cells);

    for (sum = 0; text < end; /* void */) {
        (void) facts_line(&text, cells);
        check(ask, cells);
        sum += (unsigned) strtoul(cells[column], NULL, 10);
    }

    sim_eq_of("sum of column", column, sum, total);
}


static void
facts_ask(look_t *look)
{
    unsigned       i, n, total[KUNDO_FACT_N], flows;
    uint64_t       first, span;
    model_t       *m = look->m;
    facts_ask_t    ask;
    model_fact_t  *f;

    memset(&ask, 0, sizeof(facts_ask_t));

    ask.look = look;
    ask.period.csv = 1;
    ask.period.by = (kundo_by_t) chance_below(look->chance, 3);

    first = m->nfacts ? m->facts[0].ms : 0;
    span = m->now_ms - first + 1;

    ask.period.from_ms = first + chance_below(look->chance, span) / 2;
    ask.period.to_ms = ask.period.from_ms + 1
                       + chance_below(look->chance, span);

    memset(total, 0, sizeof(total));

    for (i = 0, n = 0, flows = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (!facts_in(&ask, f, f->type)) {
            continue;
        }

        total[f->type]++;
        flows += f->type == KUNDO_FACT_TRANSFERRED
                 && f->row.flow != f->row.flow_to;
        n += f->type == KUNDO_FACT_ANSWERED
             && !(f->row.flags & KUNDO_FACT_NOT_LIVE);
    }

    facts_check(&ask, kundo_query_figures, facts_check_figures, 2,
                total[KUNDO_FACT_STARTED]);
    facts_check(&ask, kundo_query_responses, facts_check_responses, 2,
                total[KUNDO_FACT_ANSWERED]);

    ask.period.of = KUNDO_OF_LIVE;
    facts_check(&ask, kundo_query_responses, facts_check_responses, 2, n);

    ask.period.of = KUNDO_OF_LEFT;
    facts_check(&ask, kundo_query_responses, facts_check_responses, 2,
                total[KUNDO_FACT_ANSWERED] - n);

    facts_check(&ask, kundo_query_transfers, facts_check_transfers, 5,
                total[KUNDO_FACT_TRANSFERRED] + flows);
}


void
compare_facts(look_t *look)
{
    unsigned  type;

    for (type = 1; type < KUNDO_FACT_N; type++) {
        facts_of_type(look, (kundo_fact_type_t) type);
    }

    facts_ask(look);
}

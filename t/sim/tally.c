/*
 * Compare: what the statistics answer against a count of the facts.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/kundo_rfc3339.h"
#include "domain/kundo_query_statistics.h"
#include "sim/look.h"


#define TALLY_CELLS  20


/* One line of CSV as cells; the text is unquoted in its place. */

static unsigned
tally_line(char **text, char *cells[TALLY_CELLS])
{
    char      *p = *text, *to;
    unsigned   n;

    for (n = 0; n < TALLY_CELLS; p++) {
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

    sim_fail("a line of CSV has more than %u cells", TALLY_CELLS);
}


typedef struct {
    look_t          *look;
    kundo_period_t   period;
} tally_ask_t;


static uint64_t
tally_key(const tally_ask_t *ask, const model_fact_t *f)
{
    return ask->period.by == KUNDO_BY_AGENT ? f->row.agent
           : ask->period.by == KUNDO_BY_FLOW ? f->row.flow
           : f->ms / 86400000;
}


static int
tally_in(const tally_ask_t *ask, const model_fact_t *f,
    kundo_fact_type_t type)
{
    return f->type == type && f->ms >= ask->period.from_ms
           && f->ms < ask->period.to_ms;
}


/* The number behind a cell: an agent, a flow, a day. */

static uint64_t
tally_cell_key(const tally_ask_t *ask, const char *cell)
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
tally_compare(const void *one, const void *two)
{
    const uint64_t  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


/* Four cells: n, mean, median, p90 of the times in v. */

static void
tally_spread(uint64_t key, char **cells, uint64_t *v, unsigned n)
{
    unsigned  i;
    uint64_t  sum, median;

    qsort(v, n, sizeof(uint64_t), tally_compare);

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


static uint64_t  tally_times[MODEL_FACTS];


/* Answers of a group, live or not as asked. */

static unsigned
tally_answers(tally_ask_t *ask, uint64_t key)
{
    unsigned       i, n;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    for (i = 0, n = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (tally_in(ask, f, KUNDO_FACT_ANSWERED)
            && (ask->period.of == KUNDO_OF_ALL
                || (ask->period.of == KUNDO_OF_LIVE)
                   == !(f->row.flags & KUNDO_FACT_NOT_LIVE))
            && tally_key(ask, f) == key)
        {
            tally_times[n++] = f->row.value;
        }
    }

    return n;
}


/* How many of a type, and of them with a flag and without another. */

static unsigned
tally_count(tally_ask_t *ask, uint64_t key, kundo_fact_type_t type,
    int with, int without)
{
    unsigned       i, n;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    for (i = 0, n = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (tally_in(ask, f, type) && (f->row.flags & with) == with
            && (f->row.flags & without) == 0 && tally_key(ask, f) == key)
        {
            tally_times[n++] = f->row.value;
        }
    }

    return n;
}


static void
tally_check_figures(tally_ask_t *ask, char **cells)
{
    unsigned  i;
    uint64_t  key = tally_cell_key(ask, cells[0]);

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
                  tally_count(ask, key, figures[i].type, figures[i].with, 0));
    }

    tally_spread(key, cells + 9, tally_times,
                 tally_count(ask, key, KUNDO_FACT_ASSIGNED, KUNDO_FACT_FIRST,
                             KUNDO_FACT_NOT_LIVE));
    tally_spread(key, cells + 13, tally_times,
                 tally_count(ask, key, KUNDO_FACT_QUEUED, 0, 0));
}


static void
tally_check_responses(tally_ask_t *ask, char **cells)
{
    uint64_t  key = tally_cell_key(ask, cells[0]);

    tally_spread(key, cells + 2, tally_times, tally_answers(ask, key));
}


/* D11: pairs of agents, of flows where they differ. */

static void
tally_check_transfers(tally_ask_t *ask, char **cells)
{
    int            flows = strcmp(cells[0], "flows") == 0;
    unsigned       i, n, automatic;
    uint64_t       from, to;
    model_t       *m = ask->look->m;
    model_fact_t  *f;

    ask->period.by = flows ? KUNDO_BY_FLOW : KUNDO_BY_AGENT;
    from = tally_cell_key(ask, cells[1]);
    to = tally_cell_key(ask, cells[3]);

    for (i = 0, n = 0, automatic = 0; i < m->nfacts; i++) {
        f = &m->facts[i];

        if (tally_in(ask, f, KUNDO_FACT_TRANSFERRED)
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
tally_check(tally_ask_t *ask,
    kundo_rc_t (*query)(kundo_reader_t *rd, kundo_out_t *out,
                        const kundo_period_t *period),
    void (*check)(tally_ask_t *ask, char **cells), unsigned column,
    unsigned total)
{
    char            *text, *end, *cells[TALLY_CELLS];
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

    (void) tally_line(&text, cells);

    for (sum = 0; text < end; /* void */) {
        (void) tally_line(&text, cells);
        check(ask, cells);
        sum += (unsigned) strtoul(cells[column], NULL, 10);
    }

    sim_eq_of("sum of column", column, sum, total);
}


void
compare_statistics(look_t *look)
{
    unsigned       i, n, total[KUNDO_FACT_N], flows;
    uint64_t       first, span;
    model_t       *m = look->m;
    tally_ask_t    ask;
    model_fact_t  *f;

    memset(&ask, 0, sizeof(tally_ask_t));

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

        if (!tally_in(&ask, f, f->type)) {
            continue;
        }

        total[f->type]++;
        flows += f->type == KUNDO_FACT_TRANSFERRED
                 && f->row.flow != f->row.flow_to;
        n += f->type == KUNDO_FACT_ANSWERED
             && !(f->row.flags & KUNDO_FACT_NOT_LIVE);
    }

    tally_check(&ask, kundo_query_figures, tally_check_figures, 2,
                total[KUNDO_FACT_STARTED]);
    tally_check(&ask, kundo_query_responses, tally_check_responses, 2,
                total[KUNDO_FACT_ANSWERED]);

    ask.period.of = KUNDO_OF_LIVE;
    tally_check(&ask, kundo_query_responses, tally_check_responses, 2, n);

    ask.period.of = KUNDO_OF_LEFT;
    tally_check(&ask, kundo_query_responses, tally_check_responses, 2,
                total[KUNDO_FACT_ANSWERED] - n);

    tally_check(&ask, kundo_query_transfers, tally_check_transfers, 5,
                total[KUNDO_FACT_TRANSFERRED] + flows);
}

/*
 * statistics FOLDER RUNS CONVERSATIONS: what questions to the statistics cost
 * beside a bare scan of the rows that they read, over a store of so many
 * conversations in 90 days, a fifth of them transferred.
 */

#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/statistics_fill.h"
#include "domain/kundo_query_statistics.h"


#define RUNS_MAX  101


typedef kundo_rc_t (*query_pt)(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_period_t *period);

typedef struct {
    const char         *name;
    query_pt            query;
    kundo_by_t          by;
    kundo_fact_type_t   first;    /* the types of facts that it reads */
    kundo_fact_type_t   last;
} question_t;

static const question_t  questions[] = {
    { "transfers", kundo_query_transfers, 0, KUNDO_FACT_TRANSFERRED,
      KUNDO_FACT_TRANSFERRED },
    { "responses by agent", kundo_query_responses, KUNDO_BY_AGENT,
      KUNDO_FACT_ANSWERED, KUNDO_FACT_ANSWERED },
    { "responses by flow", kundo_query_responses, KUNDO_BY_FLOW,
      KUNDO_FACT_ANSWERED, KUNDO_FACT_ANSWERED },
    { "responses by day", kundo_query_responses, KUNDO_BY_DAY,
      KUNDO_FACT_ANSWERED, KUNDO_FACT_ANSWERED },
    { "conversations by agent", kundo_query_figures, KUNDO_BY_AGENT, 0, 0 },
    { "conversations by day", kundo_query_figures, KUNDO_BY_DAY, 0, 0 }
};

#define NQUESTIONS  (sizeof(questions) / sizeof(questions[0]))


static store_t   store;
static uint64_t  sum;             /* so that no scan is left out */


/* The processor's time of this thread, or the clock's. */

static double
clock_ms(clockid_t id)
{
    struct timespec  ts;

    clock_gettime(id, &ts);

    return (double) ts.tv_sec * 1e3 + (double) ts.tv_nsec / 1e6;
}


/* The rows themselves, one after the other, and nothing done with them. */

static uint64_t
scan(const question_t *q)
{
    int          rc;
    uint8_t      type;
    MDB_dbi      dbi;
    MDB_val      key, val;
    uint64_t     n, word;
    MDB_cursor  *cursor;

    n = 0;

    if (mdb_dbi_open(store.txn.mdb, "fact", 0, &dbi) != 0
        || mdb_cursor_open(store.txn.mdb, dbi, &cursor) != 0)
    {
        store_fail("statistics", "no cursor");
    }

    for (type = 1; type < KUNDO_FACT_N; type++) {

        if (q->first != 0 && (type < q->first || type > q->last)) {
            continue;
        }

        /* which a question about conversations does not read */

        if (q->first == 0 && type == KUNDO_FACT_TRANSFERRED) {
            continue;
        }

        key.mv_data = &type;
        key.mv_size = 1;

        for (rc = mdb_cursor_get(cursor, &key, &val, MDB_SET_RANGE);
             rc == 0 && *(uint8_t *) key.mv_data == type;
             rc = mdb_cursor_get(cursor, &key, &val, MDB_NEXT))
        {
            memcpy(&word, val.mv_data, sizeof(uint64_t));
            sum += word;
            n++;
        }
    }

    mdb_cursor_close(cursor);

    return n;
}


static void
ask(const question_t *q, kundo_seal_t *seal)
{
    kundo_rc_t      rc;
    kundo_out_t     out;
    kundo_arena_t   arena;
    kundo_reader_t  rd;
    kundo_period_t  period;

    memset(&rd, 0, sizeof(kundo_reader_t));
    memset(&period, 0, sizeof(kundo_period_t));
    kundo_arena_init(&arena, 8 << 20);
    kundo_out_init(&out, &arena, 1024);

    rd.txn = &store.txn;
    rd.seal = seal;
    rd.arena = &arena;
    rd.viewer.kind = KUNDO_PERSON_AGENT;
    period.by = q->by;
    period.to_ms = UINT64_MAX / 2;

    rc = q->query(&rd, &out, &period);

    if (rc != KUNDO_OK || out.failed) {
        store_fail(q->name, kundo_rc_title(rc));
    }

    sum += out.len;
    kundo_arena_free(&arena);
}


static int
compare(const void *one, const void *two)
{
    const double  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


static double
median(double *v, unsigned n)
{
    qsort(v, n, sizeof(double), compare);

    return v[n / 2];
}


static void
measure(const question_t *q, kundo_seal_t *seal, unsigned runs)
{
    double    at, begun;
    double    scans[RUNS_MAX], asks[RUNS_MAX], clocks[RUNS_MAX];
    unsigned  i;
    uint64_t  rows;

    rows = scan(q);
    ask(q, seal);

    for (i = 0; i < runs; i++) {
        at = clock_ms(CLOCK_THREAD_CPUTIME_ID);
        (void) scan(q);
        scans[i] = clock_ms(CLOCK_THREAD_CPUTIME_ID) - at;

        begun = clock_ms(CLOCK_MONOTONIC);
        at = clock_ms(CLOCK_THREAD_CPUTIME_ID);
        ask(q, seal);
        asks[i] = clock_ms(CLOCK_THREAD_CPUTIME_ID) - at;
        clocks[i] = clock_ms(CLOCK_MONOTONIC) - begun;
    }

    printf("%-28s%12llu%12.1f%12.1f%12.2f%12.1f\n", q->name,
           (unsigned long long) rows, median(scans, runs),
           median(asks, runs), median(asks, runs) / median(scans, runs),
           median(clocks, runs));
    fflush(stdout);
}


int
main(int argc, char **argv)
{
    double             at;
    unsigned           i, runs;
    uint64_t           conversations;
    kundo_seal_t      *seal;
    kundo_env_stat_t   stat;

    runs = argc == 4 ? (unsigned) atoi(argv[2]) : 0;
    conversations = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;

    if (runs < 1 || runs > RUNS_MAX || conversations < FILL_MIN) {
        fprintf(stderr, "usage: statistics FOLDER RUNS CONVERSATIONS\n");
        return 2;
    }

    store_open(&store, argv[1], store_clock_ms() - FILL_DAYS * DAY_MS, 1);

    at = clock_ms(CLOCK_MONOTONIC);
    statistics_fill(&store, conversations);

    if (kundo_env_stat(store.env, &stat) != KUNDO_OK
        || kundo_txn_begin_read(store.env, &store.txn) != KUNDO_OK
        || kundo_seal_create(&seal, store.txn.meta.seal_key) != KUNDO_OK)
    {
        store_fail("statistics", "the store cannot be read");
    }

    printf("Statistics: %llu conversations, %llu facts; filled in %.0f s\n",
           (unsigned long long) conversations,
           (unsigned long long) stat.rows[KUNDO_TABLE_FACT],
           (clock_ms(CLOCK_MONOTONIC) - at) / 1e3);
    printf("%-28s%12s%12s%12s%12s%12s\n", "processor's ms, medians", "rows",
           "bare scan", "question", "ratio", "by clock");

    for (i = 0; i < NQUESTIONS; i++) {
        measure(&questions[i], seal, runs);
    }

    kundo_txn_abort(&store.txn);
    kundo_seal_free(seal);
    store_close(&store);

    return sum == 0;
}

/*
 * statistics FOLDER RUNS CONVERSATIONS: what questions to the statistics cost
 * beside a bare scan of the rows that they read, over a store of so many
 * conversations in 90 days, a fifth of them transferred.
 */

#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/store.h"
#include "base/kundo_pack.h"
#include "domain/kundo_query_statistics.h"


#define AGENTS     100
#define FLOWS      4
#define VISITORS   256
#define DAYS       90
#define LAG        64             /* steps in which a chat lives */
#define RUNS_MAX   101
#define DAY_MS     86400000ull


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


typedef struct {
    uint64_t  cno;
    uint64_t  visitor;
} chat_t;

static store_t    store;
static chat_t     chats[LAG];
static uint64_t   agents[AGENTS];
static uint64_t   visitors[VISITORS];
static uint64_t   chance = 1;
static uint64_t   sum;            /* so that no scan is left out */

static const char *const  flows[] = { "shop", "fridges", "ovens", "bills" };


static uint64_t
below(uint64_t n)
{
    chance = chance * 6364136223846793005ull + 1442695040888963407ull;

    return (chance >> 33) % n;
}


/* The processor's time of this thread, or the clock's. */

static double
clock_ms(clockid_t id)
{
    struct timespec  ts;

    clock_gettime(id, &ts);

    return (double) ts.tv_sec * 1e3 + (double) ts.tv_nsec / 1e6;
}


static uint64_t
agent_of(uint64_t cno)
{
    kundo_hot_t  hot;
    kundo_rc_t   rc;

    store_commit(&store);

    if (kundo_txn_begin_read(store.env, &store.txn) != KUNDO_OK) {
        store_fail("statistics", "no transaction");
    }

    rc = kundo_hot_get(&store.txn, cno, &hot);
    kundo_txn_abort(&store.txn);

    if (rc != KUNDO_OK || hot.agent == 0) {
        store_fail("statistics", "a chat has no agent");
    }

    return hot.agent;
}


/* To another agent, or to another flow. */

static void
transfer(uint64_t cno, uint64_t from)
{
    const char       *flow;
    kundo_command_t   cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_TRANSFER;
    cmd.actor.no = from;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.u.conversation_transfer.cno = cno;

    if (below(2)) {
        flow = flows[below(FLOWS)];
        cmd.u.conversation_transfer.flow = kundo_str_cstr(flow);

    } else {
        do {
            cmd.u.conversation_transfer.agent = agents[below(AGENTS)];
        } while (cmd.u.conversation_transfer.agent == from);
    }

    (void) store_apply(&store, &cmd);
}


static void
end(const chat_t *chat)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_CLOSE;
    cmd.actor.no = chat->visitor;
    cmd.actor.kind = KUNDO_PERSON_VISITOR;
    cmd.u.conversation_close.cno = chat->cno;

    (void) store_apply(&store, &cmd);
}


/* One step: a chat starts, an older one is answered, the oldest ends. */

static void
step(uint64_t n)
{
    chat_t    *chat;
    uint64_t   agent;

    chat = &chats[n % LAG];

    if (n >= LAG) {
        end(chat);
    }

    chat->visitor = visitors[below(VISITORS)];
    chat->cno = store_chat(&store, chat->visitor, flows[below(FLOWS)]);
    store_text(&store, chat->cno, chat->visitor, KUNDO_PERSON_VISITOR, 1,
               kundo_str("?"));

    if (n < LAG / 2) {
        return;
    }

    chat = &chats[(n - LAG / 2) % LAG];
    agent = agent_of(chat->cno);

    /* the answer comes some time within the step */

    store.now_ms += below(5000);
    store_text(&store, chat->cno, agent, KUNDO_PERSON_AGENT, 2,
               kundo_str("!"));

    if (below(5) == 0) {
        transfer(chat->cno, agent);
    }
}


static void
fill(uint64_t conversations)
{
    char      id[32];
    unsigned  i;
    uint64_t  n, from_ms;

    store_settings(&store, KUNDO_CHATS_MAX);

    for (i = 0; i < FLOWS; i++) {
        store_flow(&store, flows[i], 0, 0, 0);
    }

    for (i = 0; i < VISITORS; i++) {
        visitors[i] = store_visitor(&store, kundo_str_null).no;
    }

    for (i = 0; i < AGENTS; i++) {
        snprintf(id, sizeof(id), "a%u", i);
        agents[i] = store_agent(&store, id);
        store_presence(&store, agents[i], KUNDO_STATE_ONLINE, flows, FLOWS,
                       KUNDO_CHATS_MAX);
    }

    from_ms = store.now_ms;

    for (n = 0; n < conversations; n++) {
        if (store.now_ms < from_ms + n * (DAYS * DAY_MS) / conversations) {
            store.now_ms = from_ms + n * (DAYS * DAY_MS) / conversations;
        }

        step(n);
    }

    store_commit(&store);
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

    if (runs < 1 || runs > RUNS_MAX || conversations < LAG) {
        fprintf(stderr, "usage: statistics FOLDER RUNS CONVERSATIONS\n");
        return 2;
    }

    store_open(&store, argv[1], store_clock_ms() - DAYS * DAY_MS, 1);

    at = clock_ms(CLOCK_MONOTONIC);
    fill(conversations);

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

/*
 * routing FOLDER RUNS: what routing costs by how much there is of agents,
 * open chats, who waits and deadlines.  Each scene has a store of its own
 * below FOLDER; every run measures all of them, in turn.
 */

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/kundo_limit.h"
#include "bench/store.h"
#include "domain/kundo_queue.h"
#include "store/kundo_table.h"


#define PAGE         4096
#define VISITORS     64           /* who start the chats that are measured */
#define CYCLES       256          /* of one measurement */
#define SYNCED       32
#define TURN         32           /* cycles between two commits */
#define READS        256
#define DAY_S        86400
#define FIRST_S      30           /* of the flow in which is measured */
#define RUNS_MAX     101


typedef enum {
    CHAT,                         /* one starts, one is closed */
    PRESENCE,                     /* an agent goes offline, and online */
    OVERDUE,                      /* as CHAT, beside what its agent missed */
    POSITION,                     /* reading the place of the last */
    MESSAGE                       /* a visitor asks, the agent answers */
} scene_kind_t;


/* What one cycle costs, of one measurement. */

typedef struct {
    double           cpu_us;      /* of this thread, 64 commands together */
    double           alone_us;    /* the same, each command alone */
    double           synced_us;   /* by the clock, alone and on disk */
    double           calls;       /* of LMDB: rows found, put, deleted and
                                     walked over */
    double           pages;       /* written, each command alone */
} cost_t;


typedef struct {
    const char      *name;
    scene_kind_t     kind;
    unsigned         agents;
    unsigned         open;        /* chats that agents have */
    unsigned         left;        /* open conversations that nobody has */
    unsigned         waiting;
    unsigned         overdue;     /* that others have */
    unsigned         deadlines;
    int              first;       /* the others are compared with it */

    store_t          store;
    char             path[512];
    uint64_t         serial;
    uint64_t         agent;       /* one of them */
    uint64_t         visitors[VISITORS];
    uint64_t        *chats;       /* a ring, oldest first */
    uint64_t        *starters;
    uint64_t         agents_of[TURN];   /* of the newest chats */
    unsigned         nring;
    unsigned         head;
    cost_t           costs[RUNS_MAX];
} scene_t;


#define MANY_AGENTS  5000
#define MANY         100000
#define RING         (MANY + 1024)


static scene_t  scenes[] = {
    { .kind = CHAT, .name = "5 agents, 10 open", .agents = 5, .open = 10,
      .first = 1 },
    { .kind = CHAT, .name = "5,000 agents, 10 open", .agents = MANY_AGENTS,
      .open = 10 },
    { .kind = CHAT, .name = "5 agents, 100,000 open", .agents = 5,
      .open = 400, .left = MANY - 400 },
    { .kind = CHAT, .name = "5,000 agents, 100,000 open",
      .agents = MANY_AGENTS, .open = MANY },
    { .kind = CHAT, .name = "5 agents, 10 waiting", .agents = 5, .open = 10,
      .waiting = 10, .first = 1 },
    { .kind = CHAT, .name = "5 agents, 1,000 waiting", .agents = 5,
      .open = 10, .waiting = 1000 },
    { .kind = CHAT, .name = "5 agents, 100,000 waiting", .agents = 5,
      .open = 10, .waiting = MANY },
    { .kind = OVERDUE, .name = "none overdue", .agents = 1, .open = 10,
      .first = 1 },
    { .kind = OVERDUE, .name = "100 overdue", .agents = 1, .open = 10,
      .overdue = 100 },
    { .kind = OVERDUE, .name = "2,000 overdue", .agents = 1, .open = 10,
      .overdue = 2000 },
    { .kind = POSITION, .name = "10 waiting", .agents = 5, .open = 10,
      .waiting = 10, .first = 1 },
    { .kind = POSITION, .name = "1,000 waiting", .agents = 5, .open = 10,
      .waiting = 1000 },
    { .kind = POSITION, .name = "100,000 waiting", .agents = 5, .open = 10,
      .waiting = MANY },
    { .kind = PRESENCE, .name = "5 agents, 10 open", .agents = 5, .open = 10,
      .first = 1 },
    { .kind = PRESENCE, .name = "5,000 agents, 10 open",
      .agents = MANY_AGENTS, .open = 10 },
    { .kind = PRESENCE, .name = "5,000 agents, 100,000 open",
      .agents = MANY_AGENTS, .open = MANY },
    { .kind = MESSAGE, .name = "no other deadline", .agents = 5, .open = 64,
      .first = 1 },
    { .kind = MESSAGE, .name = "100,000 deadlines", .agents = 5, .open = 64,
      .deadlines = MANY }
};

#define NSCENES  (sizeof(scenes) / sizeof(scenes[0]))

static const char *const  titles[] = {
    [CHAT] = "A chat starts, another is closed",
    [OVERDUE] = "The same, beside chats that its agent has let wait",
    [PRESENCE] = "An agent goes offline, and online again",
    [POSITION] = "The length of the queue, and the position of the last",
    [MESSAGE] = "A visitor asks, the agent answers"
};

static const char *const  flows[] = { "shop" };
static const char *const  others[] = { "others" };

static uint64_t  calls;           /* of LMDB, by this program */


/* What the linker's --wrap calls instead of LMDB. */

#define COUNTED(name, params, args)                                           \
    int __real_##name params;                                                 \
    int __wrap_##name params;                                                 \
                                                                              \
    int                                                                       \
    __wrap_##name params                                                      \
    {                                                                         \
        calls++;                                                              \
        return __real_##name args;                                            \
    }

COUNTED(mdb_get, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v),
        (txn, dbi, k, v))
COUNTED(mdb_put, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v,
        unsigned flags), (txn, dbi, k, v, flags))
COUNTED(mdb_del, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v),
        (txn, dbi, k, v))
COUNTED(mdb_cursor_get, (MDB_cursor *c, MDB_val *k, MDB_val *v,
        MDB_cursor_op op), (c, k, v, op))
COUNTED(mdb_cursor_del, (MDB_cursor *c, unsigned flags), (c, flags))


static double
clock_us(clockid_t id)
{
    struct timespec  ts;

    clock_gettime(id, &ts);

    return (double) ts.tv_sec * 1e6 + (double) ts.tv_nsec / 1e3;
}


static void
look(scene_t *sc)
{
    if (kundo_txn_begin_read(sc->store.env, &sc->store.txn) != KUNDO_OK) {
        store_fail(sc->name, "no transaction");
    }
}


/* Bytes that this process has handed to write calls. */

static uint64_t
written(void)
{
    int                 fd;
    char                buf[256], *p;
    ssize_t             n;
    unsigned long long  bytes;

    fd = open("/proc/self/io", O_RDONLY);
    n = fd == -1 ? -1 : read(fd, buf, sizeof(buf) - 1);

    if (n <= 0) {
        store_fail("/proc/self/io", strerror(errno));
    }

    (void) close(fd);
    buf[n] = '\0';
    p = strstr(buf, "wchar:");

    if (p == NULL || sscanf(p, "wchar: %llu", &bytes) != 1) {
        store_fail("/proc/self/io", "has no wchar");
    }

    return bytes;
}


/* A chat starts: last in the ring. */

static void
chat_start(scene_t *sc)
{
    uint64_t  who, cno;
    unsigned  at;

    who = sc->visitors[sc->serial++ % VISITORS];
    cno = store_chat(&sc->store, who, "shop");
    at = (sc->head + sc->nring++) % RING;

    sc->chats[at] = cno;
    sc->starters[at] = who;
}


/* The oldest is closed, by who has started it. */

static void
chat_close(scene_t *sc)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_CLOSE;
    cmd.actor.no = sc->starters[sc->head];
    cmd.actor.kind = KUNDO_PERSON_VISITOR;
    cmd.u.conversation_close.cno = sc->chats[sc->head];

    sc->head = (sc->head + 1) % RING;
    sc->nring--;

    (void) store_apply(&sc->store, &cmd);
}


/* Deadlines a day away, of agents and in a flow of their own. */

static void
fill_deadlines(scene_t *sc)
{
    char      id[32];
    uint64_t  cno, agent, visitor = 0;
    unsigned  i;

    store_flow(&sc->store, "others", 0, 0, DAY_S);

    for (i = 0; i < sc->deadlines; i++) {

        if (i % KUNDO_CHATS_MAX == 0) {
            snprintf(id, sizeof(id), "o%u", i);
            agent = store_agent(&sc->store, id);
            store_presence(&sc->store, agent, KUNDO_STATE_ONLINE, others, 1,
                           KUNDO_CHATS_MAX);
            visitor = store_visitor(&sc->store, kundo_str_null).no;
        }

        cno = store_chat(&sc->store, visitor, "others");
        store_text(&sc->store, cno, visitor, KUNDO_PERSON_VISITOR, 1,
                   kundo_str("?"));
    }
}


/* Untimed: what is due by now fires, as it would. */

static void
fire(scene_t *sc)
{
    unsigned         i, n;
    uint64_t         next_ms;
    kundo_due_t      rows[64];
    kundo_command_t  cmd;

    do {
        look(sc);

        if (kundo_due_head(&sc->store.txn, sc->store.now_ms, rows, 64, &n,
                           &next_ms)
            != KUNDO_OK)
        {
            store_fail(sc->name, "deadlines cannot be read");
        }

        kundo_txn_abort(&sc->store.txn);

        for (i = 0; i < n; i++) {
            memset(&cmd, 0, sizeof(kundo_command_t));
            cmd.type = KUNDO_COMMAND_DUE_FIRE;
            cmd.u.due_fire.ms = rows[i].ms;
            cmd.u.due_fire.kind = rows[i].kind;
            cmd.u.due_fire.no = rows[i].no;
            (void) store_apply(&sc->store, &cmd);
        }

        store_commit(&sc->store);

    } while (n == 64);
}


/*
 * As many as one agent may have come to her, she lets them wait, another one
 * who comes gets them and lets them wait, too; and so on.
 */

static void
fill_overdue(scene_t *sc)
{
    char      id[32];
    uint64_t  cno, agent;
    unsigned  i;

    for (i = 0; i < sc->overdue; i++) {
        cno = store_chat(&sc->store, sc->visitors[i % VISITORS], "shop");
        store_text(&sc->store, cno, sc->visitors[i % VISITORS],
                   KUNDO_PERSON_VISITOR, 1, kundo_str("?"));

        if ((i + 1) % KUNDO_CHATS_MAX != 0) {
            continue;
        }

        sc->store.now_ms += 1000 * FIRST_S + 1;
        store_commit(&sc->store);
        fire(sc);

        snprintf(id, sizeof(id), "o%u", i);
        agent = store_agent(&sc->store, id);
        store_presence(&sc->store, agent, KUNDO_STATE_ONLINE, flows, 1,
                       KUNDO_CHATS_MAX);

        sc->store.now_ms += 1000 * FIRST_S + 1;
        store_commit(&sc->store);
        fire(sc);
    }
}


/* Reads every row, so that no page is met for the first time later. */

static void
warm(scene_t *sc)
{
    unsigned      i;
    kundo_walk_t  walk;

    look(sc);

    for (i = KUNDO_TABLE_META + 1; i < KUNDO_TABLE_N; i++) {

        if (kundo_walk_open(&sc->store.txn, (kundo_table_t) i, &walk)
            != KUNDO_OK)
        {
            store_fail(sc->name, "cannot be read");
        }

        while (kundo_walk_next(&walk) == KUNDO_OK) { /* void */ }

        kundo_walk_close(&walk);
    }

    kundo_txn_abort(&sc->store.txn);
}


/* The same store again, in another way. */

static void
reopen(scene_t *sc, int nosync, unsigned batch_max)
{
    uint64_t  now_ms;

    now_ms = sc->store.now_ms;

    store_close(&sc->store);
    store_open(&sc->store, sc->path, now_ms, nosync);
    sc->store.batch_max = batch_max;
    warm(sc);
}


/*
 * Without the pages that filling has freed: LMDB keeps a list of them, which
 * every transaction would read and write.
 */

static void
compact(scene_t *sc)
{
    char    error[256];
    size_t  len;

    len = strlen(sc->path);
    snprintf(sc->path + len, sizeof(sc->path) - len, "c");

    if (mkdir(sc->path, 0700) != 0) {
        store_fail(sc->path, strerror(errno));
    }

    if (kundo_env_backup(sc->store.env, sc->path, 2, error) != KUNDO_OK) {
        store_fail(sc->path, error);
    }

    reopen(sc, 1, STORE_BATCH);
}


static void
fill(scene_t *sc, const char *folder, unsigned n)
{
    char      id[32];
    unsigned  i, max_chats;

    sc->chats = calloc(RING, sizeof(uint64_t));
    sc->starters = calloc(RING, sizeof(uint64_t));

    if (sc->chats == NULL || sc->starters == NULL) {
        store_fail("routing", "out of memory");
    }

    snprintf(sc->path, sizeof(sc->path), "%s/%u", folder, n);

    if (mkdir(sc->path, 0700) != 0) {
        store_fail(sc->path, strerror(errno));
    }

    store_open(&sc->store, sc->path, store_clock_ms(), 1);
    store_settings(&sc->store, KUNDO_CHATS_MAX);
    store_flow(&sc->store, "shop", 0, 2 * MANY,
               sc->kind == MESSAGE || sc->kind == OVERDUE ? FIRST_S : 0);

    for (i = 0; i < VISITORS; i++) {
        sc->visitors[i] = store_visitor(&sc->store, kundo_str_null).no;
    }

    /* while nobody is there, messages are left */

    for (i = 0; i < sc->left; i++) {
        (void) store_chat(&sc->store, sc->visitors[i % VISITORS], "shop");
    }

    fill_deadlines(sc);

    max_chats = sc->waiting ? sc->open / sc->agents : KUNDO_CHATS_MAX;

    for (i = 0; i < sc->agents; i++) {
        snprintf(id, sizeof(id), "a%u", i);
        sc->agent = store_agent(&sc->store, id);
        store_presence(&sc->store, sc->agent, KUNDO_STATE_ONLINE, flows, 1,
                       max_chats);
    }

    fill_overdue(sc);

    for (i = 0; i < sc->open + sc->waiting; i++) {
        chat_start(sc);
    }

    /* who goes and comes has no chats that would go elsewhere */

    if (sc->kind == PRESENCE) {
        sc->agent = store_agent(&sc->store, "comes");
        store_presence(&sc->store, sc->agent, KUNDO_STATE_ONLINE, flows, 1,
                       0);
    }

    store_commit(&sc->store);
    compact(sc);
}


/* Untimed: chats to which nobody has turned yet, for those of last time. */

static void
renew(scene_t *sc)
{
    unsigned     i;
    kundo_hot_t  hot;

    sc->store.now_ms += 1000 * FIRST_S + 1;
    fire(sc);

    for (i = 0; i < TURN; i++) {
        chat_close(sc);
        chat_start(sc);
    }

    store_commit(&sc->store);
    look(sc);

    for (i = 0; i < TURN; i++) {
        if (kundo_hot_get(&sc->store.txn,
                          sc->chats[(sc->head + sc->nring - TURN + i) % RING],
                          &hot)
            != KUNDO_OK)
        {
            store_fail(sc->name, "no chat");
        }

        sc->agents_of[i] = hot.agent;
    }

    kundo_txn_abort(&sc->store.txn);
}


static void
position(scene_t *sc)
{
    unsigned     i, last;
    uint32_t     n, length;
    kundo_hot_t  hot;

    last = (sc->head + sc->nring - 1) % RING;

    for (i = 0; i < READS; i++) {
        if (kundo_hot_get(&sc->store.txn, sc->chats[last], &hot) != KUNDO_OK
            || kundo_queue_length(&sc->store.txn, hot.flow, &length)
               != KUNDO_OK
            || kundo_queue_position(&sc->store.txn, &hot, &n) != KUNDO_OK
            || n != sc->waiting || length != n)
        {
            store_fail(sc->name, "another position");
        }
    }
}


static void
cycle(scene_t *sc, unsigned i)
{
    unsigned  at;

    switch (sc->kind) {

    case CHAT:
    case OVERDUE:
        chat_start(sc);
        chat_close(sc);
        break;

    case PRESENCE:
        store_presence(&sc->store, sc->agent, KUNDO_STATE_OFFLINE, NULL, 0,
                       0);
        store_presence(&sc->store, sc->agent, KUNDO_STATE_ONLINE, NULL, 0,
                       0);
        break;

    case MESSAGE:
        at = (sc->head + sc->nring - TURN + i) % RING;

        store_text(&sc->store, sc->chats[at], sc->starters[at],
                   KUNDO_PERSON_VISITOR, 1, kundo_str("asks"));
        store_text(&sc->store, sc->chats[at], sc->agents_of[i],
                   KUNDO_PERSON_AGENT, 1, kundo_str("answers"));
        break;

    default:
        break;
    }
}


/* n cycles; what they took, each. */

static void
measure(scene_t *sc, unsigned n, clockid_t id, double *us, double *ncalls,
    double *pages)
{
    double    from, took;
    unsigned  i, j;
    uint64_t  was_calls, was_bytes;

    took = 0;
    *ncalls = 0;
    *pages = 0;

    for (i = 0; i < n; i += j) {

        if (sc->kind == MESSAGE) {
            renew(sc);
        }

        was_calls = calls;
        was_bytes = written();
        from = clock_us(id);

        if (sc->kind == POSITION) {
            look(sc);
            position(sc);
            kundo_txn_abort(&sc->store.txn);
            j = READS;

        } else {
            for (j = 0; j < TURN; j++) {
                cycle(sc, j);
            }

            store_commit(&sc->store);
        }

        took += clock_us(id) - from;
        *pages += (double) (written() - was_bytes) / PAGE;
        *ncalls += (double) (calls - was_calls);
    }

    *us = took / n;
    *ncalls /= n;
    *pages /= n;
}


static void
run(scene_t *sc, cost_t *c)
{
    double  none;

    measure(sc, CYCLES, CLOCK_THREAD_CPUTIME_ID, &c->cpu_us, &c->calls,
            &none);

    if (sc->kind == POSITION) {
        return;
    }

    sc->store.batch_max = 1;

    measure(sc, CYCLES, CLOCK_THREAD_CPUTIME_ID, &c->alone_us, &none,
            &c->pages);

    sc->store.batch_max = STORE_BATCH;
}


static void
run_synced(scene_t *sc, cost_t *c)
{
    double  none;

    if (sc->kind != POSITION) {
        measure(sc, SYNCED, CLOCK_MONOTONIC, &c->synced_us, &none, &none);
    }
}


static int
compare(const void *one, const void *two)
{
    const double  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


static double
median(const scene_t *sc, unsigned nruns, size_t offset)
{
    double    values[RUNS_MAX];
    unsigned  i;

    for (i = 0; i < nruns; i++) {
        memcpy(&values[i], (const char *) &sc->costs[i] + offset,
               sizeof(double));
    }

    qsort(values, nruns, sizeof(double), compare);

    return values[nruns / 2];
}


static void
report(unsigned nruns)
{
    double          m[5], first[5] = { 0 };
    size_t          i, j;
    const scene_t  *sc;

    static const size_t  fields[] = {
        offsetof(cost_t, calls), offsetof(cost_t, pages),
        offsetof(cost_t, cpu_us), offsetof(cost_t, alone_us),
        offsetof(cost_t, synced_us)
    };

    for (i = 0; i < NSCENES; i++) {
        sc = &scenes[i];

        if (sc->first) {
            printf("\n%s\n%-28s%16s%16s%16s%16s%16s\n", titles[sc->kind], "",
                   "calls", "pages", "us of 64", "us alone", "us synced");
        }

        printf("%-28s", sc->name);

        for (j = 0; j < 5; j++) {
            m[j] = median(sc, nruns, fields[j]);
            first[j] = sc->first ? m[j] : first[j];

            if (m[j] == 0) {
                printf("%16s", "-");

            } else {
                printf("%9.1f %5.2fx", m[j], m[j] / first[j]);
            }
        }

        printf("\n");
    }
}


int
main(int argc, char **argv)
{
    size_t    i;
    unsigned  j, nruns;

    nruns = argc == 3 ? (unsigned) strtoul(argv[2], NULL, 10) : 0;

    if (nruns == 0 || nruns > RUNS_MAX) {
        fprintf(stderr, "usage: routing FOLDER RUNS\n");
        return 2;
    }

    for (i = 0; i < NSCENES; i++) {
        fprintf(stderr, "%s: %s\n", titles[scenes[i].kind], scenes[i].name);
        fill(&scenes[i], argv[1], (unsigned) i);
    }

    /* the first one is for pages that are used again from then on */

    for (j = 0; j <= nruns; j++) {
        for (i = 0; i < NSCENES; i++) {
            run(&scenes[i], &scenes[i].costs[j ? j - 1 : 0]);
        }
    }

    for (i = 0; i < NSCENES; i++) {
        reopen(&scenes[i], 0, 1);
    }

    for (j = 0; j < nruns; j++) {
        for (i = 0; i < NSCENES; i++) {
            run_synced(&scenes[i], &scenes[i].costs[j]);
        }
    }

    report(nruns);

    return 0;
}

/*
 * Measure: what the cycles of a scene take of CPU, of LMDB's calls, of pages
 * and of time.
 */

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/routing_scene.h"
#include "domain/kundo_queue.h"


#define PAGE    4096
#define CYCLES  2048              /* of one measurement */
#define SYNCED  32
#define READS   256


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


/* Untimed: chats to which nobody has turned yet, for those of last time. */

static void
renew(scene_t *sc)
{
    unsigned     i;
    kundo_hot_t  hot;

    sc->store.now_ms += 1000 * FIRST_S + 1;
    scene_fire(sc);

    for (i = 0; i < TURN; i++) {
        scene_chat_close(sc);
        scene_chat_start(sc);
    }

    store_commit(&sc->store);
    scene_look(sc);

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
        scene_chat_start(sc);
        scene_chat_close(sc);
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
            scene_look(sc);
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


void
scene_run(scene_t *sc, cost_t *c)
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


void
scene_run_synced(scene_t *sc, cost_t *c)
{
    double  none;

    if (sc->kind != POSITION) {
        measure(sc, SYNCED, CLOCK_MONOTONIC, &c->synced_us, &none, &none);
    }
}

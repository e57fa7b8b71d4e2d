/*
 * Fill: makes the store of a scene by the domain's own commands.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/kundo_limit.h"
#include "bench/routing_scene.h"
#include "store/kundo_due.h"
#include "store/kundo_table.h"


#define DAY_S  86400


static const char *const  flows[] = { "shop" };
static const char *const  others[] = { "others" };


void
scene_look(scene_t *sc)
{
    if (kundo_txn_begin_read(sc->store.env, &sc->store.txn) != KUNDO_OK) {
        store_fail(sc->name, "no transaction");
    }
}


void
scene_chat_start(scene_t *sc)
{
    uint64_t  who, cno;
    unsigned  at;

    who = sc->visitors[sc->serial++ % VISITORS];
    cno = store_chat(&sc->store, who, "shop");
    at = (sc->head + sc->nring++) % RING;

    sc->chats[at] = cno;
    sc->starters[at] = who;
}


void
scene_chat_close(scene_t *sc)
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


void
scene_fire(scene_t *sc)
{
    unsigned         i, n;
    uint64_t         next_ms;
    kundo_due_t      rows[64];
    kundo_command_t  cmd;

    do {
        scene_look(sc);

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
        scene_fire(sc);

        snprintf(id, sizeof(id), "o%u", i);
        agent = store_agent(&sc->store, id);
        store_presence(&sc->store, agent, KUNDO_STATE_ONLINE, flows, 1,
                       KUNDO_CHATS_MAX);

        sc->store.now_ms += 1000 * FIRST_S + 1;
        store_commit(&sc->store);
        scene_fire(sc);
    }
}


/* Reads every row, so that no page is met for the first time later. */

static void
warm(scene_t *sc)
{
    unsigned      i;
    kundo_walk_t  walk;

    scene_look(sc);

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


void
scene_reopen(scene_t *sc, int nosync, unsigned batch_max)
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

    scene_reopen(sc, 1, STORE_BATCH);
}


void
scene_fill(scene_t *sc, const char *folder, unsigned n)
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
        scene_chat_start(sc);
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

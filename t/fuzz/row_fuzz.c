/*
 * Rows: a store in which any one row was overwritten is answered with what
 * is left of it or as damaged, by whoever reads or changes it; nothing ends
 * or hangs the program.
 *
 * Input: table 1, number of the row 1, then its new value.
 */

#include "kundo_fuzz.h"

#include <unistd.h>

#include "auth/kundo_seal.h"
#include "domain/kundo_apply.h"
#include "domain/kundo_check.h"
#include "domain/kundo_query.h"
#include "domain/kundo_stream.h"
#include "unit/kundo_command_make.h"


#define VISITOR  1
#define EVA      2
#define BO       3


static kundo_env_t    *env;
static kundo_seal_t   *seal;
static kundo_arena_t   arena;


static void
apply(kundo_txn_t *txn, kundo_command_t cmd)
{
    kundo_result_t  result;

    (void) kundo_apply(txn, &arena, &cmd, &result);
    kundo_arena_reset(&arena);
}


/* Visitor, two agents, flow, three conversations, 40 messages. */

static void
fill(kundo_txn_t *txn)
{
    char      cid[8];
    unsigned  i;

    apply(txn, make_command(KUNDO_COMMAND_WORKER_JOIN, make_system()));
    apply(txn, make_visitor_add());
    apply(txn, make_agent_add("eva@x"));
    apply(txn, make_agent_add("bo@x"));
    apply(txn, make_flow_add("f", 9));
    apply(txn, make_flow_open("o", MAKE_NOW_MS + 60000,
                              MAKE_NOW_MS + 120000));
    apply(txn, make_link(KUNDO_COMMAND_LINK_UP, EVA, 1));
    apply(txn, make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));

    for (i = 0; i < 3; i++) {
        apply(txn, make_start(VISITOR, "f"));
    }

    for (i = 0; i < 40; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        apply(txn, make_post(i % 2 ? make_visitor(VISITOR)
                                   : make_agent(EVA), 1, cid, "hej"));
    }
}


static void
set_up(void)
{
    char                 dir[] = "/dev/shm/kundo-fuzz-XXXXXX", file[64];
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_txn_t          txn;
    kundo_env_options_t  options;

    memset(seed, 0x5a, sizeof(seed));
    memset(&options, 0, sizeof(options));

    options.map_size = 16 << 20;
    options.seed = seed;
    options.now_ms = MAKE_NOW_MS;
    options.nosync = 1;

    kundo_must(mkdtemp(dir) != NULL);
    kundo_must(kundo_env_open(&env, dir, &options, error) == KUNDO_OK);

    kundo_arena_init(&arena, 32 << 20);

    kundo_must(kundo_txn_begin_write(env, &txn) == KUNDO_OK);
    kundo_must(kundo_seal_create(&seal, txn.meta.seal_key) == KUNDO_OK);
    fill(&txn);
    kundo_must(kundo_txn_commit(&txn) == KUNDO_OK);

    /* the files stay open and are gone when the program is */

    snprintf(file, sizeof(file), "%s/data.mdb", dir);
    (void) unlink(file);
    snprintf(file, sizeof(file), "%s/lock.mdb", dir);
    (void) unlink(file);
    (void) rmdir(dir);
}


/* KUNDO_OK when there was such a row. */

static kundo_rc_t
overwrite(kundo_txn_t *txn, kundo_table_t table, unsigned n,
    kundo_str_t value)
{
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    rc = kundo_walk_open(txn, table, &walk);
    kundo_must(rc == KUNDO_OK);

    do {
        rc = kundo_walk_next(&walk);
    } while (rc == KUNDO_OK && n--);

    if (rc == KUNDO_OK) {
        key.len = walk.key.len;
        memcpy(key.data, walk.key.data, walk.key.len);
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_OK
           ? kundo_table_put(txn, table, kundo_key_str(&key), value) : rc;
}


static void
ignore(void *data, const char *line)
{
}


static void
look(kundo_txn_t *txn, kundo_actor_t viewer)
{
    uint64_t                 cno, jno;
    kundo_out_t              out;
    kundo_page_t             page = { 2, kundo_str_null };
    kundo_check_t            check;
    kundo_reader_t           rd;
    kundo_stream_list_t      list;
    kundo_messages_query_t   q;

    memset(&rd, 0, sizeof(rd));
    memset(&q, 0, sizeof(q));

    rd.txn = txn;
    rd.seal = seal;
    rd.arena = &arena;
    rd.viewer = viewer;
    q.page.limit = KUNDO_LIST_MAX;

    kundo_out_init(&out, &arena, 4096);

    (void) kundo_query_status(&rd, &out, kundo_str("f"));
    (void) kundo_query_flows(&rd, &out);
    (void) kundo_query_presence(&rd, &out);
    (void) kundo_query_me(&rd, &out);
    (void) kundo_query_conversations(&rd, &out, &page);
    (void) kundo_query_inbox(&rd, &out, kundo_str("open"), &page);
    (void) kundo_query_inbox(&rd, &out, kundo_str("my-replies"), &page);

    for (cno = 1; cno <= 3; cno++) {
        (void) kundo_query_conversation(&rd, &out, cno);
        (void) kundo_query_messages(&rd, &out, cno, &q);
    }

    (void) kundo_stream_now(&rd, &jno);
    (void) kundo_stream_since(&rd, 0, &list);
    (void) kundo_check(txn, &arena, &check, ignore, NULL);

    kundo_arena_reset(&arena);
}


static void
change(kundo_txn_t *txn)
{
    apply(txn, make_post(make_visitor(VISITOR), 1, "c3", "hej"));
    apply(txn, make_post(make_visitor(VISITOR), 1, "new", "hej"));
    apply(txn, make_seen(make_agent(EVA), 1, 5));
    apply(txn, make_presence(BO, KUNDO_STATE_ONLINE, "f", 3));
    apply(txn, make_post(make_visitor(VISITOR), 2, "first", "hej"));
    apply(txn, make_post(make_agent(BO), 2, "answer", "hej"));
    apply(txn, make_close(make_agent(EVA), 1));
    apply(txn, make_post(make_visitor(VISITOR), 1, "again", "hej"));
    apply(txn, make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    apply(txn, make_worker_gone(1));
    apply(txn, make_disable("bo@x", 1));
    apply(txn, make_fire(MAKE_NOW_MS, KUNDO_DUE_FLOW_EMPTY, 1));
    apply(txn, make_start(VISITOR, "f"));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned       table;
    kundo_txn_t    txn;

    if (env == NULL) {
        set_up();
    }

    if (size < 2) {
        return 0;
    }

    /* meta is read when a transaction begins, and checked there */

    table = 1 + data[0] % (KUNDO_TABLE_N - 1);

    kundo_must(kundo_txn_begin_write(env, &txn) == KUNDO_OK);

    if (overwrite(&txn, (kundo_table_t) table, data[1],
                  kundo_str_make(data + 2, size - 2))
        == KUNDO_OK)
    {
        look(&txn, make_visitor(VISITOR));
        look(&txn, make_agent(EVA));
        look(&txn, make_admin(BO));
        change(&txn);
        look(&txn, make_admin(EVA));
    }

    kundo_txn_abort(&txn);

    return 0;
}

/*
 * What a test needs of the domain: a store and commands on it.
 */

#ifndef KUNDO_DOMAIN_TEST_H
#define KUNDO_DOMAIN_TEST_H


#include "unit/kundo_store_test.h"
#include "unit/kundo_command_make.h"

#include "auth/kundo_seal.h"
#include "domain/kundo_apply.h"
#include "domain/kundo_check.h"
#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"
#include "domain/kundo_render.h"
#include "domain/kundo_work.h"
#include "store/kundo_journal.h"


typedef struct {
    kundo_arena_t    arena;
    kundo_seal_t    *seal;
    kundo_result_t   result;
    kundo_reader_t   rd;
    uint64_t         now_ms;      /* of the commands to come */
} domain_t;

static domain_t  domain;


static inline kundo_rc_t
run(kundo_command_t cmd)
{
    kundo_rc_t  rc;

    if (cmd.now_ms < domain.now_ms) {
        cmd.now_ms = domain.now_ms;
    }

    rc = kundo_apply(&store.txn, &domain.arena, &cmd, &domain.result);
    kundo_arena_reset(&domain.arena);

    assert_int_equal(rc, domain.result.rc);

    return rc;
}


/* The inside of a command, for what is a part of several. */

static inline kundo_work_t
domain_work(void)
{
    kundo_work_t  w;

    memset(&w, 0, sizeof(kundo_work_t));

    w.txn = &store.txn;
    w.arena = &domain.arena;
    w.result = &domain.result;
    w.now_ms = MAKE_NOW_MS;

    return w;
}


/* A refusal, after which everything is as it was: also the last page. */

#define assert_refused(cmd, must)                                             \
    do {                                                                      \
        kundo_meta_t  was_ = store.txn.meta;                                  \
                                                                              \
        assert_int_equal(run(cmd), must);                                     \
        assert_memory_equal(&store.txn.meta, &was_, sizeof(was_));            \
    } while (0)

#define assert_done(cmd)  assert_int_equal(run(cmd), KUNDO_OK)


static inline kundo_hot_t
hot_of(uint64_t cno)
{
    kundo_hot_t  hot;

    assert_int_equal(kundo_hot_get(&store.txn, cno, &hot), KUNDO_OK);

    return hot;
}


static inline kundo_presence_t
presence_of(uint64_t agent)
{
    kundo_presence_t  p;

    assert_int_equal(kundo_presence_get(&store.txn, agent, &p), KUNDO_OK);

    return p;
}


/* The type of the newest event but n. */

static inline int
event_type(unsigned n)
{
    kundo_journal_t  row;

    assert_int_equal(kundo_journal_get(&store.txn,
                                       store.txn.meta.last_jno - n, &row),
                     KUNDO_OK);

    return row.type;
}


static inline uint64_t
rows_of(kundo_table_t table)
{
    uint64_t      n;
    kundo_walk_t  walk;

    assert_int_equal(kundo_walk_open(&store.txn, table, &walk), KUNDO_OK);

    for (n = 0; kundo_walk_next(&walk) == KUNDO_OK; n++) { /* void */ }

    kundo_walk_close(&walk);

    return n;
}


static inline int
domain_set_up(void **state)
{
    if (store_set_up(state) != 0) {
        return -1;
    }

    kundo_arena_init(&domain.arena, 8 << 20);
    domain.now_ms = 0;

    assert_int_equal(kundo_seal_create(&domain.seal,
                                       store.txn.meta.seal_key), KUNDO_OK);

    memset(&domain.rd, 0, sizeof(kundo_reader_t));

    domain.rd.txn = &store.txn;
    domain.rd.seal = domain.seal;
    domain.rd.arena = &domain.arena;

    return 0;
}


static inline void
domain_problem(void *data, const char *line)
{
    fail_msg("%s", line);
}


/* Whatever a test has done, the store is sound. */

static inline int
domain_tear_down(void **state)
{
    kundo_check_t  check;

    if (store.txn.mdb != NULL) {
        assert_int_equal(kundo_check(&store.txn, &domain.arena, &check,
                                     domain_problem, NULL), KUNDO_OK);
    }

    kundo_seal_free(domain.seal);
    kundo_arena_free(&domain.arena);

    return store_tear_down(state);
}


#define domain_test(f)                                                        \
    cmocka_unit_test_setup_teardown(f, domain_set_up, domain_tear_down)


#endif /* KUNDO_DOMAIN_TEST_H */

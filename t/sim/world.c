/*
 * World: commands in batches, as the writer runs them, each compared with
 * the model; faults in between.
 */

#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/kundo_apply.h"
#include "sim/cover.h"
#include "sim/trace.h"
#include "sim/world.h"
#include "sim/wrap.h"


/* A refusal, or what was done before, leaves every row as it was. */

static void
world_check_untouched(world_t *w, const kundo_meta_t *was,
    const kundo_result_t *result)
{
    kundo_meta_t  is = w->txn.meta;

    if (result->rc == KUNDO_OK && !result->repeated) {
        return;
    }

    if (wrap.changes != 0) {
        sim_fail("%u rows are changed, but the answer is \"%s\"%s",
                 wrap.changes, kundo_rc_code(result->rc),
                 result->repeated ? ", repeated" : "");
    }

    if (result->rc == KUNDO_OK) {
        is.now_ms = was->now_ms;
    }

    if (memcmp(&is, was, sizeof(kundo_meta_t)) != 0) {
        sim_fail("meta is changed, but the answer is \"%s\"",
                 kundo_rc_code(result->rc));
    }
}


/* KUNDO_OK, a refusal, or the fault that the transaction ends with. */

static kundo_rc_t
world_apply(world_t *w, const kundo_command_t *cmd, unsigned fail_at,
    int fail_rc, kundo_arena_t *arena)
{
    look_t          look;
    unsigned        events;
    kundo_rc_t      rc;
    kundo_meta_t    was;
    kundo_result_t  is, must;

    was = w->txn.meta;
    events = w->m->nevents;

    wrap_reset();

    if (fail_at) {
        wrap_fail(fail_at, fail_rc);
    }

    rc = kundo_apply(&w->txn, arena, cmd, &is);

    w->calls = wrap.calls;
    wrap.fail_at = 0;
    kundo_arena_reset(arena);

    if (rc != is.rc) {
        sim_fail("two answers: \"%s\" and \"%s\"", kundo_rc_code(rc),
                 kundo_rc_code(is.rc));
    }

    if (wrap.failed && !kundo_rc_is_fault(rc)) {
        sim_fail("call %u of LMDB failed (%d), but the answer is \"%s\"",
                 fail_at, fail_rc, kundo_rc_code(rc));
    }

    if (kundo_rc_is_fault(rc)) {

        if (!wrap.failed && w->map_size == WORLD_MAP && arena == &w->arena)
        {
            sim_fail("a fault out of nothing: %s", kundo_rc_title(rc));
        }

        if (w->trace) {
            printf("      fault: %s\n", kundo_rc_title(rc));
        }

        cover_count(COVER_FAULT);

        return rc;
    }

    model_apply(w->m, cmd, &must);

    if (w->trace) {
        trace_result(&is);
    }

    compare_result(&is, &must);
    cover_command(w->m, cmd, &must, events);
    world_check_untouched(w, &was, &is);

    if (wrap.changes > w->changes_max) {
        w->changes_max = wrap.changes;
    }

    if (wrap.changes > WORLD_BOUND) {
        sim_fail("one command changes %u rows", wrap.changes);
    }

    world_look(w, &w->txn, w->m, &look);
    compare_step(&look, events);
    kundo_arena_reset(&w->arena);

    return rc;
}


/* A command as it is written down, for the replay. */

static void
world_record(world_t *w, const kundo_command_t *cmd)
{
    kundo_out_t  out;

    if (w->ndone == w->cap) {
        w->cap = w->cap ? w->cap * 2 : 512;
        w->done = realloc(w->done, w->cap * sizeof(kundo_str_t));

        if (w->done == NULL) {
            sim_fail("out of memory");
        }
    }

    kundo_out_init(&out, &w->keep, 128);
    kundo_command_encode(&out, cmd);

    if (out.failed) {
        sim_fail("a command does not fit the arena");
    }

    w->done[w->ndone++] = kundo_str_make(out.data, out.len);
}


static void
world_begin(world_t *w)
{
    kundo_rc_t  rc;

    model_copy(w->before, w->m);

    rc = kundo_txn_begin_write(w->env, &w->txn);
    sim_ok(rc, "begin");

    w->open = 1;
}


static void
world_rollback(world_t *w)
{
    kundo_txn_abort(&w->txn);
    model_copy(w->m, w->before);
    w->open = 0;
}


/* As the writer does after a fault: each command alone, once. */

static void
world_alone(world_t *w)
{
    unsigned    i;
    kundo_rc_t  rc;

    if (w->trace) {
        printf("      each alone:\n");
    }

    for (i = 0; i < w->nbatch; i++) {
        world_begin(w);

        rc = world_apply(w, &w->batch[i], 0, 0, &w->arena);

        if (rc == KUNDO_OK) {
            rc = kundo_txn_commit(&w->txn);

            if (rc != KUNDO_OK) {
                model_copy(w->m, w->before);
            }

        } else {
            kundo_txn_abort(&w->txn);
        }

        w->open = 0;

        if (kundo_rc_is_fault(rc)) {
            w->faults++;

            if (w->map_size == WORLD_MAP) {
                sim_fail("a commit fails: %s", kundo_rc_title(rc));
            }

        } else {
            world_record(w, &w->batch[i]);
        }
    }

    w->nbatch = 0;
}


static const int  world_faults[] = {
    EIO, ENOSPC, ENOMEM, MDB_MAP_FULL, MDB_CORRUPTED, MDB_TXN_FULL
};


void
world_run(world_t *w, const kundo_command_t *cmd)
{
    int             fail_rc;
    unsigned        fail_at;
    kundo_rc_t      rc;
    kundo_arena_t   small;

    if (w->nbatch == WORLD_BATCH) {
        world_commit(w);
    }

    if (!w->open) {
        world_begin(w);
    }

    w->steps++;
    w->batch[w->nbatch++] = *cmd;

    if (w->trace) {
        trace_command(w->steps, cmd);
    }

    fail_at = 0;
    fail_rc = 0;

    if (!w->calm && chance_one_in(&w->chance, 24)) {
        fail_at = 1 + (unsigned) chance_below(&w->chance, 40);
        fail_rc = world_faults[chance_below(&w->chance, 6)];
    }

    if (!w->calm && !fail_at && chance_one_in(&w->chance, 64)) {

        kundo_arena_init(&small, (size_t) chance_below(&w->chance, 600));
        rc = world_apply(w, cmd, 0, 0, &small);
        kundo_arena_free(&small);

    } else {
        rc = world_apply(w, cmd, fail_at, fail_rc, &w->arena);
    }

    if (kundo_rc_is_fault(rc)) {
        world_rollback(w);
        world_alone(w);
    }
}


void
world_commit(world_t *w)
{
    unsigned    i;
    kundo_rc_t  rc;

    if (!w->open) {
        return;
    }

    wrap_reset();

    if (!w->calm && chance_one_in(&w->chance, 40)) {
        wrap_fail(1 + (unsigned) chance_below(&w->chance, 2),
                  world_faults[chance_below(&w->chance, 4)]);
    }

    rc = kundo_txn_commit(&w->txn);
    wrap.fail_at = 0;

    if (wrap.failed && rc == KUNDO_OK) {
        sim_fail("a failed commit is answered as done");
    }

    w->open = 0;

    if (rc == KUNDO_OK) {
        for (i = 0; i < w->nbatch; i++) {
            world_record(w, &w->batch[i]);
        }

        w->nbatch = 0;
        return;
    }

    if (!wrap.failed && w->map_size == WORLD_MAP) {
        sim_fail("a commit fails: %s", kundo_rc_title(rc));
    }

    cover_count(COVER_COMMIT_FAULT);

    if (w->trace) {
        printf("      commit: %s\n", kundo_rc_title(rc));
    }

    model_copy(w->m, w->before);
    world_alone(w);
}


void
world_finish(world_t *w)
{
    look_t       look;
    unsigned     i;
    kundo_txn_t  txn;

    world_commit(w);

    sim_ok(kundo_txn_begin_read(w->env, &txn), "begin");
    world_look(w, &txn, w->m, &look);

    compare_all(&look);
    kundo_arena_reset(&w->arena);

    for (i = 0; i < w->ncursors; i++) {
        resume_check(&look, &w->cursors[i]);
        kundo_arena_reset(&w->arena);
    }

    kundo_txn_abort(&txn);
}

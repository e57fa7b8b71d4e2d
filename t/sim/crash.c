/*
 * Crash: what is on the disk, copied at a bad moment or as a loss of power
 * leaves it, is a store as of the last commit, and nothing in between.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/cover.h"
#include "sim/disk.h"
#include "sim/rows.h"
#include "sim/world.h"
#include "sim/wrap.h"


#define CRASH_WRITES  8       /* of a commit; the meta page is the last */
#define CRASH_EVERY   30      /* commits; with syncs more often */
#define CRASH_POWER   5


typedef struct {
    world_t   *w;
    unsigned   at;
    int        copied;
    char       path[400];
} crash_t;


static void
crash_path(crash_t *crash, world_t *w)
{
    crash->w = w;
    snprintf(crash->path, sizeof(crash->path), "%s/%u", w->dir, ++w->dirs);
}


static void
crash_copy(crash_t *crash)
{
    if (disk_on) {
        disk_cut(crash->path, &crash->w->chance);

    } else {
        rows_copy(crash->w->path, crash->path);
    }
}


/* Opens a copy, which is one of two models, by the number of its commit. */

static void
crash_look(crash_t *crash, uint64_t commits)
{
    look_t        look;
    world_t      *w = crash->w;
    uint64_t      is;
    kundo_txn_t   txn;
    kundo_env_t  *env;

    env = world_env(crash->path, WORLD_MAP);
    is = kundo_env_last_txn(env);

    if (is != commits && is != commits + 1) {
        sim_fail("after a crash the store has commit %llu, must have %llu",
                 (unsigned long long) is, (unsigned long long) commits);
    }

    sim_ok(kundo_txn_begin_read(env, &txn), "begin");
    world_look(w, &txn, is == commits ? w->before : w->m, &look);

    compare_all(&look);

    kundo_txn_abort(&txn);
    kundo_arena_reset(&w->arena);
    kundo_env_close(env);

    world_remove(crash->path);
}


/* While a batch is under way. */

void
crash_now(world_t *w)
{
    crash_t  crash;

    crash_path(&crash, w);
    crash_copy(&crash);
    cover_count(COVER_CRASH_BATCH);

    if (w->trace) {
        printf("      crash in a batch\n");
    }

    crash_look(&crash, kundo_env_last_txn(w->env));
}


static void
crash_write(void *data, unsigned n)
{
    crash_t  *crash = data;

    if (n == crash->at) {
        crash_copy(crash);
        crash->copied = 1;
    }
}


/* Commits; now and then the machine stops before one of the writes. */

void
crash_commit(world_t *w)
{
    crash_t   crash;
    uint64_t  commits;

    if (!w->open || !chance_one_in(&w->chance, disk_on ? CRASH_POWER
                                                      : CRASH_EVERY)) {
        world_commit(w);
        return;
    }

    crash_path(&crash, w);
    crash.at = (unsigned) chance_below(&w->chance, CRASH_WRITES);
    crash.copied = 0;

    commits = kundo_env_last_txn(w->env);

    wrap_write_hook = crash_write;
    wrap_write_data = &crash;
    w->calm = 1;

    world_commit(w);

    w->calm = 0;
    wrap_write_hook = NULL;

    if (crash.copied) {
        cover_count(COVER_CRASH_COMMIT);

        if (w->trace) {
            printf("      crash before write %u of the commit\n", crash.at);
        }

        crash_look(&crash, commits);
    }
}

/*
 * World: its stores, from the first to the last, and the end of all of them.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/cover.h"
#include "sim/disk.h"
#include "sim/world.h"


world_t  *world;


void
sim_fail(const char *fmt, ...)
{
    va_list  args;

    fflush(stdout);

    if (world->name != NULL) {
        fprintf(stderr, "t/sim: %s", world->name);

    } else {
        fprintf(stderr, "t/sim: seed %llu",
                (unsigned long long) world->seed);
    }

    fprintf(stderr, ", command %llu: ", (unsigned long long) world->steps);

    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);

    fprintf(stderr, "\n");
    exit(1);
}


kundo_env_t *
world_env(const char *path, size_t map_size)
{
    int                  i;
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_rc_t           rc;
    kundo_env_t         *env;
    kundo_env_options_t  options;

    for (i = 0; i < KUNDO_ENV_SEED_BYTES; i++) {
        seed[i] = (uint8_t) (i * 7 + 1);
    }

    memset(&options, 0, sizeof(kundo_env_options_t));

    options.map_size = map_size;
    options.seed = seed;
    options.now_ms = WORLD_START_MS;
    options.nosync = !disk_on;

    rc = kundo_env_open(&env, path, &options, error);

    if (rc != KUNDO_OK) {
        sim_fail("a store does not open: %s", error);
    }

    return env;
}


void
world_create(world_t *w, uint64_t seed, const char *dir, int trace)
{
    kundo_rc_t   rc;
    kundo_txn_t  txn;

    memset(w, 0, offsetof(world_t, batch));
    memset(&w->nbatch, 0, sizeof(world_t) - offsetof(world_t, nbatch));

    world = w;
    w->seed = seed;
    w->chance.state = seed;
    w->trace = trace;
    w->map_size = WORLD_MAP;

    snprintf(w->dir, sizeof(w->dir), "%s/%llu", dir,
             (unsigned long long) seed);

    if (mkdir(w->dir, 0700) != 0) {
        sim_fail("%s: %s", w->dir, strerror(errno));
    }

    snprintf(w->path, sizeof(w->path), "%s/main", w->dir);

    kundo_arena_init(&w->arena, 32 << 20);
    kundo_arena_init(&w->keep, 32 << 20);

    w->m = malloc(sizeof(model_t));
    w->before = malloc(sizeof(model_t));

    if (w->m == NULL || w->before == NULL) {
        sim_fail("out of memory");
    }

    model_init(w->m, WORLD_START_MS);
    model_copy(w->before, w->m);

    w->env = world_env(w->path, w->map_size);
    disk_watch(w->path);

    rc = kundo_txn_begin_read(w->env, &txn);

    if (rc != KUNDO_OK
        || kundo_seal_create(&w->seal, txn.meta.seal_key) != KUNDO_OK)
    {
        sim_fail("a new store cannot be read");
    }

    kundo_txn_abort(&txn);
}


void
world_free(world_t *w)
{
    disk_forget();
    kundo_env_close(w->env);
    kundo_seal_free(w->seal);
    kundo_arena_free(&w->arena);
    kundo_arena_free(&w->keep);

    free(w->m);
    free(w->before);
    free(w->done);

    world_remove(w->dir);
}


static int
world_remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
    return remove(path);
}


void
world_remove(const char *path)
{
    (void) nftw(path, world_remove_one, 16, FTW_DEPTH|FTW_PHYS);
}


/* As after a restart, perhaps with more room. */

void
world_reopen(world_t *w)
{
    kundo_env_close(w->env);
    w->env = world_env(w->path, w->map_size);
    disk_watch(w->path);
    w->opened_at = w->m->nevents;

    cover_count(COVER_REOPENED);
}


void
world_look(world_t *w, kundo_txn_t *txn, model_t *m, look_t *look)
{
    look->txn = txn;
    look->seal = w->seal;
    look->arena = &w->arena;
    look->chance = &w->chance;
    look->m = m;
}

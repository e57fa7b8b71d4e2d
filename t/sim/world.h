/*
 * World: one history at work: a store, its model, batches of commands as
 * the writer runs them, and what can go wrong in between.
 */

#ifndef WORLD_H
#define WORLD_H


#include "sim/look.h"


#define WORLD_CURSORS  48
#define WORLD_BATCH    KUNDO_BATCH_MAX

#define WORLD_START_MS  1795249800000    /* 2026-11-21T08:30:00Z */

#define WORLD_MAP      ((size_t) 256 << 20)
#define WORLD_BOUND    2048       /* rows that one command may change */


typedef struct {
    uint64_t          seed;
    const char       *name;           /* of a named one */
    int               trace;
    chance_t          chance;
    char              dir[256];       /* of this history */
    unsigned          dirs;           /* stores made in it so far */
    char              path[320];      /* of the store at work */
    size_t            map_size;

    kundo_env_t      *env;
    kundo_txn_t       txn;            /* the writer's */
    kundo_seal_t     *seal;
    kundo_arena_t     arena;          /* scratch */
    kundo_arena_t     keep;           /* strings of all commands */

    model_t          *m;
    model_t          *before;         /* as of the last commit */

    kundo_command_t   batch[WORLD_BATCH];
    unsigned          nbatch;
    int               open;           /* a write transaction is */
    uint64_t          opened_at;      /* events when it was opened last */
    int               calm;           /* nothing is made to fail */

    kundo_str_t      *done;           /* encoded commands, in order */
    unsigned          ndone;
    unsigned          cap;
    uint64_t          steps;

    resume_t          cursors[WORLD_CURSORS];
    unsigned          ncursors;

    unsigned          faults;         /* answered 503 */
    unsigned          changes_max;    /* of one command */
    unsigned          calls;          /* of LMDB, by the newest command */
} world_t;


extern world_t  *world;               /* the one at work, for sim_fail */


void world_create(world_t *w, uint64_t seed, const char *dir, int trace);
void world_free(world_t *w);

/* A store with the same keys as every other of this world. */
kundo_env_t *world_env(const char *path, size_t map_size);
void world_reopen(world_t *w);

/* Adds a command to the batch at hand, and compares. */
void world_run(world_t *w, const kundo_command_t *cmd);

/* Ends the batch: on disk, or each command alone after a fault. */
void world_commit(world_t *w);

/* The rest of a history: everything is compared. */
void world_finish(world_t *w);

void world_look(world_t *w, kundo_txn_t *txn, model_t *m, look_t *look);

/* Removes a folder of stores. */
void world_remove(const char *path);


/* crash.c: the machine stops, now or at some write of the commit. */
void crash_now(world_t *w);
void crash_commit(world_t *w);

/* replay.c */
void replay_check(world_t *w);

/* history.c */
void history_run(world_t *w, unsigned commands);

/* named.c: how many there were; each is counted by sum */
typedef void (*named_sum_pt)(const world_t *w);

unsigned named_run(const char *dir, const char *only, int trace,
    named_sum_pt sum);


#endif /* WORLD_H */

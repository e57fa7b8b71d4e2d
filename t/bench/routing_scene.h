/*
 * Scene: a store with so many agents, chats, waiting and deadlines, and what
 * is measured in it.  routing_fill.c makes it, routing_measure.c measures.
 */

#ifndef ROUTING_SCENE_H
#define ROUTING_SCENE_H


#include "bench/store.h"


#define VISITORS  64              /* who start the chats that are measured */
#define TURN      32              /* cycles between two commits */
#define FIRST_S   30              /* of the flow in which is measured */
#define MANY      100000
#define RING      (MANY + 1024)
#define RUNS_MAX  101


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


/* A new store below folder, compacted and read once. */
void scene_fill(scene_t *sc, const char *folder, unsigned n);

/* The same store again, in another way. */
void scene_reopen(scene_t *sc, int nosync, unsigned batch_max);

/* A transaction for reading, in sc->store.txn. */
void scene_look(scene_t *sc);

/* Untimed: what is due by now fires, as it would. */
void scene_fire(scene_t *sc);

/* Last in the ring. */
void scene_chat_start(scene_t *sc);

/* The oldest, by who has started it. */
void scene_chat_close(scene_t *sc);

/* CPU, calls and pages; and by the clock, on a store that syncs. */
void scene_run(scene_t *sc, cost_t *c);
void scene_run_synced(scene_t *sc, cost_t *c);


#endif /* ROUTING_SCENE_H */

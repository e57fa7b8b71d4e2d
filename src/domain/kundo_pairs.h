/*
 * Pairs: how often something went from one to another, and how often of
 * that by itself (S1.8).
 */

#ifndef KUNDO_PAIRS_H
#define KUNDO_PAIRS_H


#include "base/kundo_arena.h"
#include "base/kundo_rc.h"


typedef struct {
    uint32_t       from;
    uint32_t       to;
    uint32_t       count;             /* 0 of what is free */
    uint32_t       automatic;         /* of count */
} kundo_pair_t;

typedef struct {
    kundo_arena_t  *arena;
    kundo_pair_t   *pairs;            /* a hash; after `sort` a list */
    size_t          n;
    size_t          nslots;
    uint64_t        count;            /* of all, after `sort` */
    uint64_t        automatic;
} kundo_pairs_t;


/* It takes no memory yet. */
void kundo_pairs_init(kundo_pairs_t *ps, kundo_arena_t *arena);

/*
 * Once more; KUNDO_TOO_LARGE beyond KUNDO_STATISTICS_GROUPS pairs, and for a
 * number that does not fit.
 */
kundo_rc_t kundo_pairs_add(kundo_pairs_t *ps, uint64_t from, uint64_t to,
    int automatic);

/* The most frequent first, then by their numbers; nothing is added then. */
kundo_rc_t kundo_pairs_sort(kundo_pairs_t *ps);


#endif /* KUNDO_PAIRS_H */

/*
 * Pairs: a hash that is its own list, so that one fact meets one line of
 * the processor's cache.
 */

#include "domain/kundo_pairs.h"

#include "base/kundo_limit.h"
#include "base/kundo_sort.h"


#define KUNDO_PAIRS_FIRST  256        /* slots */


void
kundo_pairs_init(kundo_pairs_t *ps, kundo_arena_t *arena)
{
    memset(ps, 0, sizeof(kundo_pairs_t));

    ps->arena = arena;
}


/* Where the pair is, or the free slot where it would be. */

static kundo_pair_t *
kundo_pairs_slot(const kundo_pairs_t *ps, uint32_t from, uint32_t to)
{
    uint64_t       h;
    size_t         i;
    kundo_pair_t  *p;

    h = ((uint64_t) from << 32 | to) * 0x9e3779b97f4a7c15ULL;
    h ^= h >> 29;

    for (i = h & (ps->nslots - 1); /* void */ ; i = (i + 1)
                                                    & (ps->nslots - 1))
    {
        p = &ps->pairs[i];

        if (p->count == 0 || (p->from == from && p->to == to)) {
            return p;
        }
    }
}


static kundo_rc_t
kundo_pairs_grow(kundo_pairs_t *ps)
{
    size_t         i, nslots;
    kundo_pair_t  *was;

    was = ps->pairs;
    nslots = ps->nslots;

    ps->nslots = nslots ? 2 * nslots : KUNDO_PAIRS_FIRST;
    ps->pairs = kundo_arena_calloc(ps->arena,
                                   ps->nslots * sizeof(kundo_pair_t));
    if (ps->pairs == NULL) {
        return KUNDO_NO_MEMORY;
    }

    for (i = 0; i < nslots; i++) {
        if (was[i].count) {
            *kundo_pairs_slot(ps, was[i].from, was[i].to) = was[i];
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_pairs_add(kundo_pairs_t *ps, uint64_t from, uint64_t to, int automatic)
{
    kundo_rc_t     rc;
    kundo_pair_t  *p;

    if (from > UINT32_MAX || to > UINT32_MAX) {
        return KUNDO_TOO_LARGE;
    }

    /* three quarters are taken at the most */

    if (4 * ps->n >= 3 * ps->nslots) {
        rc = kundo_pairs_grow(ps);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    p = kundo_pairs_slot(ps, (uint32_t) from, (uint32_t) to);

    if (p->count == 0) {

        if (ps->n == KUNDO_STATISTICS_GROUPS) {
            return KUNDO_TOO_LARGE;
        }

        p->from = (uint32_t) from;
        p->to = (uint32_t) to;
        ps->n++;
    }

    p->count++;
    p->automatic += automatic != 0;

    return KUNDO_OK;
}


/* The pairs in the order of their numbers, as those numbers. */

static size_t
kundo_pairs_list(const kundo_pairs_t *ps, uint64_t *v, uint64_t *room)
{
    size_t  i, n;

    for (i = 0, n = 0; i < ps->nslots; i++) {
        if (ps->pairs[i].count) {
            v[n++] = (uint64_t) ps->pairs[i].from << 32 | ps->pairs[i].to;
        }
    }

    kundo_sort_u64(v, room, n);

    return n;
}


kundo_rc_t
kundo_pairs_sort(kundo_pairs_t *ps)
{
    size_t         i, n;
    uint64_t      *v, *room;
    kundo_pair_t  *p, *list, *sorted;

    v = kundo_arena_alloc(ps->arena, ps->n * sizeof(uint64_t));
    room = kundo_arena_alloc(ps->arena, ps->n * sizeof(uint64_t));
    list = kundo_arena_alloc(ps->arena, ps->n * sizeof(kundo_pair_t));
    sorted = kundo_arena_alloc(ps->arena, ps->n * sizeof(kundo_pair_t));

    if (v == NULL || room == NULL || list == NULL || sorted == NULL) {
        return KUNDO_NO_MEMORY;
    }

    n = kundo_pairs_list(ps, v, room);

    for (i = 0; i < n; i++) {
        p = kundo_pairs_slot(ps, (uint32_t) (v[i] >> 32), (uint32_t) v[i]);
        list[i] = *p;

        ps->count += p->count;
        ps->automatic += p->automatic;

        v[i] = (uint64_t) (UINT32_MAX - p->count) << 32 | i;
    }

    kundo_sort_u64(v, room, n);

    for (i = 0; i < n; i++) {
        sorted[i] = list[(uint32_t) v[i]];
    }

    ps->pairs = sorted;

    return KUNDO_OK;
}

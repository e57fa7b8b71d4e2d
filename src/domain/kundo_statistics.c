/*
 * Statistics: a hash of groups; times in blocks, sorted at the end.
 */

#include "domain/kundo_statistics.h"

#include <stdlib.h>

#include "base/kundo_limit.h"
#include "base/kundo_sort.h"


#define KUNDO_TIMES_BLOCK  32768

struct kundo_times_s {
    kundo_times_t  *next;
    size_t          n;
    uint32_t        group[KUNDO_TIMES_BLOCK];
    uint64_t        ms[KUNDO_TIMES_BLOCK];
};


void
kundo_statistics_init(kundo_statistics_t *st, kundo_arena_t *arena)
{
    memset(st, 0, sizeof(kundo_statistics_t));

    st->arena = arena;
}


static size_t
kundo_statistics_slot(const kundo_statistics_t *st, uint64_t key)
{
    uint64_t  h;
    size_t    i;

    h = key * 0x9e3779b97f4a7c15ULL;
    h ^= h >> 29;

    for (i = h & (st->nslots - 1);
         st->slots[i] != 0;
         i = (i + 1) & (st->nslots - 1))
    {
        if (st->groups[st->slots[i] - 1].key == key) {
            break;
        }
    }

    return i;
}


/* Twice the room; what was there keeps its number. */

static kundo_rc_t
kundo_statistics_grow(kundo_statistics_t *st)
{
    size_t          i, nslots;
    uint32_t       *slots;
    kundo_group_t  *groups;

    if (st->n >= KUNDO_STATISTICS_GROUPS) {
        return KUNDO_TOO_LARGE;
    }

    nslots = st->nslots ? 2 * st->nslots : 64;
    slots = kundo_arena_calloc(st->arena, nslots * sizeof(uint32_t));
    groups = kundo_arena_alloc(st->arena,
                               nslots / 2 * sizeof(kundo_group_t));

    if (slots == NULL || groups == NULL) {
        return KUNDO_NO_MEMORY;
    }

    if (st->n) {
        memcpy(groups, st->groups, st->n * sizeof(kundo_group_t));
    }

    st->groups = groups;
    st->slots = slots;
    st->nslots = nslots;

    for (i = 0; i < st->n; i++) {
        slots[kundo_statistics_slot(st, groups[i].key)] = (uint32_t) i + 1;
    }

    return KUNDO_OK;
}


/* The number of the group, from 0 on. */

static kundo_rc_t
kundo_statistics_group(kundo_statistics_t *st, uint64_t key, uint32_t *no)
{
    size_t          slot;
    kundo_rc_t      rc;
    kundo_group_t  *g;

    if (st->n == st->nslots / 2) {
        rc = kundo_statistics_grow(st);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    slot = kundo_statistics_slot(st, key);

    if (st->slots[slot] == 0) {
        g = &st->groups[st->n++];

        memset(g, 0, sizeof(kundo_group_t));
        g->key = key;

        st->slots[slot] = (uint32_t) st->n;
    }

    *no = st->slots[slot] - 1;

    return KUNDO_OK;
}


kundo_rc_t
kundo_statistics_count(kundo_statistics_t *st, uint64_t key, unsigned count)
{
    uint32_t    no;
    kundo_rc_t  rc;

    rc = kundo_statistics_group(st, key, &no);

    if (rc == KUNDO_OK) {
        st->groups[no].count[count]++;
        st->total.count[count]++;
    }

    return rc;
}


kundo_rc_t
kundo_statistics_time(kundo_statistics_t *st, uint64_t key, unsigned spread,
    uint64_t ms)
{
    uint32_t         no;
    kundo_rc_t       rc;
    kundo_times_t   *block;
    kundo_spread_t  *s;

    rc = kundo_statistics_group(st, key, &no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    block = st->times[spread];

    if (block == NULL || block->n == KUNDO_TIMES_BLOCK) {

        if (st->total.spread[spread].n >= KUNDO_STATISTICS_TIMES) {
            return KUNDO_TOO_LARGE;
        }

        block = kundo_arena_alloc(st->arena, sizeof(kundo_times_t));
        if (block == NULL) {
            return KUNDO_NO_MEMORY;
        }

        block->n = 0;
        block->next = st->times[spread];
        st->times[spread] = block;
    }

    block->group[block->n] = no;
    block->ms[block->n++] = ms;

    s = &st->groups[no].spread[spread];
    s->n++;
    s->sum += ms;

    s = &st->total.spread[spread];
    s->n++;
    s->sum += ms;

    return KUNDO_OK;
}


static void
kundo_statistics_spread(kundo_spread_t *s, uint64_t *v, uint64_t *room)
{
    size_t  n = s->n;

    if (n == 0) {
        return;
    }

    kundo_sort_u64(v, room, n);

    s->mean = s->sum / n;
    s->median = n % 2 ? v[n / 2]
                      : v[n / 2 - 1] + (v[n / 2] - v[n / 2 - 1]) / 2;
    s->p90 = v[(n * 9 + 9) / 10 - 1];
}


/* All times of one kind, those of a group beside each other. */

static void
kundo_statistics_spreads(kundo_statistics_t *st, unsigned spread,
    uint64_t *v, uint64_t *room, size_t *at)
{
    size_t          i;
    kundo_times_t  *block;

    for (i = 0, at[0] = 0; i < st->n; i++) {
        at[i + 1] = at[i] + st->groups[i].spread[spread].n;
    }

    for (block = st->times[spread]; block != NULL; block = block->next) {
        for (i = 0; i < block->n; i++) {
            v[at[block->group[i]]++] = block->ms[i];
        }
    }

    /* at[i] is the end of group i by now */

    for (i = 0; i < st->n; i++) {
        kundo_statistics_spread(&st->groups[i].spread[spread],
                                v + at[i] - st->groups[i].spread[spread].n,
                                room);
    }

    kundo_statistics_spread(&st->total.spread[spread], v, room);
}


kundo_rc_t
kundo_statistics_finish(kundo_statistics_t *st)
{
    size_t     n, *at;
    uint64_t  *v, *room;
    unsigned   i;

    for (i = 0, n = 0; i < KUNDO_STATISTICS_SPREADS; i++) {
        if (st->total.spread[i].n > n) {
            n = st->total.spread[i].n;
        }
    }

    if (n == 0) {
        return KUNDO_OK;
    }

    v = kundo_arena_alloc(st->arena, n * sizeof(uint64_t));
    room = kundo_arena_alloc(st->arena, n * sizeof(uint64_t));
    at = kundo_arena_alloc(st->arena, (st->n + 1) * sizeof(size_t));

    if (v == NULL || room == NULL || at == NULL) {
        return KUNDO_NO_MEMORY;
    }

    for (i = 0; i < KUNDO_STATISTICS_SPREADS; i++) {
        if (st->total.spread[i].n) {
            kundo_statistics_spreads(st, i, v, room, at);
        }
    }

    return KUNDO_OK;
}


static int
kundo_statistics_compare(const void *one, const void *two)
{
    const kundo_group_t  *a = one, *b = two;

    return a->key < b->key ? -1 : a->key > b->key;
}


static int
kundo_statistics_compare_count(const void *one, const void *two)
{
    const kundo_group_t  *a = one, *b = two;

    if (a->count[0] != b->count[0]) {
        return a->count[0] < b->count[0] ? 1 : -1;
    }

    return kundo_statistics_compare(one, two);
}


void
kundo_statistics_by_count(kundo_statistics_t *st)
{
    if (st->n) {
        qsort(st->groups, st->n, sizeof(kundo_group_t),
              kundo_statistics_compare_count);
    }
}


void
kundo_statistics_by_key(kundo_statistics_t *st)
{
    if (st->n) {
        qsort(st->groups, st->n, sizeof(kundo_group_t),
              kundo_statistics_compare);
    }
}

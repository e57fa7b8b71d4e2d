/*
 * The shared memory of rates, as its three files see it.  No lock is held,
 * so that a killed worker leaves none: words change by compare-and-swap,
 * and a lost race errs towards giving.
 */

#ifndef NGX_KUNDO_RATE_INTERNAL_H
#define NGX_KUNDO_RATE_INTERNAL_H


#include "ngx_kundo_rate.h"


/*
 * Both tables are arrays of small sets, found by the key's hash and searched
 * whole: one or two lines of the cache.  65,536 buckets are the keys that
 * are below their full burst at one moment, 65,536 counts the keys with a
 * socket in one worker; pages that no key falls into stay unused.
 */

#define NGX_KUNDO_BUCKET_WAYS  4
#define NGX_KUNDO_BUCKET_SETS  16384
#define NGX_KUNDO_SOCKET_WAYS  8
#define NGX_KUNDO_SOCKET_SETS  8192
#define NGX_KUNDO_OWNERS       256   /* workers, with those that drain */


/*
 * full_us is when the bucket will be full again (the theoretical arrival
 * time of GCRA, ITU-T I.371): the only word that a token bucket needs.
 */

typedef struct {
    uint64_t              key;       /* 0: never used */
    uint64_t              full_us;
} ngx_kundo_bucket_t;


/*
 * Sockets of one key in one worker.  `held` is one word, so that one swap
 * takes it: generation of the owner (24 bits), its slot (8 bits), the count
 * (32 bits).  Free when the count is 0 or the owner is dead.
 */

typedef struct {
    uint64_t              key;
    uint64_t              held;
} ngx_kundo_socket_t;


typedef struct {
    uint64_t              seed;
    uint64_t              owners[NGX_KUNDO_OWNERS];   /* generation, pid */

    ngx_kundo_bucket_t    buckets[NGX_KUNDO_BUCKET_SETS]
                                 [NGX_KUNDO_BUCKET_WAYS];
    ngx_kundo_socket_t    sockets[NGX_KUNDO_SOCKET_SETS]
                                 [NGX_KUNDO_SOCKET_WAYS];
} ngx_kundo_rate_table_t;


#define ngx_kundo_load(p)      __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define ngx_kundo_save(p, v)   __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define ngx_kundo_swap(p, old, new)                                           \
    __atomic_compare_exchange_n(p, old, new, 0, __ATOMIC_ACQ_REL,             \
                                __ATOMIC_ACQUIRE)


/* The finaliser of MurmurHash3, a bijection of 64 bits; never 0. */

static ngx_inline uint64_t
ngx_kundo_rate_mix(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccd;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53;
    h ^= h >> 33;

    return h ? h : 1;
}


static ngx_inline ngx_kundo_rate_table_t *
ngx_kundo_rate_table(ngx_kundo_store_conf_t *store)
{
    ngx_slab_pool_t  *shpool;

    shpool = (ngx_slab_pool_t *) store->rate_zone->shm.addr;

    return shpool->data;
}


#endif /* NGX_KUNDO_RATE_INTERNAL_H */

/*
 * Rates: both tables are arrays of small sets, found by the key's hash and
 * searched whole.  No lock is held, so that a killed worker leaves none:
 * words change by compare-and-swap, and a lost race errs towards giving.
 */

#include "ngx_kundo_rate.h"


/*
 * One set is one or two lines of the cache.  65,536 buckets are the keys
 * that are below their full burst at one moment; a bucket that has filled
 * up again is as good as none.  Pages that no key falls into stay unused.
 */

#define NGX_KUNDO_BUCKET_WAYS  4
#define NGX_KUNDO_BUCKET_SETS  16384
#define NGX_KUNDO_SOCKET_WAYS  8
#define NGX_KUNDO_SOCKET_SETS  8192
#define NGX_KUNDO_OWNERS       256   /* workers, with those that drain */
#define NGX_KUNDO_RATE_TRIES   4     /* lost races until a key goes free */


/*
 * full_us is when the bucket will be full again (the theoretical arrival
 * time of GCRA, ITU-T I.371): the only word that a token bucket needs.
 */

typedef struct {
    uint64_t                    key;         /* 0: never used */
    uint64_t                    full_us;
} ngx_kundo_bucket_t;


/*
 * Sockets of one key in one worker.  `held` is in one word, so that it is
 * taken by one swap: the owner's generation (24 bits), its slot (8 bits)
 * and the count (32 bits).  Free when the count is 0 or the owner dead.
 */

typedef struct {
    uint64_t                    key;
    uint64_t                    held;
} ngx_kundo_socket_t;


typedef struct {
    uint64_t                    seed;
    uint64_t                    owners[NGX_KUNDO_OWNERS];  /* gen, pid */

    ngx_kundo_bucket_t          buckets[NGX_KUNDO_BUCKET_SETS]
                                       [NGX_KUNDO_BUCKET_WAYS];
    ngx_kundo_socket_t          sockets[NGX_KUNDO_SOCKET_SETS]
                                       [NGX_KUNDO_SOCKET_WAYS];
} ngx_kundo_rate_table_t;


#define ngx_kundo_load(p)      __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define ngx_kundo_store(p, v)  __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define ngx_kundo_swap(p, old, new)                                           \
    __atomic_compare_exchange_n(p, old, new, 0, __ATOMIC_ACQ_REL,             \
                                __ATOMIC_ACQUIRE)

#define ngx_kundo_held(owner, n)  (((uint64_t) (owner) << 32) | (n))
#define ngx_kundo_held_owner(h)   ((uint32_t) ((h) >> 32))
#define ngx_kundo_held_n(h)       ((uint32_t) (h))


static ngx_int_t ngx_kundo_rate_zone_init(ngx_shm_zone_t *zone, void *data);
static ngx_kundo_rate_table_t *ngx_kundo_rate_table(
    ngx_kundo_store_conf_t *store);
static ngx_kundo_bucket_t *ngx_kundo_bucket_get(ngx_kundo_rate_table_t *table,
    uint64_t key);
static ngx_uint_t ngx_kundo_owner_alive(ngx_kundo_rate_table_t *table,
    uint32_t owner);
static void ngx_kundo_socket_claim(ngx_kundo_rate_table_t *table,
    ngx_kundo_socket_t *set, uint64_t key, uint32_t owner);


/* The finaliser of MurmurHash3: a bijection of 64 bits. */

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


ngx_shm_zone_t *
ngx_kundo_rate_zone(ngx_conf_t *cf, ngx_kundo_store_conf_t *store)
{
    size_t           size;
    ngx_str_t        name;
    ngx_shm_zone_t  *zone;

    name.len = sizeof("kundo_rate_") - 1 + store->name.len;
    name.data = ngx_pnalloc(cf->pool, name.len);
    if (name.data == NULL) {
        return NULL;
    }

    ngx_sprintf(name.data, "kundo_rate_%V", &store->name);

    /* the slab's own pages, and its list of them */

    size = sizeof(ngx_kundo_rate_table_t) + 16 * ngx_pagesize;
    size = ngx_align(size + size / 64, ngx_pagesize);

    zone = ngx_shared_memory_add(cf, &name, size, &ngx_kundo_module);
    if (zone == NULL) {
        return NULL;
    }

    zone->init = ngx_kundo_rate_zone_init;
    zone->data = store;

    return zone;
}


/* A fresh mapping is all zeros: nothing of the tables is touched here. */

static ngx_int_t
ngx_kundo_rate_zone_init(ngx_shm_zone_t *zone, void *data)
{
    ngx_slab_pool_t         *shpool;
    ngx_kundo_rate_table_t  *table;

    shpool = (ngx_slab_pool_t *) zone->shm.addr;

    if (data) {
        return NGX_OK;
    }

    table = ngx_slab_alloc(shpool, sizeof(ngx_kundo_rate_table_t));
    if (table == NULL) {
        ngx_log_error(NGX_LOG_EMERG, zone->shm.log, 0,
                      "zone \"%V\" is too small", &zone->shm.name);
        return NGX_ERROR;
    }

    table->seed = ngx_kundo_rate_mix(((uint64_t) ngx_random() << 32)
                                     ^ (uint64_t) ngx_random()
                                     ^ (uint64_t) ngx_time()
                                     ^ (uintptr_t) table);
    shpool->data = table;

    return NGX_OK;
}


static ngx_kundo_rate_table_t *
ngx_kundo_rate_table(ngx_kundo_store_conf_t *store)
{
    ngx_slab_pool_t  *shpool;

    shpool = (ngx_slab_pool_t *) store->rate_zone->shm.addr;

    return shpool->data;
}


uint64_t
ngx_kundo_rate_session_key(uint64_t session)
{
    return ngx_kundo_rate_mix(session ^ 0x73657373696f6e00);
}


/*
 * One host: an IPv4 address, also when mapped into IPv6, or the network of
 * 64 bits that an IPv6 host has whole.  A Unix socket is one address.
 */

uint64_t
ngx_kundo_rate_address_key(struct sockaddr *sockaddr)
{
    uint64_t              net;
    struct sockaddr_in   *sin;
#if (NGX_HAVE_INET6)
    struct sockaddr_in6  *sin6;
#endif

    net = 0;

    switch (sockaddr->sa_family) {

#if (NGX_HAVE_INET6)
    case AF_INET6:
        sin6 = (struct sockaddr_in6 *) sockaddr;

        if (!IN6_IS_ADDR_V4MAPPED(&sin6->sin6_addr)) {
            ngx_memcpy(&net, sin6->sin6_addr.s6_addr, 8);
            return ngx_kundo_rate_mix(ngx_kundo_rate_mix(net)
                                      ^ 0x6164647265737336);
        }

        ngx_memcpy(&net, &sin6->sin6_addr.s6_addr[12], 4);
        break;
#endif

    case AF_INET:
        sin = (struct sockaddr_in *) sockaddr;
        ngx_memcpy(&net, &sin->sin_addr.s_addr, 4);
        break;

    default:
        net = (uint64_t) 1 << 32;
        break;
    }

    return ngx_kundo_rate_mix(net ^ 0x6164647265737334);
}


/* FNV-1a, without regard to the case of ASCII letters. */

uint64_t
ngx_kundo_rate_text_key(ngx_str_t *text)
{
    size_t    i;
    uint64_t  h;

    h = 0xcbf29ce484222325;

    for (i = 0; i < text->len; i++) {
        h = (h ^ ngx_tolower(text->data[i])) * 0x100000001b3;
    }

    return ngx_kundo_rate_mix(h);
}


uint64_t
ngx_kundo_rate_login_key(uint64_t key)
{
    return ngx_kundo_rate_mix(key ^ 0x6c6f67696e000000);
}


ngx_int_t
ngx_kundo_rate_take(ngx_kundo_store_conf_t *store, uint64_t key,
    ngx_uint_t rate_milli, ngx_uint_t burst, ngx_msec_t now,
    ngx_uint_t *retry_after_s)
{
    uint64_t             now_us, token_us, full_us, start_us, most_us;
    ngx_uint_t           tries;
    ngx_kundo_bucket_t  *bucket;

    *retry_after_s = 0;

    if (rate_milli == 0) {
        return NGX_OK;
    }

    now_us = (uint64_t) now * 1000;
    token_us = 1000000000 / rate_milli;
    most_us = now_us + token_us * ngx_max(burst, 1);

    for (tries = 0; tries < NGX_KUNDO_RATE_TRIES; tries++) {

        bucket = ngx_kundo_bucket_get(ngx_kundo_rate_table(store), key);
        if (bucket == NULL) {
            continue;
        }

        full_us = ngx_kundo_load(&bucket->full_us);
        start_us = ngx_max(full_us, now_us) + token_us;

        if (start_us > most_us) {
            *retry_after_s = (start_us - most_us + 999999) / 1000000;
            return NGX_DECLINED;
        }

        if (ngx_kundo_swap(&bucket->full_us, &full_us, start_us)) {
            return NGX_OK;
        }
    }

    return NGX_OK;
}


/*
 * The bucket of key; where there is none, the fullest of the set becomes
 * it.  It is emptied of the old key's debt before the new key can see it.
 */

static ngx_kundo_bucket_t *
ngx_kundo_bucket_get(ngx_kundo_rate_table_t *table, uint64_t key)
{
    uint64_t             full_us, old_us, old_key;
    ngx_uint_t           i, n;
    ngx_kundo_bucket_t  *set, *fullest;

    n = ngx_kundo_rate_mix(key ^ table->seed) % NGX_KUNDO_BUCKET_SETS;
    set = table->buckets[n];

    fullest = NULL;
    old_key = 0;
    old_us = 0;

    for (i = 0; i < NGX_KUNDO_BUCKET_WAYS; i++) {

        if (ngx_kundo_load(&set[i].key) == key) {
            return &set[i];
        }

        full_us = ngx_kundo_load(&set[i].full_us);

        if (fullest == NULL || full_us < old_us) {
            fullest = &set[i];
            old_us = full_us;
        }
    }

    old_key = ngx_kundo_load(&fullest->key);

    if (!ngx_kundo_swap(&fullest->full_us, &old_us, 0)
        || !ngx_kundo_swap(&fullest->key, &old_key, key))
    {
        return NULL;
    }

    return fullest;
}


void
ngx_kundo_rate_worker_init(ngx_kundo_store_conf_t *store)
{
    uint64_t                 old, new;
    ngx_uint_t               slot;
    ngx_kundo_rate_table_t  *table;

    store->rate_owner = 0;
    table = ngx_kundo_rate_table(store);

    /* slot 0 stays empty: owner 0 is nobody */

    for (slot = 1; slot < NGX_KUNDO_OWNERS; slot++) {

        old = ngx_kundo_load(&table->owners[slot]);

        /* our own number in it is that of a dead worker */

        if ((uint32_t) old != (uint32_t) ngx_pid
            && ngx_kundo_owner_alive(table, (old >> 32) << 8 | slot))
        {
            continue;
        }

        new = (((old >> 32) + 1) & 0xffffff) << 32 | (uint32_t) ngx_pid;

        if (ngx_kundo_swap(&table->owners[slot], &old, new)) {
            store->rate_owner = (new >> 32) << 8 | slot;
            return;
        }
    }

    ngx_log_error(NGX_LOG_WARN, ngx_cycle->log, 0,
                  "store \"%V\": sockets of this worker are not counted: "
                  "more than %d workers", &store->name, NGX_KUNDO_OWNERS - 1);
}


static ngx_uint_t
ngx_kundo_owner_alive(ngx_kundo_rate_table_t *table, uint32_t owner)
{
    uint64_t  word;
    uint32_t  pid;

    word = ngx_kundo_load(&table->owners[owner & 0xff]);
    pid = (uint32_t) word;

    if (pid == 0 || (uint32_t) (word >> 32) != owner >> 8) {
        return 0;
    }

    /* a process of another user has only inherited the number */

    return pid == (uint32_t) ngx_pid || kill((ngx_pid_t) pid, 0) == 0;
}


ngx_int_t
ngx_kundo_rate_socket_add(ngx_kundo_store_conf_t *store, uint64_t key,
    ngx_uint_t limit)
{
    uint64_t                 held;
    ngx_uint_t               i, n, sum;
    ngx_kundo_socket_t      *set, *mine;
    ngx_kundo_rate_table_t  *table;

    table = ngx_kundo_rate_table(store);

    n = ngx_kundo_rate_mix(key ^ table->seed) % NGX_KUNDO_SOCKET_SETS;
    set = table->sockets[n];

    sum = 0;
    mine = NULL;

    for (i = 0; i < NGX_KUNDO_SOCKET_WAYS; i++) {

        if (ngx_kundo_load(&set[i].key) != key) {
            continue;
        }

        held = ngx_kundo_load(&set[i].held);

        if (ngx_kundo_held_n(held) == 0) {
            continue;
        }

        if (ngx_kundo_held_owner(held) == store->rate_owner) {
            mine = &set[i];

        } else if (!ngx_kundo_owner_alive(table, ngx_kundo_held_owner(held))) {
            continue;
        }

        sum += ngx_kundo_held_n(held);
    }

    if (limit && sum >= limit) {
        return NGX_DECLINED;
    }

    if (mine) {
        __atomic_fetch_add(&mine->held, 1, __ATOMIC_ACQ_REL);

    } else if (store->rate_owner) {
        ngx_kundo_socket_claim(table, set, key, store->rate_owner);
    }

    return NGX_OK;
}


/*
 * The key is taken away before the entry changes hands, so that nothing is
 * counted for the old one; a set full of the living leaves this uncounted.
 */

static void
ngx_kundo_socket_claim(ngx_kundo_rate_table_t *table, ngx_kundo_socket_t *set,
    uint64_t key, uint32_t owner)
{
    uint64_t    held, old_key, none;
    ngx_uint_t  i;

    for (i = 0; i < NGX_KUNDO_SOCKET_WAYS; i++) {

        held = ngx_kundo_load(&set[i].held);

        if (ngx_kundo_held_n(held) != 0
            && ngx_kundo_owner_alive(table, ngx_kundo_held_owner(held)))
        {
            continue;
        }

        old_key = ngx_kundo_load(&set[i].key);

        if (!ngx_kundo_swap(&set[i].key, &old_key, 0)) {
            continue;
        }

        if (ngx_kundo_swap(&set[i].held, &held, ngx_kundo_held(owner, 1))) {
            ngx_kundo_store(&set[i].key, key);
            return;
        }

        /* another worker has just taken it: its key again */

        none = 0;
        (void) ngx_kundo_swap(&set[i].key, &none, old_key);
    }
}


void
ngx_kundo_rate_socket_remove(ngx_kundo_store_conf_t *store, uint64_t key)
{
    uint64_t                 held;
    ngx_uint_t               i, n;
    ngx_kundo_socket_t      *set;
    ngx_kundo_rate_table_t  *table;

    table = ngx_kundo_rate_table(store);

    n = ngx_kundo_rate_mix(key ^ table->seed) % NGX_KUNDO_SOCKET_SETS;
    set = table->sockets[n];

    for (i = 0; i < NGX_KUNDO_SOCKET_WAYS; i++) {

        held = ngx_kundo_load(&set[i].held);

        if (ngx_kundo_load(&set[i].key) == key
            && ngx_kundo_held_owner(held) == store->rate_owner
            && ngx_kundo_held_n(held) != 0)
        {
            __atomic_fetch_sub(&set[i].held, 1, __ATOMIC_ACQ_REL);
            return;
        }
    }
}

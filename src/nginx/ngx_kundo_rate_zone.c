/*
 * The zone of shared memory that holds a store's rates, and the keys of
 * what is bounded.
 */

#include "ngx_kundo_rate_internal.h"


static ngx_int_t ngx_kundo_rate_zone_init(ngx_shm_zone_t *zone, void *data);


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

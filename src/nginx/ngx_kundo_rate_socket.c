/*
 * Counts of sockets, over all workers that live.
 */

#include "ngx_kundo_rate_internal.h"


#define ngx_kundo_held(owner, n)  (((uint64_t) (owner) << 32) | (n))
#define ngx_kundo_held_owner(h)   ((uint32_t) ((h) >> 32))
#define ngx_kundo_held_n(h)       ((uint32_t) (h))

/* An entry whose key is being changed by its new owner. */

#define NGX_KUNDO_SOCKET_TAKEN    0x80000000


static ngx_uint_t ngx_kundo_owner_alive(ngx_kundo_rate_table_t *table,
    uint32_t owner);
static ngx_kundo_socket_t *ngx_kundo_socket_set(ngx_kundo_rate_table_t *table,
    uint64_t key);
static void ngx_kundo_socket_claim(ngx_kundo_rate_table_t *table,
    ngx_kundo_socket_t *set, uint64_t key, uint32_t owner);


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
    ngx_uint_t               i, sum;
    ngx_kundo_socket_t      *set, *mine;
    ngx_kundo_rate_table_t  *table;

    table = ngx_kundo_rate_table(store);

    set = ngx_kundo_socket_set(table, key);

    sum = 0;
    mine = NULL;

    for (i = 0; i < NGX_KUNDO_SOCKET_WAYS; i++) {

        if (ngx_kundo_load(&set[i].key) != key) {
            continue;
        }

        held = ngx_kundo_load(&set[i].held);

        if (ngx_kundo_held_n(held) == 0
            || ngx_kundo_held_n(held) == NGX_KUNDO_SOCKET_TAKEN)
        {
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


static ngx_kundo_socket_t *
ngx_kundo_socket_set(ngx_kundo_rate_table_t *table, uint64_t key)
{
    ngx_uint_t  n;

    n = ngx_kundo_rate_mix(key ^ table->seed) % NGX_KUNDO_SOCKET_SETS;

    return table->sockets[n];
}


/*
 * Taken in three steps, so that nothing is ever counted for the old key; a
 * set full of the living leaves this uncounted.
 */

static void
ngx_kundo_socket_claim(ngx_kundo_rate_table_t *table, ngx_kundo_socket_t *set,
    uint64_t key, uint32_t owner)
{
    uint64_t    held, taken;
    ngx_uint_t  i;

    taken = ngx_kundo_held(owner, NGX_KUNDO_SOCKET_TAKEN);

    for (i = 0; i < NGX_KUNDO_SOCKET_WAYS; i++) {

        held = ngx_kundo_load(&set[i].held);

        if (ngx_kundo_held_n(held) != 0
            && ngx_kundo_owner_alive(table, ngx_kundo_held_owner(held)))
        {
            continue;
        }

        if (ngx_kundo_swap(&set[i].held, &held, taken)) {
            ngx_kundo_save(&set[i].key, key);
            ngx_kundo_save(&set[i].held, ngx_kundo_held(owner, 1));
            return;
        }
    }
}


void
ngx_kundo_rate_socket_remove(ngx_kundo_store_conf_t *store, uint64_t key)
{
    uint64_t                 held;
    ngx_uint_t               i;
    ngx_kundo_socket_t      *set;
    ngx_kundo_rate_table_t  *table;

    table = ngx_kundo_rate_table(store);

    set = ngx_kundo_socket_set(table, key);

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

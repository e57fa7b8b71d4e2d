/*
 * What a test of rates needs instead of an nginx: its memory, which several
 * processes share, and these as workers.
 */

#ifndef NGX_KUNDO_RATE_TEST_H
#define NGX_KUNDO_RATE_TEST_H


#include "ngx_kundo_rate.c"
#include "ngx_kundo_rate_socket.c"
#include "ngx_kundo_rate_zone.c"

#include <sys/wait.h>

#include "unit/kundo_test.h"


#define WORKERS  4


/* What the files of rates need of nginx. */

ngx_pid_t            ngx_pid;
ngx_uint_t           ngx_pagesize = 4096;
ngx_module_t         ngx_kundo_module;
volatile ngx_cycle_t       *ngx_cycle;
volatile ngx_time_t        *ngx_cached_time;

static ngx_cycle_t             cycle;
static ngx_log_t               quiet_log;
static ngx_time_t              now_time;
static ngx_shm_zone_t          zone;
static ngx_kundo_store_conf_t  store;
static ngx_uint_t              warnings;


void *
ngx_slab_alloc(ngx_slab_pool_t *pool, size_t size)
{
    return (u_char *) pool + 4096;
}


ngx_shm_zone_t *
ngx_shared_memory_add(ngx_conf_t *cf, ngx_str_t *name, size_t size, void *tag)
{
    zone.shm.size = size;
    zone.shm.name = *name;

    return &zone;
}


void *
ngx_pnalloc(ngx_pool_t *pool, size_t size)
{
    static u_char  name[64];

    assert_true(size < sizeof(name));

    return name;
}


u_char *
ngx_sprintf(u_char *buf, const char *fmt, ...)
{
    return buf;
}


void
ngx_log_error_core(ngx_uint_t level, ngx_log_t *log, ngx_err_t err,
    const char *fmt, ...)
{
    warnings++;
}


static inline int
setup(void **state)
{
    ngx_conf_t  cf;

    ngx_memzero(&cf, sizeof(cf));
    ngx_memzero(&zone, sizeof(zone));

    ngx_pid = getpid();
    quiet_log.log_level = NGX_LOG_WARN;
    cycle.log = &quiet_log;
    ngx_cycle = &cycle;
    ngx_cached_time = &now_time;

    ngx_memzero(&store, sizeof(store));
    ngx_str_set(&store.name, "main");
    store.rate_zone = ngx_kundo_rate_zone(&cf, &store);
    assert_non_null(store.rate_zone);

    zone.shm.addr = mmap(NULL, zone.shm.size, PROT_READ|PROT_WRITE,
                         MAP_ANON|MAP_SHARED, -1, 0);
    assert_true(zone.shm.addr != MAP_FAILED);
    assert_int_equal(zone.init(&zone, NULL), NGX_OK);

    ngx_kundo_rate_worker_init(&store);
    assert_int_not_equal(store.rate_owner, 0);
    warnings = 0;

    return 0;
}


static inline int
teardown(void **state)
{
    return munmap(zone.shm.addr, zone.shm.size);
}


/* Another worker; its status is the low byte of what the call gives. */

static inline pid_t
worker(int (*work)(int n), int n)
{
    pid_t  pid;

    pid = fork();
    assert_int_not_equal(pid, -1);

    if (pid == 0) {
        ngx_pid = getpid();
        ngx_kundo_rate_worker_init(&store);
        _exit(work(n));
    }

    return pid;
}


static inline int
reap(pid_t pid)
{
    int  status;

    assert_int_equal(waitpid(pid, &status, 0), pid);

    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}


#define rate_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, setup, teardown)


#endif /* NGX_KUNDO_RATE_TEST_H */

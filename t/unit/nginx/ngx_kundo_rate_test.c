/*
 * Rates without an nginx around them: token buckets, a table that is full,
 * several processes at once, sockets of workers that are killed.
 */

#include "ngx_kundo_rate.c"
#include "ngx_kundo_rate_socket.c"
#include "ngx_kundo_rate_zone.c"

#include <sys/wait.h>

#include "unit/kundo_test.h"


#define WORKERS  4


/* What the three files need of nginx. */

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


static int
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


static int
teardown(void **state)
{
    return munmap(zone.shm.addr, zone.shm.size);
}


static ngx_uint_t
take_many(uint64_t key, ngx_uint_t rate, ngx_uint_t burst, ngx_msec_t now,
    ngx_uint_t tries)
{
    ngx_uint_t  n, retry;

    for (n = 0; tries--; /* void */ ) {
        n += ngx_kundo_rate_take(&store, key, rate, burst, now, &retry)
             == NGX_OK;
    }

    return n;
}


static void
burst_and_rate(void **state)
{
    uint64_t    key;
    ngx_uint_t  retry;

    key = ngx_kundo_rate_session_key(7);

    assert_int_equal(take_many(key, 20000, 200, 1000, 1000), 200);
    assert_int_equal(take_many(key, 20000, 200, 1049, 1000), 0);
    assert_int_equal(take_many(key, 20000, 200, 1050, 1000), 1);
    assert_int_equal(take_many(key, 20000, 200, 2050, 1000), 20);

    /* after ten seconds it is full again, and holds no more */

    assert_int_equal(take_many(key, 20000, 200, 12050, 1000), 200);
    assert_int_equal(take_many(key, 20000, 200, 999999, 1000), 200);

    /* others are not concerned */

    key = ngx_kundo_rate_session_key(8);
    assert_int_equal(take_many(key, 20000, 200, 1000, 1), 1);

    /* one in 30 s: whole seconds until the next */

    key = ngx_kundo_rate_login_key(key);
    assert_int_equal(take_many(key, 33, 5, 1000, 10), 5);
    assert_int_equal(ngx_kundo_rate_take(&store, key, 33, 5, 1000, &retry),
                     NGX_DECLINED);
    assert_in_range(retry, 30, 31);
    assert_int_equal(ngx_kundo_rate_take(&store, key, 33, 5, 30000, &retry),
                     NGX_DECLINED);
    assert_in_range(retry, 1, 2);
    assert_int_equal(ngx_kundo_rate_take(&store, key, 33, 5,
                                         1000 + retry * 1000 + 30000, &retry),
                     NGX_OK);
    assert_int_equal(retry, 0);

    /* a rate that is raised helps at once, one that is lowered binds */

    key = ngx_kundo_rate_session_key(9);
    assert_int_equal(take_many(key, 16, 6, 1000, 10), 6);
    assert_int_equal(take_many(key, 1000000, 10000, 1000, 20000), 10000);
    assert_int_equal(take_many(key, 16, 6, 1010, 10), 5);
    assert_int_equal(take_many(key, 16, 6, 1010, 10), 0);

    /* no rate is no bound */

    assert_int_equal(take_many(key, 0, 0, 1000, 1000), 1000);
}


/* Nobody new is refused for those who were there before. */

static void
full_table(void **state)
{
    uint64_t    key, i, fresh;
    ngx_uint_t  slots;

    slots = NGX_KUNDO_BUCKET_SETS * NGX_KUNDO_BUCKET_WAYS;
    fresh = 0;

    for (i = 0; i < 4 * slots; i++) {
        key = ngx_kundo_rate_session_key(i);
        fresh += take_many(key, 1, 2, 1000, 2);
    }

    assert_int_equal(fresh, 2 * 4 * slots);

    /* nor are those forgotten who are bounded while others come and go */

    key = ngx_kundo_rate_session_key(12345);
    (void) take_many(key, 1, 100, 2000, 100);

    for (i = slots; i < slots + 1000; i++) {
        (void) take_many(ngx_kundo_rate_session_key(i), 1000000, 1, 2000, 1);
    }

    assert_int_equal(take_many(key, 1, 100, 2000, 1), 0);
}


static void
keys(void **state)
{
    ngx_str_t            a, b;
    struct sockaddr      un;
    struct sockaddr_in   v4;
    struct sockaddr_in6  v6, near, far, mapped;

    ngx_memzero(&un, sizeof(un));
    ngx_memzero(&v4, sizeof(v4));
    ngx_memzero(&v6, sizeof(v6));

    un.sa_family = AF_UNIX;
    v4.sin_family = AF_INET;
    v6.sin6_family = AF_INET6;
    near = v6;
    far = v6;
    mapped = v6;

    assert_int_equal(inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr), 1);
    assert_int_equal(inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr), 1);
    assert_int_equal(inet_pton(AF_INET6, "2001:db8::f:1", &near.sin6_addr), 1);
    assert_int_equal(inet_pton(AF_INET6, "2001:db8:0:1::1", &far.sin6_addr),
                     1);
    assert_int_equal(inet_pton(AF_INET6, "::ffff:192.0.2.1",
                               &mapped.sin6_addr), 1);

#define key_of(a)  ngx_kundo_rate_address_key((struct sockaddr *) &(a))

    assert_true(key_of(v4) == key_of(mapped));
    assert_true(key_of(v6) == key_of(near));
    assert_true(key_of(v6) != key_of(far));
    assert_true(key_of(v6) != key_of(v4));
    assert_true(key_of(un) != key_of(v4));
    assert_true(key_of(v4) != ngx_kundo_rate_login_key(key_of(v4)));

    ngx_str_set(&a, "Anna@Shop.example");
    ngx_str_set(&b, "anna@shop.example");
    assert_true(ngx_kundo_rate_text_key(&a) == ngx_kundo_rate_text_key(&b));
    b.len--;
    assert_true(ngx_kundo_rate_text_key(&a) != ngx_kundo_rate_text_key(&b));
}


/* Another worker; its status is the low byte of what the call gives. */

static pid_t
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


static int
reap(pid_t pid)
{
    int  status;

    assert_int_equal(waitpid(pid, &status, 0), pid);

    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}


static int
take_in_worker(int n)
{
    return take_many(42, 1, 250, 5000, 1000);
}


static void
one_bucket_for_all(void **state)
{
    int         n, sum;
    pid_t       pid[WORKERS];

    for (n = 0; n < WORKERS; n++) {
        pid[n] = worker(take_in_worker, n);
    }

    for (n = 0, sum = 0; n < WORKERS; n++) {
        sum += reap(pid[n]);
    }

    assert_int_equal(sum, 250);
}


static ngx_uint_t
add_many(uint64_t key, ngx_uint_t limit, ngx_uint_t tries)
{
    ngx_uint_t  n;

    for (n = 0; tries--; /* void */ ) {
        n += ngx_kundo_rate_socket_add(&store, key, limit) == NGX_OK;
    }

    return n;
}


static void
sockets_of_one(void **state)
{
    assert_int_equal(add_many(1, 64, 100), 64);
    assert_int_equal(add_many(2, 0, 100), 100);

    ngx_kundo_rate_socket_remove(&store, 1);
    assert_int_equal(add_many(1, 64, 100), 1);

    /* more given back than taken does no harm */

    for (int i = 0; i < 1000; i++) {
        ngx_kundo_rate_socket_remove(&store, 1);
    }

    assert_int_equal(add_many(1, 64, 100), 64);
}


static int
hold_until_killed(int fd)
{
    u_char  n;

    n = add_many(9, 64, 20);

    if (write(fd, &n, 1) == 1) {
        for ( ;; ) {
            pause();
        }
    }

    return 1;
}


static void
killed_worker(void **state)
{
    int     fd[2], round;
    pid_t   pid;
    u_char  n;

    assert_int_equal(pipe(fd), 0);

    for (round = 0; round < 600; round++) {
        pid = worker(hold_until_killed, fd[1]);
        assert_int_equal(read(fd[0], &n, 1), 1);
        assert_int_equal(n, 20);

        if (round % 100 == 0) {
            assert_int_equal(add_many(9, 64, 100), 44);

            for (n = 0; n < 44; n++) {
                ngx_kundo_rate_socket_remove(&store, 9);
            }
        }

        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(reap(pid), -1);
    }

    assert_int_equal(add_many(9, 64, 100), 64);
    assert_int_equal(warnings, 0);
    assert_int_equal(close(fd[0]) | close(fd[1]), 0);
}


static int
open_and_close(int n)
{
    int       held[16];
    uint64_t  key, i;

    ngx_memzero(held, sizeof(held));

    for (i = 0; i < 200000; i++) {
        key = 100 + ngx_kundo_rate_mix(i * 7 + n) % 16;

        if (i % 3 == 0 && held[key - 100]) {
            ngx_kundo_rate_socket_remove(&store, key);
            held[key - 100]--;

        } else if (ngx_kundo_rate_socket_add(&store, key, 40) == NGX_OK) {
            held[key - 100]++;
        }
    }

    for (i = 0; i < 16; i++) {
        while (held[i]--) {
            ngx_kundo_rate_socket_remove(&store, 100 + i);
        }
    }

    return 0;
}


/* What all have given back is free again, to the last socket. */

static void
sockets_of_many(void **state)
{
    int       n, way;
    pid_t     pid[WORKERS];
    uint64_t  key, set;

    for (n = 0; n < WORKERS; n++) {
        pid[n] = worker(open_and_close, n);
    }

    for (n = 0; n < WORKERS; n++) {
        assert_int_equal(reap(pid[n]), 0);
    }

    for (key = 100; key < 116; key++) {
        assert_int_equal(add_many(key, 40, 100), 40);
    }

    /* in the table itself nothing is left over of the others */

    for (set = 0, n = 0; set < NGX_KUNDO_SOCKET_SETS; set++) {
        for (way = 0; way < NGX_KUNDO_SOCKET_WAYS; way++) {
            n += ngx_kundo_held_n(
                     ngx_kundo_rate_table(&store)->sockets[set][way].held);
        }
    }

    assert_int_equal(n, 16 * 40);
}


/* More keys than there is room for are not refused, only not counted. */

static void
sockets_full(void **state)
{
    uint64_t  i, n;

    n = 2 * NGX_KUNDO_SOCKET_SETS * NGX_KUNDO_SOCKET_WAYS;

    for (i = 0; i < n; i++) {
        assert_int_equal(add_many(ngx_kundo_rate_session_key(i), 1, 1), 1);
    }

    for (i = 0; i < n; i++) {
        ngx_kundo_rate_socket_remove(&store, ngx_kundo_rate_session_key(i));
    }

    for (i = 0; i < 1000; i++) {
        assert_int_equal(add_many(ngx_kundo_rate_session_key(i), 1, 2), 1);
    }
}


/* Owners run out after 255; a dead one's place is taken. */

static void
owners(void **state)
{
    int    i, fd[2];
    pid_t  pid[NGX_KUNDO_OWNERS];
    u_char n;

    assert_int_equal(pipe(fd), 0);

    for (i = 0; i < NGX_KUNDO_OWNERS - 2; i++) {
        pid[i] = worker(hold_until_killed, fd[1]);
        assert_int_equal(read(fd[0], &n, 1), 1);
    }

    /* this process has the last of the 255 */

    ngx_pid = 1;
    ngx_kundo_rate_worker_init(&store);
    assert_int_equal(store.rate_owner, 0);
    assert_int_equal(warnings, 1);
    assert_int_equal(add_many(77, 64, 100), 100);

    assert_int_equal(kill(pid[0], SIGKILL), 0);
    assert_int_equal(reap(pid[0]), -1);

    ngx_kundo_rate_worker_init(&store);
    assert_int_not_equal(store.rate_owner, 0);
    assert_int_equal(add_many(77, 64, 100), 64);

    for (i = 1; i < NGX_KUNDO_OWNERS - 2; i++) {
        assert_int_equal(kill(pid[i], SIGKILL), 0);
        assert_int_equal(reap(pid[i]), -1);
    }

    assert_int_equal(close(fd[0]) | close(fd[1]), 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup_teardown(burst_and_rate, setup, teardown),
        cmocka_unit_test_setup_teardown(full_table, setup, teardown),
        cmocka_unit_test_setup_teardown(keys, setup, teardown),
        cmocka_unit_test_setup_teardown(one_bucket_for_all, setup, teardown),
        cmocka_unit_test_setup_teardown(sockets_of_one, setup, teardown),
        cmocka_unit_test_setup_teardown(killed_worker, setup, teardown),
        cmocka_unit_test_setup_teardown(sockets_of_many, setup, teardown),
        cmocka_unit_test_setup_teardown(sockets_full, setup, teardown),
        cmocka_unit_test_setup_teardown(owners, setup, teardown)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

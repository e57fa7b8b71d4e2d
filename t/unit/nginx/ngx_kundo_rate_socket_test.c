/*
 * Sockets of one, without an nginx around them: several processes at once,
 * and workers that are killed.
 */

#include "unit/ngx_kundo_rate_test.h"


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
        rate_test(sockets_of_one),
        rate_test(killed_worker),
        rate_test(sockets_of_many),
        rate_test(sockets_full),
        rate_test(owners)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Rates without an nginx around them: token buckets, and a table that is
 * full; several processes at once.
 */

#include "unit/ngx_kundo_rate_test.h"


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


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        rate_test(burst_and_rate),
        rate_test(full_table),
        rate_test(keys),
        rate_test(one_bucket_for_all)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

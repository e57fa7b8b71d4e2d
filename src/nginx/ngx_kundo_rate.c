/*
 * Token buckets.
 */

#include "ngx_kundo_rate_internal.h"


#define NGX_KUNDO_RATE_TRIES    64        /* races lost until one goes free */
#define NGX_KUNDO_RATE_SKEW_US  1000000   /* between two workers' clocks */


static ngx_kundo_bucket_t *ngx_kundo_bucket_get(ngx_kundo_rate_table_t *table,
    uint64_t key);


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

        /* more debt than these settings allow is from other settings */

        if (full_us > most_us + NGX_KUNDO_RATE_SKEW_US) {
            (void) ngx_kundo_swap(&bucket->full_us, &full_us, now_us);
            continue;
        }

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

/*
 * Rates: token buckets and counts of sockets in a zone of shared memory for
 * each store, the same for all workers and kept over a reload.  A full
 * table forgets the bucket that is fullest: it never refuses for that.
 */

#ifndef NGX_KUNDO_RATE_H
#define NGX_KUNDO_RATE_H


#include "ngx_kundo_conf.h"


/* The zone of a store whose name is set; NULL was logged. */
ngx_shm_zone_t *ngx_kundo_rate_zone(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store);

/* Keys: equal for what shares a bucket, different in kind. */
uint64_t ngx_kundo_rate_session_key(uint64_t session);
uint64_t ngx_kundo_rate_address_key(struct sockaddr *sockaddr);
uint64_t ngx_kundo_rate_text_key(ngx_str_t *text);

/* The key of the same for log-ins, which have a bucket of their own. */
uint64_t ngx_kundo_rate_login_key(uint64_t key);

/*
 * Takes one token from the bucket of key: NGX_OK, or NGX_DECLINED with the
 * whole seconds until there is one.  rate_milli is tokens per 1000 s; 0
 * always gives.  now is ngx_current_msec, which is monotonic.
 */
ngx_int_t ngx_kundo_rate_take(ngx_kundo_store_conf_t *store, uint64_t key,
    ngx_uint_t rate_milli, ngx_uint_t burst, ngx_msec_t now,
    ngx_uint_t *retry_after_s);

/*
 * Sockets of key that this worker holds: add is NGX_DECLINED when all live
 * workers together hold limit already (0: no bound, counted all the same).
 * What a killed worker held is not counted.  Each NGX_OK is given back by
 * one remove.  worker_init comes first, once, after the fork.
 */
void ngx_kundo_rate_worker_init(ngx_kundo_store_conf_t *store);
ngx_int_t ngx_kundo_rate_socket_add(ngx_kundo_store_conf_t *store,
    uint64_t key, ngx_uint_t limit);
void ngx_kundo_rate_socket_remove(ngx_kundo_store_conf_t *store,
    uint64_t key);


#endif /* NGX_KUNDO_RATE_H */

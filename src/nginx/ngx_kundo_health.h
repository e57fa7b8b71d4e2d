/*
 * Health and metrics, for operators.
 */

#ifndef NGX_KUNDO_HEALTH_H
#define NGX_KUNDO_HEALTH_H


#include "ngx_kundo_request.h"


/* Whether the client's address is an operator's. */
ngx_uint_t ngx_kundo_health_operator(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store);

/* What is answered while the store is not open. */
ngx_int_t ngx_kundo_health_closed(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store, ngx_str_t *path);


#endif /* NGX_KUNDO_HEALTH_H */

/*
 * HTTP: a request of nginx becomes one of ours, and its answer a response.
 */

#ifndef NGX_KUNDO_HTTP_H
#define NGX_KUNDO_HTTP_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "ngx_kundo_conf.h"


/* The handler of a location; path is what follows its prefix. */
ngx_int_t ngx_kundo_http_handler(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store, ngx_str_t *path);


#endif /* NGX_KUNDO_HTTP_H */

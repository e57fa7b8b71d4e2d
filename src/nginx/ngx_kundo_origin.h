/*
 * Origins: whose pages may ask, and what the browsers of other origins'
 * pages are told (CORS, as the Fetch standard has it).
 */

#ifndef NGX_KUNDO_ORIGIN_H
#define NGX_KUNDO_ORIGIN_H


#include "ngx_kundo_request.h"


/* With a cookie a changing request or a stream needs an allowed Origin. */
kundo_rc_t ngx_kundo_origin_check(ngx_kundo_request_t *req);

/*
 * Headers of an answer that let a page read it: one of an origin that
 * allow_origin names or, with any, of every origin.  NGX_ERROR: no memory.
 */
ngx_int_t ngx_kundo_origin_answer(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *conf, ngx_uint_t any);

/*
 * Whether r is a browser's question, from an origin that allow_origin
 * names, what it may send.
 */
ngx_uint_t ngx_kundo_origin_asks(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *conf);

/* The headers of the answer to it, besides those of every answer. */
ngx_int_t ngx_kundo_origin_preflight(ngx_http_request_t *r,
    ngx_uint_t methods);


#endif /* NGX_KUNDO_ORIGIN_H */

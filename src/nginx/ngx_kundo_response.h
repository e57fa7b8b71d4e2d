/*
 * Responses: the answer of a request as HTTP.
 */

#ifndef NGX_KUNDO_RESPONSE_H
#define NGX_KUNDO_RESPONSE_H


#include "ngx_kundo_request.h"


void ngx_kundo_response_answer(ngx_kundo_request_t *req);

/* The cookie that the request is to set, if any, where a cache keeps none. */
ngx_int_t ngx_kundo_response_cookie(ngx_kundo_request_t *req);

/* A header that lists methods, bits of ngx_kundo_method_t. */
ngx_int_t ngx_kundo_response_methods(ngx_http_request_t *r, char *header,
    ngx_uint_t methods);

/* A problem document where there is no request of ours. */
ngx_int_t ngx_kundo_response_problem(ngx_http_request_t *r, kundo_rc_t rc,
    const char *detail);


#endif /* NGX_KUNDO_RESPONSE_H */

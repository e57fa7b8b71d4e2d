/*
 * Router: the one table of routes, for HTTP and WebSocket requests.
 */

#ifndef NGX_KUNDO_ROUTER_H
#define NGX_KUNDO_ROUTER_H


#include "ngx_kundo_request.h"


/*
 * Finds the route of req->method and req->path, sets route and parts.
 * KUNDO_OK, KUNDO_NOT_FOUND, or KUNDO_METHOD with req->allow set.
 */
kundo_rc_t ngx_kundo_router_find(ngx_kundo_request_t *req);

/* Whether the actor may ask this: KUNDO_UNAUTHORIZED, KUNDO_FORBIDDEN. */
kundo_rc_t ngx_kundo_router_allowed(ngx_kundo_request_t *req);

/* Takes one token of the session's and one of the address's bucket. */
kundo_rc_t ngx_kundo_router_rate(ngx_kundo_request_t *req);

/* Checks the body and calls the handler; always ends in an answer. */
void ngx_kundo_router_run(ngx_kundo_request_t *req);


#endif /* NGX_KUNDO_ROUTER_H */

/*
 * The directive kundo_echo, in builds with TEST=1 only: a location that
 * sends every message back, for conformance suites and measurements.
 */

#ifndef NGX_KUNDO_ECHO_H
#define NGX_KUNDO_ECHO_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/*
 * Arguments of the request set what a chat's configuration would:
 * ?ping=MS&dead=MS&message_max=BYTES&queue_max=BYTES&text_only=1.
 */
ngx_int_t ngx_kundo_echo_handler(ngx_http_request_t *r);


#endif /* NGX_KUNDO_ECHO_H */

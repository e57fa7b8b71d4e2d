/*
 * The opening handshake of a WebSocket (RFC 6455 4.2) on an HTTP request.
 */

#ifndef NGX_KUNDO_HANDSHAKE_H
#define NGX_KUNDO_HANDSHAKE_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/*
 * Checks the request and sends the header of 101, with the first of the
 * client's subprotocols that is among ours (space separated).  NGX_OK, a
 * status to refuse with (its headers are set), or NGX_ERROR.
 */
ngx_int_t ngx_kundo_handshake(ngx_http_request_t *r,
    const ngx_str_t *protocols);


#endif /* NGX_KUNDO_HANDSHAKE_H */

/*
 * The opening handshake of a WebSocket (RFC 6455 4.2) on an HTTP request:
 * what the client asks for, and the answer.
 */

#ifndef NGX_KUNDO_HANDSHAKE_H
#define NGX_KUNDO_HANDSHAKE_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


typedef struct {
    ngx_str_t          key;
    ngx_str_t          version;
    ngx_str_t          protocol;      /* the one chosen */
    const ngx_str_t   *protocols;     /* ours */
    unsigned           websocket:1;   /* Upgrade names it */
    unsigned           upgrade:1;     /* Connection names that */
    unsigned           doubled:1;     /* what may stand once stands twice */
} ngx_kundo_handshake_t;


/*
 * Reads the request's headers; hs is cleared but for `protocols` (space
 * separated): the first of the client's that is among them is chosen.
 */
void ngx_kundo_handshake_read(ngx_http_request_t *r,
    ngx_kundo_handshake_t *hs);

/*
 * Checks the request and sends the header of 101.  NGX_OK, a status to
 * refuse with (its headers are set), or NGX_ERROR.
 */
ngx_int_t ngx_kundo_handshake(ngx_http_request_t *r,
    const ngx_str_t *protocols);


#endif /* NGX_KUNDO_HANDSHAKE_H */

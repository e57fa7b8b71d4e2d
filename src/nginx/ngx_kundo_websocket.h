/*
 * WebSocket (RFC 6455), the server's side on an nginx connection: upgrade,
 * frames in, chunks out, ping, close.  Knows nothing of chats.
 */

#ifndef NGX_KUNDO_WEBSOCKET_H
#define NGX_KUNDO_WEBSOCKET_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "ngx_kundo_outq.h"


typedef struct ngx_kundo_ws_s  ngx_kundo_ws_t;


typedef struct {

    /*
     * A whole message; data is valid during the call only.  May call send
     * and close; the ws stays valid until `closed` was called.
     */
    void           (*message)(ngx_kundo_ws_t *ws, ngx_uint_t binary,
                              u_char *data, size_t len);

    /* Once, when the connection is gone for whatever reason. */
    void           (*closed)(ngx_kundo_ws_t *ws);

    size_t           message_max;     /* bytes; more closes with 1009 */
    size_t           queue_max;       /* unsent bytes; more cuts off */
    ngx_msec_t       ping;            /* a ping after this much silence */
    ngx_msec_t       dead;            /* cut off after this much silence;
                                         taking what waits breaks it too */
    ngx_str_t        protocols;       /* subprotocols, space separated */
    unsigned         text_only:1;     /* binary closes with 1003 */

} ngx_kundo_ws_handler_t;


/*
 * True for a request that asks for an upgrade (RFC 6455 4.2.1): HTTP/1.1
 * with Upgrade: websocket.  What is wrong with it is for the upgrade to say.
 */
ngx_uint_t ngx_kundo_ws_wanted(ngx_http_request_t *r);

/*
 * Answers 101 and takes the connection over; the handler of the location
 * returns what this returns.  An HTTP status for a bad handshake (400, 405,
 * or 426 with Sec-WebSocket-Version), NGX_DONE when it is open: then *ws is
 * set.  `handler` lives as long as the request or longer; `data` is the
 * caller's; neither callback is called from within.
 */
ngx_int_t ngx_kundo_ws_upgrade(ngx_http_request_t *r,
    const ngx_kundo_ws_handler_t *handler, void *data, ngx_kundo_ws_t **ws);

void *ngx_kundo_ws_data(ngx_kundo_ws_t *ws);

/* Bytes that are queued and not sent. */
size_t ngx_kundo_ws_queued(ngx_kundo_ws_t *ws);
ngx_connection_t *ngx_kundo_ws_connection(ngx_kundo_ws_t *ws);

/*
 * A chunk that holds a whole unmasked text frame around len bytes of
 * payload, to be filled in at *payload: one chunk serves many receivers.
 */
ngx_kundo_chunk_t *ngx_kundo_ws_text_chunk(size_t len, u_char **payload);
ngx_kundo_chunk_t *ngx_kundo_ws_binary_chunk(size_t len, u_char **payload);

/*
 * Queues a chunk (takes a reference of its own); it goes out at the end of
 * this turn of the event loop, together with what else is queued.
 * NGX_ERROR when the queue is over its bound or the connection is ending:
 * the connection is then cut off and `closed` follows, never from within.
 */
ngx_int_t ngx_kundo_ws_send(ngx_kundo_ws_t *ws, ngx_kundo_chunk_t *chunk);

/* Sends what is queued, then a close frame (7.4.1); idempotent. */
void ngx_kundo_ws_close(ngx_kundo_ws_t *ws, ngx_uint_t code,
    const char *reason);


#endif /* NGX_KUNDO_WEBSOCKET_H */

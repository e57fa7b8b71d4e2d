/*
 * Streams: events to a client by WebSocket or as server-sent events, from
 * now on or from a cursor on, and requests in the other direction.
 */

#ifndef NGX_KUNDO_STREAM_H
#define NGX_KUNDO_STREAM_H


#include "ngx_kundo_hub.h"
#include "ngx_kundo_request.h"


#define NGX_KUNDO_STREAM_QUEUE  (4 << 20)    /* unsent bytes; then cut off */


/*
 * Takes over a checked request for v1/stream; returns what the location's
 * handler returns.
 */
ngx_int_t ngx_kundo_stream_open(ngx_kundo_request_t *req);

/* For the carriers: the first events of an open stream, and its end. */
void ngx_kundo_stream_start(ngx_kundo_stream_t *stream,
    ngx_kundo_request_t *req);
void ngx_kundo_stream_closed(ngx_kundo_stream_t *stream);

/* Sends an envelope; hello or reset; the places in queues. */
void ngx_kundo_stream_put(ngx_kundo_stream_t *stream,
    const kundo_out_t *json);
void ngx_kundo_stream_mark(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    const char *type);
void ngx_kundo_stream_positions(ngx_kundo_stream_t *stream,
    kundo_reader_t *rd);

/* ngx_kundo_stream_ws.c and ngx_kundo_sse.c */
ngx_int_t ngx_kundo_stream_ws_open(ngx_kundo_stream_t *stream,
    ngx_kundo_request_t *req);
ngx_int_t ngx_kundo_sse_open(ngx_kundo_stream_t *stream,
    ngx_kundo_request_t *req);


#endif /* NGX_KUNDO_STREAM_H */

/*
 * A WebSocket's output: frames into chunks, chunks into the queue, the
 * queue to the connection, and both ways of the closing handshake.
 */

#include "ngx_kundo_websocket_internal.h"


/* Small chunks cost more than their bytes: so many stop the reading too. */

#define NGX_KUNDO_WS_CHUNKS  1024


static ngx_kundo_chunk_t *ngx_kundo_ws_chunk(ngx_uint_t opcode, size_t len,
    u_char **payload);
static void ngx_kundo_ws_push(ngx_kundo_ws_t *ws, ngx_kundo_chunk_t *chunk);
static void ngx_kundo_ws_push_close(ngx_kundo_ws_t *ws, ngx_uint_t code,
    kundo_str_t reason, ngx_kundo_ws_state_t state);
static void ngx_kundo_ws_flush_handler(ngx_kundo_outq_t *q);
static ngx_int_t ngx_kundo_ws_flush(ngx_kundo_ws_t *ws);


/* One for all, with a reference that nobody gives back. */

static ngx_kundo_chunk_t  ngx_kundo_ws_ping_chunk = {
    1, 2, { 0x80 | KUNDO_FRAME_PING, 0 }
};


void
ngx_kundo_ws_out_init(ngx_kundo_ws_t *ws)
{
    ngx_kundo_outq_init(&ws->out, ngx_kundo_ws_flush_handler);
}


ngx_kundo_chunk_t *
ngx_kundo_ws_text_chunk(size_t len, u_char **payload)
{
    return ngx_kundo_ws_chunk(KUNDO_FRAME_TEXT, len, payload);
}


ngx_kundo_chunk_t *
ngx_kundo_ws_binary_chunk(size_t len, u_char **payload)
{
    return ngx_kundo_ws_chunk(KUNDO_FRAME_BINARY, len, payload);
}


static ngx_kundo_chunk_t *
ngx_kundo_ws_chunk(ngx_uint_t opcode, size_t len, u_char **payload)
{
    ngx_kundo_chunk_t  *chunk;

    chunk = ngx_kundo_chunk_create(kundo_frame_head_len(len) + len);
    if (chunk == NULL) {
        return NULL;
    }

    *payload = chunk->data + kundo_frame_head(chunk->data, opcode, len);

    return chunk;
}


ngx_int_t
ngx_kundo_ws_send(ngx_kundo_ws_t *ws, ngx_kundo_chunk_t *chunk)
{
    if (ws->state >= NGX_KUNDO_WS_CLOSING) {
        return NGX_ERROR;
    }

    ngx_kundo_ws_push(ws, chunk);

    return ws->state == NGX_KUNDO_WS_CUT ? NGX_ERROR : NGX_OK;
}


static void
ngx_kundo_ws_push(ngx_kundo_ws_t *ws, ngx_kundo_chunk_t *chunk)
{
    if (chunk->len > ws->handler->queue_max - ws->out.size) {
        ngx_log_error(NGX_LOG_INFO, ws->request->connection->log, 0,
                      "websocket is cut off with %uz bytes unsent",
                      ws->out.size);

        ngx_kundo_ws_cut(ws);
        return;
    }

    if (ngx_kundo_outq_push(&ws->out, chunk) != NGX_OK) {
        ngx_kundo_ws_cut(ws);
        return;
    }

    ngx_kundo_outq_post(&ws->out);
}


void
ngx_kundo_ws_ping(ngx_kundo_ws_t *ws)
{
    ngx_kundo_ws_push(ws, &ngx_kundo_ws_ping_chunk);
}


void
ngx_kundo_ws_pong(ngx_kundo_ws_t *ws, kundo_frame_t *f)
{
    u_char             *payload;
    ngx_kundo_chunk_t  *chunk;

    if (ws->state >= NGX_KUNDO_WS_CLOSING) {
        return;
    }

    chunk = ngx_kundo_ws_chunk(KUNDO_FRAME_PONG, f->len, &payload);
    if (chunk == NULL) {
        ngx_kundo_ws_cut(ws);
        return;
    }

    ngx_memcpy(payload, f->data, f->len);

    ngx_kundo_ws_push(ws, chunk);
    ngx_kundo_chunk_release(chunk);
}


void
ngx_kundo_ws_close(ngx_kundo_ws_t *ws, ngx_uint_t code, const char *reason)
{
    ngx_kundo_ws_push_close(ws, code, kundo_str_cstr(reason),
                            NGX_KUNDO_WS_CLOSING);
}


void
ngx_kundo_ws_fail(ngx_kundo_ws_t *ws, ngx_uint_t code)
{
    ngx_kundo_ws_push_close(ws, code, kundo_str_null, NGX_KUNDO_WS_ENDING);
}


void
ngx_kundo_ws_closed_by_client(ngx_kundo_ws_t *ws, kundo_frame_t *f)
{
    ngx_kundo_ws_push_close(ws, f->code, kundo_str_null,
                            NGX_KUNDO_WS_ENDING);
}


/* At most one close frame is sent, and nothing after it (5.5.1). */

static void
ngx_kundo_ws_push_close(ngx_kundo_ws_t *ws, ngx_uint_t code,
    kundo_str_t reason, ngx_kundo_ws_state_t state)
{
    u_char              frame[KUNDO_FRAME_CLOSE_MAX];
    size_t              len;
    ngx_int_t           rc;
    ngx_kundo_chunk_t  *chunk;

    if (ws->state >= state) {
        return;
    }

    if (ws->state < NGX_KUNDO_WS_CLOSING) {

        len = kundo_frame_close(frame, code, reason);

        chunk = ngx_kundo_chunk_create(len);
        if (chunk == NULL) {
            ngx_kundo_ws_cut(ws);
            return;
        }

        ngx_memcpy(chunk->data, frame, len);

        rc = ngx_kundo_outq_push(&ws->out, chunk);
        ngx_kundo_chunk_release(chunk);

        if (rc != NGX_OK) {
            ngx_kundo_ws_cut(ws);
            return;
        }

        ngx_kundo_ws_deadline(ws);
    }

    ws->state = state;
    ngx_kundo_outq_post(&ws->out);
}


void
ngx_kundo_ws_cut(ngx_kundo_ws_t *ws)
{
    ws->state = NGX_KUNDO_WS_CUT;
    ngx_kundo_outq_post(&ws->out);
}


static void
ngx_kundo_ws_flush_handler(ngx_kundo_outq_t *q)
{
    size_t           before;
    ngx_int_t        rc;
    ngx_event_t     *rev;
    ngx_uint_t       blocked;
    ngx_kundo_ws_t  *ws;

    ws = ngx_queue_data(q, ngx_kundo_ws_t, out);
    rev = ws->request->connection->read;

    if (ws->state == NGX_KUNDO_WS_CUT) {
        ws->request->connection->timedout = 1;
        ngx_kundo_ws_finish(ws, NGX_HTTP_REQUEST_TIME_OUT);
        return;
    }

    blocked = q->blocked;
    before = q->size;

    rc = ngx_kundo_ws_flush(ws);

    if (rc == NGX_ERROR) {
        ngx_kundo_ws_finish(ws, NGX_HTTP_CLIENT_CLOSED_REQUEST);
        return;
    }

    if (rc == NGX_OK && ws->state == NGX_KUNDO_WS_ENDING) {
        ngx_kundo_ws_finish(ws, NGX_OK);
        return;
    }

    /* room where there was none: the client has taken what was sent */

    if (blocked && q->size < before) {
        ngx_kundo_ws_alive(ws);
    }

    if (rev->ready && !rev->posted && !ngx_kundo_ws_is_full(ws)) {
        ngx_post_event(rev, &ngx_posted_next_events);
    }
}


static ngx_int_t
ngx_kundo_ws_flush(ngx_kundo_ws_t *ws)
{
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = ws->request;
    c = r->connection;

    /* the header of 101 goes first */

    if (r->out || c->buffered) {

        if (ngx_http_output_filter(r, NULL) == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (r->out || c->buffered) {
            ws->out.blocked = 1;

            return ngx_handle_write_event(c->write, 0) == NGX_OK ? NGX_AGAIN
                                                                 : NGX_ERROR;
        }
    }

    return ngx_kundo_outq_send(&ws->out, c);
}


ngx_uint_t
ngx_kundo_ws_is_full(ngx_kundo_ws_t *ws)
{
    return ws->out.size > ws->handler->queue_max / 2
           || ws->out.n > NGX_KUNDO_WS_CHUNKS;
}

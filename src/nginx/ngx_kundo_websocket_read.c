/*
 * A WebSocket's input: bytes through one buffer of the process to whole
 * messages.  A connection owns memory only while half of something is in.
 */

#include "ngx_kundo_websocket_internal.h"


#define NGX_KUNDO_WS_READ  65536


static ngx_int_t ngx_kundo_ws_recv(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_read_preread(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_feed(ngx_kundo_ws_t *ws, u_char *p, u_char *end);
static void ngx_kundo_ws_frame(ngx_kundo_ws_t *ws, kundo_frame_t *f);
static void ngx_kundo_ws_piece(ngx_kundo_ws_t *ws, kundo_frame_t *f);
static ngx_int_t ngx_kundo_ws_keep(ngx_kundo_ws_part_t **part, u_char *p,
    size_t len, uint64_t rest);


/* What was held goes in front, so that the parser sees it in one piece. */

static u_char  ngx_kundo_ws_buffer[KUNDO_FRAME_HELD_MAX + NGX_KUNDO_WS_READ];


/*
 * One read a turn: what is left comes in the next one, after the others
 * had theirs.
 */

ngx_int_t
ngx_kundo_ws_read(ngx_kundo_ws_t *ws)
{
    ngx_event_t       *rev;
    ngx_connection_t  *c;

    c = ws->request->connection;
    rev = c->read;

    ngx_kundo_ws_read_preread(ws);

    if (rev->ready
        && ws->state <= NGX_KUNDO_WS_CLOSING
        && !ngx_kundo_ws_is_full(ws))
    {
        if (ngx_kundo_ws_recv(ws) != NGX_OK) {
            return NGX_ERROR;
        }

        if (rev->ready
            && ws->state <= NGX_KUNDO_WS_CLOSING
            && !ngx_kundo_ws_is_full(ws)
            && !rev->posted)
        {
            ngx_post_event(rev, &ngx_posted_next_events);
        }
    }

    return ngx_handle_read_event(rev, 0);
}


static ngx_int_t
ngx_kundo_ws_recv(ngx_kundo_ws_t *ws)
{
    u_char               *p;
    ssize_t               n;
    ngx_connection_t     *c;
    ngx_kundo_ws_part_t  *held;

    c = ws->request->connection;

    p = ngx_kundo_ws_buffer + KUNDO_FRAME_HELD_MAX;
    n = c->recv(c, p, NGX_KUNDO_WS_READ);

    if (n == NGX_AGAIN) {
        return NGX_OK;
    }

    if (n == NGX_ERROR || n == 0) {
        return NGX_ERROR;
    }

    ngx_kundo_ws_alive(ws);

    held = ws->held;

    if (held) {
        p -= held->len;
        ngx_memcpy(p, held->data, held->len);

        n += held->len;

        ws->held = NULL;
        ngx_free(held);
    }

    ngx_kundo_ws_feed(ws, p, p + n);

    return NGX_OK;
}


/* What came in one segment with the request. */

static void
ngx_kundo_ws_read_preread(ngx_kundo_ws_t *ws)
{
    u_char     *p;
    ngx_buf_t  *b;

    b = ws->request->header_in;

    if (b->pos == b->last) {
        return;
    }

    p = b->pos;
    b->pos = b->last;

    ngx_kundo_ws_feed(ws, p, b->last);
}


static void
ngx_kundo_ws_feed(ngx_kundo_ws_t *ws, u_char *p, u_char *end)
{
    kundo_frame_t        f;
    kundo_frame_rules_t  rules;

    rules.message_max = ws->handler->message_max;
    rules.text_only = ws->handler->text_only;

    while (ws->state <= NGX_KUNDO_WS_CLOSING) {

        switch (kundo_frame_next(&ws->frames, &rules, &p, end, &f)) {

        case KUNDO_FRAME_READY:
            ngx_kundo_ws_frame(ws, &f);
            break;

        case KUNDO_FRAME_MORE:
            if (p < end
                && ngx_kundo_ws_keep(&ws->held, p, end - p, 0) != NGX_OK)
            {
                ngx_kundo_ws_fail(ws, KUNDO_CLOSE_INTERNAL);
            }

            return;

        case KUNDO_FRAME_BROKEN:
            ngx_kundo_ws_fail(ws, f.code);
            return;
        }
    }
}


static void
ngx_kundo_ws_frame(ngx_kundo_ws_t *ws, kundo_frame_t *f)
{
    switch (f->opcode) {

    case KUNDO_FRAME_PING:
        ngx_kundo_ws_pong(ws, f);
        return;

    case KUNDO_FRAME_PONG:
        return;

    case KUNDO_FRAME_CLOSE:
        ngx_kundo_ws_closed_by_client(ws, f);
        return;

    default:
        if (ws->state < NGX_KUNDO_WS_CLOSING) {
            ngx_kundo_ws_piece(ws, f);
        }
    }
}


static void
ngx_kundo_ws_piece(ngx_kundo_ws_t *ws, kundo_frame_t *f)
{
    ngx_uint_t            binary;
    ngx_kundo_ws_part_t  *part;

    binary = (f->opcode == KUNDO_FRAME_BINARY);

    if (f->last && ws->message == NULL) {
        ws->handler->message(ws, binary, f->data, f->len);
        return;
    }

    if (ngx_kundo_ws_keep(&ws->message, f->data, f->len, f->rest) != NGX_OK) {
        ngx_kundo_ws_fail(ws, KUNDO_CLOSE_INTERNAL);
        return;
    }

    if (f->last) {
        part = ws->message;
        ws->message = NULL;

        ws->handler->message(ws, binary, part->data, part->len);

        ngx_free(part);
    }
}


/*
 * Grows by doubling and not at once to what a head announces: announcing is
 * cheap, and memory should cost a client as many bytes.
 */

static ngx_int_t
ngx_kundo_ws_keep(ngx_kundo_ws_part_t **part, u_char *p, size_t len,
    uint64_t rest)
{
    size_t                need, cap;
    ngx_kundo_ws_part_t  *old, *new;

    old = *part;
    need = old ? old->len + len : len;

    if (old == NULL || need > old->cap) {

        cap = need + ngx_min(rest, need);

        new = realloc(old, sizeof(ngx_kundo_ws_part_t) + cap);
        if (new == NULL) {
            ngx_log_error(NGX_LOG_EMERG, ngx_cycle->log, ngx_errno,
                          "realloc(%uz) failed", cap);
            return NGX_ERROR;
        }

        if (old == NULL) {
            new->len = 0;
        }

        new->cap = cap;
        *part = new;
    }

    ngx_memcpy((*part)->data + (*part)->len, p, len);
    (*part)->len = need;

    return NGX_OK;
}

/*
 * Output queue: a ring of chunks.  All queues that got something in a turn
 * of the event loop are flushed by one posted event at its end, each with
 * as few writes as it takes.
 */

#include "ngx_kundo_outq.h"


/*
 * Small chunks are copied together for one write.  TLS always goes through
 * the buffer: after SSL_ERROR_WANT_WRITE it wants the same address again,
 * and a full one is a whole record.
 */

#define NGX_KUNDO_OUTQ_BUFFER      65536
#define NGX_KUNDO_OUTQ_TLS_RECORD  16384
#define NGX_KUNDO_OUTQ_BIG         8192


static void ngx_kundo_outq_turn_handler(ngx_event_t *ev);
static ngx_int_t ngx_kundo_outq_grow(ngx_kundo_outq_t *q);
static size_t ngx_kundo_outq_gather(ngx_kundo_outq_t *q, size_t max);


static ngx_queue_t  ngx_kundo_outq_turn;
static ngx_event_t  ngx_kundo_outq_event;
static u_char       ngx_kundo_outq_buffer[NGX_KUNDO_OUTQ_BUFFER];


ngx_kundo_chunk_t *
ngx_kundo_chunk_create(size_t len)
{
    ngx_kundo_chunk_t  *chunk;

    chunk = ngx_alloc(sizeof(ngx_kundo_chunk_t) + len, ngx_cycle->log);
    if (chunk == NULL) {
        return NULL;
    }

    chunk->refs = 1;
    chunk->len = len;

    return chunk;
}


void
ngx_kundo_chunk_release(ngx_kundo_chunk_t *chunk)
{
    if (--chunk->refs == 0) {
        ngx_free(chunk);
    }
}


void
ngx_kundo_outq_init(ngx_kundo_outq_t *q, ngx_kundo_outq_pt flush)
{
    ngx_memzero(q, sizeof(ngx_kundo_outq_t));

    q->flush = flush;
    q->ring = q->inl;
    q->cap = NGX_KUNDO_OUTQ_INLINE;
}


void
ngx_kundo_outq_post(ngx_kundo_outq_t *q)
{
    ngx_event_t  *ev;

    if (q->posted) {
        return;
    }

    ev = &ngx_kundo_outq_event;

    if (ev->handler == NULL) {
        ngx_queue_init(&ngx_kundo_outq_turn);
        ev->handler = ngx_kundo_outq_turn_handler;
        ev->log = ngx_cycle->log;
    }

    q->posted = 1;
    ngx_queue_insert_tail(&ngx_kundo_outq_turn, &q->turn);

    if (!ev->posted) {
        ngx_post_event(ev, &ngx_posted_events);
    }
}


static void
ngx_kundo_outq_turn_handler(ngx_event_t *ev)
{
    ngx_queue_t       *e;
    ngx_kundo_outq_t  *q;

    while (!ngx_queue_empty(&ngx_kundo_outq_turn)) {
        e = ngx_queue_head(&ngx_kundo_outq_turn);
        q = ngx_queue_data(e, ngx_kundo_outq_t, turn);

        ngx_queue_remove(e);
        q->posted = 0;

        q->flush(q);
    }
}


ngx_int_t
ngx_kundo_outq_push(ngx_kundo_outq_t *q, ngx_kundo_chunk_t *chunk)
{
    if (q->n == q->cap && ngx_kundo_outq_grow(q) != NGX_OK) {
        return NGX_ERROR;
    }

    q->ring[(q->first + q->n) & (q->cap - 1)] = chunk;
    q->n++;
    q->size += chunk->len;

    chunk->refs++;

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_outq_grow(ngx_kundo_outq_t *q)
{
    uint32_t             i;
    ngx_kundo_chunk_t  **ring;

    ring = ngx_alloc(2 * q->cap * sizeof(ngx_kundo_chunk_t *),
                     ngx_cycle->log);
    if (ring == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < q->n; i++) {
        ring[i] = q->ring[(q->first + i) & (q->cap - 1)];
    }

    if (q->ring != q->inl) {
        ngx_free(q->ring);
    }

    q->ring = ring;
    q->first = 0;
    q->cap *= 2;

    return NGX_OK;
}


ngx_kundo_chunk_t *
ngx_kundo_outq_first(ngx_kundo_outq_t *q)
{
    return q->n ? q->ring[q->first] : NULL;
}


void
ngx_kundo_outq_consume(ngx_kundo_outq_t *q, size_t n)
{
    size_t              left;
    ngx_kundo_chunk_t  *chunk;

    q->size -= n;

    while (q->n) {
        chunk = q->ring[q->first];
        left = chunk->len - q->sent;

        if (n < left) {
            q->sent += n;
            return;
        }

        n -= left;

        q->sent = 0;
        q->first = (q->first + 1) & (q->cap - 1);
        q->n--;

        ngx_kundo_chunk_release(chunk);
    }

    /* an idle connection keeps nothing */

    if (q->ring != q->inl) {
        ngx_free(q->ring);
        q->ring = q->inl;
        q->cap = NGX_KUNDO_OUTQ_INLINE;
        q->first = 0;
    }
}


ngx_int_t
ngx_kundo_outq_send(ngx_kundo_outq_t *q, ngx_connection_t *c)
{
    size_t              len;
    u_char             *p;
    ssize_t             n;
    ngx_uint_t          tls;
    ngx_kundo_chunk_t  *chunk;

#if (NGX_SSL)
    tls = (c->ssl != NULL);
#else
    tls = 0;
#endif

    while (q->n && c->write->ready) {

        chunk = q->ring[q->first];
        len = chunk->len - q->sent;

        if (!tls && (q->n == 1 || len >= NGX_KUNDO_OUTQ_BIG)) {
            p = chunk->data + q->sent;

        } else {
            p = ngx_kundo_outq_buffer;
            len = ngx_kundo_outq_gather(q, tls ? NGX_KUNDO_OUTQ_TLS_RECORD
                                               : NGX_KUNDO_OUTQ_BUFFER);
        }

        n = c->send(c, p, len);

        if (n == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (n == NGX_AGAIN || n == 0) {
            break;
        }

        ngx_kundo_outq_consume(q, n);
    }

    q->blocked = (q->n != 0);

    if (ngx_handle_write_event(c->write, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    return q->blocked ? NGX_AGAIN : NGX_OK;
}


static size_t
ngx_kundo_outq_gather(ngx_kundo_outq_t *q, size_t max)
{
    size_t              len, size, from;
    uint32_t            i;
    ngx_kundo_chunk_t  *chunk;

    len = 0;
    from = q->sent;

    for (i = 0; i < q->n && len < max; i++) {
        chunk = q->ring[(q->first + i) & (q->cap - 1)];
        size = ngx_min(chunk->len - from, max - len);

        ngx_memcpy(ngx_kundo_outq_buffer + len, chunk->data + from, size);

        len += size;
        from = 0;
    }

    return len;
}


void
ngx_kundo_outq_clear(ngx_kundo_outq_t *q)
{
    if (q->posted) {
        ngx_queue_remove(&q->turn);
        q->posted = 0;
    }

    if (q->n) {
        ngx_kundo_outq_consume(q, q->size);
    }
}

/*
 * Streams as server-sent events (WHATWG HTML 9.2), through nginx's own
 * output filters, so that they work over every version of HTTP.
 */

#include "ngx_kundo_policy.h"
#include "ngx_kundo_stream.h"


#define NGX_KUNDO_SSE_ALIVE   20000      /* ms; a comment, so that a proxy
                                            and the client see life */
#define NGX_KUNDO_SSE_DEAD    45000      /* ms without an acknowledgement */


typedef struct {
    ngx_kundo_stream_t  *stream;
    ngx_http_request_t  *request;
    ngx_kundo_outq_t     queue;
    ngx_event_t          alive;
    ngx_chain_t         *free;
    ngx_chain_t         *busy;
    ngx_queue_t          sent;           /* chunks that bufs point to */
    size_t               busy_size;
} ngx_kundo_sse_t;


/* A chunk on its way through the filters. */

typedef struct {
    ngx_queue_t          queue;
    ngx_kundo_chunk_t   *chunk;
    ngx_buf_t           *buf;
} ngx_kundo_sse_sent_t;


static void ngx_kundo_sse_flush(ngx_kundo_outq_t *q);
static void ngx_kundo_sse_write(ngx_kundo_sse_t *sse, ngx_chain_t *out);
static void ngx_kundo_sse_write_handler(ngx_http_request_t *r);
static void ngx_kundo_sse_alive_handler(ngx_event_t *ev);
static void ngx_kundo_sse_cleanup(void *data);


static ngx_kundo_chunk_t *
ngx_kundo_sse_chunk(const u_char *json, size_t len)
{
    size_t              id;
    u_char             *p;
    ngx_kundo_chunk_t  *chunk;

    /* an envelope begins {"cursor":"22 characters": its id, if it has one */

    id = len > 34 && ngx_strncmp(json, "{\"cursor\":\"", 11) == 0 ? 22 : 0;

    chunk = ngx_kundo_chunk_create(len + 8 + (id ? id + 5 : 0));
    if (chunk == NULL) {
        return NULL;
    }

    p = chunk->data;

    if (id) {
        p = ngx_cpymem(p, "id: ", 4);
        p = ngx_cpymem(p, json + 11, id);
        *p++ = '\n';
    }

    p = ngx_cpymem(p, "data: ", 6);
    p = ngx_cpymem(p, json, len);
    *p++ = '\n';
    *p++ = '\n';

    return chunk;
}


static void
ngx_kundo_sse_end(ngx_kundo_sse_t *sse)
{
    ngx_connection_t  *c;

    c = sse->request->connection;

    c->error = 1;
    ngx_post_event(c->write, &ngx_posted_events);
}


static void
ngx_kundo_sse_send(ngx_kundo_stream_t *stream, ngx_kundo_chunk_t *chunk)
{
    ngx_kundo_sse_t  *sse;

    sse = stream->transport;

    if (sse->queue.size + sse->busy_size + chunk->len
        > NGX_KUNDO_STREAM_QUEUE
        || ngx_kundo_outq_push(&sse->queue, chunk) != NGX_OK)
    {
        ngx_kundo_sse_end(sse);
        return;
    }

    ngx_kundo_outq_post(&sse->queue);
}


static void
ngx_kundo_sse_close(ngx_kundo_stream_t *stream, ngx_uint_t code,
    const char *reason)
{
    ngx_kundo_sse_end(stream->transport);
}


static size_t
ngx_kundo_sse_queued(ngx_kundo_stream_t *stream)
{
    ngx_kundo_sse_t  *sse;

    sse = stream->transport;

    return sse->queue.size + sse->busy_size;
}


static const ngx_kundo_carrier_t  ngx_kundo_sse_carrier = {
    ngx_kundo_sse_chunk,
    ngx_kundo_sse_send,
    ngx_kundo_sse_close,
    ngx_kundo_sse_queued,
    1
};


static ngx_int_t
ngx_kundo_sse_header(ngx_http_request_t *r)
{
    ngx_int_t  rc;

    ngx_str_set(&r->headers_out.content_type, "text/event-stream");
    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = -1;

    if (ngx_kundo_policy_header(r, "Cache-Control", (u_char *) "no-store", 8)
        == NULL
        || ngx_kundo_policy_header(r, "X-Accel-Buffering", (u_char *) "no",
                                   2) == NULL)
    {
        return NGX_ERROR;
    }

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    /* a stream may have nothing to say for long: that it is open comes now */

    return ngx_http_send_special(r, NGX_HTTP_FLUSH);
}


/*
 * Nothing ever comes from the client: that it has gone without a word, its
 * TCP is to notice, and not after the quarter of an hour that it takes by
 * itself (RFC 5482).  QUIC notices it anyway.
 */

static void
ngx_kundo_sse_bound_silence(ngx_connection_t *c)
{
#ifdef TCP_USER_TIMEOUT
    unsigned int  ms;

    ms = NGX_KUNDO_SSE_DEAD;

    if (c->type == SOCK_STREAM && c->sockaddr->sa_family != AF_UNIX
        && setsockopt(c->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms))
           == -1)
    {
        ngx_connection_error(c, ngx_socket_errno,
                             "setsockopt(TCP_USER_TIMEOUT) failed");
    }
#endif
}


ngx_int_t
ngx_kundo_sse_open(ngx_kundo_stream_t *stream, ngx_kundo_request_t *req)
{
    ngx_int_t            rc;
    ngx_http_request_t  *r;
    ngx_kundo_sse_t     *sse;
    ngx_pool_cleanup_t  *cln;

    r = req->http;

    if (ngx_http_discard_request_body(r) != NGX_OK) {
        return NGX_HTTP_BAD_REQUEST;
    }

    sse = ngx_pcalloc(r->pool, sizeof(ngx_kundo_sse_t));
    cln = ngx_pool_cleanup_add(r->pool, 0);

    if (sse == NULL || cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_kundo_sse_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    sse->stream = stream;
    sse->request = r;
    sse->alive.handler = ngx_kundo_sse_alive_handler;
    sse->alive.data = sse;
    sse->alive.log = r->connection->log;
    sse->alive.cancelable = 1;

    ngx_queue_init(&sse->sent);
    ngx_kundo_outq_init(&sse->queue, ngx_kundo_sse_flush);
    ngx_add_timer(&sse->alive, NGX_KUNDO_SSE_ALIVE);

    ngx_kundo_sse_bound_silence(r->connection);

    stream->carrier = &ngx_kundo_sse_carrier;
    stream->transport = sse;

    cln->handler = ngx_kundo_sse_cleanup;
    cln->data = sse;

    r->main->count++;
    r->read_event_handler = ngx_http_test_reading;
    r->write_event_handler = ngx_kundo_sse_write_handler;

    /* an exiting worker ends it; the client resumes by Last-Event-ID */

    r->connection->idle = 1;

    ngx_kundo_stream_start(stream, req);

    return NGX_DONE;
}


static void
ngx_kundo_sse_cleanup(void *data)
{
    ngx_queue_t           *q;
    ngx_kundo_sse_t       *sse = data;
    ngx_kundo_sse_sent_t  *sent;

    if (sse->alive.timer_set) {
        ngx_del_timer(&sse->alive);
    }

    while (!ngx_queue_empty(&sse->sent)) {
        q = ngx_queue_head(&sse->sent);
        ngx_queue_remove(q);

        sent = ngx_queue_data(q, ngx_kundo_sse_sent_t, queue);
        ngx_kundo_chunk_release(sent->chunk);
        ngx_free(sent);
    }

    ngx_kundo_outq_clear(&sse->queue);
    ngx_kundo_stream_closed(sse->stream);
}


static ngx_int_t
ngx_kundo_sse_buf(ngx_kundo_sse_t *sse, ngx_kundo_chunk_t *chunk,
    ngx_chain_t ***last)
{
    ngx_buf_t             *b;
    ngx_chain_t           *cl;
    ngx_kundo_sse_sent_t  *sent;

    cl = ngx_chain_get_free_buf(sse->request->pool, &sse->free);
    sent = ngx_alloc(sizeof(ngx_kundo_sse_sent_t),
                     sse->request->connection->log);

    if (cl == NULL || sent == NULL) {
        return NGX_ERROR;
    }

    b = cl->buf;
    ngx_memzero(b, sizeof(ngx_buf_t));

    b->start = chunk->data;
    b->pos = chunk->data;
    b->last = chunk->data + chunk->len;
    b->end = b->last;
    b->memory = 1;
    b->flush = 1;
    b->tag = (ngx_buf_tag_t) &ngx_kundo_module;

    chunk->refs++;
    sse->busy_size += chunk->len;

    sent->chunk = chunk;
    sent->buf = b;
    ngx_queue_insert_tail(&sse->sent, &sent->queue);

    **last = cl;
    *last = &cl->next;

    return NGX_OK;
}


static void
ngx_kundo_sse_flush(ngx_kundo_outq_t *q)
{
    ngx_chain_t        *out, **last;
    ngx_kundo_sse_t    *sse;
    ngx_kundo_chunk_t  *chunk;
    ngx_connection_t   *c;

    sse = (ngx_kundo_sse_t *) ((u_char *) q - offsetof(ngx_kundo_sse_t,
                                                       queue));
    c = sse->request->connection;
    out = NULL;
    last = &out;

    while ((chunk = ngx_kundo_outq_first(q)) != NULL) {

        if (ngx_kundo_sse_buf(sse, chunk, &last) != NGX_OK) {
            ngx_http_finalize_request(sse->request, NGX_ERROR);
            ngx_http_run_posted_requests(c);
            return;
        }

        ngx_kundo_outq_consume(q, chunk->len);
    }

    *last = NULL;

    if (out != NULL) {
        ngx_kundo_sse_write(sse, out);
        ngx_http_run_posted_requests(c);
    }
}


static void
ngx_kundo_sse_write(ngx_kundo_sse_t *sse, ngx_chain_t *out)
{
    ngx_int_t              rc;
    ngx_queue_t           *q;
    ngx_http_request_t    *r;
    ngx_kundo_sse_sent_t  *sent;

    r = sse->request;

    rc = ngx_http_output_filter(r, out);

    if (rc == NGX_ERROR) {
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    /* chunks go in the order in which they came */

    while (!ngx_queue_empty(&sse->sent)) {
        q = ngx_queue_head(&sse->sent);
        sent = ngx_queue_data(q, ngx_kundo_sse_sent_t, queue);

        if (ngx_buf_size(sent->buf) != 0) {
            break;
        }

        sse->busy_size -= sent->chunk->len;

        ngx_queue_remove(q);
        ngx_kundo_chunk_release(sent->chunk);
        ngx_free(sent);
    }

    ngx_chain_update_chains(r->pool, &sse->free, &sse->busy, &out,
                            (ngx_buf_tag_t) &ngx_kundo_module);

    if (ngx_handle_write_event(r->connection->write, 0) != NGX_OK) {
        ngx_http_finalize_request(r, NGX_ERROR);
    }
}


static void
ngx_kundo_sse_write_handler(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t  *cln;

    if (r->connection->error) {
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    for (cln = r->pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_kundo_sse_cleanup) {
            ngx_kundo_sse_write(cln->data, NULL);
            return;
        }
    }
}


static void
ngx_kundo_sse_alive_handler(ngx_event_t *ev)
{
    ngx_kundo_sse_t    *sse;
    ngx_kundo_chunk_t  *chunk;

    sse = ev->data;

    chunk = ngx_kundo_chunk_create(3);

    if (chunk != NULL) {
        ngx_memcpy(chunk->data, ":\n\n", 3);
        ngx_kundo_sse_send(sse->stream, chunk);
        ngx_kundo_chunk_release(chunk);
    }

    ngx_add_timer(ev, NGX_KUNDO_SSE_ALIVE);
}

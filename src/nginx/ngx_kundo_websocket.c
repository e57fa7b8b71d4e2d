/*
 * A WebSocket's life on an nginx connection: taken over from a request, kept
 * alive, closed.  The request stays, for the access log and limit_conn; its
 * pool has room for ngx_kundo_ws_t, and nothing is taken from it after that.
 */

#include "ngx_kundo_handshake.h"
#include "ngx_kundo_websocket_internal.h"


static void ngx_kundo_ws_take_over(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_free_buffers(ngx_http_request_t *r);
static ngx_kundo_ws_t *ngx_kundo_ws_find(ngx_http_request_t *r);
static void ngx_kundo_ws_read_handler(ngx_event_t *rev);
static void ngx_kundo_ws_write_handler(ngx_event_t *wev);
static void ngx_kundo_ws_cleanup(void *data);


/* nginx's own handler of a request's events, which it does not export. */

static ngx_event_handler_pt  ngx_kundo_ws_request_handler;


ngx_int_t
ngx_kundo_ws_upgrade(ngx_http_request_t *r,
    const ngx_kundo_ws_handler_t *handler, void *data, ngx_kundo_ws_t **wsp)
{
    ngx_int_t            rc;
    ngx_kundo_ws_t      *ws;
    ngx_http_cleanup_t  *cln;

    cln = ngx_http_cleanup_add(r, sizeof(ngx_kundo_ws_t));
    if (cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ws = cln->data;
    ngx_memzero(ws, sizeof(ngx_kundo_ws_t));

    cln->handler = ngx_kundo_ws_cleanup;

    ngx_kundo_ws_out_init(ws);

    ws->request = r;
    ws->handler = handler;
    ws->data = data;
    ws->cleanup = cln;

    rc = ngx_kundo_handshake(r, &handler->protocols);
    if (rc != NGX_OK) {
        return rc;
    }

    ngx_kundo_ws_take_over(ws);

    *wsp = ws;

    return NGX_DONE;
}


static void
ngx_kundo_ws_take_over(ngx_kundo_ws_t *ws)
{
    ngx_connection_t          *c;
    ngx_http_request_t        *r;
    ngx_http_core_loc_conf_t  *clcf;

    r = ws->request;
    c = r->connection;

    r->main->count++;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    if (clcf->tcp_nodelay) {
        (void) ngx_tcp_nodelay(c);
    }

    ngx_kundo_ws_free_buffers(r);

    ngx_kundo_ws_request_handler = c->read->handler;

    c->read->handler = ngx_kundo_ws_read_handler;
    c->write->handler = ngx_kundo_ws_write_handler;
    c->log->action = "serving a websocket";
    c->idle = 1;

    ws->open = 1;
    ngx_kundo_ws_alive(ws);

    if (ngx_exiting) {
        ngx_kundo_ws_leave(ws);

    } else {
        ngx_kundo_ws_silence(ws);
    }

    /* what came with the request, and a header not yet written */

    ngx_post_event(c->read, &ngx_posted_events);
    ngx_kundo_outq_post(&ws->out);
}


/* As nginx does for a connection that is kept alive. */

static void
ngx_kundo_ws_free_buffers(ngx_http_request_t *r)
{
    ngx_chain_t            *cl, *next;
    ngx_connection_t       *c;
    ngx_http_connection_t  *hc;

    c = r->connection;
    hc = r->http_connection;

    for (cl = hc->free; cl; cl = next) {
        next = cl->next;

        ngx_pfree(c->pool, cl->buf->start);
        ngx_free_chain(c->pool, cl);
    }

    hc->free = NULL;

#if (NGX_HTTP_SSL)
    if (c->ssl && !c->buffered) {
        ngx_ssl_free_buffer(c);
    }
#endif
}


/* The cleanup leads to it, so that the request's contexts stay free. */

static ngx_kundo_ws_t *
ngx_kundo_ws_find(ngx_http_request_t *r)
{
    ngx_http_cleanup_t  *cln;

    for (cln = r->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_kundo_ws_cleanup) {
            return cln->data;
        }
    }

    return NULL;
}


static void
ngx_kundo_ws_read_handler(ngx_event_t *rev)
{
    ngx_kundo_ws_t    *ws;
    ngx_connection_t  *c;

    c = rev->data;
    ws = ngx_kundo_ws_find(c->data);

    if (ws == NULL) {
        ngx_kundo_ws_request_handler(rev);
        return;
    }

    if (c->close) {

        /* the worker is going; with an error, worker_shutdown_timeout is up */

        c->close = 0;

        if (c->error) {
            ngx_kundo_ws_finish(ws, NGX_ERROR);
            return;
        }

        ngx_kundo_ws_leave(ws);
        return;
    }

    if (rev->timedout) {
        rev->timedout = 0;
        ngx_kundo_ws_timer(ws);
        return;
    }

    if (ngx_kundo_ws_read(ws) != NGX_OK) {
        ngx_kundo_ws_finish(ws, NGX_HTTP_CLIENT_CLOSED_REQUEST);
    }
}


static void
ngx_kundo_ws_write_handler(ngx_event_t *wev)
{
    ngx_kundo_ws_t    *ws;
    ngx_connection_t  *c;

    c = wev->data;
    ws = ngx_kundo_ws_find(c->data);

    if (ws == NULL) {
        ngx_kundo_ws_request_handler(wev);
        return;
    }

    /* epoll calls with every event: only a queue that waits is written */

    if (ws->out.blocked) {
        ngx_kundo_outq_post(&ws->out);
    }
}


void
ngx_kundo_ws_finish(ngx_kundo_ws_t *ws, ngx_int_t rc)
{
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = ws->request;
    c = r->connection;

    ws->cleanup->handler = NULL;
    ngx_kundo_ws_cleanup(ws);

    if (c->read->timer_set) {
        ngx_del_timer(c->read);
    }

    c->read->cancelable = 0;
    c->read->handler = ngx_kundo_ws_request_handler;
    c->write->handler = ngx_kundo_ws_request_handler;
    c->idle = 0;

    r->read_event_handler = ngx_http_block_reading;
    r->write_event_handler = ngx_http_request_empty_handler;

    /*
     * Unread bytes would make of our close a reset, and that may take our
     * close frame away from the client; an exiting worker does not wait.
     */

    r->lingering_close = !ngx_exiting;

    ngx_http_finalize_request(r, rc);
    ngx_http_run_posted_requests(c);
}


static void
ngx_kundo_ws_cleanup(void *data)
{
    ngx_kundo_ws_t  *ws = data;

    ws->state = NGX_KUNDO_WS_CUT;

    if (ws->open) {
        ws->handler->closed(ws);
    }

    ngx_kundo_outq_clear(&ws->out);

    if (ws->message) {
        ngx_free(ws->message);
    }

    if (ws->held) {
        ngx_free(ws->held);
    }
}


void *
ngx_kundo_ws_data(ngx_kundo_ws_t *ws)
{
    return ws->data;
}


size_t
ngx_kundo_ws_queued(ngx_kundo_ws_t *ws)
{
    return ws->out.size;
}


ngx_connection_t *
ngx_kundo_ws_connection(ngx_kundo_ws_t *ws)
{
    return ws->request->connection;
}

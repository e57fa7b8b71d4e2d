/*
 * A WebSocket's life on an nginx connection: taken over from a request, kept
 * alive, closed.  The request stays (for the access log, limit_conn and the
 * like) but nothing is allocated from its pool any more.
 */

#include "ngx_kundo_handshake.h"
#include "ngx_kundo_websocket_internal.h"


#define NGX_KUNDO_WS_JITTER    500      /* ms: clients do not return at once */
#define NGX_KUNDO_WS_DEADLINE  3000     /* ms; both fit systemd's 5 s */


static void ngx_kundo_ws_take_over(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_free_buffers(ngx_http_request_t *r);
static ngx_kundo_ws_t *ngx_kundo_ws_find(ngx_http_request_t *r);
static void ngx_kundo_ws_read_handler(ngx_event_t *rev);
static void ngx_kundo_ws_write_handler(ngx_event_t *wev);
static void ngx_kundo_ws_timer(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_silence(ngx_kundo_ws_t *ws);
static void ngx_kundo_ws_arm(ngx_kundo_ws_t *ws, ngx_msec_t wait_ms,
    ngx_uint_t cancelable);
static void ngx_kundo_ws_leave(ngx_kundo_ws_t *ws);
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

    ws = ngx_calloc(sizeof(ngx_kundo_ws_t), r->connection->log);
    if (ws == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    cln = ngx_http_cleanup_add(r, 0);
    if (cln == NULL) {
        ngx_free(ws);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    cln->handler = ngx_kundo_ws_cleanup;
    cln->data = ws;

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
    ws->heard = ngx_current_msec;

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


static void
ngx_kundo_ws_timer(ngx_kundo_ws_t *ws)
{
    switch (ws->state) {

    case NGX_KUNDO_WS_OPEN:
        ngx_kundo_ws_silence(ws);
        return;

    case NGX_KUNDO_WS_LEAVING:
        ngx_kundo_ws_close(ws, KUNDO_CLOSE_RESTART, "service restart");
        return;

    default:
        ws->request->connection->timedout = 1;
        ngx_kundo_ws_finish(ws, NGX_HTTP_REQUEST_TIME_OUT);
    }
}


/* Pings or cuts off, and sets the timer to when there is more to do. */

static void
ngx_kundo_ws_silence(ngx_kundo_ws_t *ws)
{
    ngx_msec_t                     silence, wait;
    const ngx_kundo_ws_handler_t  *handler;

    handler = ws->handler;
    silence = ngx_current_msec - ws->heard;

    if (handler->dead && silence >= handler->dead) {
        ngx_log_error(NGX_LOG_INFO, ws->request->connection->log, 0,
                      "websocket was silent for %M ms", silence);

        ngx_kundo_ws_cut(ws);
        return;
    }

    if (handler->ping && silence >= (ws->pings + 1) * handler->ping) {
        ws->pings = silence / handler->ping;
        ngx_kundo_ws_ping(ws);
    }

    wait = handler->dead ? handler->dead - silence : NGX_TIMER_INFINITE;

    if (handler->ping) {
        wait = ngx_min(wait, (ws->pings + 1) * handler->ping - silence);
    }

    if (wait != NGX_TIMER_INFINITE && ws->state == NGX_KUNDO_WS_OPEN) {
        ngx_kundo_ws_arm(ws, wait, 1);
    }
}


/*
 * Only a cancelable timer lets an exiting worker go; nginx is slack by
 * 300 ms with a timer that is set, hence it is taken off first.
 */

static void
ngx_kundo_ws_arm(ngx_kundo_ws_t *ws, ngx_msec_t wait_ms,
    ngx_uint_t cancelable)
{
    ngx_event_t  *rev;

    rev = ws->request->connection->read;

    if (rev->timer_set) {
        ngx_del_timer(rev);
    }

    rev->cancelable = cancelable;
    ngx_add_timer(rev, wait_ms);
}


void
ngx_kundo_ws_deadline(ngx_kundo_ws_t *ws)
{
    ngx_kundo_ws_arm(ws, NGX_KUNDO_WS_DEADLINE, 0);
}


static void
ngx_kundo_ws_leave(ngx_kundo_ws_t *ws)
{
    if (ws->state == NGX_KUNDO_WS_OPEN) {
        ws->state = NGX_KUNDO_WS_LEAVING;
        ngx_kundo_ws_arm(ws, 1 + ngx_random() % NGX_KUNDO_WS_JITTER, 0);
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

    ngx_free(ws);
}


void *
ngx_kundo_ws_data(ngx_kundo_ws_t *ws)
{
    return ws->data;
}


ngx_connection_t *
ngx_kundo_ws_connection(ngx_kundo_ws_t *ws)
{
    return ws->request->connection;
}

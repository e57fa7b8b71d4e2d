/*
 * Streams: opening, the first events, the end.
 */

#include "domain/kundo_stream.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_board.h"
#include "ngx_kundo_header.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_response.h"
#include "ngx_kundo_resume.h"
#include "ngx_kundo_stream.h"
#include "ngx_kundo_websocket.h"


static ngx_kundo_stream_t *ngx_kundo_stream_create(ngx_kundo_request_t *req);


/* The router never calls this: the door hands streams to stream_open. */

void
ngx_kundo_api_stream(ngx_kundo_request_t *req)
{
    ngx_kundo_refuse(req, KUNDO_BAD_REQUEST, NULL);
}


/* Whether the stream is to follow the board, for who may read it. */

static kundo_rc_t
ngx_kundo_stream_board(ngx_kundo_request_t *req, ngx_uint_t *board)
{
    ngx_str_t  value;

    *board = 0;

    if (ngx_http_arg(req->http, (u_char *) "board", 5, &value) != NGX_OK) {
        return KUNDO_OK;
    }

    if (value.len != 1 || value.data[0] != '1') {
        return KUNDO_BAD_VALUE;
    }

    *board = 1;

    return req->actor.kind == KUNDO_PERSON_AGENT ? KUNDO_OK
                                                 : KUNDO_FORBIDDEN;
}


ngx_int_t
ngx_kundo_stream_open(ngx_kundo_request_t *req)
{
    ngx_int_t            rc;
    kundo_rc_t           krc;
    ngx_uint_t           board;
    ngx_http_request_t  *r;
    ngx_kundo_stream_t  *stream;

    r = req->http;

    krc = ngx_kundo_stream_board(req, &board);

    if (krc != KUNDO_OK) {
        ngx_kundo_request_free(req);
        return ngx_kundo_response_problem(r, krc, krc == KUNDO_BAD_VALUE
                                                  ? "board takes 1" : NULL);
    }

    stream = ngx_kundo_stream_create(req);

    if (stream == NULL) {
        ngx_kundo_request_free(req);
        return ngx_kundo_response_problem(r, KUNDO_RATE_LIMITED,
                                          "too many streams at once");
    }

    if (board) {

        /* the first hint comes at once: whoever follows them has read it */

        ngx_kundo_board_watch(stream, NGX_KUNDO_BOARD_ALWAYS,
                              ngx_kundo_hub_board(req->worker)->changes - 1);
    }

    if (ngx_kundo_hub_add(stream, &req->actor) != NGX_OK) {
        ngx_kundo_stream_closed(stream);
        ngx_kundo_request_free(req);
        return NGX_HTTP_SERVICE_UNAVAILABLE;
    }

    rc = ngx_kundo_response_cookie(req);

    if (rc == NGX_OK) {
        rc = ngx_kundo_ws_wanted(r) ? ngx_kundo_stream_ws_open(stream, req)
                                    : ngx_kundo_sse_open(stream, req);
    }

    if (rc != NGX_DONE) {
        ngx_kundo_stream_closed(stream);
    }

    ngx_kundo_request_free(req);

    return rc;
}


/* Counts the stream; NULL when there are too many. */

static ngx_kundo_stream_t *
ngx_kundo_stream_create(ngx_kundo_request_t *req)
{
    uint64_t                 session_key;
    ngx_kundo_stream_t      *stream;
    ngx_kundo_store_conf_t  *conf;

    conf = req->worker->conf;
    session_key = ngx_kundo_rate_session_key(req->session);

    if (ngx_kundo_rate_socket_add(conf, session_key,
                                  conf->rate_session.sockets)
        != NGX_OK)
    {
        return NULL;
    }

    if (ngx_kundo_rate_socket_add(conf, req->address_key,
                                  conf->rate_address.sockets)
        != NGX_OK)
    {
        ngx_kundo_rate_socket_remove(conf, session_key);
        return NULL;
    }

    /* the request's pool, which lives as long, has room for it */

    stream = ngx_pcalloc(req->http->pool, sizeof(ngx_kundo_stream_t));

    if (stream == NULL) {
        ngx_kundo_rate_socket_remove(conf, session_key);
        ngx_kundo_rate_socket_remove(conf, req->address_key);
        return NULL;
    }

    stream->worker = req->worker;
    stream->session = req->session;
    stream->expires_ms = req->login.expires_ms;
    stream->cookie = req->cookie;
    stream->session_key = session_key;
    stream->address_key = req->address_key;

    ngx_queue_init(&stream->requests);

    return stream;
}


void
ngx_kundo_stream_closed(ngx_kundo_stream_t *stream)
{
    ngx_queue_t          *q;
    ngx_kundo_request_t  *req;

    /* what is under way ends without an answer; its cid will tell */

    while (!ngx_queue_empty(&stream->requests)) {
        q = ngx_queue_head(&stream->requests);
        ngx_queue_remove(q);

        req = ngx_queue_data(q, ngx_kundo_request_t, queue);
        req->stream = NULL;
    }

    ngx_kundo_rate_socket_remove(stream->worker->conf, stream->session_key);
    ngx_kundo_rate_socket_remove(stream->worker->conf, stream->address_key);

    ngx_kundo_board_unwatch(stream);

    if (stream->member != NULL) {
        ngx_kundo_hub_remove(stream);
    }

    ngx_kundo_resume_end(stream);
}


void
ngx_kundo_stream_put(ngx_kundo_stream_t *stream, const kundo_out_t *json)
{
    ngx_kundo_chunk_t  *chunk;

    chunk = json->failed ? NULL : stream->carrier->chunk(json->data,
                                                         json->len);

    if (chunk == NULL) {
        stream->carrier->close(stream, 1011, "out of memory");
        return;
    }

    stream->carrier->send(stream, chunk);
    ngx_kundo_chunk_release(chunk);
}


void
ngx_kundo_stream_mark(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    const char *type)
{
    uint64_t     jno;
    kundo_out_t  out;

    if (kundo_stream_now(rd, &jno) != KUNDO_OK) {
        stream->carrier->close(stream, 1011, "store cannot be read");
        return;
    }

    kundo_out_init(&out, rd->arena, 256);
    kundo_stream_render_mark(rd, &out, type, jno, ngx_kundo_now_ms());

    ngx_kundo_stream_put(stream, &out);
}


/* Where a visitor waits, her place as of now: it may have moved. */

void
ngx_kundo_stream_positions(ngx_kundo_stream_t *stream, kundo_reader_t *rd)
{
    uint64_t            jno;
    kundo_rc_t          rc;
    kundo_out_t         out;
    kundo_hot_t         hot;
    kundo_view_walk_t   vw;
    kundo_view_place_t  place;

    if (rd->viewer.kind != KUNDO_PERSON_VISITOR
        || kundo_stream_now(rd, &jno) != KUNDO_OK)
    {
        return;
    }

    place.kind = KUNDO_AUDIENCE_VISITOR;
    place.view = KUNDO_VIEW_OPEN;
    place.no = rd->viewer.no;

    for (rc = kundo_view_first(rd->txn, place, UINT32_MAX, &vw);
         rc == KUNDO_OK;
         rc = kundo_view_next(&vw))
    {
        if (kundo_hot_get(rd->txn, vw.cno, &hot) == KUNDO_OK
            && hot.status == KUNDO_STATUS_QUEUED)
        {
            kundo_out_init(&out, rd->arena, 256);

            if (kundo_stream_render_position(rd, &out, jno, vw.cno,
                                             ngx_kundo_now_ms())
                == KUNDO_OK)
            {
                ngx_kundo_stream_put(stream, &out);
            }
        }
    }

    kundo_view_close(&vw);
}


/* A browser that connects anew sends both: the header is the newer one. */

static ngx_int_t
ngx_kundo_stream_cursor(ngx_kundo_request_t *req, kundo_str_t *cursor)
{
    ngx_table_elt_t  *h;

    h = ngx_kundo_header_find(req->http, "last-event-id", 13);

    if (h != NULL) {
        *cursor = kundo_str_make(h->value.data, h->value.len);
        return NGX_OK;
    }

    return ngx_kundo_request_arg(req, "since", cursor);
}


/*
 * Snapshot and cursor come from the same transaction: nothing is missed and
 * nothing comes twice.
 */

void
ngx_kundo_stream_start(ngx_kundo_stream_t *stream, ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_str_t     cursor;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc != KUNDO_OK) {
        stream->carrier->close(stream, 1011, "store cannot be read");
        return;
    }

    stream->after_jno = rd.txn->meta.last_jno;

    if (ngx_kundo_stream_cursor(req, &cursor) != NGX_OK) {
        ngx_kundo_stream_mark(stream, &rd, "hello");

    } else {
        ngx_kundo_resume_start(stream, &rd, cursor);
    }

    ngx_kundo_worker_read_end(stream->worker);
}

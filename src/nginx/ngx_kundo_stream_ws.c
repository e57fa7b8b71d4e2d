/*
 * Streams by WebSocket: events out, requests in.
 */

#include "codec/kundo_json_out.h"

#include "ngx_kundo_rate.h"
#include "ngx_kundo_router.h"
#include "ngx_kundo_session.h"
#include "ngx_kundo_stream.h"
#include "ngx_kundo_websocket.h"


#define NGX_KUNDO_STREAM_PING      25000     /* ms */
#define NGX_KUNDO_STREAM_DEAD      65000
#define NGX_KUNDO_STREAM_REQUESTS  256       /* under way at once */
#define NGX_KUNDO_REF_MAX          64
#define NGX_KUNDO_PATH_MAX         1024


typedef struct {
    kundo_str_t    ref;
    kundo_str_t    method;
    kundo_str_t    path;
    kundo_str_t    key;
    kundo_json_t  *body;
} ngx_kundo_ws_frame_t;

static const kundo_field_t  ngx_kundo_ws_frame_fields[] = {
    { kundo_str_field("ref"), KUNDO_FIELD_STRING, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_ws_frame_t, ref), NGX_KUNDO_REF_MAX },
    { kundo_str_field("method"), KUNDO_FIELD_STRING, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_ws_frame_t, method), 10 },
    { kundo_str_field("path"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_ws_frame_t, path), NGX_KUNDO_PATH_MAX },
    { kundo_str_field("body"), KUNDO_FIELD_OBJECT, KUNDO_FIELD_NULLABLE,
      offsetof(ngx_kundo_ws_frame_t, body), 0 },
    { kundo_str_field("idempotency_key"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_NONEMPTY, offsetof(ngx_kundo_ws_frame_t, key),
      KUNDO_KEY_MAX },
    kundo_field_end
};


static void ngx_kundo_stream_ws_message(ngx_kundo_ws_t *ws,
    ngx_uint_t binary, u_char *data, size_t len);
static void ngx_kundo_stream_ws_closed(ngx_kundo_ws_t *ws);
static ngx_kundo_chunk_t *ngx_kundo_stream_ws_chunk(const u_char *json,
    size_t len);
static void ngx_kundo_stream_ws_send(ngx_kundo_stream_t *stream,
    ngx_kundo_chunk_t *chunk);
static void ngx_kundo_stream_ws_close(ngx_kundo_stream_t *stream,
    ngx_uint_t code, const char *reason);
static size_t ngx_kundo_stream_ws_queued(ngx_kundo_stream_t *stream);
static void ngx_kundo_stream_ws_answer(ngx_kundo_request_t *req);


static const ngx_kundo_ws_handler_t  ngx_kundo_stream_ws_handler = {
    ngx_kundo_stream_ws_message,
    ngx_kundo_stream_ws_closed,
    KUNDO_BODY_MAX_BYTES,
    NGX_KUNDO_STREAM_QUEUE,
    NGX_KUNDO_STREAM_PING,
    NGX_KUNDO_STREAM_DEAD,
    ngx_null_string,
    1
};

static const ngx_kundo_carrier_t  ngx_kundo_stream_ws_carrier = {
    ngx_kundo_stream_ws_chunk,
    ngx_kundo_stream_ws_send,
    ngx_kundo_stream_ws_close,
    ngx_kundo_stream_ws_queued,
    0
};

static const ngx_kundo_transport_t  ngx_kundo_stream_ws_transport = {
    ngx_kundo_stream_ws_answer
};


ngx_int_t
ngx_kundo_stream_ws_open(ngx_kundo_stream_t *stream,
    ngx_kundo_request_t *req)
{
    ngx_int_t        rc;
    ngx_kundo_ws_t  *ws;

    stream->carrier = &ngx_kundo_stream_ws_carrier;

    rc = ngx_kundo_ws_upgrade(req->http, &ngx_kundo_stream_ws_handler,
                              stream, &ws);

    if (rc == NGX_DONE) {
        stream->transport = ws;
        ngx_kundo_stream_start(stream, req);
    }

    return rc;
}


static void
ngx_kundo_stream_ws_closed(ngx_kundo_ws_t *ws)
{
    ngx_kundo_stream_closed(ngx_kundo_ws_data(ws));
}


static ngx_kundo_chunk_t *
ngx_kundo_stream_ws_chunk(const u_char *json, size_t len)
{
    u_char             *p;
    ngx_kundo_chunk_t  *chunk;

    chunk = ngx_kundo_ws_text_chunk(len, &p);

    if (chunk != NULL) {
        ngx_memcpy(p, json, len);
    }

    return chunk;
}


static void
ngx_kundo_stream_ws_send(ngx_kundo_stream_t *stream,
    ngx_kundo_chunk_t *chunk)
{
    /* over its bound it is cut off, and resumes by its cursor */

    (void) ngx_kundo_ws_send(stream->transport, chunk);
}


static void
ngx_kundo_stream_ws_close(ngx_kundo_stream_t *stream, ngx_uint_t code,
    const char *reason)
{
    ngx_kundo_ws_close(stream->transport, code, reason);
}


static size_t
ngx_kundo_stream_ws_queued(ngx_kundo_stream_t *stream)
{
    return ngx_kundo_ws_queued(stream->transport);
}


static ngx_kundo_method_t
ngx_kundo_stream_ws_method(kundo_str_t name)
{
    ngx_uint_t  i;

    static const char  *names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

    for (i = 0; i < 5; i++) {
        if (kundo_str_eq(name, kundo_str_cstr(names[i]))) {
            return 1u << i;
        }
    }

    return 0;
}


/* The request that a frame asks for; on failure it was answered. */

static kundo_rc_t
ngx_kundo_stream_ws_parse(ngx_kundo_request_t *req, u_char *data, size_t len,
    kundo_json_error_t *err)
{
    uint32_t               given;
    kundo_rc_t             rc;
    kundo_str_t            text;
    kundo_json_t          *ref;
    const uint8_t         *mark;
    ngx_kundo_ws_frame_t   frame;

    ngx_memzero(&frame, sizeof(ngx_kundo_ws_frame_t));

    text = kundo_arena_dup(&req->arena, kundo_str_make(data, len));
    if (text.data == NULL) {
        return KUNDO_NO_MEMORY;
    }

    rc = kundo_json_parse(&req->arena, text, &req->body, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (req->body->type != KUNDO_JSON_OBJECT) {
        return KUNDO_BAD_JSON;
    }

    /* the answer bears it, whatever else is wrong, and wherever that stands */

    ref = kundo_json_get(req->body, kundo_str("ref"));

    if (ref != NULL && ref->type == KUNDO_JSON_STRING
        && ref->str.len <= NGX_KUNDO_REF_MAX)
    {
        req->ref = ref->str;
    }

    rc = kundo_json_bind(req->body, ngx_kundo_ws_frame_fields, &frame,
                         &given, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    req->method = ngx_kundo_stream_ws_method(frame.method);
    req->path = frame.path;
    req->body = frame.body;
    req->idempotency_key = frame.key;

    mark = memchr(req->path.data, '?', req->path.len);

    if (mark != NULL) {
        req->args = kundo_str_make(mark + 1, (size_t) (req->path.data
                                              + req->path.len - mark - 1));
        req->path.len = (size_t) (mark - req->path.data);
    }

    return KUNDO_OK;
}


static kundo_rc_t
ngx_kundo_stream_ws_check(ngx_kundo_request_t *req)
{
    kundo_rc_t  rc;

    rc = ngx_kundo_router_rate(req);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = ngx_kundo_router_find(req);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (req->route->flags & NGX_KUNDO_HTTP) {
        return KUNDO_NOT_FOUND;
    }

    rc = ngx_kundo_router_allowed(req);

    if (rc == KUNDO_OK) {
        ngx_kundo_session_renew_stream(req, &req->stream->expires_ms);
    }

    return rc;
}


static void
ngx_kundo_stream_ws_message(ngx_kundo_ws_t *ws, ngx_uint_t binary,
    u_char *data, size_t len)
{
    kundo_rc_t            rc;
    kundo_json_error_t    err;
    ngx_kundo_stream_t   *stream;
    ngx_kundo_request_t  *req;

    stream = ngx_kundo_ws_data(ws);

    req = ngx_kundo_request_create(stream->worker,
                                   &ngx_kundo_stream_ws_transport);
    if (req == NULL) {
        ngx_kundo_ws_close(ws, 1011, "out of memory");
        return;
    }

    req->stream = stream;
    req->actor = *ngx_kundo_hub_viewer(stream);
    req->session = stream->session;
    req->cookie = stream->cookie;
    req->address_key = stream->address_key;
    err.detail[0] = '\0';

    ngx_queue_insert_tail(&stream->requests, &req->queue);

    if (stream->nrequests++ >= NGX_KUNDO_STREAM_REQUESTS) {
        ngx_kundo_refuse(req, KUNDO_OVERLOAD,
                         "256 requests are under way on this connection");
        return;
    }

    rc = ngx_kundo_stream_ws_parse(req, data, len, &err);

    if (rc == KUNDO_OK) {
        rc = ngx_kundo_stream_ws_check(req);
    }

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, err.detail[0] ? err.detail : NULL);
        return;
    }

    ngx_kundo_router_run(req);
}


static void
ngx_kundo_stream_ws_answer(ngx_kundo_request_t *req)
{
    kundo_out_t          head;
    u_char              *p;
    ngx_kundo_chunk_t   *chunk;
    ngx_kundo_stream_t  *stream;

    stream = req->stream;

    if (stream == NULL) {
        ngx_kundo_request_free(req);
        return;
    }

    ngx_queue_remove(&req->queue);
    stream->nrequests--;

    kundo_out_init(&head, &req->arena, 128);

    kundo_out_lit(&head, "{\"ref\":");
    kundo_json_out_string_or_null(&head, req->ref);
    kundo_out_lit(&head, ",\"status\":");
    kundo_out_u64(&head, req->status);

    if (req->retry_after) {
        kundo_out_lit(&head, ",\"retry_after\":");
        kundo_out_u64(&head, req->retry_after);
    }

    /* a WebSocket sets no cookie: its browser has to ask by HTTP */

    if (req->renewed && req->cookie) {
        kundo_out_lit(&head, ",\"renewed\":true");
    }

    kundo_out_lit(&head, ",\"body\":");

    if (req->status == NGX_HTTP_NO_CONTENT || req->out.len == 0) {
        kundo_out_lit(&head, "null");
        req->out.len = 0;
    }

    chunk = NULL;

    if (!head.failed && !req->out.failed) {
        chunk = ngx_kundo_ws_text_chunk(head.len + req->out.len + 1, &p);
    }

    if (chunk == NULL) {
        ngx_kundo_ws_close(stream->transport, 1011, "out of memory");
        ngx_kundo_request_free(req);
        return;
    }

    p = ngx_cpymem(p, head.data, head.len);

    if (req->out.len) {
        p = ngx_cpymem(p, req->out.data, req->out.len);
    }

    *p = '}';

    (void) ngx_kundo_ws_send(stream->transport, chunk);

    ngx_kundo_chunk_release(chunk);
    ngx_kundo_request_free(req);
}

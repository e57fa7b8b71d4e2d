/*
 * HTTP: checks at the door, the body, the response.
 */

#include "ngx_kundo_api.h"
#include "ngx_kundo_assets.h"
#include "ngx_kundo_header.h"
#include "ngx_kundo_health.h"
#include "ngx_kundo_http.h"
#include "ngx_kundo_origin.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_response.h"
#include "ngx_kundo_router.h"
#include "ngx_kundo_session.h"
#include "ngx_kundo_stream.h"


static ngx_int_t ngx_kundo_http_api(ngx_http_request_t *r,
    ngx_kundo_worker_t *worker, ngx_str_t *path);
static ngx_int_t ngx_kundo_http_preflight(ngx_kundo_request_t *req);
static kundo_rc_t ngx_kundo_http_check(ngx_kundo_request_t *req);
static ngx_int_t ngx_kundo_http_body(ngx_kundo_request_t *req);
static void ngx_kundo_http_body_handler(ngx_http_request_t *r);


static const ngx_kundo_transport_t  ngx_kundo_http_transport = {
    ngx_kundo_response_answer
};


ngx_int_t
ngx_kundo_http_handler(ngx_http_request_t *r, ngx_kundo_store_conf_t *store,
    ngx_str_t *path)
{
    ngx_kundo_worker_t  *worker;

    if ((path->len < 3 || ngx_strncmp(path->data, "v1/", 3) != 0)
        && !(path->len == 7 && ngx_strncmp(path->data, "metrics", 7) == 0))
    {
        return ngx_kundo_assets_handler(r, store, path);
    }

    worker = ngx_kundo_worker_of(store);

    if (worker == NULL) {
        if (ngx_kundo_origin_answer(r, store, 0) != NGX_OK) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        return ngx_kundo_health_closed(r, store, path);
    }

    return ngx_kundo_http_api(r, worker, path);
}


static ngx_kundo_method_t
ngx_kundo_http_method(ngx_http_request_t *r)
{
    switch (r->method) {

    case NGX_HTTP_GET:
    case NGX_HTTP_HEAD:
        return NGX_KUNDO_GET;

    case NGX_HTTP_POST:
        return NGX_KUNDO_POST;

    case NGX_HTTP_PUT:
        return NGX_KUNDO_PUT;

    case NGX_HTTP_PATCH:
        return NGX_KUNDO_PATCH;

    case NGX_HTTP_DELETE:
        return NGX_KUNDO_DELETE;

    default:
        return 0;
    }
}


static ngx_int_t
ngx_kundo_http_api(ngx_http_request_t *r, ngx_kundo_worker_t *worker,
    ngx_str_t *path)
{
    ngx_int_t             rc;
    kundo_rc_t            krc;
    ngx_kundo_request_t  *req;

    req = ngx_kundo_request_create(worker, &ngx_kundo_http_transport);
    if (req == NULL) {
        return NGX_HTTP_SERVICE_UNAVAILABLE;
    }

    req->http = r;
    req->method = ngx_kundo_http_method(r);
    req->path = kundo_str_make(path->data, path->len);
    req->args = kundo_str_make(r->args.data, r->args.len);
    req->address_key = ngx_kundo_rate_address_key(r->connection->sockaddr);

    krc = ngx_kundo_http_check(req);

    if (ngx_kundo_origin_answer(r, worker->conf,
                                req->route != NULL
                                && (req->route->flags & NGX_KUNDO_OPEN))
        != NGX_OK)
    {
        ngx_kundo_request_free(req);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (krc == KUNDO_METHOD && ngx_kundo_origin_asks(r, worker->conf)) {
        return ngx_kundo_http_preflight(req);
    }

    if (krc == KUNDO_OK && req->route->handler == ngx_kundo_api_stream) {
        return ngx_kundo_stream_open(req);
    }

    /* the answer may come now or later: it ends the request either way */

    r->main->count++;

    if (krc != KUNDO_OK) {
        (void) ngx_http_discard_request_body(r);
        ngx_kundo_refuse(req, krc, NULL);
        return NGX_DONE;
    }

    ngx_http_set_ctx(r, req, ngx_kundo_module);

    if (req->route->flags & NGX_KUNDO_BODY) {
        r->main->count--;

        rc = ngx_kundo_http_body(req);

        return rc >= NGX_HTTP_SPECIAL_RESPONSE ? rc : NGX_DONE;
    }

    if (ngx_http_discard_request_body(r) != NGX_OK) {
        ngx_kundo_refuse(req, KUNDO_BAD_REQUEST, NULL);
        return NGX_DONE;
    }

    r->main->blocked++;
    ngx_kundo_router_run(req);

    return NGX_DONE;
}


/* Tells a browser what a page of another origin may send to this path. */

static ngx_int_t
ngx_kundo_http_preflight(ngx_kundo_request_t *req)
{
    ngx_http_request_t  *r;

    r = req->http;

    if (ngx_http_discard_request_body(r) != NGX_OK
        || ngx_kundo_origin_preflight(r, req->allow) != NGX_OK)
    {
        ngx_kundo_request_free(req);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->main->count++;
    ngx_kundo_answer_empty(req);

    return NGX_DONE;
}


static kundo_rc_t
ngx_kundo_http_check(ngx_kundo_request_t *req)
{
    kundo_rc_t           rc;
    ngx_http_request_t  *r;

    r = req->http;

    rc = ngx_kundo_router_find(req);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = ngx_kundo_session_find(req, r);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* a log-in makes a cookie: it, too, must come from the site itself */

    if (req->method != NGX_KUNDO_GET
        || req->route->handler == ngx_kundo_api_stream)
    {
        rc = ngx_kundo_origin_check(req);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    rc = ngx_kundo_router_allowed(req);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if ((req->route->handler == ngx_kundo_api_health
         || req->route->handler == ngx_kundo_api_metrics)
        && !ngx_kundo_health_operator(r, req->worker->conf))
    {
        return KUNDO_NOT_FOUND;
    }

    rc = ngx_kundo_router_rate(req);
    if (rc != KUNDO_OK) {
        return rc;
    }

    ngx_kundo_session_renew(req);

    if (req->method == NGX_KUNDO_GET
        && (req->route->handler == ngx_kundo_api_me
            || req->route->handler == ngx_kundo_api_stream))
    {
        ngx_kundo_session_cookie_again(req);
    }

    return KUNDO_OK;
}


static ngx_uint_t
ngx_kundo_http_is_json(ngx_http_request_t *r)
{
    ngx_str_t  *type;

    if (r->headers_in.content_type == NULL) {
        return 0;
    }

    type = &r->headers_in.content_type->value;

    return type->len >= 16
           && ngx_strncasecmp(type->data, (u_char *) "application/json", 16)
              == 0
           && (type->len == 16 || type->data[16] == ';'
               || type->data[16] == ' ');
}


static kundo_str_t
ngx_kundo_http_idempotency_key(ngx_http_request_t *r)
{
    ngx_table_elt_t  *h;

    h = ngx_kundo_header_find(r, "idempotency-key", 15);

    return h ? kundo_str_make(h->value.data, h->value.len) : kundo_str_null;
}


/* A client that leaves in the middle of its body leaves nothing behind. */

static void
ngx_kundo_http_body_cleanup(void *data)
{
    ngx_kundo_request_free(data);
}


/* Reads the body and goes on; an answer ends the request either way. */

static ngx_int_t
ngx_kundo_http_body(ngx_kundo_request_t *req)
{
    kundo_rc_t           rc;
    ngx_http_request_t  *r;
    ngx_http_cleanup_t  *cln;

    r = req->http;
    rc = KUNDO_OK;

    req->idempotency_key = ngx_kundo_http_idempotency_key(r);

    if (!ngx_kundo_http_is_json(r)) {
        rc = KUNDO_MEDIA_TYPE;

    } else if (r->headers_in.content_length_n == -1) {

        /* a body of unknown length could fill the disk before it ends */

        rc = KUNDO_LENGTH;

    } else if (r->headers_in.content_length_n > KUNDO_BODY_MAX_BYTES) {
        rc = KUNDO_TOO_LARGE;

    } else if (req->idempotency_key.data != NULL
               && (req->idempotency_key.len == 0
                   || req->idempotency_key.len > KUNDO_KEY_MAX))
    {
        rc = KUNDO_BAD_VALUE;
    }

    if (rc != KUNDO_OK) {
        r->main->count++;
        (void) ngx_http_discard_request_body(r);
        ngx_kundo_refuse(req, rc, rc == KUNDO_BAD_VALUE
                         ? "Idempotency-Key takes 1 to 64 characters" : NULL);
        return NGX_DONE;
    }

    cln = ngx_http_cleanup_add(r, 0);
    if (cln == NULL) {
        ngx_kundo_request_free(req);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    cln->handler = ngx_kundo_http_body_cleanup;
    cln->data = req;
    req->waiting = cln;

    r->request_body_in_single_buf = 1;

    return ngx_http_read_client_request_body(r, ngx_kundo_http_body_handler);
}


/* Copies the body, from memory or from the file that it was too large for. */

static kundo_rc_t
ngx_kundo_http_body_copy(ngx_kundo_request_t *req, kundo_str_t *text)
{
    size_t        n, len;
    u_char       *p;
    off_t         size;
    ngx_chain_t  *cl;

    size = 0;

    if (req->http->request_body != NULL) {
        for (cl = req->http->request_body->bufs; cl; cl = cl->next) {
            size += ngx_buf_size(cl->buf);
        }
    }

    if (size > KUNDO_BODY_MAX_BYTES) {
        return KUNDO_TOO_LARGE;
    }

    p = kundo_arena_alloc(&req->arena, (size_t) size + 1);
    if (p == NULL) {
        return KUNDO_NO_MEMORY;
    }

    *text = kundo_str_make(p, (size_t) size);

    if (size == 0) {
        return KUNDO_OK;
    }

    for (cl = req->http->request_body->bufs; cl; cl = cl->next) {
        len = (size_t) ngx_buf_size(cl->buf);

        if (ngx_buf_in_memory(cl->buf)) {
            ngx_memcpy(p, cl->buf->pos, len);

        } else {
            n = (size_t) ngx_read_file(cl->buf->file, p, len,
                                       cl->buf->file_pos);
            if (n != len) {
                return KUNDO_IO;
            }
        }

        p += len;
    }

    return KUNDO_OK;
}


static void
ngx_kundo_http_body_handler(ngx_http_request_t *r)
{
    kundo_rc_t            rc;
    kundo_str_t           text;
    kundo_json_error_t    err;
    ngx_kundo_request_t  *req;

    req = ngx_http_get_module_ctx(r, ngx_kundo_module);

    req->waiting->handler = NULL;
    err.detail[0] = '\0';

    rc = ngx_kundo_http_body_copy(req, &text);

    if (rc == KUNDO_OK) {
        rc = kundo_json_parse(&req->arena, text, &req->body, &err);
    }

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, err.detail[0] ? err.detail : NULL);
        return;
    }

    r->main->blocked++;
    ngx_kundo_router_run(req);
}

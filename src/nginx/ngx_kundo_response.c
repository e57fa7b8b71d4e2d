/*
 * Responses: status, headers, one buffer.
 */

#include "ngx_kundo_policy.h"
#include "ngx_kundo_response.h"


static ngx_str_t  ngx_kundo_type_json = ngx_string("application/json");
static ngx_str_t  ngx_kundo_type_problem =
                                      ngx_string("application/problem+json");


ngx_int_t
ngx_kundo_response_methods(ngx_http_request_t *r, char *header,
    ngx_uint_t methods)
{
    u_char      *p, *start;
    ngx_uint_t   i;

    static const char  *names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

    start = ngx_pnalloc(r->pool, 48);
    if (start == NULL) {
        return NGX_ERROR;
    }

    p = start;

    for (i = 0; i < 5; i++) {
        if (methods & (1u << i)) {
            p = ngx_sprintf(p, "%s%s", p == start ? "" : ", ", names[i]);
        }
    }

    return ngx_kundo_policy_header(r, header, start, (size_t) (p - start))
           ? NGX_OK : NGX_ERROR;
}


static ngx_int_t
ngx_kundo_response_headers(ngx_http_request_t *r, ngx_kundo_request_t *req)
{
    u_char  *p, *copy;

    p = ngx_pnalloc(r->pool, 2 * NGX_INT_T_LEN + 32);
    if (p == NULL) {
        return NGX_ERROR;
    }

    copy = req->max_age ? ngx_sprintf(p, "public, max-age=%ui", req->max_age)
                        : ngx_sprintf(p, "no-store");

    if (ngx_kundo_policy_header(r, "Cache-Control", p, (size_t) (copy - p))
        == NULL
        || ngx_kundo_policy_header(r, "X-Content-Type-Options",
                                   (u_char *) "nosniff", 7) == NULL)
    {
        return NGX_ERROR;
    }

    if (req->retry_after) {
        p = ngx_pnalloc(r->pool, NGX_INT_T_LEN);
        if (p == NULL) {
            return NGX_ERROR;
        }

        copy = ngx_sprintf(p, "%ui", req->retry_after);

        if (ngx_kundo_policy_header(r, "Retry-After", p, (size_t) (copy - p))
            == NULL)
        {
            return NGX_ERROR;
        }
    }

    if (ngx_kundo_response_cookie(req) != NGX_OK) {
        return NGX_ERROR;
    }

    if (req->status == NGX_HTTP_NOT_ALLOWED) {
        return ngx_kundo_response_methods(r, "Allow", req->allow);
    }

    return NGX_OK;
}


ngx_int_t
ngx_kundo_response_cookie(ngx_kundo_request_t *req)
{
    u_char  *copy;

    /* not where others get the same answer from a cache */

    if (req->set_cookie_len == 0 || req->max_age != 0) {
        return NGX_OK;
    }

    copy = ngx_pnalloc(req->http->pool, req->set_cookie_len);
    if (copy == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(copy, req->set_cookie, req->set_cookie_len);

    return ngx_kundo_policy_header(req->http, "Set-Cookie", copy,
                                   req->set_cookie_len)
           ? NGX_OK : NGX_ERROR;
}


static void
ngx_kundo_response_type(ngx_http_request_t *r, const char *type, kundo_rc_t rc)
{
    if (type != NULL) {
        r->headers_out.content_type.data = (u_char *) type;
        r->headers_out.content_type.len = ngx_strlen(type);

    } else {
        r->headers_out.content_type = rc == KUNDO_OK ? ngx_kundo_type_json
                                                     : ngx_kundo_type_problem;
    }

    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;
}


static ngx_int_t
ngx_kundo_response_send(ngx_http_request_t *r, ngx_uint_t status,
    const u_char *data, size_t len)
{
    ngx_int_t     rc;
    ngx_buf_t    *b;
    ngx_chain_t   out;

    r->headers_out.status = status;
    r->headers_out.content_length_n = (off_t) len;

    if (len == 0) {
        r->header_only = 1;

        if (status == NGX_HTTP_NO_CONTENT) {
            r->headers_out.content_length_n = -1;
        }

        return ngx_http_send_header(r);
    }

    b = ngx_create_temp_buf(r->pool, len);
    if (b == NULL) {
        return NGX_ERROR;
    }

    b->last = ngx_cpymem(b->last, data, len);
    b->last_buf = r == r->main;
    b->last_in_chain = 1;

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


void
ngx_kundo_response_answer(ngx_kundo_request_t *req)
{
    ngx_int_t            rc;
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = req->http;
    c = r->connection;

    if (r->main->blocked) {
        r->main->blocked--;
    }

    if (c->error) {
        rc = NGX_ERROR;

    } else {
        ngx_kundo_response_type(r, req->type, req->rc);

        rc = ngx_kundo_response_headers(r, req);

        if (rc == NGX_OK) {
            rc = ngx_kundo_response_send(r, req->status,
                                         req->status == NGX_HTTP_NO_CONTENT
                                         ? NULL : req->out.data,
                                         req->status == NGX_HTTP_NO_CONTENT
                                         ? 0 : req->out.len);
        }
    }

    ngx_kundo_request_free(req);

    ngx_http_finalize_request(r, rc);
    ngx_http_run_posted_requests(c);
}


ngx_int_t
ngx_kundo_response_problem(ngx_http_request_t *r, kundo_rc_t rc,
    const char *detail)
{
    ngx_int_t       ret;
    kundo_out_t     out;
    kundo_arena_t   arena;

    if (ngx_http_discard_request_body(r) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    kundo_arena_init(&arena, 1 << 16);
    kundo_out_init(&out, &arena, 512);
    kundo_render_problem(&out, rc, detail);

    if (out.failed) {
        kundo_arena_free(&arena);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ngx_kundo_response_type(r, NULL, rc);

    if (ngx_kundo_policy_header(r, "Cache-Control", (u_char *) "no-store", 8)
        == NULL
        || (kundo_rc_status(rc) == 503
            && ngx_kundo_policy_header(r, "Retry-After", (u_char *) "1", 1)
               == NULL))
    {
        kundo_arena_free(&arena);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ret = ngx_kundo_response_send(r, (ngx_uint_t) kundo_rc_status(rc),
                                  out.data, out.len);
    kundo_arena_free(&arena);

    return ret;
}

/*
 * Origins: the site's own, and those that allow_origin names.
 */

#include "ngx_kundo_header.h"
#include "ngx_kundo_origin.h"
#include "ngx_kundo_policy.h"
#include "ngx_kundo_response.h"


#define NGX_KUNDO_ORIGIN_HEADERS                                              \
    "Content-Type, Authorization, Idempotency-Key"

#define NGX_KUNDO_ORIGIN_MAX_AGE  "600"


static ngx_uint_t ngx_kundo_origin_own(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *conf, ngx_str_t *origin);
static ngx_uint_t ngx_kundo_origin_is(ngx_str_t *origin, const char *scheme,
    size_t scheme_len, ngx_str_t *host);
static ngx_str_t *ngx_kundo_origin_named(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *conf);


kundo_rc_t
ngx_kundo_origin_check(ngx_kundo_request_t *req)
{
    ngx_table_elt_t     *h;
    ngx_http_request_t  *r;

    r = req->http;

    if (r->headers_in.authorization != NULL) {
        return KUNDO_OK;
    }

    h = ngx_kundo_header_find(r, "origin", 6);

    /* no page may log anybody in or out but the site's own */

    if (h == NULL) {
        return req->cookie ? KUNDO_ORIGIN : KUNDO_OK;
    }

    if (ngx_kundo_origin_own(r, req->worker->conf, &h->value)
        || ngx_kundo_origin_named(r, req->worker->conf) != NULL)
    {
        return KUNDO_OK;
    }

    return KUNDO_ORIGIN;
}


static ngx_uint_t
ngx_kundo_origin_own(ngx_http_request_t *r, ngx_kundo_store_conf_t *conf,
    ngx_str_t *origin)
{
    size_t   n;
    u_char  *p;

    if (r->headers_in.host != NULL) {
#if (NGX_HTTP_SSL)
        if (r->connection->ssl) {
            if (ngx_kundo_origin_is(origin, "https://", 8,
                                    &r->headers_in.host->value))
            {
                return 1;
            }

        } else
#endif
        if (ngx_kundo_origin_is(origin, "http://", 7,
                                &r->headers_in.host->value))
        {
            return 1;
        }
    }

    if (conf->public_url.len == 0) {
        return 0;
    }

    /* behind a proxy that ends TLS, public_url says what the site is */

    p = ngx_strlchr(conf->public_url.data + 8,
                    conf->public_url.data + conf->public_url.len, '/');
    n = p ? (size_t) (p - conf->public_url.data) : conf->public_url.len;

    return origin->len == n
           && ngx_strncasecmp(origin->data, conf->public_url.data, n) == 0;
}


static ngx_uint_t
ngx_kundo_origin_is(ngx_str_t *origin, const char *scheme, size_t scheme_len,
    ngx_str_t *host)
{
    return origin->len == scheme_len + host->len
           && ngx_strncasecmp(origin->data, (u_char *) scheme, scheme_len)
              == 0
           && ngx_strncasecmp(origin->data + scheme_len, host->data,
                              host->len) == 0;
}


/* The request's Origin, as it was sent, where allow_origin names it. */

static ngx_str_t *
ngx_kundo_origin_named(ngx_http_request_t *r, ngx_kundo_store_conf_t *conf)
{
    ngx_str_t        *named;
    ngx_uint_t        i;
    ngx_table_elt_t  *h;

    if (conf->allow_origin == NULL) {
        return NULL;
    }

    h = ngx_kundo_header_find(r, "origin", 6);
    if (h == NULL) {
        return NULL;
    }

    named = conf->allow_origin->elts;

    for (i = 0; i < conf->allow_origin->nelts; i++) {
        if (h->value.len == named[i].len
            && ngx_strncasecmp(h->value.data, named[i].data, named[i].len)
               == 0)
        {
            return &h->value;
        }
    }

    return NULL;
}


ngx_int_t
ngx_kundo_origin_answer(ngx_http_request_t *r, ngx_kundo_store_conf_t *conf,
    ngx_uint_t any)
{
    ngx_str_t  *origin;

    if (any) {
        return ngx_kundo_policy_header(r, "Access-Control-Allow-Origin",
                                       (u_char *) "*", 1)
               ? NGX_OK : NGX_ERROR;
    }

    origin = ngx_kundo_origin_named(r, conf);
    if (origin == NULL) {
        return NGX_OK;
    }

    if (ngx_kundo_policy_header(r, "Access-Control-Allow-Origin",
                                origin->data, origin->len) == NULL
        || ngx_kundo_policy_header(r, "Access-Control-Allow-Credentials",
                                   (u_char *) "true", 4) == NULL
        || ngx_kundo_policy_header(r, "Vary", (u_char *) "Origin", 6) == NULL)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


ngx_uint_t
ngx_kundo_origin_asks(ngx_http_request_t *r, ngx_kundo_store_conf_t *conf)
{
    return r->method == NGX_HTTP_OPTIONS
           && ngx_kundo_header_find(r, "access-control-request-method", 29)
           && ngx_kundo_origin_named(r, conf) != NULL;
}


ngx_int_t
ngx_kundo_origin_preflight(ngx_http_request_t *r, ngx_uint_t methods)
{
    if (ngx_kundo_response_methods(r, "Access-Control-Allow-Methods", methods)
        != NGX_OK
        || ngx_kundo_policy_header(r, "Access-Control-Allow-Headers",
                                   (u_char *) NGX_KUNDO_ORIGIN_HEADERS,
                                   sizeof(NGX_KUNDO_ORIGIN_HEADERS) - 1)
           == NULL
        || ngx_kundo_policy_header(r, "Access-Control-Max-Age",
                                   (u_char *) NGX_KUNDO_ORIGIN_MAX_AGE,
                                   sizeof(NGX_KUNDO_ORIGIN_MAX_AGE) - 1)
           == NULL)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}

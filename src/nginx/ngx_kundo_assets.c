/*
 * The front ends, served from the module itself: loader, panel, console.
 * Knows nothing of what is in them; their headers are ngx_kundo_policy.c's.
 */

#include "ngx_kundo_assets.h"

#include "ngx_kundo_policy.h"


static const kundo_asset_t *ngx_kundo_assets_find(ngx_pool_t *pool,
    ngx_str_t *path);
static const kundo_asset_t *ngx_kundo_assets_search(u_char *path, size_t len);
static ngx_int_t ngx_kundo_assets_redirect(ngx_http_request_t *r,
    ngx_str_t *path);
static ngx_int_t ngx_kundo_assets_send(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store, const kundo_asset_t *asset);
static ngx_int_t ngx_kundo_assets_set_body(ngx_http_request_t *r,
    const kundo_asset_t *asset, kundo_str_t *body);
static void ngx_kundo_assets_set_type(ngx_http_request_t *r,
    const kundo_asset_t *asset);


ngx_int_t
ngx_kundo_assets_handler(ngx_http_request_t *r, ngx_kundo_store_conf_t *store,
    ngx_str_t *path)
{
    ngx_int_t             rc;
    const kundo_asset_t  *asset;

    asset = ngx_kundo_assets_find(r->pool, path);

    if (asset == NULL) {
        return ngx_kundo_assets_redirect(r, path);
    }

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {

        if (ngx_kundo_policy_header(r, "Allow", (u_char *) "GET, HEAD",
                                    sizeof("GET, HEAD") - 1)
            == NULL)
        {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        return NGX_HTTP_NOT_ALLOWED;
    }

    rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK) {
        return rc;
    }

    return ngx_kundo_assets_send(r, store, asset);
}


/* A folder stands for its index.html. */

static const kundo_asset_t *
ngx_kundo_assets_find(ngx_pool_t *pool, ngx_str_t *path)
{
    u_char  *p, *name;

    if (path->len == 0 || path->data[path->len - 1] != '/') {
        return ngx_kundo_assets_search(path->data, path->len);
    }

    name = ngx_pnalloc(pool, path->len + sizeof("index.html") - 1);

    if (name == NULL) {
        return NULL;
    }

    p = ngx_cpymem(name, path->data, path->len);
    p = ngx_cpymem(p, "index.html", sizeof("index.html") - 1);

    return ngx_kundo_assets_search(name, p - name);
}


static const kundo_asset_t *
ngx_kundo_assets_search(u_char *path, size_t len)
{
    size_t                low, high, middle;
    ngx_int_t             rc;
    const kundo_asset_t  *asset;

    low = 0;
    high = kundo_assets_n;

    while (low < high) {
        middle = low + (high - low) / 2;
        asset = &kundo_assets[middle];

        rc = ngx_memn2cmp(path, (u_char *) asset->path.data, len,
                          asset->path.len);

        if (rc == 0) {
            return asset;
        }

        if (rc < 0) {
            high = middle;

        } else {
            low = middle + 1;
        }
    }

    return NULL;
}


/* The location is relative, so that it holds behind any proxy and prefix. */

static ngx_int_t
ngx_kundo_assets_redirect(ngx_http_request_t *r, ngx_str_t *path)
{
    u_char           *p;
    ngx_str_t         location;
    ngx_table_elt_t  *h;

    location.len = path->len + 1;
    location.data = ngx_pnalloc(r->pool, location.len + 1 + r->args.len);

    if (location.data == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    p = ngx_cpymem(location.data, path->data, path->len);
    *p++ = '/';

    if (ngx_kundo_assets_find(r->pool, &location) == NULL) {
        return NGX_HTTP_NOT_FOUND;
    }

    if (r->args.len) {
        *p++ = '?';
        p = ngx_cpymem(p, r->args.data, r->args.len);
    }

    h = ngx_kundo_policy_header(r, "Location", location.data,
                                p - location.data);

    if (h == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->headers_out.location = h;

    return NGX_HTTP_MOVED_PERMANENTLY;
}


static ngx_int_t
ngx_kundo_assets_send(ngx_http_request_t *r, ngx_kundo_store_conf_t *store,
    const kundo_asset_t *asset)
{
    ngx_int_t     rc;
    ngx_buf_t    *b;
    ngx_chain_t   out;
    kundo_str_t   body;

    ngx_kundo_assets_set_type(r, asset);

    if (ngx_kundo_assets_set_body(r, asset, &body) != NGX_OK
        || ngx_kundo_policy_set(r, store, asset) != NGX_OK)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = body.len;

    /* If-None-Match is nginx's: its filter makes a 304 of what fits */

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    b = ngx_calloc_buf(r->pool);

    if (b == NULL) {
        return NGX_ERROR;
    }

    b->pos = (u_char *) body.data;
    b->last = b->pos + body.len;
    b->memory = body.len ? 1 : 0;
    b->last_buf = (r == r->main) ? 1 : 0;
    b->last_in_chain = 1;

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


/* The variant and its tag; nginx's settings of gzip hold for ours, too. */

static ngx_int_t
ngx_kundo_assets_set_body(ngx_http_request_t *r, const kundo_asset_t *asset,
    kundo_str_t *body)
{
    kundo_str_t       etag;
    ngx_table_elt_t  *h;

    *body = asset->body;
    etag = asset->etag;

    if (asset->gzip.len
        && ngx_kundo_policy_header(r, "Vary", (u_char *) "Accept-Encoding",
                                   sizeof("Accept-Encoding") - 1)
           == NULL)
    {
        return NGX_ERROR;
    }

#if (NGX_HTTP_GZIP)

    if (asset->gzip.len && ngx_http_gzip_ok(r) == NGX_OK) {
        *body = asset->gzip;
        etag = asset->gzip_etag;

        h = ngx_kundo_policy_header(r, "Content-Encoding", (u_char *) "gzip",
                                    sizeof("gzip") - 1);

        if (h == NULL) {
            return NGX_ERROR;
        }

        r->headers_out.content_encoding = h;
    }

#endif

    h = ngx_kundo_policy_header(r, "ETag", (u_char *) etag.data, etag.len);

    if (h == NULL) {
        return NGX_ERROR;
    }

    r->headers_out.etag = h;

    return NGX_OK;
}


static void
ngx_kundo_assets_set_type(ngx_http_request_t *r, const kundo_asset_t *asset)
{
    u_char     *p;
    ngx_str_t  *type;

    type = &r->headers_out.content_type;

    type->data = (u_char *) asset->type.data;
    type->len = asset->type.len;

    p = ngx_strlchr(type->data, type->data + type->len, ';');

    if (p != NULL) {
        type->len = p - type->data;
        ngx_str_set(&r->headers_out.charset, "utf-8");
    }

    r->headers_out.content_type_len = type->len;
}

/*
 * What a browser is held to with each file of the front ends: how long it
 * may keep it, what it may load, who may frame it.
 */

#include "ngx_kundo_policy.h"


static ngx_int_t ngx_kundo_policy_set_panel(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store);
static ngx_int_t ngx_kundo_policy_set_all(ngx_http_request_t *r,
    ngx_keyval_t *header);


/* Preact makes no markup out of strings: no trusted type is needed. */

#define NGX_KUNDO_POLICY_CSP                                                  \
    "default-src 'none'; script-src 'self'; style-src 'self'; "               \
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'none'; "       \
    "base-uri 'none'; form-action 'none'; "                                   \
    "require-trusted-types-for 'script'; trusted-types 'none'; "

#define NGX_KUNDO_POLICY_PANEL_CSP                                            \
    NGX_KUNDO_POLICY_CSP "frame-ancestors 'self'"

#define NGX_KUNDO_POLICY_CONSOLE_CSP                                          \
    NGX_KUNDO_POLICY_CSP "frame-ancestors 'none'"


/* What has another name for each content never changes. */

static ngx_keyval_t  ngx_kundo_policy_immutable[] = {
    { ngx_string("Cache-Control"),
      ngx_string("public, max-age=31536000, immutable") },
    { ngx_string("X-Content-Type-Options"), ngx_string("nosniff") },
    { ngx_null_string, ngx_null_string }
};


static ngx_keyval_t  ngx_kundo_policy_mutable[] = {
    { ngx_string("Cache-Control"),
      ngx_string("no-cache, max-age=0, must-revalidate") },
    { ngx_string("X-Content-Type-Options"), ngx_string("nosniff") },
    { ngx_null_string, ngx_null_string }
};


/* Loaded by the pages of any site. */

static ngx_keyval_t  ngx_kundo_policy_anywhere[] = {
    { ngx_string("Cross-Origin-Resource-Policy"), ngx_string("cross-origin") },
    { ngx_null_string, ngx_null_string }
};


static ngx_keyval_t  ngx_kundo_policy_here[] = {
    { ngx_string("Cross-Origin-Resource-Policy"), ngx_string("same-origin") },
    { ngx_null_string, ngx_null_string }
};


/*
 * With "no-referrer" a browser sends Origin: null from a beacon, and what
 * changes something is refused for it.
 */

static ngx_keyval_t  ngx_kundo_policy_document[] = {
    { ngx_string("Referrer-Policy"), ngx_string("same-origin") },
    { ngx_string("Permissions-Policy"),
      ngx_string("camera=(), geolocation=(), microphone=()") },
    { ngx_null_string, ngx_null_string }
};


static ngx_keyval_t  ngx_kundo_policy_console[] = {
    { ngx_string("Content-Security-Policy"),
      ngx_string(NGX_KUNDO_POLICY_CONSOLE_CSP) },
    { ngx_string("X-Frame-Options"), ngx_string("DENY") },
    { ngx_string("Cross-Origin-Opener-Policy"), ngx_string("same-origin") },
    { ngx_null_string, ngx_null_string }
};


/* Only the loader is at the top; a document is the panel or for nobody. */

ngx_int_t
ngx_kundo_policy_set(ngx_http_request_t *r, ngx_kundo_store_conf_t *store,
    const kundo_asset_t *asset)
{
    if (ngx_kundo_policy_set_all(r, asset->immutable
                                    ? ngx_kundo_policy_immutable
                                    : ngx_kundo_policy_mutable)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (memchr(asset->path.data, '/', asset->path.len) == NULL) {
        return ngx_kundo_policy_set_all(r, ngx_kundo_policy_anywhere);
    }

    if (ngx_kundo_policy_set_all(r, ngx_kundo_policy_here) != NGX_OK) {
        return NGX_ERROR;
    }

    if (!asset->document) {
        return NGX_OK;
    }

    if (ngx_kundo_policy_set_all(r, ngx_kundo_policy_document) != NGX_OK) {
        return NGX_ERROR;
    }

    if (asset->path.len > sizeof("panel/") - 1
        && ngx_memcmp(asset->path.data, "panel/", sizeof("panel/") - 1) == 0)
    {
        return ngx_kundo_policy_set_panel(r, store);
    }

    return ngx_kundo_policy_set_all(r, ngx_kundo_policy_console);
}


static ngx_int_t
ngx_kundo_policy_set_panel(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store)
{
    u_char      *p, *csp;
    size_t       len;
    ngx_str_t   *origin;
    ngx_uint_t   i, n;

    origin = NULL;
    n = 0;

    if (store->allow_origin != NULL) {
        origin = store->allow_origin->elts;
        n = store->allow_origin->nelts;
    }

    len = sizeof(NGX_KUNDO_POLICY_PANEL_CSP) - 1;

    for (i = 0; i < n; i++) {
        len += 1 + origin[i].len;
    }

    csp = ngx_pnalloc(r->pool, len);

    if (csp == NULL) {
        return NGX_ERROR;
    }

    p = ngx_cpymem(csp, NGX_KUNDO_POLICY_PANEL_CSP,
                   sizeof(NGX_KUNDO_POLICY_PANEL_CSP) - 1);

    for (i = 0; i < n; i++) {
        *p++ = ' ';
        p = ngx_cpymem(p, origin[i].data, origin[i].len);
    }

    if (ngx_kundo_policy_header(r, "Content-Security-Policy", csp, len)
        == NULL)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_policy_set_all(ngx_http_request_t *r, ngx_keyval_t *header)
{
    for ( /* void */ ; header->key.len; header++) {

        if (ngx_kundo_policy_header(r, (char *) header->key.data,
                                    header->value.data, header->value.len)
            == NULL)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


ngx_table_elt_t *
ngx_kundo_policy_header(ngx_http_request_t *r, char *name, u_char *value,
    size_t len)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);

    if (h == NULL) {
        return NULL;
    }

    h->hash = 1;
    h->key.len = ngx_strlen(name);
    h->key.data = (u_char *) name;
    h->value.len = len;
    h->value.data = value;

#if (nginx_version >= 1023000)
    h->next = NULL;
#endif

    return h;
}

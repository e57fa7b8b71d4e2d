/*
 * Addresses of the web that stand in nginx.conf.  Stricter than RFC 3986:
 * what is compared byte by byte has one way of writing only.
 */

#include "ngx_kundo_url.h"


static u_char *ngx_kundo_url_scheme(u_char *p, u_char *last,
    ngx_uint_t *default_port);
static u_char *ngx_kundo_url_host(u_char *p, u_char *last);
static u_char *ngx_kundo_url_port(u_char *p, u_char *last,
    ngx_uint_t *port);


ngx_int_t
ngx_kundo_url_check(ngx_str_t *url)
{
    u_char      *p, *last;
    ngx_uint_t   port, default_port;

    p = url->data;
    last = p + url->len;

    p = ngx_kundo_url_scheme(p, last, &default_port);
    if (p == NULL) {
        return NGX_ERROR;
    }

    p = ngx_kundo_url_host(p, last);
    if (p == NULL) {
        return NGX_ERROR;
    }

    p = ngx_kundo_url_port(p, last, &port);
    if (p == NULL) {
        return NGX_ERROR;
    }

    if (p < last && *p != '/') {
        return NGX_ERROR;
    }

    for ( /* void */ ; p < last; p++) {
        if (*p <= ' ' || *p >= 0x7f || ngx_strchr("\"<>?#\\^`{|}", *p)) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* A browser leaves the scheme's own port out. */

ngx_int_t
ngx_kundo_url_origin_check(ngx_str_t *origin)
{
    u_char      *p, *last;
    ngx_uint_t   port, default_port;

    p = origin->data;
    last = p + origin->len;

    p = ngx_kundo_url_scheme(p, last, &default_port);
    if (p == NULL) {
        return NGX_ERROR;
    }

    p = ngx_kundo_url_host(p, last);
    if (p == NULL) {
        return NGX_ERROR;
    }

    p = ngx_kundo_url_port(p, last, &port);

    return p == last && port != default_port ? NGX_OK : NGX_ERROR;
}


static u_char *
ngx_kundo_url_scheme(u_char *p, u_char *last, ngx_uint_t *default_port)
{
    size_t  len;

    len = last - p;

    if (len > 8 && ngx_strncmp(p, "https://", 8) == 0) {
        *default_port = 443;
        return p + 8;
    }

    if (len > 7 && ngx_strncmp(p, "http://", 7) == 0) {
        *default_port = 80;
        return p + 7;
    }

    return NULL;
}


/* Labels of a name or numbers of an address; "[...]" is IPv6. */

static u_char *
ngx_kundo_url_host(u_char *p, u_char *last)
{
    u_char     c, *start;
    u_char     addr[16];

    start = p;

    if (*p == '[') {
        p = ngx_strlchr(p, last, ']');

        if (p == NULL
            || ngx_inet6_addr(start + 1, p - start - 1, addr) != NGX_OK)
        {
            return NULL;
        }

        return p + 1;
    }

    for ( /* void */ ; p < last; p++) {
        c = ngx_tolower(*p);

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_')
        {
            continue;
        }

        if (c != '.') {
            break;
        }

        /* no label is empty */

        if (p == start || p[-1] == '.') {
            return NULL;
        }
    }

    return p == start || p[-1] == '.' ? NULL : p;
}


/* port is 0 where there is none. */

static u_char *
ngx_kundo_url_port(u_char *p, u_char *last, ngx_uint_t *port)
{
    u_char     *start;
    ngx_int_t   n;

    *port = 0;

    if (p == last || *p != ':') {
        return p;
    }

    start = ++p;

    while (p < last && *p >= '0' && *p <= '9') {
        p++;
    }

    n = ngx_atoi(start, p - start);

    if (n < 1 || n > 65535 || *start == '0') {
        return NULL;
    }

    *port = n;

    return p;
}

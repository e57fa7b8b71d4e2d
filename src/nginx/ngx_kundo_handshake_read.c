/*
 * Reads what a handshake needs from the request's headers, all of them,
 * since nginx keeps only the first or the last of some.
 */

#include "ngx_kundo_handshake.h"


typedef void (*ngx_kundo_handshake_pt)(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);

typedef struct {
    ngx_str_t                name;
    ngx_kundo_handshake_pt   read;
} ngx_kundo_handshake_header_t;


static void ngx_kundo_handshake_read_upgrade(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);
static void ngx_kundo_handshake_read_connection(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);
static void ngx_kundo_handshake_read_key(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);
static void ngx_kundo_handshake_read_version(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);
static void ngx_kundo_handshake_read_protocol(ngx_kundo_handshake_t *hs,
    ngx_str_t *value);
static ngx_uint_t ngx_kundo_handshake_is_listed(const ngx_str_t *list,
    const ngx_str_t *name);
static ngx_uint_t ngx_kundo_handshake_has_token(ngx_str_t *value,
    const char *name);
static ngx_int_t ngx_kundo_handshake_token(ngx_str_t *list, ngx_str_t *token);


static const ngx_kundo_handshake_header_t  ngx_kundo_handshake_headers[] = {
    { ngx_string("upgrade"), ngx_kundo_handshake_read_upgrade },
    { ngx_string("connection"), ngx_kundo_handshake_read_connection },
    { ngx_string("sec-websocket-key"), ngx_kundo_handshake_read_key },
    { ngx_string("sec-websocket-version"), ngx_kundo_handshake_read_version },
    { ngx_string("sec-websocket-protocol"),
      ngx_kundo_handshake_read_protocol },
    { ngx_null_string, NULL }
};


void
ngx_kundo_handshake_read(ngx_http_request_t *r, ngx_kundo_handshake_t *hs)
{
    ngx_uint_t                           i;
    ngx_list_part_t                     *part;
    ngx_table_elt_t                     *h;
    const ngx_kundo_handshake_header_t  *known;

    for (part = &r->headers_in.headers.part; part; part = part->next) {
        h = part->elts;

        for (i = 0; i < part->nelts; i++) {

            for (known = ngx_kundo_handshake_headers; known->read; known++) {

                if (h[i].key.len == known->name.len
                    && ngx_strncmp(h[i].lowcase_key, known->name.data,
                                   known->name.len) == 0)
                {
                    known->read(hs, &h[i].value);
                    break;
                }
            }
        }
    }
}


static void
ngx_kundo_handshake_read_upgrade(ngx_kundo_handshake_t *hs, ngx_str_t *value)
{
    if (ngx_kundo_handshake_has_token(value, "websocket")) {
        hs->websocket = 1;
    }
}


static void
ngx_kundo_handshake_read_connection(ngx_kundo_handshake_t *hs,
    ngx_str_t *value)
{
    if (ngx_kundo_handshake_has_token(value, "upgrade")) {
        hs->upgrade = 1;
    }
}


static void
ngx_kundo_handshake_read_key(ngx_kundo_handshake_t *hs, ngx_str_t *value)
{
    hs->doubled |= (hs->key.data != NULL);
    hs->key = *value;
}


static void
ngx_kundo_handshake_read_version(ngx_kundo_handshake_t *hs, ngx_str_t *value)
{
    hs->doubled |= (hs->version.data != NULL);
    hs->version = *value;
}


static void
ngx_kundo_handshake_read_protocol(ngx_kundo_handshake_t *hs,
    ngx_str_t *value)
{
    ngx_str_t  list, token;

    list = *value;

    while (hs->protocol.len == 0
           && ngx_kundo_handshake_token(&list, &token) == NGX_OK)
    {
        if (ngx_kundo_handshake_is_listed(hs->protocols, &token)) {
            hs->protocol = token;
        }
    }
}


static ngx_uint_t
ngx_kundo_handshake_is_listed(const ngx_str_t *list, const ngx_str_t *name)
{
    u_char  *p, *end, *space;

    p = list->data;
    end = p + list->len;

    while (p < end) {
        space = ngx_strlchr(p, end, ' ');

        if (space == NULL) {
            space = end;
        }

        if ((size_t) (space - p) == name->len
            && ngx_strncmp(p, name->data, name->len) == 0)
        {
            return 1;
        }

        p = space + 1;
    }

    return 0;
}


static ngx_uint_t
ngx_kundo_handshake_has_token(ngx_str_t *value, const char *name)
{
    size_t     len;
    ngx_str_t  list, token;

    len = ngx_strlen(name);
    list = *value;

    while (ngx_kundo_handshake_token(&list, &token) == NGX_OK) {
        if (token.len == len
            && ngx_strncasecmp(token.data, (u_char *) name, len) == 0)
        {
            return 1;
        }
    }

    return 0;
}


/* The next of a list (RFC 9110 5.6.1); empty ones are passed over. */

static ngx_int_t
ngx_kundo_handshake_token(ngx_str_t *list, ngx_str_t *token)
{
    u_char  *p, *end, *from, *to;

    p = list->data;
    end = p + list->len;

    while (p < end && (*p == ',' || *p == ' ' || *p == '\t')) {
        p++;
    }

    from = p;

    while (p < end && *p != ',') {
        p++;
    }

    to = p;

    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) {
        to--;
    }

    list->data = p;
    list->len = end - p;

    token->data = from;
    token->len = to - from;

    return token->len ? NGX_OK : NGX_DECLINED;
}

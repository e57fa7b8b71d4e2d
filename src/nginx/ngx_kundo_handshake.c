/*
 * The opening handshake of a WebSocket: what is right in a request, and the
 * answer 101 to it.
 */

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <ngx_sha1.h>

#include "ngx_kundo_handshake.h"
#include "ngx_kundo_websocket.h"


#define NGX_KUNDO_HANDSHAKE_VERSION  "13"
#define NGX_KUNDO_HANDSHAKE_KEY      16     /* bytes, 4.1 */
#define NGX_KUNDO_HANDSHAKE_SHA1     20
#define NGX_KUNDO_HANDSHAKE_REQUIRED 426    /* Upgrade Required */

static const char  ngx_kundo_handshake_guid[]
    = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";


static ngx_int_t ngx_kundo_handshake_check(ngx_http_request_t *r,
    ngx_kundo_handshake_t *hs);
static ngx_int_t ngx_kundo_handshake_check_key(ngx_str_t *key);
static ngx_int_t ngx_kundo_handshake_answer(ngx_http_request_t *r,
    ngx_kundo_handshake_t *hs);
static ngx_int_t ngx_kundo_handshake_accept(ngx_http_request_t *r,
    ngx_str_t *key, ngx_str_t *accept);
static ngx_int_t ngx_kundo_handshake_add(ngx_http_request_t *r,
    const char *name, ngx_str_t *value);


ngx_uint_t
ngx_kundo_ws_wanted(ngx_http_request_t *r)
{
    ngx_str_t              none;
    ngx_kundo_handshake_t  hs;

    /* RFC 9110 7.8: an Upgrade in HTTP/1.0 is ignored */

    if (r->http_version != NGX_HTTP_VERSION_11
        || r->headers_in.upgrade == NULL)
    {
        return 0;
    }

    ngx_str_null(&none);
    ngx_memzero(&hs, sizeof(ngx_kundo_handshake_t));
    hs.protocols = &none;

    ngx_kundo_handshake_read(r, &hs);

    return hs.websocket;
}


ngx_int_t
ngx_kundo_handshake(ngx_http_request_t *r, const ngx_str_t *protocols)
{
    ngx_int_t              rc;
    ngx_kundo_handshake_t  hs;

    ngx_memzero(&hs, sizeof(ngx_kundo_handshake_t));
    hs.protocols = protocols;

    ngx_kundo_handshake_read(r, &hs);

    rc = ngx_kundo_handshake_check(r, &hs);

    if (rc != NGX_OK) {
        return rc;
    }

    return ngx_kundo_handshake_answer(r, &hs);
}


static ngx_int_t
ngx_kundo_handshake_check(ngx_http_request_t *r, ngx_kundo_handshake_t *hs)
{
    static ngx_str_t  get = ngx_string("GET");
    static ngx_str_t  websocket = ngx_string("websocket");
    static ngx_str_t  version = ngx_string(NGX_KUNDO_HANDSHAKE_VERSION);

    if (r->method != NGX_HTTP_GET) {
        if (ngx_kundo_handshake_add(r, "Allow", &get) != NGX_OK) {
            return NGX_ERROR;
        }

        return NGX_HTTP_NOT_ALLOWED;
    }

    /* a body would be taken for frames */

    if (r != r->main
        || r->http_version != NGX_HTTP_VERSION_11
        || r->headers_in.content_length_n > 0
        || r->headers_in.chunked
        || !hs->websocket || !hs->upgrade || hs->doubled
        || ngx_kundo_handshake_check_key(&hs->key) != NGX_OK)
    {
        return NGX_HTTP_BAD_REQUEST;
    }

    if (hs->version.len == version.len
        && ngx_strncmp(hs->version.data, version.data, version.len) == 0)
    {
        return NGX_OK;
    }

    if (ngx_kundo_handshake_add(r, "Sec-WebSocket-Version", &version)
            != NGX_OK
        || ngx_kundo_handshake_add(r, "Upgrade", &websocket) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return NGX_KUNDO_HANDSHAKE_REQUIRED;
}


/* 16 bytes in base64: 22 characters and two of padding. */

static ngx_int_t
ngx_kundo_handshake_check_key(ngx_str_t *key)
{
    u_char     bytes[ngx_base64_decoded_length(24)];
    ngx_str_t  decoded;

    if (key->len != 24
        || key->data[21] == '='
        || key->data[22] != '=' || key->data[23] != '=')
    {
        return NGX_DECLINED;
    }

    decoded.data = bytes;

    if (ngx_decode_base64(&decoded, key) != NGX_OK
        || decoded.len != NGX_KUNDO_HANDSHAKE_KEY)
    {
        return NGX_DECLINED;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_handshake_answer(ngx_http_request_t *r, ngx_kundo_handshake_t *hs)
{
    ngx_int_t         rc;
    ngx_str_t         accept;
    static ngx_str_t  websocket = ngx_string("websocket");

    if (ngx_kundo_handshake_accept(r, &hs->key, &accept) != NGX_OK
        || ngx_kundo_handshake_add(r, "Upgrade", &websocket) != NGX_OK
        || ngx_kundo_handshake_add(r, "Sec-WebSocket-Accept", &accept)
               != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (hs->protocol.len
        && ngx_kundo_handshake_add(r, "Sec-WebSocket-Protocol",
                                   &hs->protocol)
               != NGX_OK)
    {
        return NGX_ERROR;
    }

    /* nginx adds Connection: upgrade to a 101 */

    r->headers_out.status = NGX_HTTP_SWITCHING_PROTOCOLS;
    ngx_str_set(&r->headers_out.status_line, "101 Switching Protocols");

    r->keepalive = 0;

    /* a limit for pages would throttle frames, or hold the header back */

    r->limit_rate = 0;
    r->limit_rate_set = 1;

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return NGX_ERROR;
    }

    if (ngx_http_send_special(r, NGX_HTTP_FLUSH) == NGX_ERROR) {
        return NGX_ERROR;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_handshake_accept(ngx_http_request_t *r, ngx_str_t *key,
    ngx_str_t *accept)
{
    u_char      digest[NGX_KUNDO_HANDSHAKE_SHA1];
    ngx_str_t   bytes;
    ngx_sha1_t  sha1;

    accept->data = ngx_pnalloc(r->pool,
                           ngx_base64_encoded_length(sizeof(digest)));
    if (accept->data == NULL) {
        return NGX_ERROR;
    }

    ngx_sha1_init(&sha1);
    ngx_sha1_update(&sha1, key->data, key->len);
    ngx_sha1_update(&sha1, ngx_kundo_handshake_guid,
                    sizeof(ngx_kundo_handshake_guid) - 1);
    ngx_sha1_final(digest, &sha1);

    bytes.data = digest;
    bytes.len = sizeof(digest);

    ngx_encode_base64(accept, &bytes);

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_handshake_add(ngx_http_request_t *r, const char *name,
    ngx_str_t *value)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    ngx_memzero(h, sizeof(ngx_table_elt_t));

    h->hash = 1;
    h->key.data = (u_char *) name;
    h->key.len = ngx_strlen(name);
    h->value = *value;

    return NGX_OK;
}

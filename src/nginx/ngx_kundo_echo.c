/*
 * The directive kundo_echo: messages come back as they went.
 */

#include "ngx_kundo_echo.h"
#include "ngx_kundo_websocket.h"


#if (KUNDO_TEST)


#define NGX_KUNDO_ECHO_MESSAGE  (16 * 1024 * 1024)   /* the suites' largest */
#define NGX_KUNDO_ECHO_QUEUE    (4 * NGX_KUNDO_ECHO_MESSAGE)
#define NGX_KUNDO_ECHO_PING     25000
#define NGX_KUNDO_ECHO_DEAD     60000


static ngx_uint_t ngx_kundo_echo_arg(ngx_http_request_t *r, const char *name,
    ngx_uint_t def);
static void ngx_kundo_echo_message(ngx_kundo_ws_t *ws, ngx_uint_t binary,
    u_char *data, size_t len);
static void ngx_kundo_echo_closed(ngx_kundo_ws_t *ws);


ngx_int_t
ngx_kundo_echo_handler(ngx_http_request_t *r)
{
    ngx_kundo_ws_t          *ws;
    ngx_kundo_ws_handler_t  *handler;

    handler = ngx_pcalloc(r->pool, sizeof(ngx_kundo_ws_handler_t));
    if (handler == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    handler->message = ngx_kundo_echo_message;
    handler->closed = ngx_kundo_echo_closed;
    handler->message_max = ngx_kundo_echo_arg(r, "message_max",
                                              NGX_KUNDO_ECHO_MESSAGE);
    handler->queue_max = ngx_kundo_echo_arg(r, "queue_max",
                                            NGX_KUNDO_ECHO_QUEUE);
    handler->ping = ngx_kundo_echo_arg(r, "ping", NGX_KUNDO_ECHO_PING);
    handler->dead = ngx_kundo_echo_arg(r, "dead", NGX_KUNDO_ECHO_DEAD);
    handler->text_only = ngx_kundo_echo_arg(r, "text_only", 0) != 0;

    ngx_str_set(&handler->protocols, "echo echo.v2");

    return ngx_kundo_ws_upgrade(r, handler, NULL, &ws);
}


static ngx_uint_t
ngx_kundo_echo_arg(ngx_http_request_t *r, const char *name, ngx_uint_t def)
{
    ngx_int_t  n;
    ngx_str_t  value;

    if (ngx_http_arg(r, (u_char *) name, ngx_strlen(name), &value)
        != NGX_OK)
    {
        return def;
    }

    n = ngx_atoi(value.data, value.len);

    return n == NGX_ERROR ? def : (ngx_uint_t) n;
}


static void
ngx_kundo_echo_message(ngx_kundo_ws_t *ws, ngx_uint_t binary, u_char *data,
    size_t len)
{
    u_char             *payload;
    ngx_kundo_chunk_t  *chunk;

    chunk = binary ? ngx_kundo_ws_binary_chunk(len, &payload)
                   : ngx_kundo_ws_text_chunk(len, &payload);

    if (chunk == NULL) {
        ngx_kundo_ws_close(ws, 1011, "out of memory");
        return;
    }

    ngx_memcpy(payload, data, len);

    (void) ngx_kundo_ws_send(ws, chunk);
    ngx_kundo_chunk_release(chunk);
}


static void
ngx_kundo_echo_closed(ngx_kundo_ws_t *ws)
{
    ngx_log_error(NGX_LOG_INFO, ngx_kundo_ws_connection(ws)->log, 0,
                  "echo websocket closed");
}


#endif

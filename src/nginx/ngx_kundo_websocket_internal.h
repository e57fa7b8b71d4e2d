/*
 * What the parts of a WebSocket share: its life (websocket.c), its timer
 * (websocket_timer.c), its input (websocket_read.c) and its output
 * (websocket_send.c).  For nobody else.
 */

#ifndef NGX_KUNDO_WEBSOCKET_INTERNAL_H
#define NGX_KUNDO_WEBSOCKET_INTERNAL_H


#include "codec/kundo_frame.h"
#include "ngx_kundo_websocket.h"


/*
 *            messages  timer          ends when
 *   OPEN     yes       ping, dead     (a close, a failure, the worker goes)
 *   LEAVING  yes       jitter         it fires: CLOSING with 1012
 *   CLOSING  no        deadline       the client's close frame comes
 *   ENDING   no        deadline       our close frame is written
 *   CUT      no        -              this turn of the event loop ends
 *
 * A state only moves down this list.
 */

typedef enum {
    NGX_KUNDO_WS_OPEN,
    NGX_KUNDO_WS_LEAVING,
    NGX_KUNDO_WS_CLOSING,
    NGX_KUNDO_WS_ENDING,
    NGX_KUNDO_WS_CUT
} ngx_kundo_ws_state_t;


/* Bytes kept between two reads, and only then. */

typedef struct {
    size_t                         len;
    size_t                         cap;
    u_char                         data[];
} ngx_kundo_ws_part_t;


struct ngx_kundo_ws_s {
    ngx_kundo_outq_t               out;
    ngx_http_request_t            *request;
    const ngx_kundo_ws_handler_t  *handler;
    void                          *data;
    ngx_http_cleanup_t            *cleanup;
    ngx_kundo_ws_part_t           *message;   /* fragments, or half a frame */
    ngx_kundo_ws_part_t           *held;      /* half a head or control */
    kundo_frame_state_t            frames;
    ngx_msec_t                     heard;     /* the last sign of life */
    uint32_t                       pings;     /* sent since then */
    uint8_t                        state;
    unsigned                       open:1;    /* the caller has it */
};


static ngx_inline void
ngx_kundo_ws_alive(ngx_kundo_ws_t *ws)
{
    ws->heard = ngx_current_msec;
    ws->pings = 0;
}


/* websocket_read.c */

/* Input up to the state CLOSING; NGX_ERROR: the client has gone. */
ngx_int_t ngx_kundo_ws_read(ngx_kundo_ws_t *ws);

/* websocket_send.c */

void ngx_kundo_ws_out_init(ngx_kundo_ws_t *ws);
void ngx_kundo_ws_ping(ngx_kundo_ws_t *ws);
void ngx_kundo_ws_pong(ngx_kundo_ws_t *ws, kundo_frame_t *f);

/* The client's close frame; its code goes back. */
void ngx_kundo_ws_closed_by_client(ngx_kundo_ws_t *ws, kundo_frame_t *f);

/* RFC 6455 7.1.7: a close frame, and no more is read. */
void ngx_kundo_ws_fail(ngx_kundo_ws_t *ws, ngx_uint_t code);

/* Ends the connection at the end of this turn, without a close frame. */
void ngx_kundo_ws_cut(ngx_kundo_ws_t *ws);

/* True while a client that does not read must not be read from. */
ngx_uint_t ngx_kundo_ws_is_full(ngx_kundo_ws_t *ws);

/* websocket_timer.c */

void ngx_kundo_ws_timer(ngx_kundo_ws_t *ws);

/* Pings or cuts off, and sets the timer to when there is more to do. */
void ngx_kundo_ws_silence(ngx_kundo_ws_t *ws);

/* The worker is going: a close frame after a while of chance. */
void ngx_kundo_ws_leave(ngx_kundo_ws_t *ws);

/* So long may the closing handshake take. */
void ngx_kundo_ws_deadline(ngx_kundo_ws_t *ws);

/* websocket.c */

/* Ends ws and finalizes the request: from event handlers only. */
void ngx_kundo_ws_finish(ngx_kundo_ws_t *ws, ngx_int_t rc);


#endif /* NGX_KUNDO_WEBSOCKET_INTERNAL_H */

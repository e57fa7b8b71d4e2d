/*
 * A WebSocket's one timer: silence while it is open, and then the limits of
 * its end.
 */

#include "ngx_kundo_websocket_internal.h"


#define NGX_KUNDO_WS_JITTER    500      /* ms: clients do not return at once */
#define NGX_KUNDO_WS_DEADLINE  3000     /* ms; both fit systemd's 5 s */


static void ngx_kundo_ws_arm(ngx_kundo_ws_t *ws, ngx_msec_t wait_ms,
    ngx_uint_t cancelable);


void
ngx_kundo_ws_timer(ngx_kundo_ws_t *ws)
{
    switch (ws->state) {

    case NGX_KUNDO_WS_OPEN:
        ngx_kundo_ws_silence(ws);
        return;

    case NGX_KUNDO_WS_LEAVING:
        ngx_kundo_ws_close(ws, KUNDO_CLOSE_RESTART, "service restart");
        return;

    default:
        ws->request->connection->timedout = 1;
        ngx_kundo_ws_finish(ws, NGX_HTTP_REQUEST_TIME_OUT);
    }
}


/* Pings or cuts off, and sets the timer to when there is more to do. */

void
ngx_kundo_ws_silence(ngx_kundo_ws_t *ws)
{
    ngx_msec_t                     silence, wait;
    const ngx_kundo_ws_handler_t  *handler;

    handler = ws->handler;
    silence = ngx_current_msec - ws->heard;

    if (handler->dead && silence >= handler->dead) {
        ngx_log_error(NGX_LOG_INFO, ws->request->connection->log, 0,
                      "websocket was silent for %M ms", silence);

        ngx_kundo_ws_cut(ws);
        return;
    }

    if (handler->ping && silence >= (ws->pings + 1) * handler->ping) {
        ws->pings = silence / handler->ping;
        ngx_kundo_ws_ping(ws);
    }

    wait = handler->dead ? handler->dead - silence : NGX_TIMER_INFINITE;

    if (handler->ping) {
        wait = ngx_min(wait, (ws->pings + 1) * handler->ping - silence);
    }

    if (wait != NGX_TIMER_INFINITE && ws->state == NGX_KUNDO_WS_OPEN) {
        ngx_kundo_ws_arm(ws, wait, 1);
    }
}


/*
 * Only a cancelable timer lets an exiting worker go; nginx is slack by
 * 300 ms with a timer that is set, hence it is taken off first.
 */

static void
ngx_kundo_ws_arm(ngx_kundo_ws_t *ws, ngx_msec_t wait_ms,
    ngx_uint_t cancelable)
{
    ngx_event_t  *rev;

    rev = ws->request->connection->read;

    if (rev->timer_set) {
        ngx_del_timer(rev);
    }

    rev->cancelable = cancelable;
    ngx_add_timer(rev, wait_ms);
}


void
ngx_kundo_ws_deadline(ngx_kundo_ws_t *ws)
{
    ngx_kundo_ws_arm(ws, NGX_KUNDO_WS_DEADLINE, 0);
}


void
ngx_kundo_ws_leave(ngx_kundo_ws_t *ws)
{
    if (ws->state == NGX_KUNDO_WS_OPEN) {
        ws->state = NGX_KUNDO_WS_LEAVING;
        ngx_kundo_ws_arm(ws, 1 + ngx_random() % NGX_KUNDO_WS_JITTER, 0);
    }
}

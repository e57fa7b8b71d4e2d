/*
 * API: the board.
 */

#include "ngx_kundo_api.h"
#include "ngx_kundo_board.h"
#include "ngx_kundo_io.h"


typedef struct {
    uint64_t  now_ms;
    uint64_t  changes;
} ngx_kundo_board_look_t;


static kundo_rc_t
ngx_kundo_api_board_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    ngx_kundo_board_look_t  *look;

    look = req->ctx;

    return kundo_query_board(rd, &req->out, look->now_ms);
}


/* Who reads it through a stream hears there of the next change, once. */

static void
ngx_kundo_api_board_done(ngx_kundo_request_t *req)
{
    ngx_kundo_board_look_t  *look;

    look = req->ctx;

    if (req->stream != NULL && req->rc == KUNDO_OK) {
        ngx_kundo_board_watch(req->stream, NGX_KUNDO_BOARD_ONCE,
                              look->changes);
    }

    ngx_kundo_answer_rc(req, req->rc, NGX_HTTP_OK);
}


void
ngx_kundo_api_board(ngx_kundo_request_t *req)
{
    ngx_kundo_board_look_t  *look;

    look = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_board_look_t));
    if (look == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    look->now_ms = ngx_kundo_now_ms();
    look->changes = ngx_kundo_hub_board(req->worker)->changes;
    req->ctx = look;

    ngx_kundo_io_run(req, ngx_kundo_api_board_look, ngx_kundo_api_board_done);
}

/*
 * Board: the streams that look at it, and one timer for all of them.  While
 * nobody looks, a change costs its count.
 */

#include "domain/kundo_stream.h"

#include "ngx_kundo_board.h"


#define NGX_KUNDO_BOARD_MS  1000


static void ngx_kundo_board_handler(ngx_event_t *ev);


void
ngx_kundo_board_init(ngx_kundo_board_t *board, ngx_kundo_worker_t *worker)
{
    board->worker = worker;
    board->timer.handler = ngx_kundo_board_handler;
    board->timer.data = board;
    board->timer.log = worker->log;
    board->timer.cancelable = 1;

    ngx_queue_init(&board->watchers);
}


void
ngx_kundo_board_free(ngx_kundo_board_t *board)
{
    if (board->timer.timer_set) {
        ngx_del_timer(&board->timer);
    }
}


void
ngx_kundo_board_unwatch(ngx_kundo_stream_t *stream)
{
    if (stream->board_watch != NGX_KUNDO_BOARD_NOT) {
        stream->board_watch = NGX_KUNDO_BOARD_NOT;
        ngx_queue_remove(&stream->board_queue);
    }
}


void
ngx_kundo_board_watch(ngx_kundo_stream_t *stream,
    ngx_kundo_board_watch_t how, uint64_t changes)
{
    ngx_kundo_board_t  *board;

    board = ngx_kundo_hub_board(stream->worker);

    if (stream->board_watch == NGX_KUNDO_BOARD_NOT) {
        ngx_queue_insert_tail(&board->watchers, &stream->board_queue);
    }

    if (stream->board_watch != NGX_KUNDO_BOARD_ALWAYS) {
        stream->board_watch = how;
    }

    stream->board_changes = changes;

    /* something came while it was being read: said after the answer */

    if (changes != board->changes && !board->timer.timer_set) {
        ngx_add_timer(&board->timer, 1);
    }
}


/* What it is to be told already may be older, and is to be told still. */

void
ngx_kundo_board_watch_too(ngx_kundo_stream_t *stream, uint64_t changes)
{
    if (stream->board_watch == NGX_KUNDO_BOARD_NOT) {
        ngx_kundo_board_watch(stream, NGX_KUNDO_BOARD_ONCE, changes);
    }
}


/* One chunk serves all streams of a kind. */

static ngx_kundo_chunk_t *
ngx_kundo_board_chunk(ngx_kundo_board_t *board, ngx_kundo_stream_t *stream)
{
    kundo_out_t         out;
    ngx_kundo_chunk_t  *chunk;

    kundo_out_init(&out, &board->worker->arena, 128);
    kundo_stream_render_board(&out, ngx_kundo_now_ms());

    chunk = out.failed ? NULL : stream->carrier->chunk(out.data, out.len);

    kundo_arena_reset(&board->worker->arena);

    return chunk;
}


/* Whether anybody was told. */

static ngx_uint_t
ngx_kundo_board_send(ngx_kundo_board_t *board)
{
    ngx_uint_t           i, told;
    ngx_queue_t         *q, *next;
    ngx_kundo_chunk_t   *chunks[NGX_KUNDO_CARRIERS];
    ngx_kundo_stream_t  *stream;

    told = 0;
    ngx_memzero(chunks, sizeof(chunks));

    for (q = ngx_queue_head(&board->watchers);
         q != ngx_queue_sentinel(&board->watchers);
         q = next)
    {
        next = ngx_queue_next(q);
        stream = ngx_queue_data(q, ngx_kundo_stream_t, board_queue);
        i = stream->carrier->slot;

        if (stream->board_changes == board->changes) {
            continue;
        }

        if (chunks[i] == NULL) {
            chunks[i] = ngx_kundo_board_chunk(board, stream);

            if (chunks[i] == NULL) {
                continue;
            }
        }

        stream->board_changes = board->changes;

        if (stream->board_watch == NGX_KUNDO_BOARD_ONCE) {
            ngx_kundo_board_unwatch(stream);
        }

        stream->carrier->send(stream, chunks[i]);
        told = 1;
    }

    for (i = 0; i < NGX_KUNDO_CARRIERS; i++) {
        if (chunks[i] != NULL) {
            ngx_kundo_chunk_release(chunks[i]);
        }
    }

    board->told = board->changes;

    return told;
}


static void
ngx_kundo_board_handler(ngx_event_t *ev)
{
    if (ngx_kundo_board_send(ev->data)) {
        ngx_add_timer(ev, NGX_KUNDO_BOARD_MS);
    }
}


void
ngx_kundo_board_tell(ngx_kundo_board_t *board)
{
    if (board->told != board->changes && !board->timer.timer_set
        && ngx_kundo_board_send(board))
    {
        ngx_add_timer(&board->timer, NGX_KUNDO_BOARD_MS);
    }
}

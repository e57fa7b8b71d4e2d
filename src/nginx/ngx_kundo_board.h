/*
 * Board: telling who looks at it that it shows something else now, at most
 * once a second.
 */

#ifndef NGX_KUNDO_BOARD_H
#define NGX_KUNDO_BOARD_H


#include "ngx_kundo_hub.h"


/* How long a stream is told of changes. */

typedef enum {
    NGX_KUNDO_BOARD_NOT = 0,
    NGX_KUNDO_BOARD_ONCE,             /* it has read the board: of the next */
    NGX_KUNDO_BOARD_ALWAYS            /* it was opened for it */
} ngx_kundo_board_watch_t;


struct ngx_kundo_board_s {
    ngx_kundo_worker_t  *worker;
    ngx_queue_t          watchers;    /* streams */
    ngx_event_t          timer;       /* set: told less than a second ago */
    uint64_t             changes;     /* seen in the journal */
    uint64_t             told;        /* of them, to all */
};


void ngx_kundo_board_init(ngx_kundo_board_t *board,
    ngx_kundo_worker_t *worker);
void ngx_kundo_board_free(ngx_kundo_board_t *board);

/* At the end of a look into the journal. */
void ngx_kundo_board_tell(ngx_kundo_board_t *board);

/* The stream knows the board as it was after so many changes. */
void ngx_kundo_board_watch(ngx_kundo_stream_t *stream,
    ngx_kundo_board_watch_t how, uint64_t changes);
void ngx_kundo_board_unwatch(ngx_kundo_stream_t *stream);

/* It knows something that changes with the board, as it was then. */
void ngx_kundo_board_watch_too(ngx_kundo_stream_t *stream, uint64_t changes);


#endif /* NGX_KUNDO_BOARD_H */

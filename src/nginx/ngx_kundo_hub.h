/*
 * Hub: the gate through which every event goes: this worker's subscribers,
 * fed from the journal.
 */

#ifndef NGX_KUNDO_HUB_H
#define NGX_KUNDO_HUB_H


#include "ngx_kundo_outq.h"
#include "ngx_kundo_wakeup.h"
#include "ngx_kundo_worker.h"


typedef struct ngx_kundo_stream_s  ngx_kundo_stream_t;
typedef struct ngx_kundo_member_s  ngx_kundo_member_t;
typedef struct ngx_kundo_resume_s  ngx_kundo_resume_t;
typedef struct ngx_kundo_board_s   ngx_kundo_board_t;


/* How a kind of stream carries an envelope, and ends. */

typedef struct {

    /* A chunk with this envelope; one serves all streams of the kind. */
    ngx_kundo_chunk_t  *(*chunk)(const u_char *json, size_t len);

    void                (*send)(ngx_kundo_stream_t *stream,
                                ngx_kundo_chunk_t *chunk);
    void                (*close)(ngx_kundo_stream_t *stream,
                                 ngx_uint_t ws_code, const char *reason);
    size_t              (*queued)(ngx_kundo_stream_t *stream);
    ngx_uint_t            slot;       /* 0 or 1: which chunk of an event */
} ngx_kundo_carrier_t;

#define NGX_KUNDO_CARRIERS  2


/* One subscriber: a WebSocket or a stream of server-sent events. */

struct ngx_kundo_stream_s {
    ngx_queue_t                 queue;        /* of its member */
    ngx_kundo_member_t         *member;
    ngx_kundo_worker_t         *worker;
    const ngx_kundo_carrier_t  *carrier;
    uint64_t                    session;
    uint64_t                    expires_ms;   /* it, as far as is known */
    unsigned                    cookie:1;     /* opened by a cookie */
    uint64_t                    after_jno;    /* it has all up to here */
    ngx_kundo_resume_t         *resume;       /* or has not caught up */
    uint64_t                    session_key;  /* of its counted sockets */
    uint64_t                    address_key;
    void                       *transport;    /* the carrier's */
    ngx_queue_t                 requests;     /* under way on it */
    ngx_uint_t                  nrequests;
    ngx_queue_t                 board_queue;  /* of who looks at the board */
    uint64_t                    board_changes;    /* that it knows of */
    ngx_uint_t                  board_watch;  /* ngx_kundo_board_watch_t */
};


/*
 * Whether what happened at jno is for a stream by now: it has what came before
 * its own beginning, and on resuming it gets first what it has missed.  A
 * cursor sent out of turn would skip events when the client resumes by it.
 */
#define ngx_kundo_stream_is_at(stream, jno)                                   \
    ((jno) > (stream)->after_jno && (stream)->resume == NULL)

ngx_int_t ngx_kundo_hub_create(ngx_kundo_worker_t *worker);
void ngx_kundo_hub_free(ngx_kundo_worker_t *worker);

/* Adds a stream of this viewer; NGX_ERROR without memory. */
ngx_int_t ngx_kundo_hub_add(ngx_kundo_stream_t *stream,
    const kundo_actor_t *viewer);
void ngx_kundo_hub_remove(ngx_kundo_stream_t *stream);

const kundo_actor_t *ngx_kundo_hub_viewer(ngx_kundo_stream_t *stream);

/* Reads the journal on and sends what is new. */
void ngx_kundo_hub_read(ngx_kundo_worker_t *worker);

/* A typing mark of this or another worker (S2.2). */
void ngx_kundo_hub_typing(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing);

/* D3: the store has forgotten which agents are connected here. */
void ngx_kundo_hub_relink(ngx_kundo_worker_t *worker);

/* Streams of this worker, for the metrics. */
ngx_uint_t ngx_kundo_hub_streams(ngx_kundo_worker_t *worker);
uint64_t ngx_kundo_hub_cursor(ngx_kundo_worker_t *worker);

ngx_kundo_board_t *ngx_kundo_hub_board(ngx_kundo_worker_t *worker);

/* The transaction up to which the journal was read. */
uint64_t ngx_kundo_hub_txn(ngx_kundo_worker_t *worker);


#endif /* NGX_KUNDO_HUB_H */

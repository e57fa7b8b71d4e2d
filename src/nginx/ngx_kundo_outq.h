/*
 * Output queue of one long-lived connection (WebSocket or server-sent
 * events): immutable, reference-counted chunks, so that one encoded event
 * serves all its receivers.  Bounded: a slow client is cut off, not kept.
 */

#ifndef NGX_KUNDO_OUTQ_H
#define NGX_KUNDO_OUTQ_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_event.h>


#define NGX_KUNDO_OUTQ_INLINE  2     /* chunks without an allocation */


typedef struct ngx_kundo_chunk_s  ngx_kundo_chunk_t;
typedef struct ngx_kundo_outq_s   ngx_kundo_outq_t;

typedef void (*ngx_kundo_outq_pt)(ngx_kundo_outq_t *q);


struct ngx_kundo_chunk_s {
    ngx_uint_t           refs;
    size_t               len;
    u_char               data[];
};


struct ngx_kundo_outq_s {
    ngx_queue_t          turn;       /* among those with work this turn */
    ngx_kundo_outq_pt    flush;
    ngx_kundo_chunk_t  **ring;
    ngx_kundo_chunk_t   *inl[NGX_KUNDO_OUTQ_INLINE];
    size_t               size;       /* unsent bytes */
    size_t               sent;       /* bytes of the first chunk */
    uint32_t             first;
    uint32_t             n;
    uint32_t             cap;        /* a power of two */
    unsigned             posted:1;
    unsigned             blocked:1;  /* waits for the socket */
};


/* One reference belongs to the caller; NULL when there is no memory. */
ngx_kundo_chunk_t *ngx_kundo_chunk_create(size_t len);
void ngx_kundo_chunk_release(ngx_kundo_chunk_t *chunk);


/*
 * `flush` is called at the end of a turn of the event loop in which
 * ngx_kundo_outq_post was called; it may end the connection.
 */
void ngx_kundo_outq_init(ngx_kundo_outq_t *q, ngx_kundo_outq_pt flush);
void ngx_kundo_outq_post(ngx_kundo_outq_t *q);

/* Takes a reference of its own; NGX_ERROR when there is no memory. */
ngx_int_t ngx_kundo_outq_push(ngx_kundo_outq_t *q, ngx_kundo_chunk_t *chunk);

/* The first chunk, less q->sent bytes, or NULL; n bytes of it are gone. */
ngx_kundo_chunk_t *ngx_kundo_outq_first(ngx_kundo_outq_t *q);
void ngx_kundo_outq_consume(ngx_kundo_outq_t *q, size_t n);

/*
 * Writes straight to the connection, past the output filters.  NGX_OK: all
 * is written; NGX_AGAIN: the write event is armed, q->blocked is set;
 * NGX_ERROR: the connection is broken.
 */
ngx_int_t ngx_kundo_outq_send(ngx_kundo_outq_t *q, ngx_connection_t *c);

/* Gives all chunks back; the last call for a queue. */
void ngx_kundo_outq_clear(ngx_kundo_outq_t *q);


#endif /* NGX_KUNDO_OUTQ_H */

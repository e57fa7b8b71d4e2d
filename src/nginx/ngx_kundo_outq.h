/*
 * Output queue of one long-lived connection (WebSocket or server-sent
 * events): immutable, reference-counted chunks, so that one encoded event
 * serves all its receivers.  Bounded: a slow client is cut off, not kept.
 */

#ifndef NGX_KUNDO_OUTQ_H
#define NGX_KUNDO_OUTQ_H


#include <ngx_config.h>
#include <ngx_core.h>


typedef struct ngx_kundo_chunk_s  ngx_kundo_chunk_t;
typedef struct ngx_kundo_outq_s   ngx_kundo_outq_t;


struct ngx_kundo_chunk_s {
    ngx_uint_t           refs;
    size_t               len;
    u_char               data[];
};


/* One reference belongs to the caller; NULL when there is no memory. */
ngx_kundo_chunk_t *ngx_kundo_chunk_create(size_t len);
void ngx_kundo_chunk_release(ngx_kundo_chunk_t *chunk);


#endif /* NGX_KUNDO_OUTQ_H */

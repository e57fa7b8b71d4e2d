/*
 * Wake-up: hints between the workers of a store, by datagrams on Unix
 * sockets in the store's folder.  A lost hint costs 100 ms and no event.
 */

#ifndef NGX_KUNDO_WAKEUP_H
#define NGX_KUNDO_WAKEUP_H


#include "ngx_kundo_worker.h"


/* A mark that somebody writes; it is kept nowhere (S2.2). */

typedef struct {
    uint64_t  cno;
    uint64_t  person;
    uint64_t  starter;
    uint64_t  agent;
    uint32_t  flow;
    uint32_t  on;
} ngx_kundo_typing_t;


ngx_int_t ngx_kundo_wakeup_create(ngx_kundo_worker_t *worker);
void ngx_kundo_wakeup_free(ngx_kundo_worker_t *worker);

/* A new socket, when the others have given up on the old one. */
ngx_int_t ngx_kundo_wakeup_again(ngx_kundo_worker_t *worker);

/* This worker has committed: the others look. */
void ngx_kundo_wakeup_committed(ngx_kundo_worker_t *worker);

void ngx_kundo_wakeup_typing(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing);

/* Asks every peer whether it lives; a dead one's connections are ended. */
void ngx_kundo_wakeup_check(ngx_kundo_worker_t *worker);


#endif /* NGX_KUNDO_WAKEUP_H */

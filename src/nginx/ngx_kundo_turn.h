/*
 * Turn: fairness between the writers of a store.  LMDB's lock goes to who
 * asks first, and that is whoever has just let it go: a writer that sees
 * another one wait pauses, and only then.
 */

#ifndef NGX_KUNDO_TURN_H
#define NGX_KUNDO_TURN_H


#include "ngx_kundo_worker.h"


ngx_int_t ngx_kundo_turn_create(ngx_kundo_worker_t *worker);
void ngx_kundo_turn_free(ngx_kundo_worker_t *worker);

/* On the writer's thread: before begin, after begin, after commit. */
void ngx_kundo_turn_wait(ngx_kundo_worker_t *worker);
void ngx_kundo_turn_got(ngx_kundo_worker_t *worker);
void ngx_kundo_turn_done(ngx_kundo_worker_t *worker);

/* A worker that died while it waited waits no more. */
void ngx_kundo_turn_gone(ngx_kundo_worker_t *worker, uint64_t no);


#endif /* NGX_KUNDO_TURN_H */

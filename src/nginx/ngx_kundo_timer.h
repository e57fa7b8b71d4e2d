/*
 * Timer: one of the workers leads and fires what is due; the others look
 * now and then whether it still does.
 */

#ifndef NGX_KUNDO_TIMER_H
#define NGX_KUNDO_TIMER_H


#include "ngx_kundo_worker.h"


ngx_int_t ngx_kundo_timer_create(ngx_kundo_worker_t *worker);
void ngx_kundo_timer_free(ngx_kundo_worker_t *worker);

/* Something was committed: the head of the due index may be another. */
void ngx_kundo_timer_look(ngx_kundo_worker_t *worker);


#endif /* NGX_KUNDO_TIMER_H */

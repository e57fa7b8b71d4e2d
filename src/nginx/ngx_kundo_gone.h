/*
 * Gone: the links of a worker that died are ended by one that lives (D3);
 * one that lives and was taken for dead joins again.
 */

#ifndef NGX_KUNDO_GONE_H
#define NGX_KUNDO_GONE_H


#include "ngx_kundo_worker.h"


/* Worker `no` of the store does not live any more. */
void ngx_kundo_gone_submit(ngx_kundo_worker_t *worker, uint64_t no);

/* At every tick: has this worker itself been taken for dead? */
void ngx_kundo_gone_rejoin(ngx_kundo_worker_t *worker);


#endif /* NGX_KUNDO_GONE_H */

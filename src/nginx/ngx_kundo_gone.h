/*
 * Gone: the links of a worker that died are ended by one that lives (D3).
 */

#ifndef NGX_KUNDO_GONE_H
#define NGX_KUNDO_GONE_H


#include "ngx_kundo_worker.h"


/* Worker `no` of the store does not live any more. */
void ngx_kundo_gone_submit(ngx_kundo_worker_t *worker, uint64_t no);


#endif /* NGX_KUNDO_GONE_H */

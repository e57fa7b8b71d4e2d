/*
 * I/O tasks: looks into the store that may touch cold pages, on threads of
 * the pool; at most four at once for a worker.
 */

#ifndef NGX_KUNDO_IO_H
#define NGX_KUNDO_IO_H


#include "ngx_kundo_request.h"


/* On the thread: renders into req->out with rd, gives what is answered. */
typedef kundo_rc_t (*ngx_kundo_io_pt)(ngx_kundo_request_t *req,
    kundo_reader_t *rd);


ngx_int_t ngx_kundo_io_create(ngx_kundo_worker_t *worker);
void ngx_kundo_io_free(ngx_kundo_worker_t *worker);

/*
 * Runs fn and answers with status 200 as it says; with `next`, that is
 * called instead of the answer (req->rc has what fn gave, or
 * KUNDO_OVERLOAD where no thread took it).
 */
void ngx_kundo_io_run(ngx_kundo_request_t *req, ngx_kundo_io_pt fn,
    ngx_kundo_request_pt next);

/*
 * As run, for what may take long: one at a time in a worker, so that lists
 * and histories never wait for it.
 */
void ngx_kundo_io_run_long(ngx_kundo_request_t *req, ngx_kundo_io_pt fn,
    ngx_kundo_request_pt next);


#endif /* NGX_KUNDO_IO_H */

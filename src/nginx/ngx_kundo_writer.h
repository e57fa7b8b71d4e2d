/*
 * Writer: the gate through which every command goes.  Jobs are gathered
 * while a batch is under way; a batch is one transaction, applied and
 * synced on a thread of the pool, one at a time.
 */

#ifndef NGX_KUNDO_WRITER_H
#define NGX_KUNDO_WRITER_H


#include <ngx_config.h>
#include <ngx_core.h>

#include "domain/kundo_command.h"
#include "store/kundo_env.h"


typedef struct ngx_kundo_job_s     ngx_kundo_job_t;
typedef struct ngx_kundo_writer_s  ngx_kundo_writer_t;
typedef struct ngx_kundo_worker_s  ngx_kundo_worker_t;


typedef void (*ngx_kundo_job_pt)(ngx_kundo_job_t *job);

/*
 * The owner keeps the job, and what its strings point to, until `done`.
 * A worker that is ended at once does not come to that.
 */

struct ngx_kundo_job_s {
    ngx_queue_t          queue;
    kundo_command_t      command;
    kundo_result_t       result;
    ngx_kundo_job_pt     done;        /* in the loop; may free the job */
    void                *data;
    unsigned             alone:1;     /* at the front of what ngx_alloc() gave,
                                         which nobody but `done` frees */
};


ngx_kundo_writer_t *ngx_kundo_writer_create(ngx_kundo_worker_t *worker,
    ngx_pool_t *pool);

/*
 * Queues a job.  KUNDO_OK: `done` will be called; an OK result means that
 * the change is on disk.  KUNDO_OVERLOAD or KUNDO_STOPPING: it was not
 * taken, `done` is not called.
 */
kundo_rc_t ngx_kundo_writer_submit(ngx_kundo_worker_t *worker,
    ngx_kundo_job_t *job);

/* The same for the worker's own commands, which have no bound. */
void ngx_kundo_writer_insist(ngx_kundo_worker_t *worker,
    ngx_kundo_job_t *job);

/* At a worker's start and end, when nothing else runs: in place. */
kundo_rc_t ngx_kundo_writer_now(ngx_kundo_worker_t *worker,
    kundo_command_t *command, kundo_result_t *result);

void ngx_kundo_writer_free(ngx_kundo_writer_t *writer);


#endif /* NGX_KUNDO_WRITER_H */

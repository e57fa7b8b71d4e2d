/*
 * Gone: the links of a worker that died are ended by one that lives (D3).
 */

#include "ngx_kundo_gone.h"


typedef struct {
    ngx_kundo_job_t      job;
    ngx_kundo_worker_t  *worker;
} ngx_kundo_gone_t;


/* D3: no death of a worker leaves an agent online. */

static void
ngx_kundo_gone_done(ngx_kundo_job_t *job)
{
    ngx_kundo_gone_t  *gone;

    gone = job->data;

    if (job->result.rc == KUNDO_OK && job->result.more) {
        ngx_kundo_writer_insist(gone->worker, &gone->job);
        return;
    }

    /* after a fault the next check finds the row of the worker again */

    ngx_free(gone);
}


void
ngx_kundo_gone_submit(ngx_kundo_worker_t *worker, uint64_t no)
{
    ngx_kundo_gone_t  *gone;

    /* an exiting worker leaves it to those who stay */

    if (worker->leaving) {
        return;
    }

    gone = ngx_calloc(sizeof(ngx_kundo_gone_t), worker->log);
    if (gone == NULL) {
        return;
    }

    gone->worker = worker;
    gone->job.command.type = KUNDO_COMMAND_WORKER_GONE;
    gone->job.command.u.worker_gone.worker = no;
    gone->job.done = ngx_kundo_gone_done;
    gone->job.data = gone;

    ngx_kundo_writer_insist(worker, &gone->job);
}

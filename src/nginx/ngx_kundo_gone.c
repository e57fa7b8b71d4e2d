/*
 * Gone: the links of a worker that died are ended by one that lives (D3);
 * one that lives and was taken for dead joins again.
 */

#include "store/kundo_table.h"

#include "ngx_kundo_gone.h"
#include "ngx_kundo_hub.h"
#include "ngx_kundo_wakeup.h"


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
    gone->job.alone = 1;

    ngx_kundo_writer_insist(worker, &gone->job);
}


static void
ngx_kundo_gone_rejoined(ngx_kundo_job_t *job)
{
    ngx_kundo_gone_t    *gone;
    ngx_kundo_worker_t  *worker;

    gone = job->data;
    worker = gone->worker;
    worker->rejoining = 0;

    if (job->result.rc == KUNDO_OK && ngx_kundo_wakeup_again(worker) == NGX_OK)
    {
        ngx_kundo_hub_relink(worker);
    }

    /* after a fault the next tick finds the row missing again */

    ngx_free(gone);
}


/* Whether the store has the row of this worker. */

static ngx_uint_t
ngx_kundo_gone_listed(ngx_kundo_worker_t *worker)
{
    kundo_rc_t      rc;
    kundo_str_t     row;
    kundo_reader_t  rd;

    if (ngx_kundo_worker_read(worker, &rd) != KUNDO_OK) {
        return 1;
    }

    rc = kundo_table_get_no(rd.txn, KUNDO_TABLE_WORKER, worker->no, &row);

    ngx_kundo_worker_read_end(worker);

    return rc != KUNDO_NOT_FOUND;
}


void
ngx_kundo_gone_rejoin(ngx_kundo_worker_t *worker)
{
    ngx_kundo_gone_t  *gone;

    if (worker->leaving || worker->rejoining || ngx_kundo_gone_listed(worker))
    {
        return;
    }

    gone = ngx_calloc(sizeof(ngx_kundo_gone_t), worker->log);
    if (gone == NULL) {
        return;
    }

    ngx_log_error(NGX_LOG_WARN, worker->log, 0,
                  "kundo worker %uL was taken for dead and joins again",
                  worker->no);

    worker->rejoining = 1;

    gone->worker = worker;
    gone->job.command.type = KUNDO_COMMAND_WORKER_JOIN;
    gone->job.command.u.worker_join.worker = worker->no;
    gone->job.command.u.worker_join.pid = (uint64_t) ngx_pid;
    gone->job.done = ngx_kundo_gone_rejoined;
    gone->job.data = gone;
    gone->job.alone = 1;

    ngx_kundo_writer_insist(worker, &gone->job);
}

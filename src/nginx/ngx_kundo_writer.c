/*
 * Writer: gathers jobs, hands a batch to a thread, answers.
 */

#include "domain/kundo_apply.h"

#include "ngx_kundo_hub.h"
#include "ngx_kundo_turn.h"
#include "ngx_kundo_wakeup.h"
#include "ngx_kundo_worker.h"


#define NGX_KUNDO_WRITER_QUEUE   8192        /* jobs; beyond it 503 */
#define NGX_KUNDO_WRITER_ARENA   (1 << 22)   /* scratch of one command */
#define NGX_KUNDO_WRITER_HOLD    3600000     /* keeps an exiting worker */


struct ngx_kundo_writer_s {
    ngx_kundo_worker_t  *worker;
    ngx_queue_t          waiting;
    ngx_queue_t          batch;       /* the thread's while it is busy */
    ngx_uint_t           nwaiting;
    ngx_uint_t           nbatch;
    ngx_thread_task_t   *task;
    kundo_arena_t        arena;       /* the thread's */
    kundo_rc_t           fault;       /* the batch's */
    ngx_uint_t           pause;       /* the thread's: let others first */
    ngx_event_t          hold;
    ngx_event_t          start;       /* posted: begin after this turn */
    unsigned             busy:1;
    unsigned             again:1;     /* right after another batch */
};


static void ngx_kundo_writer_enqueue(ngx_kundo_writer_t *writer,
    ngx_kundo_job_t *job);
static void ngx_kundo_writer_start_handler(ngx_event_t *ev);
static void ngx_kundo_writer_thread_handler(void *data, ngx_log_t *log);
static void ngx_kundo_writer_thread_event_handler(ngx_event_t *ev);
static void ngx_kundo_writer_hold_handler(ngx_event_t *ev);


ngx_kundo_writer_t *
ngx_kundo_writer_create(ngx_kundo_worker_t *worker, ngx_pool_t *pool)
{
    ngx_kundo_writer_t  *writer;

    writer = ngx_pcalloc(pool, sizeof(ngx_kundo_writer_t));
    if (writer == NULL) {
        return NULL;
    }

    writer->task = ngx_thread_task_alloc(pool, sizeof(ngx_kundo_writer_t *));
    if (writer->task == NULL) {
        return NULL;
    }

    writer->worker = worker;

    ngx_queue_init(&writer->waiting);
    ngx_queue_init(&writer->batch);
    kundo_arena_init(&writer->arena, NGX_KUNDO_WRITER_ARENA);

    *(ngx_kundo_writer_t **) writer->task->ctx = writer;

    writer->task->handler = ngx_kundo_writer_thread_handler;
    writer->task->event.handler = ngx_kundo_writer_thread_event_handler;
    writer->task->event.data = writer;
    writer->task->event.log = worker->log;

    writer->hold.handler = ngx_kundo_writer_hold_handler;
    writer->hold.data = writer;
    writer->hold.log = worker->log;

    writer->start.handler = ngx_kundo_writer_start_handler;
    writer->start.data = writer;
    writer->start.log = worker->log;

    return writer;
}


static void
ngx_kundo_writer_drop(ngx_queue_t *jobs)
{
    ngx_queue_t      *q;
    ngx_kundo_job_t  *job;

    while (!ngx_queue_empty(jobs)) {
        q = ngx_queue_head(jobs);
        ngx_queue_remove(q);

        job = ngx_queue_data(q, ngx_kundo_job_t, queue);

        if (job->alone) {
            ngx_free(job);
        }
    }
}


/* The pool's threads have ended before: a batch is nobody's any more. */

void
ngx_kundo_writer_free(ngx_kundo_writer_t *writer)
{
    ngx_kundo_writer_drop(&writer->batch);
    ngx_kundo_writer_drop(&writer->waiting);

    kundo_arena_free(&writer->arena);
}


kundo_rc_t
ngx_kundo_writer_submit(ngx_kundo_worker_t *worker, ngx_kundo_job_t *job)
{
    if (worker->writer->nwaiting >= NGX_KUNDO_WRITER_QUEUE) {
        return KUNDO_OVERLOAD;
    }

    ngx_kundo_writer_enqueue(worker->writer, job);

    return KUNDO_OK;
}


void
ngx_kundo_writer_insist(ngx_kundo_worker_t *worker, ngx_kundo_job_t *job)
{
    ngx_kundo_writer_enqueue(worker->writer, job);
}


static void
ngx_kundo_writer_enqueue(ngx_kundo_writer_t *writer, ngx_kundo_job_t *job)
{
    job->command.now_ms = ngx_kundo_now_ms();

    ngx_queue_insert_tail(&writer->waiting, &job->queue);
    writer->nwaiting++;

    if (!writer->hold.timer_set) {
        ngx_add_timer(&writer->hold, NGX_KUNDO_WRITER_HOLD);
    }

    /* what this turn of the loop brings goes together */

    if (!writer->busy && !writer->start.posted) {
        ngx_post_event(&writer->start, &ngx_posted_events);
    }
}


static void
ngx_kundo_writer_start_handler(ngx_event_t *ev)
{
    ngx_queue_t         *q;
    ngx_kundo_job_t     *job;
    ngx_kundo_writer_t  *writer;

    writer = ev->data;

    if (writer->busy || ngx_queue_empty(&writer->waiting)) {
        return;
    }

    writer->nbatch = 0;

    while (!ngx_queue_empty(&writer->waiting)
           && writer->nbatch < KUNDO_BATCH_MAX)
    {
        q = ngx_queue_head(&writer->waiting);
        ngx_queue_remove(q);
        ngx_queue_insert_tail(&writer->batch, q);

        writer->nwaiting--;
        writer->nbatch++;
    }

    writer->busy = 1;
    writer->pause = writer->again;

    if (ngx_thread_task_post(writer->worker->conf->thread, writer->task)
        == NGX_OK)
    {
        return;
    }

    /* the pool is full: as if the thread had failed */

    for (q = ngx_queue_head(&writer->batch);
         q != ngx_queue_sentinel(&writer->batch);
         q = ngx_queue_next(q))
    {
        job = ngx_queue_data(q, ngx_kundo_job_t, queue);
        job->result.rc = KUNDO_OVERLOAD;
    }

    writer->fault = KUNDO_OVERLOAD;
    writer->task->event.complete = 1;

    ngx_kundo_writer_thread_event_handler(&writer->task->event);
}


/* One transaction for all jobs; KUNDO_OK when it is on disk. */

static kundo_rc_t
ngx_kundo_writer_batch(ngx_kundo_writer_t *writer)
{
    kundo_rc_t        rc;
    kundo_txn_t       txn;
    ngx_queue_t      *q;
    ngx_kundo_job_t  *job;

    ngx_kundo_turn_wait(writer->worker);
    rc = kundo_txn_begin_write(writer->worker->env, &txn);
    ngx_kundo_turn_got(writer->worker);

    if (rc != KUNDO_OK) {
        return rc;
    }

    for (q = ngx_queue_head(&writer->batch);
         q != ngx_queue_sentinel(&writer->batch);
         q = ngx_queue_next(q))
    {
        job = ngx_queue_data(q, ngx_kundo_job_t, queue);

        rc = kundo_apply(&txn, &writer->arena, &job->command, &job->result);
        kundo_arena_reset(&writer->arena);

        if (kundo_rc_is_fault(rc)) {
            kundo_txn_abort(&txn);
            return rc;
        }
    }

    return kundo_txn_commit(&txn);
}


/* After a fault: each job alone, once, so that one does not fail others. */

static void
ngx_kundo_writer_alone(ngx_kundo_writer_t *writer)
{
    kundo_rc_t        rc;
    kundo_txn_t       txn;
    ngx_queue_t      *q;
    ngx_kundo_job_t  *job;

    for (q = ngx_queue_head(&writer->batch);
         q != ngx_queue_sentinel(&writer->batch);
         q = ngx_queue_next(q))
    {
        job = ngx_queue_data(q, ngx_kundo_job_t, queue);

        rc = kundo_txn_begin_write(writer->worker->env, &txn);

        if (rc == KUNDO_OK) {
            rc = kundo_apply(&txn, &writer->arena, &job->command,
                             &job->result);
            kundo_arena_reset(&writer->arena);

            if (rc == KUNDO_OK) {
                rc = kundo_txn_commit(&txn);

            } else {
                kundo_txn_abort(&txn);
            }
        }

        job->result.rc = rc;
    }
}


static void
ngx_kundo_writer_thread_handler(void *data, ngx_log_t *log)
{
    ngx_kundo_writer_t  *writer;

    writer = *(ngx_kundo_writer_t **) data;

    /* before the lock is asked for again, not after the commit: the answers
       of the last batch do not wait for the pause */

    if (writer->pause) {
        ngx_kundo_turn_done(writer->worker);
    }

    writer->fault = ngx_kundo_writer_batch(writer);

    if (writer->fault != KUNDO_OK) {
        ngx_kundo_writer_alone(writer);
    }
}


static void
ngx_kundo_writer_log(ngx_kundo_writer_t *writer)
{
    ngx_kundo_worker_t  *worker;

    worker = writer->worker;

    if (writer->fault != KUNDO_OK) {
        worker->faults++;
    }

    if (writer->fault == worker->fault) {
        return;
    }

    worker->fault = writer->fault;

    if (worker->fault != KUNDO_OK) {
        ngx_log_error(NGX_LOG_ERR, worker->log, 0,
                      "kundo store \"%V\" cannot be written: %s",
                      &worker->conf->name, kundo_rc_title(worker->fault));
    } else {
        ngx_log_error(NGX_LOG_NOTICE, worker->log, 0,
                      "kundo store \"%V\" can be written again",
                      &worker->conf->name);
    }
}


static void
ngx_kundo_writer_thread_event_handler(ngx_event_t *ev)
{
    ngx_queue_t          done, *q;
    ngx_kundo_job_t     *job;
    ngx_kundo_writer_t  *writer;

    writer = ev->data;
    writer->busy = 0;

    ngx_queue_init(&done);

    if (!ngx_queue_empty(&writer->batch)) {
        ngx_queue_add(&done, &writer->batch);
        ngx_queue_init(&writer->batch);
    }

    ngx_kundo_writer_log(writer);

    /* the next batch is on its way while this one is answered */

    writer->again = 1;
    ngx_kundo_writer_start_handler(&writer->start);
    writer->again = 0;

    ngx_kundo_wakeup_committed(writer->worker);

    /* the other side waits longer than the writer */

    ngx_kundo_hub_read(writer->worker);

    while (!ngx_queue_empty(&done)) {
        q = ngx_queue_head(&done);
        ngx_queue_remove(q);

        job = ngx_queue_data(q, ngx_kundo_job_t, queue);
        job->done(job);
    }

    if (!writer->busy && ngx_queue_empty(&writer->waiting)
        && writer->hold.timer_set)
    {
        ngx_del_timer(&writer->hold);
    }
}


static void
ngx_kundo_writer_hold_handler(ngx_event_t *ev)
{
    ngx_kundo_writer_t  *writer;

    writer = ev->data;

    if (writer->busy || !ngx_queue_empty(&writer->waiting)) {
        ngx_add_timer(ev, NGX_KUNDO_WRITER_HOLD);
    }
}


kundo_rc_t
ngx_kundo_writer_now(ngx_kundo_worker_t *worker, kundo_command_t *command,
    kundo_result_t *result)
{
    kundo_rc_t   rc;
    kundo_txn_t  txn;

    command->now_ms = ngx_kundo_now_ms();

    rc = kundo_txn_begin_write(worker->env, &txn);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_apply(&txn, &worker->arena, command, result);
    kundo_arena_reset(&worker->arena);

    if (rc != KUNDO_OK) {
        kundo_txn_abort(&txn);
        return rc;
    }

    return kundo_txn_commit(&txn);
}

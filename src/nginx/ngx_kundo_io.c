/*
 * I/O tasks: four readers, each with a transaction and a seal of its own,
 * and the requests that wait for one.
 */

#include "ngx_kundo_io.h"


#define NGX_KUNDO_IO_TASKS    4
#define NGX_KUNDO_IO_WAITING  4096


typedef struct {
    ngx_kundo_request_t   *req;        /* NULL: none */
    ngx_kundo_io_pt        fn;
    ngx_kundo_request_pt   next;
    ngx_uint_t             is_long;
} ngx_kundo_io_work_t;


typedef struct {
    ngx_kundo_worker_t    *worker;
    ngx_thread_task_t     *task;
    kundo_txn_t            txn;
    kundo_seal_t          *seal;
    ngx_kundo_io_work_t    work;
    uint64_t               now_ms;     /* of the loop that started it */
    unsigned               begun:1;    /* txn can be renewed */
} ngx_kundo_io_slot_t;


typedef struct {
    ngx_queue_t            queue;
    ngx_kundo_io_work_t    work;
} ngx_kundo_io_wait_t;


struct ngx_kundo_io_s {
    ngx_kundo_io_slot_t    slots[NGX_KUNDO_IO_TASKS];
    ngx_queue_t            waiting;
    ngx_queue_t            waiting_long;
    ngx_uint_t             nwaiting;   /* in both */
    ngx_uint_t             busy_long;  /* one runs, or waits for a slot */
    ngx_event_t            hold;       /* keeps an exiting worker */
    ngx_uint_t             busy;
};


static void ngx_kundo_io_thread_handler(void *data, ngx_log_t *log);
static void ngx_kundo_io_thread_event_handler(ngx_event_t *ev);


static void
ngx_kundo_io_hold_handler(ngx_event_t *ev)
{
    ngx_kundo_io_t  *io;

    io = ev->data;

    if (io->busy) {
        ngx_add_timer(ev, 60000);
    }
}


ngx_int_t
ngx_kundo_io_create(ngx_kundo_worker_t *worker)
{
    ngx_uint_t            i;
    ngx_kundo_io_t       *io;
    ngx_kundo_io_slot_t  *slot;

    io = ngx_pcalloc(worker->pool, sizeof(ngx_kundo_io_t));
    if (io == NULL) {
        return NGX_ERROR;
    }

    ngx_queue_init(&io->waiting);
    ngx_queue_init(&io->waiting_long);

    io->hold.handler = ngx_kundo_io_hold_handler;
    io->hold.data = io;
    io->hold.log = worker->log;

    for (i = 0; i < NGX_KUNDO_IO_TASKS; i++) {
        slot = &io->slots[i];

        slot->worker = worker;
        slot->task = ngx_thread_task_alloc(worker->pool,
                                           sizeof(ngx_kundo_io_slot_t *));
        if (slot->task == NULL) {
            return NGX_ERROR;
        }

        *(ngx_kundo_io_slot_t **) slot->task->ctx = slot;

        slot->task->handler = ngx_kundo_io_thread_handler;
        slot->task->event.handler = ngx_kundo_io_thread_event_handler;
        slot->task->event.data = slot;
        slot->task->event.log = worker->log;

        if (kundo_seal_create(&slot->seal, worker->txn.meta.seal_key)
            != KUNDO_OK)
        {
            return NGX_ERROR;
        }
    }

    worker->io = io;

    return NGX_OK;
}


void
ngx_kundo_io_free(ngx_kundo_worker_t *worker)
{
    ngx_uint_t            i;
    ngx_kundo_io_slot_t  *slot;

    if (worker->io == NULL) {
        return;
    }

    for (i = 0; i < NGX_KUNDO_IO_TASKS; i++) {
        slot = &worker->io->slots[i];

        if (slot->begun) {
            kundo_txn_abort(&slot->txn);
        }

        kundo_seal_free(slot->seal);
    }

    worker->io = NULL;
}


static void
ngx_kundo_io_done(const ngx_kundo_io_work_t *work)
{
    if (work->next != NULL) {
        work->next(work->req);
        return;
    }

    ngx_kundo_answer_rc(work->req, work->req->rc, NGX_HTTP_OK);
}


/* It ends as any other does: whoever counts what is under way hears of it. */

static void
ngx_kundo_io_overload(const ngx_kundo_io_work_t *work)
{
    work->req->rc = KUNDO_OVERLOAD;
    ngx_kundo_io_done(work);
}


/* No thread takes it; those who waited behind a long one wait for nothing. */

static void
ngx_kundo_io_refuse(ngx_kundo_io_t *io, const ngx_kundo_io_work_t *work)
{
    ngx_queue_t          *q;
    ngx_kundo_io_wait_t  *wait;

    ngx_kundo_io_overload(work);

    if (!work->is_long) {
        return;
    }

    io->busy_long = 0;

    while (!ngx_queue_empty(&io->waiting_long)) {
        q = ngx_queue_head(&io->waiting_long);
        ngx_queue_remove(q);
        io->nwaiting--;

        wait = ngx_queue_data(q, ngx_kundo_io_wait_t, queue);
        ngx_kundo_io_overload(&wait->work);
    }
}


static void
ngx_kundo_io_start(ngx_kundo_io_slot_t *slot,
    const ngx_kundo_io_work_t *work)
{
    ngx_kundo_io_t  *io;

    io = slot->worker->io;

    slot->work = *work;
    slot->now_ms = ngx_kundo_now_ms();

    if (ngx_thread_task_post(slot->worker->conf->pool, slot->task)
        != NGX_OK)
    {
        slot->work.req = NULL;
        ngx_kundo_io_refuse(io, work);
        return;
    }

    if (io->busy++ == 0) {
        ngx_add_timer(&io->hold, 60000);
    }
}


static ngx_int_t
ngx_kundo_io_wait(ngx_kundo_io_t *io, ngx_queue_t *waiting,
    const ngx_kundo_io_work_t *work)
{
    ngx_kundo_io_wait_t  *wait;

    wait = kundo_arena_alloc(&work->req->arena, sizeof(ngx_kundo_io_wait_t));

    if (wait == NULL || io->nwaiting >= NGX_KUNDO_IO_WAITING) {
        return NGX_ERROR;
    }

    wait->work = *work;

    ngx_queue_insert_tail(waiting, &wait->queue);
    io->nwaiting++;

    return NGX_OK;
}


static void
ngx_kundo_io_begin(ngx_kundo_io_t *io, const ngx_kundo_io_work_t *work)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_KUNDO_IO_TASKS; i++) {
        if (io->slots[i].work.req == NULL) {
            ngx_kundo_io_start(&io->slots[i], work);
            return;
        }
    }

    if (ngx_kundo_io_wait(io, &io->waiting, work) != NGX_OK) {
        ngx_kundo_io_refuse(io, work);
    }
}


void
ngx_kundo_io_run(ngx_kundo_request_t *req, ngx_kundo_io_pt fn,
    ngx_kundo_request_pt next)
{
    ngx_kundo_io_work_t  work = { req, fn, next, 0 };

    ngx_kundo_io_begin(req->worker->io, &work);
}


void
ngx_kundo_io_run_long(ngx_kundo_request_t *req, ngx_kundo_io_pt fn,
    ngx_kundo_request_pt next)
{
    ngx_kundo_io_t       *io;
    ngx_kundo_io_work_t   work = { req, fn, next, 1 };

    io = req->worker->io;

    if (io->busy_long) {

        if (ngx_kundo_io_wait(io, &io->waiting_long, &work) != NGX_OK) {
            ngx_kundo_io_overload(&work);
        }

        return;
    }

    io->busy_long = 1;
    ngx_kundo_io_begin(io, &work);
}


static kundo_rc_t
ngx_kundo_io_look(ngx_kundo_io_slot_t *slot)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    if (slot->begun) {
        rc = kundo_txn_renew(&slot->txn);

    } else {
        rc = kundo_txn_begin_read(slot->worker->env, &slot->txn);
        slot->begun = rc == KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rd.txn = &slot->txn;
    rd.seal = slot->seal;
    rd.arena = &slot->work.req->arena;
    rd.viewer = slot->work.req->actor;
    rd.session = slot->work.req->session;
    rd.now_ms = slot->now_ms;

    rc = slot->work.fn(slot->work.req, &rd);

    kundo_txn_reset(&slot->txn);

    return rc;
}


static void
ngx_kundo_io_thread_handler(void *data, ngx_log_t *log)
{
    ngx_kundo_io_slot_t  *slot;

    slot = *(ngx_kundo_io_slot_t **) data;

    ngx_kundo_request_out(slot->work.req);

    slot->work.req->rc = ngx_kundo_io_look(slot);
}


static void
ngx_kundo_io_next(ngx_kundo_io_slot_t *slot, ngx_queue_t *waiting)
{
    ngx_queue_t          *q;
    ngx_kundo_io_wait_t  *wait;

    q = ngx_queue_head(waiting);
    ngx_queue_remove(q);
    slot->worker->io->nwaiting--;

    wait = ngx_queue_data(q, ngx_kundo_io_wait_t, queue);
    ngx_kundo_io_start(slot, &wait->work);
}


static void
ngx_kundo_io_thread_event_handler(ngx_event_t *ev)
{
    ngx_kundo_io_t       *io;
    ngx_kundo_io_work_t   work;
    ngx_kundo_io_slot_t  *slot;

    slot = ev->data;
    io = slot->worker->io;

    work = slot->work;
    slot->work.req = NULL;

    if (--io->busy == 0) {
        ngx_del_timer(&io->hold);
    }

    /* the place of a long one is the next long one's */

    if (work.is_long && !ngx_queue_empty(&io->waiting_long)) {
        ngx_kundo_io_next(slot, &io->waiting_long);

    } else if (work.is_long) {
        io->busy_long = 0;
    }

    /* one that no thread takes leaves the place to the next */

    while (slot->work.req == NULL && !ngx_queue_empty(&io->waiting)) {
        ngx_kundo_io_next(slot, &io->waiting);
    }

    ngx_kundo_io_done(&work);
}

/*
 * I/O tasks: four readers, each with a transaction and a seal of its own,
 * and the requests that wait for one.
 */

#include "ngx_kundo_io.h"


#define NGX_KUNDO_IO_TASKS    4
#define NGX_KUNDO_IO_WAITING  4096


typedef struct {
    ngx_kundo_worker_t    *worker;
    ngx_thread_task_t     *task;
    kundo_txn_t            txn;
    kundo_seal_t          *seal;
    ngx_kundo_request_t   *req;        /* NULL: idle */
    ngx_kundo_io_pt        fn;
    ngx_kundo_request_pt   next;
    unsigned               begun:1;    /* txn can be renewed */
} ngx_kundo_io_slot_t;


typedef struct {
    ngx_queue_t            queue;
    ngx_kundo_request_t   *req;
    ngx_kundo_io_pt        fn;
    ngx_kundo_request_pt   next;
} ngx_kundo_io_wait_t;


struct ngx_kundo_io_s {
    ngx_kundo_io_slot_t    slots[NGX_KUNDO_IO_TASKS];
    ngx_queue_t            waiting;
    ngx_uint_t             nwaiting;
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
ngx_kundo_io_start(ngx_kundo_io_slot_t *slot, ngx_kundo_request_t *req,
    ngx_kundo_io_pt fn, ngx_kundo_request_pt next)
{
    ngx_kundo_io_t  *io;

    io = slot->worker->io;

    slot->req = req;
    slot->fn = fn;
    slot->next = next;

    if (ngx_thread_task_post(slot->worker->conf->pool, slot->task)
        != NGX_OK)
    {
        slot->req = NULL;
        ngx_kundo_refuse(req, KUNDO_OVERLOAD, NULL);
        return;
    }

    if (io->busy++ == 0) {
        ngx_add_timer(&io->hold, 60000);
    }
}


void
ngx_kundo_io_run(ngx_kundo_request_t *req, ngx_kundo_io_pt fn,
    ngx_kundo_request_pt next)
{
    ngx_uint_t            i;
    ngx_kundo_io_t       *io;
    ngx_kundo_io_wait_t  *wait;

    io = req->worker->io;

    for (i = 0; i < NGX_KUNDO_IO_TASKS; i++) {
        if (io->slots[i].req == NULL) {
            ngx_kundo_io_start(&io->slots[i], req, fn, next);
            return;
        }
    }

    wait = kundo_arena_alloc(&req->arena, sizeof(ngx_kundo_io_wait_t));

    if (wait == NULL || io->nwaiting >= NGX_KUNDO_IO_WAITING) {
        ngx_kundo_refuse(req, KUNDO_OVERLOAD, NULL);
        return;
    }

    wait->req = req;
    wait->fn = fn;
    wait->next = next;

    ngx_queue_insert_tail(&io->waiting, &wait->queue);
    io->nwaiting++;
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
    rd.arena = &slot->req->arena;
    rd.viewer = slot->req->actor;
    rd.session = slot->req->session;

    rc = slot->fn(slot->req, &rd);

    kundo_txn_reset(&slot->txn);

    return rc;
}


static void
ngx_kundo_io_thread_handler(void *data, ngx_log_t *log)
{
    ngx_kundo_io_slot_t  *slot;

    slot = *(ngx_kundo_io_slot_t **) data;

    ngx_kundo_request_out(slot->req);

    slot->req->rc = ngx_kundo_io_look(slot);
}


static void
ngx_kundo_io_thread_event_handler(ngx_event_t *ev)
{
    ngx_queue_t          *q;
    ngx_kundo_io_t       *io;
    ngx_kundo_io_slot_t  *slot;
    ngx_kundo_io_wait_t  *wait;
    ngx_kundo_request_t  *req;
    ngx_kundo_request_pt  next;

    slot = ev->data;
    io = slot->worker->io;

    req = slot->req;
    next = slot->next;
    slot->req = NULL;

    if (--io->busy == 0) {
        ngx_del_timer(&io->hold);
    }

    if (!ngx_queue_empty(&io->waiting)) {
        q = ngx_queue_head(&io->waiting);
        ngx_queue_remove(q);
        io->nwaiting--;

        wait = ngx_queue_data(q, ngx_kundo_io_wait_t, queue);
        ngx_kundo_io_start(slot, wait->req, wait->fn, wait->next);
    }

    if (next != NULL) {
        next(req);
        return;
    }

    ngx_kundo_answer_rc(req, req->rc, NGX_HTTP_OK);
}

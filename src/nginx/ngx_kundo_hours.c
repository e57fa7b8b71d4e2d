/*
 * Hours: of a request, and the leader's look at all flows, some at a time.
 */

#include "ngx_kundo_hours.h"
#include "ngx_kundo_io.h"


#define NGX_KUNDO_HOURS_EVERY_MS  600000
#define NGX_KUNDO_HOURS_FLOWS     64         /* of one task */
#define NGX_KUNDO_HOURS_ARENA     (8 << 20)  /* 64 x what one may have */
#define NGX_KUNDO_HOURS_SCRATCH   (1 << 20)


typedef struct {
    ngx_kundo_job_t      job;
    ngx_kundo_worker_t  *worker;
} ngx_kundo_hours_job_t;


typedef struct {
    uint32_t             flow;
    kundo_open_plan_t    plan;
} ngx_kundo_hours_fresh_t;


struct ngx_kundo_hours_s {
    ngx_kundo_worker_t       *worker;
    ngx_thread_task_t        *task;
    uint64_t                  next_ms;      /* of the next look */
    unsigned                  busy:1;
    unsigned                  told:1;       /* of a zone that is not there */

    /* the thread's while it is busy */

    kundo_arena_t             arena;        /* of what is fresh */
    kundo_arena_t             scratch;
    uint64_t                  now_ms;
    uint32_t                  flow;         /* the next one */
    unsigned                  more:1;
    ngx_uint_t                nfresh;
    ngx_kundo_hours_fresh_t   fresh[NGX_KUNDO_HOURS_FLOWS];
    char                      problem[200]; /* the first one; or "" */
};


/* A request's own. */

typedef struct {
    kundo_hours_t        hours;
    kundo_open_plan_t    plan;
    ngx_kundo_hours_pt   next;
} ngx_kundo_hours_plan_t;


static void ngx_kundo_hours_thread_handler(void *data, ngx_log_t *log);
static void ngx_kundo_hours_thread_event_handler(ngx_event_t *ev);


ngx_int_t
ngx_kundo_hours_create(ngx_kundo_worker_t *worker)
{
    ngx_kundo_hours_t  *hours;

    hours = ngx_pcalloc(worker->pool, sizeof(ngx_kundo_hours_t));
    if (hours == NULL) {
        return NGX_ERROR;
    }

    hours->task = ngx_thread_task_alloc(worker->pool,
                                        sizeof(ngx_kundo_hours_t *));
    if (hours->task == NULL) {
        return NGX_ERROR;
    }

    *(ngx_kundo_hours_t **) hours->task->ctx = hours;

    hours->task->handler = ngx_kundo_hours_thread_handler;
    hours->task->event.handler = ngx_kundo_hours_thread_event_handler;
    hours->task->event.data = hours;
    hours->task->event.log = worker->log;

    hours->worker = worker;

    kundo_arena_init(&hours->arena, NGX_KUNDO_HOURS_ARENA);
    kundo_arena_init(&hours->scratch, NGX_KUNDO_HOURS_SCRATCH);

    worker->hours = hours;

    return NGX_OK;
}


/* The pool's threads have ended before. */

void
ngx_kundo_hours_free(ngx_kundo_worker_t *worker)
{
    if (worker->hours == NULL) {
        return;
    }

    kundo_arena_free(&worker->hours->arena);
    kundo_arena_free(&worker->hours->scratch);

    worker->hours = NULL;
}


static void
ngx_kundo_hours_post(ngx_kundo_hours_t *hours)
{
    hours->now_ms = ngx_kundo_now_ms();
    hours->nfresh = 0;
    hours->more = 0;

    if (ngx_thread_task_post(hours->worker->conf->pool, hours->task)
        == NGX_OK)
    {
        hours->busy = 1;
    }
}


void
ngx_kundo_hours_look(ngx_kundo_worker_t *worker, ngx_uint_t at_once)
{
    uint64_t            now_ms;
    ngx_kundo_hours_t  *hours;

    hours = worker->hours;
    now_ms = ngx_kundo_now_ms();

    if (hours->busy || ngx_exiting || (!at_once && now_ms < hours->next_ms)) {
        return;
    }

    hours->next_ms = now_ms + NGX_KUNDO_HOURS_EVERY_MS;
    hours->flow = 1;
    hours->problem[0] = '\0';

    ngx_kundo_hours_post(hours);
}


/* One flow: what it has against what the zone's file says today. */

static kundo_rc_t
ngx_kundo_hours_flow(ngx_kundo_hours_t *hours, kundo_txn_t *txn,
    uint32_t flow)
{
    kundo_rc_t                rc;
    kundo_flow_t              f;
    kundo_open_row_t          row;
    kundo_open_plan_t         plan;
    ngx_kundo_hours_fresh_t  *fresh;

    rc = kundo_flow_get(txn, flow, &f);

    if (rc != KUNDO_OK || !f.hours) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    rc = kundo_open_get(txn, flow, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_arena_reset(&hours->scratch);

    rc = kundo_open_plan_text(&hours->scratch,
                              (char *) hours->worker->conf->zoneinfo.data,
                              row.rule, hours->now_ms, &plan);

    if (kundo_rc_is_refusal(rc)) {
        if (hours->problem[0] == '\0') {
            (void) ngx_cpystrn((u_char *) hours->problem,
                               (u_char *) plan.err.detail,
                               sizeof(hours->problem));
        }

        return KUNDO_OK;
    }

    if (rc != KUNDO_OK
        || !kundo_opening_is_stale(row.opening, plan.opening, hours->now_ms))
    {
        return rc;
    }

    fresh = &hours->fresh[hours->nfresh];

    /* as it stands there: a command for another rule does nothing */

    fresh->flow = flow;
    fresh->plan.rule = kundo_arena_dup(&hours->arena, row.rule);
    fresh->plan.opening = kundo_arena_dup(&hours->arena, plan.opening);

    if (fresh->plan.rule.data == NULL || fresh->plan.opening.data == NULL) {
        return KUNDO_NO_MEMORY;
    }

    hours->nfresh++;

    return KUNDO_OK;
}


static void
ngx_kundo_hours_thread_handler(void *data, ngx_log_t *log)
{
    uint32_t            last;
    kundo_rc_t          rc;
    kundo_txn_t         txn;
    ngx_kundo_hours_t  *hours;

    hours = *(ngx_kundo_hours_t **) data;

    kundo_arena_reset(&hours->arena);

    if (kundo_txn_begin_read(hours->worker->env, &txn) != KUNDO_OK) {
        return;
    }

    last = hours->flow + NGX_KUNDO_HOURS_FLOWS - 1;

    hours->more = last < txn.meta.last_fno;

    if (!hours->more) {
        last = txn.meta.last_fno;
    }

    for (rc = KUNDO_OK; rc == KUNDO_OK && hours->flow <= last; hours->flow++) {
        rc = ngx_kundo_hours_flow(hours, &txn, hours->flow);
    }

    /* after a fault the next look begins again */

    if (rc != KUNDO_OK) {
        hours->more = 0;
    }

    kundo_txn_abort(&txn);
}


static void
ngx_kundo_hours_done(ngx_kundo_job_t *job)
{
    /* after a fault the next look finds the same */

    ngx_free(job->data);
}


/* The strings of the command stand behind it. */

static void
ngx_kundo_hours_submit(ngx_kundo_worker_t *worker,
    const ngx_kundo_hours_fresh_t *fresh)
{
    u_char                 *p;
    ngx_kundo_hours_job_t  *h;

    h = ngx_calloc(sizeof(ngx_kundo_hours_job_t) + fresh->plan.rule.len
                   + fresh->plan.opening.len, worker->log);
    if (h == NULL) {
        return;
    }

    p = (u_char *) h + sizeof(ngx_kundo_hours_job_t);

    h->worker = worker;
    h->job.done = ngx_kundo_hours_done;
    h->job.data = h;
    h->job.alone = 1;
    h->job.command.type = KUNDO_COMMAND_FLOW_HOURS;
    h->job.command.u.flow_hours.flow = fresh->flow;
    h->job.command.u.flow_hours.rule = kundo_str_make(p, fresh->plan.rule.len);

    p = ngx_cpymem(p, fresh->plan.rule.data, fresh->plan.rule.len);

    h->job.command.u.flow_hours.opening = kundo_str_make(p,
                                                   fresh->plan.opening.len);

    ngx_memcpy(p, fresh->plan.opening.data, fresh->plan.opening.len);

    ngx_kundo_writer_insist(worker, &h->job);
}


static void
ngx_kundo_hours_thread_event_handler(ngx_event_t *ev)
{
    ngx_uint_t           i;
    ngx_kundo_hours_t   *hours;
    ngx_kundo_worker_t  *worker;

    hours = ev->data;
    worker = hours->worker;
    hours->busy = 0;

    if (ngx_exiting) {
        return;
    }

    for (i = 0; i < hours->nfresh; i++) {
        ngx_kundo_hours_submit(worker, &hours->fresh[i]);
    }

    if (hours->problem[0] == '\0') {
        hours->told = 0;

    } else if (!hours->told) {
        hours->told = 1;
        ngx_log_error(NGX_LOG_ERR, worker->log, 0,
                      "kundo store \"%V\": %s; is the package tzdata "
                      "installed?", &worker->conf->name, hours->problem);
    }

    if (hours->more) {
        ngx_kundo_hours_post(hours);
    }
}


static kundo_rc_t
ngx_kundo_hours_plan_io(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    ngx_kundo_hours_plan_t  *p;

    p = req->ctx;

    return kundo_open_plan(&req->arena,
                           (char *) req->worker->conf->zoneinfo.data,
                           &p->hours, rd->now_ms, &p->plan);
}


static void
ngx_kundo_hours_planned(ngx_kundo_request_t *req)
{
    ngx_kundo_hours_plan_t  *p;

    p = req->ctx;

    if (req->rc != KUNDO_OK) {
        ngx_kundo_refuse(req, req->rc, kundo_rc_is_fault(req->rc)
                                       ? NULL : p->plan.err.detail);
        return;
    }

    p->next(req, &p->plan);
}


void
ngx_kundo_hours_plan(ngx_kundo_request_t *req, kundo_json_t *json,
    ngx_kundo_hours_pt next)
{
    ngx_kundo_hours_plan_t  *p;

    p = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_hours_plan_t));
    if (p == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    p->next = next;

    if (json == NULL) {
        next(req, &p->plan);
        return;
    }

    if (kundo_hours_read(json, &p->hours, &p->plan.err) != KUNDO_OK) {
        ngx_kundo_refuse(req, p->plan.err.rc, p->plan.err.detail);
        return;
    }

    req->ctx = p;

    ngx_kundo_io_run(req, ngx_kundo_hours_plan_io, ngx_kundo_hours_planned);
}

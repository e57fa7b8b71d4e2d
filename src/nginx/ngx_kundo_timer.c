/*
 * Timer: the leader has the lock on the file "leader" in the store's
 * folder, until it ends or exits.
 */

#include <sys/file.h>

#include "store/kundo_due.h"

#include "ngx_kundo_gone.h"
#include "ngx_kundo_hours.h"
#include "ngx_kundo_timer.h"
#include "ngx_kundo_wakeup.h"


#define NGX_KUNDO_TICK_MS     1000
#define NGX_KUNDO_LATE_MS     5000     /* then any worker fires it */
#define NGX_KUNDO_FIRE_MAX    64


typedef struct {
    ngx_kundo_job_t      job;
    ngx_kundo_worker_t  *worker;
} ngx_kundo_fire_t;


struct ngx_kundo_timer_s {
    ngx_event_t          tick;
    ngx_event_t          due;
    ngx_fd_t             lock;
    ngx_uint_t           firing;       /* jobs under way */
    unsigned             leader:1;
};


static void ngx_kundo_timer_tick_handler(ngx_event_t *ev);
static void ngx_kundo_timer_due_handler(ngx_event_t *ev);
static void ngx_kundo_timer_fire(ngx_kundo_worker_t *worker,
    uint64_t before_ms);


ngx_int_t
ngx_kundo_timer_create(ngx_kundo_worker_t *worker)
{
    u_char              name[NGX_MAX_PATH];
    ngx_kundo_timer_t  *timer;

    timer = ngx_pcalloc(worker->pool, sizeof(ngx_kundo_timer_t));
    if (timer == NULL) {
        return NGX_ERROR;
    }

    ngx_snprintf(name, NGX_MAX_PATH, "%s/leader%Z", worker->conf->path.data);

    timer->lock = open((char *) name, O_RDWR|O_CREAT|O_CLOEXEC, 0600);

    if (timer->lock == NGX_INVALID_FILE) {
        ngx_log_error(NGX_LOG_ERR, worker->log, ngx_errno,
                      ngx_open_file_n " \"%s\" failed", name);
        return NGX_ERROR;
    }

    timer->tick.handler = ngx_kundo_timer_tick_handler;
    timer->tick.data = worker;
    timer->tick.log = worker->log;
    timer->tick.cancelable = 1;

    timer->due.handler = ngx_kundo_timer_due_handler;
    timer->due.data = worker;
    timer->due.log = worker->log;
    timer->due.cancelable = 1;

    worker->timer = timer;

    ngx_add_timer(&timer->tick, 1);

    return NGX_OK;
}


void
ngx_kundo_timer_free(ngx_kundo_worker_t *worker)
{
    ngx_kundo_timer_t  *timer;

    timer = worker->timer;

    if (timer == NULL) {
        return;
    }

    if (timer->tick.timer_set) {
        ngx_del_timer(&timer->tick);
    }

    if (timer->due.timer_set) {
        ngx_del_timer(&timer->due);
    }

    (void) close(timer->lock);

    worker->timer = NULL;
}


/* An exiting worker lets go, so that one of the new ones leads. */

static void
ngx_kundo_timer_lead(ngx_kundo_worker_t *worker)
{
    ngx_kundo_timer_t  *timer;

    timer = worker->timer;

    if (ngx_exiting) {
        if (timer->leader) {
            (void) flock(timer->lock, LOCK_UN);
            timer->leader = 0;
        }

        return;
    }

    if (!timer->leader && flock(timer->lock, LOCK_EX|LOCK_NB) == 0) {
        timer->leader = 1;

        ngx_log_error(NGX_LOG_INFO, worker->log, 0,
                      "kundo worker %uL leads store \"%V\"", worker->no,
                      &worker->conf->name);

        ngx_kundo_hours_look(worker, 1);
    }
}


static void
ngx_kundo_timer_tick_handler(ngx_event_t *ev)
{
    ngx_kundo_worker_t  *worker;

    worker = ev->data;

    ngx_kundo_timer_lead(worker);
    ngx_kundo_gone_rejoin(worker);

    if (worker->timer->leader) {
        kundo_env_reader_check(worker->env);
        ngx_kundo_wakeup_check(worker);
        ngx_kundo_timer_look(worker);
        ngx_kundo_hours_look(worker, 0);

    } else if (!ngx_exiting) {
        ngx_kundo_timer_fire(worker, ngx_kundo_now_ms() - NGX_KUNDO_LATE_MS);
    }

    ngx_add_timer(ev, NGX_KUNDO_TICK_MS);
}


void
ngx_kundo_timer_look(ngx_kundo_worker_t *worker)
{
    if (worker->timer != NULL && worker->timer->leader) {
        ngx_kundo_timer_fire(worker, ngx_kundo_now_ms());
    }
}


static void
ngx_kundo_timer_due_handler(ngx_event_t *ev)
{
    ngx_kundo_timer_look(ev->data);
}


static void
ngx_kundo_timer_fired(ngx_kundo_job_t *job)
{
    kundo_rc_t           rc;
    ngx_kundo_fire_t    *fire;
    ngx_kundo_worker_t  *worker;

    fire = job->data;
    worker = fire->worker;
    rc = job->result.rc;

    ngx_free(fire);

    if (worker->timer == NULL || --worker->timer->firing) {
        return;
    }

    /*
     * What has become due in the meantime does not wait for the next tick;
     * after a fault the row still stands, and does
     */

    if (rc == KUNDO_OK) {
        ngx_kundo_timer_look(worker);
    }
}


static void
ngx_kundo_timer_job(ngx_kundo_worker_t *worker, const kundo_due_t *due)
{
    ngx_kundo_fire_t  *fire;

    fire = ngx_calloc(sizeof(ngx_kundo_fire_t), worker->log);
    if (fire == NULL) {
        return;
    }

    fire->worker = worker;
    fire->job.done = ngx_kundo_timer_fired;
    fire->job.data = fire;
    fire->job.alone = 1;
    fire->job.command.type = KUNDO_COMMAND_DUE_FIRE;
    fire->job.command.u.due_fire.ms = due->ms;
    fire->job.command.u.due_fire.kind = due->kind;
    fire->job.command.u.due_fire.no = due->no;

    worker->timer->firing++;

    ngx_kundo_writer_insist(worker, &fire->job);
}


static void
ngx_kundo_timer_fire(ngx_kundo_worker_t *worker, uint64_t before_ms)
{
    uint64_t            next_ms, now_ms;
    unsigned            i, n;
    kundo_rc_t          rc;
    kundo_due_t         rows[NGX_KUNDO_FIRE_MAX];
    kundo_reader_t      rd;
    ngx_kundo_timer_t  *timer;

    timer = worker->timer;

    if (timer->firing
        || ngx_kundo_worker_read(worker, &rd) != KUNDO_OK)
    {
        return;
    }

    rc = kundo_due_head(rd.txn, before_ms, rows, NGX_KUNDO_FIRE_MAX, &n,
                        &next_ms);

    for (i = 0; rc == KUNDO_OK && i < n; i++) {
        ngx_kundo_timer_job(worker, &rows[i]);
    }

    ngx_kundo_worker_read_end(worker);

    if (!timer->leader || rc != KUNDO_OK || n == NGX_KUNDO_FIRE_MAX
        || next_ms == 0)
    {
        return;
    }

    /* beyond the next tick there is another look anyway */

    now_ms = ngx_kundo_now_ms();

    if (next_ms < now_ms + NGX_KUNDO_TICK_MS) {
        ngx_add_timer(&timer->due, next_ms > now_ms ? next_ms - now_ms : 1);
    }
}

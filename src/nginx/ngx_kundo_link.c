/*
 * Links: the edges of an agent's connections to this worker (D3).
 */

#include "ngx_kundo_link.h"
#include "ngx_kundo_members.h"


#define NGX_KUNDO_LINK_AGAIN  500      /* ms, after a fault */


static void ngx_kundo_link_again_handler(ngx_event_t *ev);


void
ngx_kundo_link_init(ngx_kundo_member_t *m)
{
    m->again.handler = ngx_kundo_link_again_handler;
    m->again.data = m;
    m->again.log = m->members->worker->log;
    m->again.cancelable = 1;
}


void
ngx_kundo_link_free(ngx_kundo_member_t *m)
{
    if (m->again.timer_set) {
        ngx_del_timer(&m->again);
    }
}


/*
 * D3: the store learns of an agent's first connection here and of the last
 * one's end.  One command at a time, until both agree; a fault is tried
 * again, so that neither edge is ever lost.
 */

static void
ngx_kundo_link_done(ngx_kundo_job_t *job)
{
    ngx_kundo_member_t  *m;

    m = job->data;
    m->busy = 0;

    if (kundo_rc_is_fault(job->result.rc)) {
        ngx_add_timer(&m->again, NGX_KUNDO_LINK_AGAIN);
        return;
    }

    m->linked = job->command.type == KUNDO_COMMAND_LINK_UP;

    ngx_kundo_link_look(m);
    ngx_kundo_members_drop(m->members, m);
}


void
ngx_kundo_link_look(ngx_kundo_member_t *m)
{
    unsigned  wanted;

    if (m->viewer.kind != KUNDO_PERSON_AGENT || m->busy
        || m->again.timer_set)
    {
        return;
    }

    wanted = !ngx_queue_empty(&m->streams);

    if (wanted == m->linked) {
        return;
    }

    ngx_memzero(&m->job, sizeof(ngx_kundo_job_t));

    m->busy = 1;
    m->job.done = ngx_kundo_link_done;
    m->job.data = m;
    m->job.command.actor = m->viewer;

    if (wanted) {
        m->job.command.type = KUNDO_COMMAND_LINK_UP;
        m->job.command.u.link_up.worker = m->members->worker->no;

    } else {
        m->job.command.type = KUNDO_COMMAND_LINK_DOWN;
        m->job.command.u.link_down.worker = m->members->worker->no;
    }

    ngx_kundo_writer_insist(m->members->worker, &m->job);
}


static void
ngx_kundo_link_again_handler(ngx_event_t *ev)
{
    ngx_kundo_member_t  *m;

    m = ev->data;

    ngx_kundo_link_look(m);
    ngx_kundo_members_drop(m->members, m);
}

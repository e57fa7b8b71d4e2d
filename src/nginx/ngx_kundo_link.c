/*
 * Links: the edges of an agent's connections to this worker (D3).
 */

#include "ngx_kundo_link.h"


#define NGX_KUNDO_LINK_AGAIN  500      /* ms, after a fault */


static void ngx_kundo_link_done(ngx_kundo_job_t *job);
static void ngx_kundo_link_again_handler(ngx_event_t *ev);


ngx_kundo_link_t *
ngx_kundo_link_create(ngx_kundo_member_t *m)
{
    ngx_kundo_link_t  *link;

    link = ngx_calloc(sizeof(ngx_kundo_link_t), m->members->worker->log);
    if (link == NULL) {
        return NULL;
    }

    link->member = m;
    link->again.handler = ngx_kundo_link_again_handler;
    link->again.data = link;
    link->again.log = m->members->worker->log;
    link->again.cancelable = 1;

    ngx_queue_insert_tail(&m->members->agents, &link->agents);

    if (m->viewer.role == KUNDO_ROLE_ADMIN) {
        ngx_queue_insert_tail(&m->members->admins, &link->admins);
    }

    return link;
}


void
ngx_kundo_link_free(ngx_kundo_link_t *link)
{
    if (link->again.timer_set) {
        ngx_del_timer(&link->again);
    }

    ngx_queue_remove(&link->agents);

    if (link->member->viewer.role == KUNDO_ROLE_ADMIN) {
        ngx_queue_remove(&link->admins);
    }

    ngx_free(link);
}


ngx_uint_t
ngx_kundo_link_idle(ngx_kundo_link_t *link)
{
    return !link->busy && !link->linked && !link->again.timer_set;
}


/*
 * D3: the store learns of an agent's first connection here and of the last
 * one's end.  One command at a time, until both agree; a fault is tried
 * again, so that neither edge is ever lost.
 */

void
ngx_kundo_link_look(ngx_kundo_link_t *link)
{
    unsigned             wanted;
    ngx_kundo_member_t  *m;
    ngx_kundo_worker_t  *worker;

    if (link->busy || link->again.timer_set) {
        return;
    }

    m = link->member;
    worker = m->members->worker;
    wanted = !ngx_queue_empty(&m->streams);

    if (wanted == link->linked) {
        return;
    }

    ngx_memzero(&link->job, sizeof(ngx_kundo_job_t));

    link->busy = 1;
    link->job.done = ngx_kundo_link_done;
    link->job.data = link;
    link->job.command.actor = m->viewer;

    if (wanted) {
        link->job.command.type = KUNDO_COMMAND_LINK_UP;
        link->job.command.u.link_up.worker = worker->no;

    } else {
        link->job.command.type = KUNDO_COMMAND_LINK_DOWN;
        link->job.command.u.link_down.worker = worker->no;
    }

    ngx_kundo_writer_insist(worker, &link->job);
}


static void
ngx_kundo_link_done(ngx_kundo_job_t *job)
{
    ngx_kundo_link_t  *link;

    link = job->data;
    link->busy = 0;

    /* refused, too, when this worker was taken for dead: it joins again */

    if (job->result.rc != KUNDO_OK) {
        ngx_add_timer(&link->again, NGX_KUNDO_LINK_AGAIN);
        return;
    }

    link->linked = job->command.type == KUNDO_COMMAND_LINK_UP;

    ngx_kundo_link_look(link);
    ngx_kundo_members_drop(link->member->members, link->member);
}


void
ngx_kundo_link_lost(ngx_kundo_link_t *link)
{
    link->linked = 0;

    ngx_kundo_link_look(link);
    ngx_kundo_members_drop(link->member->members, link->member);
}


static void
ngx_kundo_link_again_handler(ngx_event_t *ev)
{
    ngx_kundo_link_t  *link;

    link = ev->data;

    ngx_kundo_link_look(link);
    ngx_kundo_members_drop(link->member->members, link->member);
}

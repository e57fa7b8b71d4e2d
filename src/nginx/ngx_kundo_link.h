/*
 * Links: the edges of an agent's connections to this worker (D3).
 */

#ifndef NGX_KUNDO_LINK_H
#define NGX_KUNDO_LINK_H


#include "ngx_kundo_members.h"


struct ngx_kundo_link_s {
    ngx_queue_t          agents;      /* among the agents */
    ngx_queue_t          admins;      /* among those who see all flows */
    ngx_kundo_member_t  *member;
    ngx_kundo_job_t      job;         /* link_up and link_down */
    ngx_event_t          again;       /* after a fault */
    unsigned             linked:1;    /* what the store knows */
    unsigned             busy:1;      /* the job is out */
};


/* NULL when there is no memory. */
ngx_kundo_link_t *ngx_kundo_link_create(ngx_kundo_member_t *member);
void ngx_kundo_link_free(ngx_kundo_link_t *link);

/* The member's streams have changed: the store learns of an edge. */
void ngx_kundo_link_look(ngx_kundo_link_t *link);

/* The store has forgotten it, and learns of it again. */
void ngx_kundo_link_lost(ngx_kundo_link_t *link);

/* Whether the store knows what there is, so that the link may go. */
ngx_uint_t ngx_kundo_link_idle(ngx_kundo_link_t *link);


#endif /* NGX_KUNDO_LINK_H */

/*
 * Audience: who of the members gets an event.
 */

#ifndef NGX_KUNDO_AUDIENCE_H
#define NGX_KUNDO_AUDIENCE_H


#include "ngx_kundo_members.h"


/* Calls cb for a person who is here; 0 is nobody. */
void ngx_kundo_audience_one(ngx_kundo_members_t *members, uint64_t person,
    ngx_kundo_member_pt cb, void *data);
void ngx_kundo_audience_agents(ngx_kundo_members_t *members,
    ngx_kundo_member_pt cb, void *data);

/* The agents who may see the conversations of a flow, and those who take
 * part in this one. */
void ngx_kundo_audience_flow(ngx_kundo_members_t *members,
    kundo_reader_t *rd, uint32_t flow, uint64_t cno, ngx_kundo_member_pt cb,
    void *data);


#endif /* NGX_KUNDO_AUDIENCE_H */

/*
 * Audience: who of the members gets an event.
 */

#include "domain/kundo_conversation.h"
#include "domain/kundo_flow.h"

#include "ngx_kundo_audience.h"
#include "ngx_kundo_link.h"


void
ngx_kundo_audience_one(ngx_kundo_members_t *members, uint64_t person,
    ngx_kundo_member_pt cb, void *data)
{
    ngx_kundo_member_t  *m;

    if (person == 0) {
        return;
    }

    m = ngx_kundo_members_find(members, person);

    if (m != NULL) {
        cb(data, m);
    }
}


void
ngx_kundo_audience_agents(ngx_kundo_members_t *members,
    ngx_kundo_member_pt cb, void *data)
{
    ngx_queue_t       *q, *next;
    ngx_kundo_link_t  *link;

    for (q = ngx_queue_head(&members->agents);
         q != ngx_queue_sentinel(&members->agents);
         q = next)
    {
        next = ngx_queue_next(q);
        link = ngx_queue_data(q, ngx_kundo_link_t, agents);
        cb(data, link->member);
    }
}


static void
ngx_kundo_audience_admins(ngx_kundo_members_t *members,
    ngx_kundo_member_pt cb, void *data)
{
    ngx_queue_t       *q, *next;
    ngx_kundo_link_t  *link;

    for (q = ngx_queue_head(&members->admins);
         q != ngx_queue_sentinel(&members->admins);
         q = next)
    {
        next = ngx_queue_next(q);
        link = ngx_queue_data(q, ngx_kundo_link_t, admins);
        cb(data, link->member);
    }
}


void
ngx_kundo_audience_flow(ngx_kundo_members_t *members, kundo_reader_t *rd,
    uint32_t flow, uint64_t cno, ngx_kundo_member_pt cb, void *data)
{
    size_t        i;
    kundo_conv_t  c;
    kundo_flow_t  f;

    if (ngx_queue_empty(&members->agents)
        || kundo_flow_get(rd->txn, flow, &f) != KUNDO_OK)
    {
        return;
    }

    if (f.any_agent) {
        ngx_kundo_audience_agents(members, cb, data);
        return;
    }

    for (i = 0; i + 8 <= f.agents.len; i += 8) {
        ngx_kundo_audience_one(members, kundo_be64_get(f.agents.data + i), cb,
                               data);
    }

    ngx_kundo_audience_admins(members, cb, data);

    if (cno != 0 && kundo_conv_get(rd->txn, cno, &c) == KUNDO_OK) {
        for (i = 0; i < c.nagents; i++) {
            ngx_kundo_audience_one(members, c.agents[i], cb, data);
        }
    }
}

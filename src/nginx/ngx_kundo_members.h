/*
 * Members: the persons who have a stream on this worker, and whether an
 * agent is connected here.
 */

#ifndef NGX_KUNDO_MEMBERS_H
#define NGX_KUNDO_MEMBERS_H


#include "ngx_kundo_hub.h"


typedef struct ngx_kundo_members_s  ngx_kundo_members_t;
typedef struct ngx_kundo_link_s     ngx_kundo_link_t;


struct ngx_kundo_member_s {
    ngx_kundo_member_t  *next;        /* in its bucket */
    ngx_queue_t          streams;
    ngx_kundo_members_t *members;
    kundo_actor_t        viewer;
    uint64_t             mark;        /* jno of the event it got last */
    ngx_kundo_link_t    *link;        /* of an agent; a visitor needs none */
};


struct ngx_kundo_members_s {
    ngx_kundo_worker_t   *worker;
    ngx_kundo_member_t  **buckets;
    ngx_uint_t            nbuckets;   /* a power of two */
    ngx_uint_t            nmembers;
    ngx_uint_t            nstreams;
    ngx_queue_t           agents;
    ngx_queue_t           admins;
};


typedef void (*ngx_kundo_member_pt)(void *data, ngx_kundo_member_t *member);


ngx_int_t ngx_kundo_members_init(ngx_kundo_members_t *members,
    ngx_kundo_worker_t *worker);

void ngx_kundo_members_free(ngx_kundo_members_t *members);

/* Gives a member back that is needed no more. */
void ngx_kundo_members_drop(ngx_kundo_members_t *members,
    ngx_kundo_member_t *member);

ngx_int_t ngx_kundo_members_add(ngx_kundo_members_t *members,
    ngx_kundo_stream_t *stream, const kundo_actor_t *viewer);
void ngx_kundo_members_remove(ngx_kundo_members_t *members,
    ngx_kundo_stream_t *stream);

ngx_kundo_member_t *ngx_kundo_members_find(ngx_kundo_members_t *members,
    uint64_t person);

/* Ends the streams of a session; or those whose session holds no more. */
void ngx_kundo_members_close(ngx_kundo_member_t *member, uint64_t session,
    ngx_uint_t ws_code, const char *reason);
void ngx_kundo_members_close_void(ngx_kundo_member_t *member,
    kundo_reader_t *rd, ngx_uint_t ws_code, const char *reason);

void ngx_kundo_members_position(ngx_kundo_member_t *member,
    kundo_reader_t *rd, uint64_t jno, uint64_t cno);
void ngx_kundo_members_typing(ngx_kundo_members_t *members,
    const ngx_kundo_typing_t *typing);


#endif /* NGX_KUNDO_MEMBERS_H */

/*
 * Members: a table of persons, and what goes to all streams of one.
 */

#include "domain/kundo_session.h"
#include "domain/kundo_stream.h"

#include "ngx_kundo_audience.h"
#include "ngx_kundo_link.h"
#include "ngx_kundo_members.h"


#define NGX_KUNDO_MEMBERS_FIRST  1024


ngx_int_t
ngx_kundo_members_init(ngx_kundo_members_t *members,
    ngx_kundo_worker_t *worker)
{
    members->worker = worker;
    members->nbuckets = NGX_KUNDO_MEMBERS_FIRST;
    members->nmembers = 0;
    members->nstreams = 0;

    ngx_queue_init(&members->agents);
    ngx_queue_init(&members->admins);

    members->buckets = ngx_calloc(members->nbuckets
                                  * sizeof(ngx_kundo_member_t *),
                                  worker->log);

    return members->buckets ? NGX_OK : NGX_ERROR;
}


void
ngx_kundo_members_free(ngx_kundo_members_t *members)
{
    ngx_uint_t           i;
    ngx_kundo_member_t  *m;

    for (i = 0; i < members->nbuckets; i++) {
        while ((m = members->buckets[i]) != NULL) {
            members->buckets[i] = m->next;

            if (m->link != NULL) {
                ngx_kundo_link_free(m->link);
            }

            ngx_free(m);
        }
    }

    ngx_free(members->buckets);
}


static ngx_kundo_member_t **
ngx_kundo_members_bucket(ngx_kundo_members_t *members, uint64_t person)
{
    uint64_t  h;

    h = person * 0x9e3779b97f4a7c15ULL;

    return &members->buckets[(h >> 32) & (members->nbuckets - 1)];
}


ngx_kundo_member_t *
ngx_kundo_members_find(ngx_kundo_members_t *members, uint64_t person)
{
    ngx_kundo_member_t  *m;

    for (m = *ngx_kundo_members_bucket(members, person);
         m != NULL && m->viewer.no != person;
         m = m->next)
    {
        /* void */
    }

    return m;
}


static void
ngx_kundo_members_grow(ngx_kundo_members_t *members)
{
    ngx_uint_t            i, n;
    ngx_kundo_member_t  **old, **b, *m, *next;

    old = members->buckets;
    n = members->nbuckets;

    members->buckets = ngx_calloc(2 * n * sizeof(ngx_kundo_member_t *),
                                  members->worker->log);
    if (members->buckets == NULL) {
        members->buckets = old;
        return;
    }

    members->nbuckets = 2 * n;

    for (i = 0; i < n; i++) {
        for (m = old[i]; m != NULL; m = next) {
            next = m->next;
            b = ngx_kundo_members_bucket(members, m->viewer.no);
            m->next = *b;
            *b = m;
        }
    }

    ngx_free(old);
}


static ngx_kundo_member_t *
ngx_kundo_members_create(ngx_kundo_members_t *members,
    const kundo_actor_t *viewer)
{
    ngx_kundo_member_t  *m, **b;

    if (members->nmembers > 2 * members->nbuckets) {
        ngx_kundo_members_grow(members);
    }

    m = ngx_calloc(sizeof(ngx_kundo_member_t), members->worker->log);
    if (m == NULL) {
        return NULL;
    }

    m->members = members;
    m->viewer = *viewer;

    ngx_queue_init(&m->streams);

    if (viewer->kind == KUNDO_PERSON_AGENT) {
        m->link = ngx_kundo_link_create(m);

        if (m->link == NULL) {
            ngx_free(m);
            return NULL;
        }
    }

    b = ngx_kundo_members_bucket(members, viewer->no);
    m->next = *b;
    *b = m;

    members->nmembers++;

    return m;
}


ngx_int_t
ngx_kundo_members_add(ngx_kundo_members_t *members,
    ngx_kundo_stream_t *stream, const kundo_actor_t *viewer)
{
    ngx_kundo_member_t  *m;

    m = ngx_kundo_members_find(members, viewer->no);

    if (m == NULL) {
        m = ngx_kundo_members_create(members, viewer);
        if (m == NULL) {
            return NGX_ERROR;
        }
    }

    stream->member = m;
    ngx_queue_insert_tail(&m->streams, &stream->queue);
    members->nstreams++;

    if (m->link != NULL) {
        ngx_kundo_link_look(m->link);
    }

    return NGX_OK;
}


/* A member goes when it has no stream and the store knows that. */

void
ngx_kundo_members_drop(ngx_kundo_members_t *members, ngx_kundo_member_t *m)
{
    ngx_kundo_member_t  **b;

    if (!ngx_queue_empty(&m->streams)
        || (m->link != NULL && !ngx_kundo_link_idle(m->link)))
    {
        return;
    }

    for (b = ngx_kundo_members_bucket(members, m->viewer.no);
         *b != m;
         b = &(*b)->next)
    {
        /* void */
    }

    *b = m->next;
    members->nmembers--;

    if (m->link != NULL) {
        ngx_kundo_link_free(m->link);
    }

    ngx_free(m);
}


void
ngx_kundo_members_remove(ngx_kundo_members_t *members,
    ngx_kundo_stream_t *stream)
{
    ngx_kundo_member_t  *m;

    m = stream->member;

    ngx_queue_remove(&stream->queue);
    members->nstreams--;
    stream->member = NULL;

    if (m->link != NULL) {
        ngx_kundo_link_look(m->link);
    }

    ngx_kundo_members_drop(members, m);
}


void
ngx_kundo_members_close(ngx_kundo_member_t *member, uint64_t session,
    ngx_uint_t ws_code, const char *reason)
{
    ngx_queue_t         *q, *next;
    ngx_kundo_stream_t  *stream;

    for (q = ngx_queue_head(&member->streams);
         q != ngx_queue_sentinel(&member->streams);
         q = next)
    {
        next = ngx_queue_next(q);
        stream = ngx_queue_data(q, ngx_kundo_stream_t, queue);

        if (stream->session == session) {
            stream->carrier->close(stream, ws_code, reason);
        }
    }
}


void
ngx_kundo_members_close_void(ngx_kundo_member_t *member, kundo_reader_t *rd,
    ngx_uint_t ws_code, const char *reason)
{
    ngx_queue_t         *q, *next;
    kundo_person_t       person;
    kundo_session_t      session;
    ngx_kundo_stream_t  *stream;

    for (q = ngx_queue_head(&member->streams);
         q != ngx_queue_sentinel(&member->streams);
         q = next)
    {
        next = ngx_queue_next(q);
        stream = ngx_queue_data(q, ngx_kundo_stream_t, queue);

        if (kundo_session_get(rd->txn, stream->session, ngx_kundo_now_ms(),
                              &session, &person)
            == KUNDO_UNAUTHORIZED)
        {
            stream->carrier->close(stream, ws_code, reason);
        }
    }
}


/* The same JSON to all streams of a member. */

/* What is of no jno, and bears no cursor, goes to all of its streams. */

static void
ngx_kundo_members_send(ngx_kundo_member_t *member, const kundo_out_t *json,
    uint64_t jno)
{
    ngx_queue_t         *q, *next;
    ngx_kundo_chunk_t   *chunk;
    ngx_kundo_stream_t  *stream;

    for (q = ngx_queue_head(&member->streams);
         q != ngx_queue_sentinel(&member->streams);
         q = next)
    {
        next = ngx_queue_next(q);
        stream = ngx_queue_data(q, ngx_kundo_stream_t, queue);

        if (jno != 0 && !ngx_kundo_stream_is_at(stream, jno)) {
            continue;
        }

        chunk = stream->carrier->chunk(json->data, json->len);

        if (chunk != NULL) {
            stream->carrier->send(stream, chunk);
            ngx_kundo_chunk_release(chunk);
        }
    }
}


void
ngx_kundo_members_position(ngx_kundo_member_t *member, kundo_reader_t *rd,
    uint64_t jno, uint64_t cno)
{
    kundo_out_t  out;

    kundo_out_init(&out, rd->arena, 512);
    rd->viewer = member->viewer;

    if (kundo_stream_render_position(rd, &out, jno, cno, ngx_kundo_now_ms())
        == KUNDO_OK && !out.failed)
    {
        ngx_kundo_members_send(member, &out, jno);
    }
}


typedef struct {
    const ngx_kundo_typing_t  *typing;
    kundo_out_t                json;
    uint64_t                   mark;
} ngx_kundo_typing_send_t;


static void
ngx_kundo_members_typing_send(void *data, ngx_kundo_member_t *member)
{
    ngx_kundo_typing_send_t  *s = data;

    /* not to the one who writes; to each other member once */

    if (member->viewer.no == s->typing->person || member->mark == s->mark) {
        return;
    }

    member->mark = s->mark;
    ngx_kundo_members_send(member, &s->json, 0);
}


/* S2.2: to the other side and to the agents who see the conversation. */

void
ngx_kundo_members_typing(ngx_kundo_members_t *members,
    const ngx_kundo_typing_t *typing)
{
    kundo_reader_t           rd;
    ngx_kundo_typing_send_t  s;
    static uint64_t          mark;

    if (members->nstreams == 0
        || ngx_kundo_worker_read(members->worker, &rd) != KUNDO_OK)
    {
        return;
    }

    s.typing = typing;
    s.mark = --mark;

    kundo_out_init(&s.json, rd.arena, 512);

    if (kundo_stream_render_typing(&rd, &s.json, typing->cno, typing->person,
                                   typing->on != 0, ngx_kundo_now_ms())
        == KUNDO_OK && !s.json.failed)
    {
        ngx_kundo_audience_one(members, typing->starter,
                               ngx_kundo_members_typing_send, &s);
        ngx_kundo_audience_one(members, typing->agent,
                               ngx_kundo_members_typing_send, &s);
        ngx_kundo_audience_flow(members, &rd, typing->flow, typing->cno,
                                ngx_kundo_members_typing_send, &s);
    }

    ngx_kundo_worker_read_end(members->worker);
}

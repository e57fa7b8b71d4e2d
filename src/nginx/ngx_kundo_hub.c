/*
 * Hub: reading the journal on, and who gets each event.
 */

#include "base/kundo_limit.h"
#include "domain/kundo_board.h"
#include "domain/kundo_line.h"
#include "domain/kundo_routing.h"
#include "domain/kundo_stream.h"

#include "ngx_kundo_audience.h"
#include "ngx_kundo_board.h"
#include "ngx_kundo_hub.h"
#include "ngx_kundo_link.h"
#include "ngx_kundo_members.h"
#include "ngx_kundo_positions.h"
#include "ngx_kundo_timer.h"


/* An event on its way: rendered once for each kind of reader. */

typedef struct {
    ngx_kundo_worker_t     *worker;
    kundo_reader_t          rd;
    const kundo_journal_t  *row;
    uint64_t                jno;
    ngx_kundo_chunk_t      *chunks[NGX_KUNDO_CARRIERS];
    kundo_out_t             json;
    kundo_rc_t              rc;
} ngx_kundo_event_t;


struct ngx_kundo_hub_s {
    ngx_kundo_members_t     members;
    uint64_t                cursor;       /* read up to here */
    uint64_t                txn;          /* of the snapshot last read */
    ngx_event_t             more;         /* posted: read on next turn */
    kundo_journal_t        *rows;
    uint64_t               *jnos;
    ngx_kundo_positions_t   positions;
    ngx_kundo_board_t       board;
};


static void ngx_kundo_hub_more_handler(ngx_event_t *ev);
static void ngx_kundo_hub_deliver(ngx_kundo_event_t *ev);


ngx_int_t
ngx_kundo_hub_create(ngx_kundo_worker_t *worker)
{
    ngx_kundo_hub_t  *hub;
    kundo_reader_t    rd;

    hub = ngx_pcalloc(worker->pool, sizeof(ngx_kundo_hub_t));
    if (hub == NULL) {
        return NGX_ERROR;
    }

    hub->rows = ngx_palloc(worker->pool,
                           KUNDO_JOURNAL_CHUNK * sizeof(kundo_journal_t));
    hub->jnos = ngx_palloc(worker->pool,
                           KUNDO_JOURNAL_CHUNK * sizeof(uint64_t));

    if (hub->rows == NULL || hub->jnos == NULL) {
        return NGX_ERROR;
    }

    if (ngx_kundo_members_init(&hub->members, worker) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_kundo_board_init(&hub->board, worker);

    hub->more.handler = ngx_kundo_hub_more_handler;
    hub->more.data = worker;
    hub->more.log = worker->log;

    if (ngx_kundo_worker_read(worker, &rd) != KUNDO_OK) {
        return NGX_ERROR;
    }

    hub->cursor = rd.txn->meta.last_jno;
    ngx_kundo_worker_read_end(worker);

    worker->hub = hub;

    return NGX_OK;
}


void
ngx_kundo_hub_free(ngx_kundo_worker_t *worker)
{
    if (worker->hub != NULL) {
        ngx_kundo_board_free(&worker->hub->board);
        ngx_kundo_members_free(&worker->hub->members);
        worker->hub = NULL;
    }
}


ngx_int_t
ngx_kundo_hub_add(ngx_kundo_stream_t *stream, const kundo_actor_t *viewer)
{
    return ngx_kundo_members_add(&stream->worker->hub->members, stream,
                                 viewer);
}


void
ngx_kundo_hub_remove(ngx_kundo_stream_t *stream)
{
    ngx_kundo_members_remove(&stream->worker->hub->members, stream);
}


const kundo_actor_t *
ngx_kundo_hub_viewer(ngx_kundo_stream_t *stream)
{
    return &stream->member->viewer;
}


ngx_uint_t
ngx_kundo_hub_streams(ngx_kundo_worker_t *worker)
{
    return worker->hub->members.nstreams;
}


uint64_t
ngx_kundo_hub_cursor(ngx_kundo_worker_t *worker)
{
    return worker->hub->cursor;
}


uint64_t
ngx_kundo_hub_txn(ngx_kundo_worker_t *worker)
{
    return worker->hub->txn;
}


ngx_kundo_board_t *
ngx_kundo_hub_board(ngx_kundo_worker_t *worker)
{
    return &worker->hub->board;
}


static void
ngx_kundo_hub_more_handler(ngx_event_t *ev)
{
    ngx_kundo_hub_read(ev->data);
}


void
ngx_kundo_hub_read(ngx_kundo_worker_t *worker)
{
    unsigned            i, n;
    kundo_rc_t          rc;
    ngx_kundo_hub_t    *hub;
    ngx_kundo_event_t   ev;

    hub = worker->hub;

    ngx_memzero(&ev, sizeof(ngx_kundo_event_t));
    ev.worker = worker;

    rc = ngx_kundo_worker_read(worker, &ev.rd);
    if (rc != KUNDO_OK) {
        return;
    }

    hub->txn = kundo_txn_id(ev.rd.txn);

    rc = kundo_journal_read(ev.rd.txn, hub->cursor, hub->rows, hub->jnos,
                            KUNDO_JOURNAL_CHUNK, &n);

    for (i = 0; i < n && rc == KUNDO_OK; i++) {
        ev.row = &hub->rows[i];
        ev.jno = hub->jnos[i];

        ngx_kundo_hub_deliver(&ev);

        hub->board.changes += (uint64_t) kundo_board_shows(ev.row);
        hub->cursor = ev.jno;
    }

    ngx_kundo_positions_tell(&hub->positions, &hub->members, &ev.rd,
                             hub->cursor);

    ngx_kundo_worker_read_end(worker);

    ngx_kundo_board_tell(&hub->board);

    if (rc != KUNDO_OK) {
        ngx_log_error(NGX_LOG_ERR, worker->log, 0,
                      "kundo journal of \"%V\" cannot be read: %s",
                      &worker->conf->name, kundo_rc_title(rc));
        return;
    }

    if (n == KUNDO_JOURNAL_CHUNK && !hub->more.posted) {
        ngx_post_event(&hub->more, &ngx_posted_next_events);
    }

    ngx_kundo_timer_look(worker);
}


/* The chunk of an event for this stream, made when it is first needed. */

static ngx_kundo_chunk_t *
ngx_kundo_hub_chunk(ngx_kundo_event_t *ev, ngx_kundo_stream_t *stream)
{
    ngx_uint_t  slot;

    slot = stream->carrier->slot;

    if (ev->chunks[slot] != NULL) {
        return ev->chunks[slot];
    }

    if (ev->json.len == 0 && ev->rc == KUNDO_OK) {
        kundo_out_init(&ev->json, ev->rd.arena, 1024);

        ev->rc = kundo_stream_render(&ev->rd, &ev->json, ev->jno, ev->row);
    }

    if (ev->rc != KUNDO_OK) {
        return NULL;
    }

    ev->chunks[slot] = stream->carrier->chunk(ev->json.data, ev->json.len);

    return ev->chunks[slot];
}


static void
ngx_kundo_hub_forget(ngx_kundo_event_t *ev)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_KUNDO_CARRIERS; i++) {
        if (ev->chunks[i] != NULL) {
            ngx_kundo_chunk_release(ev->chunks[i]);
            ev->chunks[i] = NULL;
        }
    }

    ev->json.len = 0;
}


/* To all streams of a member, once for each event. */

static void
ngx_kundo_hub_send(void *data, ngx_kundo_member_t *member)
{
    ngx_queue_t         *q, *next;
    ngx_kundo_chunk_t   *chunk;
    ngx_kundo_event_t   *ev = data;
    ngx_kundo_stream_t  *stream;

    if (member->mark == ev->jno) {
        return;
    }

    member->mark = ev->jno;

    if (!kundo_stream_is_common(ev->row->type)) {
        ngx_kundo_hub_forget(ev);
    }

    ev->rd.viewer = member->viewer;

    for (q = ngx_queue_head(&member->streams);
         q != ngx_queue_sentinel(&member->streams);
         q = next)
    {
        next = ngx_queue_next(q);
        stream = ngx_queue_data(q, ngx_kundo_stream_t, queue);

        if (!ngx_kundo_stream_is_at(stream, ev->jno)) {
            continue;
        }

        chunk = ngx_kundo_hub_chunk(ev, stream);

        if (chunk == NULL) {

            /* an event that cannot be given must not be skipped silently */

            stream->carrier->close(stream, 1011, "event lost");
            continue;
        }

        stream->carrier->send(stream, chunk);
    }
}


static void
ngx_kundo_hub_person_changed(ngx_kundo_worker_t *worker, kundo_reader_t *rd,
    uint64_t no)
{
    ngx_kundo_member_t  *member;

    member = ngx_kundo_members_find(&worker->hub->members, no);

    /* password changed or account disabled: log-ins from before are void */

    if (member != NULL && member->viewer.kind == KUNDO_PERSON_AGENT) {
        ngx_kundo_members_close_void(member, rd, 4401, "logged out");
    }
}


/* What is for the workers themselves. */

static void
ngx_kundo_hub_internal(ngx_kundo_event_t *ev)
{
    ngx_kundo_hub_t     *hub;
    ngx_kundo_member_t  *member;

    hub = ev->worker->hub;

    switch (ev->row->type) {

    case KUNDO_EVENT_SESSION_ENDED:
        member = ngx_kundo_members_find(&hub->members, ev->row->other);
        if (member != NULL) {
            ngx_kundo_members_close(member, ev->row->ref, 4401,
                                    "logged out");
        }
        break;

    case KUNDO_EVENT_PERSON_CHANGED:
        ngx_kundo_hub_person_changed(ev->worker, &ev->rd, ev->row->ref);
        break;

    case KUNDO_EVENT_QUEUE_MOVED:
        ngx_kundo_positions_moved(&hub->positions, &hub->members, &ev->rd,
                                  ev->row, ev->jno);
        break;

    default:
        break;
    }
}


static void
ngx_kundo_hub_deliver(ngx_kundo_event_t *ev)
{
    uint64_t              starter;
    ngx_kundo_members_t  *members;

    members = &ev->worker->hub->members;

    if (ev->row->audience == KUNDO_AUDIENCE_NOBODY
        || ev->row->audience == KUNDO_AUDIENCE_QUEUED)
    {
        ngx_kundo_hub_internal(ev);
        return;
    }

    if (members->nstreams == 0) {
        return;
    }

    ev->rc = KUNDO_OK;

    if (ev->row->audience == KUNDO_AUDIENCE_EVERY_AGENT) {
        ngx_kundo_audience_agents(members, ngx_kundo_hub_send, ev);

    } else {
        starter = ev->row->audience == KUNDO_AUDIENCE_ALL ? ev->row->starter
                                                          : 0;

        /* first to those who wait for it, then to who has written it */

        if (starter != ev->row->actor) {
            ngx_kundo_audience_one(members, starter, ngx_kundo_hub_send, ev);
        }

        ngx_kundo_audience_one(members, ev->row->agent, ngx_kundo_hub_send,
                               ev);
        ngx_kundo_audience_one(members, ev->row->other, ngx_kundo_hub_send,
                               ev);
        ngx_kundo_audience_flow(members, &ev->rd, ev->row->flow, ev->row->cno,
                                ngx_kundo_hub_send, ev);

        if (ev->row->type == KUNDO_EVENT_CONVERSATION_TRANSFERRED) {
            ngx_kundo_audience_flow(members, &ev->rd,
                                    kundo_line_ref_flow(ev->row->ref), 0,
                                    ngx_kundo_hub_send, ev);
        }

        if (starter == ev->row->actor) {
            ngx_kundo_audience_one(members, starter, ngx_kundo_hub_send, ev);
        }
    }

    ngx_kundo_hub_forget(ev);
    kundo_arena_reset(ev->rd.arena);
}


void
ngx_kundo_hub_typing(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    ngx_kundo_members_typing(&worker->hub->members, typing);
}


static void
ngx_kundo_hub_lost(void *data, ngx_kundo_member_t *member)
{
    ngx_kundo_link_lost(member->link);
}


void
ngx_kundo_hub_relink(ngx_kundo_worker_t *worker)
{
    ngx_kundo_audience_agents(&worker->hub->members, ngx_kundo_hub_lost, NULL);
}

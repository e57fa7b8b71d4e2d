/*
 * Resuming: lists of journal numbers, rendered as long as the output queue
 * is short.
 */

#include "domain/kundo_stream.h"

#include "ngx_kundo_resume.h"


#define NGX_KUNDO_RESUME_QUEUE  (512 << 10)   /* unsent bytes: then wait */
#define NGX_KUNDO_RESUME_WAIT   10            /* ms */


struct ngx_kundo_resume_s {
    ngx_kundo_stream_t  *stream;
    ngx_event_t          event;
    uint64_t             upto;
    unsigned             i;
    unsigned             n;
    uint64_t             jnos[];
};


static void ngx_kundo_resume_go(ngx_kundo_stream_t *stream,
    kundo_reader_t *rd);


void
ngx_kundo_resume_end(ngx_kundo_stream_t *stream)
{
    if (stream->resume == NULL) {
        return;
    }

    if (stream->resume->event.timer_set) {
        ngx_del_timer(&stream->resume->event);
    }

    ngx_free(stream->resume);
    stream->resume = NULL;
}


static void
ngx_kundo_resume_handler(ngx_event_t *ev)
{
    kundo_reader_t       rd;
    ngx_kundo_stream_t  *stream;
    ngx_kundo_resume_t  *resume;

    resume = ev->data;
    stream = resume->stream;

    if (ngx_kundo_worker_read(stream->worker, &rd) != KUNDO_OK) {
        stream->carrier->close(stream, 1011, "store cannot be read");
        return;
    }

    rd.viewer = *ngx_kundo_hub_viewer(stream);
    rd.session = stream->session;

    ngx_kundo_resume_go(stream, &rd);

    ngx_kundo_worker_read_end(stream->worker);
}


/* The next list; KUNDO_NOT_FOUND: the client must read afresh. */

static kundo_rc_t
ngx_kundo_resume_list(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    uint64_t since)
{
    kundo_rc_t            rc;
    ngx_kundo_resume_t   *resume;
    kundo_stream_list_t   list;

    rc = kundo_stream_since(rd, since, &list);
    if (rc != KUNDO_OK) {
        return rc;
    }

    ngx_kundo_resume_end(stream);

    resume = ngx_calloc(sizeof(ngx_kundo_resume_t)
                        + list.n * sizeof(uint64_t), stream->worker->log);
    if (resume == NULL) {
        return KUNDO_NO_MEMORY;
    }

    resume->stream = stream;
    resume->upto = list.upto;
    resume->n = list.n;
    ngx_memcpy(resume->jnos, list.jnos, list.n * sizeof(uint64_t));

    resume->event.handler = ngx_kundo_resume_handler;
    resume->event.data = resume;
    resume->event.log = stream->worker->log;
    resume->event.cancelable = 1;

    stream->resume = resume;

    return KUNDO_OK;
}


static kundo_rc_t
ngx_kundo_resume_one(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    uint64_t jno)
{
    kundo_rc_t       rc;
    kundo_out_t      out;
    kundo_journal_t  row;

    rc = kundo_journal_get(rd->txn, jno, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_init(&out, rd->arena, 1024);

    rc = kundo_stream_render(rd, &out, jno, &row);

    if (rc == KUNDO_OK) {
        ngx_kundo_stream_put(stream, &out);
    }

    /* what is left of the list has an allocation of its own */

    kundo_arena_reset(rd->arena);

    return rc;
}


static void
ngx_kundo_resume_go(ngx_kundo_stream_t *stream, kundo_reader_t *rd)
{
    kundo_rc_t           rc;
    ngx_kundo_resume_t  *resume;

    for ( ;; ) {
        resume = stream->resume;
        rc = KUNDO_OK;

        while (resume->i < resume->n && rc == KUNDO_OK) {

            if (stream->carrier->queued(stream) > NGX_KUNDO_RESUME_QUEUE) {
                ngx_add_timer(&resume->event, NGX_KUNDO_RESUME_WAIT);
                return;
            }

            rc = ngx_kundo_resume_one(stream, rd, resume->jnos[resume->i++]);
        }

        if (rc == KUNDO_OK && resume->upto < rd->txn->meta.last_jno) {
            rc = ngx_kundo_resume_list(stream, rd, resume->upto);

        } else if (rc == KUNDO_OK) {
            break;
        }

        /* trimmed away in the meantime */

        if (rc == KUNDO_NOT_FOUND) {
            ngx_kundo_stream_mark(stream, rd, "reset");
            stream->after_jno = rd->txn->meta.last_jno;
            ngx_kundo_resume_end(stream);
            return;
        }

        if (rc != KUNDO_OK) {
            stream->carrier->close(stream, 1011, "store cannot be read");
            return;
        }
    }

    stream->after_jno = resume->upto;
    ngx_kundo_resume_end(stream);

    ngx_kundo_stream_positions(stream, rd);
}


void
ngx_kundo_resume_start(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    kundo_str_t cursor)
{
    uint64_t        since;
    kundo_rc_t      rc;
    kundo_arena_t  *arena;

    /* the request's arena has the cursor; the loop's is for what is sent */

    arena = rd->arena;
    rd->arena = &stream->worker->arena;

    rc = kundo_stream_cursor(rd, cursor, &since);

    if (rc == KUNDO_OK) {
        rc = ngx_kundo_resume_list(stream, rd, since);
    }

    if (rc == KUNDO_OK) {
        ngx_kundo_resume_go(stream, rd);

    } else if (rc == KUNDO_NOT_FOUND) {
        ngx_kundo_stream_mark(stream, rd, "reset");

    } else {
        stream->carrier->close(stream, 1011, "store cannot be read");
    }

    rd->arena = arena;
}

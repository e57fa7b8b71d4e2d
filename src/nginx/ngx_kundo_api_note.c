/*
 * API: notes of a conversation, for agents alone.
 */

#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_text.h"


typedef struct {
    kundo_str_t   text;
} ngx_kundo_note_t;

static const kundo_field_t  ngx_kundo_note_fields[] = {
    { kundo_str_field("text"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_note_t, text), KUNDO_TEXT_MAX_BYTES },
    kundo_field_end
};


static void
ngx_kundo_api_note_added(ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_render_note(&rd, ngx_kundo_request_out(req),
                               req->job.result.lpos);
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, req->job.result.repeated
                                 ? NGX_HTTP_OK : NGX_HTTP_CREATED);
}


void
ngx_kundo_api_note_add(ngx_kundo_request_t *req)
{
    kundo_command_t   *cmd;
    ngx_kundo_note_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_note_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_note_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    cmd->u.note_add.cno = ngx_kundo_request_id(req, 2,
                                               KUNDO_SEAL_CONVERSATION);
    cmd->u.note_add.key = req->idempotency_key;
    cmd->u.note_add.request_hash =
                          ngx_kundo_request_hash(req, cmd->u.note_add.cno);

    if (ngx_kundo_text_escape(req, in.text, &cmd->u.note_add.text) != NGX_OK)
    {
        return;
    }

    ngx_kundo_request_command(req, KUNDO_COMMAND_NOTE_ADD,
                              ngx_kundo_api_note_added);
}


static kundo_rc_t
ngx_kundo_api_notes_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    return kundo_query_notes(rd, &req->out, req->job.result.no, req->ctx);
}


void
ngx_kundo_api_notes(ngx_kundo_request_t *req)
{
    req->ctx = kundo_arena_alloc(&req->arena, sizeof(kundo_page_t));

    if (req->ctx == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    req->job.result.no = ngx_kundo_request_id(req, 2,
                                              KUNDO_SEAL_CONVERSATION);

    if (ngx_kundo_api_page(req, req->ctx) == NGX_OK) {
        ngx_kundo_io_run(req, ngx_kundo_api_notes_look, NULL);
    }
}

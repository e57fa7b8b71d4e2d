/*
 * API: conversations.
 */

#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_text.h"


typedef struct {
    kundo_str_t   flow;
    kundo_str_t   text;
    kundo_str_t   cid;
} ngx_kundo_start_t;

static const kundo_field_t  ngx_kundo_start_fields[] = {
    { kundo_str_field("flow"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_start_t, flow), KUNDO_ID_MAX },
    { kundo_str_field("text"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_start_t, text), KUNDO_TEXT_MAX_BYTES },
    { kundo_str_field("cid"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_start_t, cid), KUNDO_CID_MAX },
    kundo_field_end
};


typedef struct {
    kundo_str_t   status;
} ngx_kundo_conversation_patch_t;

static const kundo_field_t  ngx_kundo_conversation_patch_fields[] = {
    { kundo_str_field("status"), KUNDO_FIELD_STRING, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_conversation_patch_t, status), 10 },
    kundo_field_end
};


/* Answers with the conversation that the command was about. */

static void
ngx_kundo_api_conversation_answer(ngx_kundo_request_t *req,
    ngx_uint_t status)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_query_conversation(&rd, ngx_kundo_request_out(req),
                                      req->job.result.no);
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, status);
}


static void
ngx_kundo_api_conversation_started(ngx_kundo_request_t *req)
{
    ngx_kundo_api_conversation_answer(req, req->job.result.repeated
                                           ? NGX_HTTP_OK : NGX_HTTP_CREATED);
}


void
ngx_kundo_api_conversation_changed(ngx_kundo_request_t *req)
{
    ngx_kundo_api_conversation_answer(req, NGX_HTTP_OK);
}


void
ngx_kundo_api_conversation_start(ngx_kundo_request_t *req)
{
    kundo_command_t    *cmd;
    ngx_kundo_start_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_start_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_start_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    if (in.text.data != NULL && in.cid.data == NULL) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE, "text needs a cid beside it");
        return;
    }

    cmd = &req->job.command;

    cmd->u.conversation_start.flow = in.flow;
    cmd->u.conversation_start.cid = in.cid;
    cmd->u.conversation_start.key = req->idempotency_key;
    cmd->u.conversation_start.request_hash = ngx_kundo_request_hash(req, 0);

    if (in.text.data != NULL
        && ngx_kundo_text_escape(req, in.text,
                                 &cmd->u.conversation_start.text) != NGX_OK)
    {
        return;
    }

    ngx_kundo_request_command(req, KUNDO_COMMAND_CONVERSATION_START,
                              ngx_kundo_api_conversation_started);
}


ngx_int_t
ngx_kundo_api_page(ngx_kundo_request_t *req, kundo_page_t *page)
{
    uint64_t   limit;
    ngx_int_t  rc;

    page->limit = KUNDO_LIST_DEFAULT;
    page->after = kundo_str_null;

    rc = ngx_kundo_request_arg_number(req, "limit", KUNDO_LIST_MAX, &limit);

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    if (rc == NGX_OK) {
        if (limit == 0) {
            ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                             "limit takes a number from 1 to 200");
            return NGX_ERROR;
        }

        page->limit = (uint32_t) limit;
    }

    rc = ngx_kundo_request_arg(req, "after", &page->after);

    return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
}


static kundo_rc_t
ngx_kundo_api_conversations_look(ngx_kundo_request_t *req,
    kundo_reader_t *rd)
{
    return kundo_query_conversations(rd, &req->out, req->ctx);
}


void
ngx_kundo_api_conversations(ngx_kundo_request_t *req)
{
    req->ctx = kundo_arena_alloc(&req->arena, sizeof(kundo_page_t));

    if (req->ctx == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    if (ngx_kundo_api_page(req, req->ctx) == NGX_OK) {
        ngx_kundo_io_run(req, ngx_kundo_api_conversations_look, NULL);
    }
}


void
ngx_kundo_api_conversation(ngx_kundo_request_t *req)
{
    req->job.result.no = ngx_kundo_request_id(req, 2,
                                              KUNDO_SEAL_CONVERSATION);

    ngx_kundo_api_conversation_answer(req, NGX_HTTP_OK);
}


void
ngx_kundo_api_conversation_close(ngx_kundo_request_t *req)
{
    req->job.command.u.conversation_close.cno =
                       ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);

    ngx_kundo_request_command(req, KUNDO_COMMAND_CONVERSATION_CLOSE,
                              ngx_kundo_api_conversation_changed);
}


void
ngx_kundo_api_conversation_patch(ngx_kundo_request_t *req)
{
    ngx_kundo_conversation_patch_t  in;

    ngx_memzero(&in, sizeof(ngx_kundo_conversation_patch_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_conversation_patch_fields, &in,
                               NULL)
        != NGX_OK)
    {
        return;
    }

    if (kundo_str_eq(in.status, kundo_str("closed"))) {
        ngx_kundo_api_conversation_close(req);
        return;
    }

    if (!kundo_str_eq(in.status, kundo_str("open"))) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "status takes \"open\" or \"closed\"");
        return;
    }

    req->job.command.u.conversation_open.cno =
                       ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);

    ngx_kundo_request_command(req, KUNDO_COMMAND_CONVERSATION_OPEN,
                              ngx_kundo_api_conversation_changed);
}

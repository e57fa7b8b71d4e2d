/*
 * API: messages, seen, typing.
 */

#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_text.h"
#include "ngx_kundo_typing.h"


typedef struct {
    kundo_str_t   cid;
    kundo_str_t   text;
} ngx_kundo_post_t;

static const kundo_field_t  ngx_kundo_post_fields[] = {
    { kundo_str_field("cid"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_post_t, cid), KUNDO_CID_MAX },
    { kundo_str_field("text"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_post_t, text), KUNDO_TEXT_MAX_BYTES },
    kundo_field_end
};


typedef struct {
    int64_t       seq;
} ngx_kundo_seen_t;

static const kundo_field_t  ngx_kundo_seen_fields[] = {
    { kundo_str_field("seq"), KUNDO_FIELD_INT, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_seen_t, seq), UINT32_MAX },
    kundo_field_end
};


typedef struct {
    int64_t       on;
} ngx_kundo_on_t;

static const kundo_field_t  ngx_kundo_on_fields[] = {
    { kundo_str_field("on"), KUNDO_FIELD_BOOL, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_on_t, on), 0 },
    kundo_field_end
};


static kundo_rc_t
ngx_kundo_api_messages_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    return kundo_query_messages(rd, &req->out, req->job.result.no, req->ctx);
}


void
ngx_kundo_api_messages(ngx_kundo_request_t *req)
{
    uint64_t                 n;
    ngx_int_t                rc;
    kundo_messages_query_t  *q;

    q = kundo_arena_calloc(&req->arena, sizeof(kundo_messages_query_t));
    if (q == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    if (ngx_kundo_api_page(req, &q->page) != NGX_OK) {
        return;
    }

    rc = ngx_kundo_request_arg_number(req, "after_seq", UINT32_MAX - 1, &n);
    if (rc == NGX_ERROR) {
        return;
    }

    if (rc == NGX_OK) {
        q->has_after = 1;
        q->after_seq = (uint32_t) n;
    }

    rc = ngx_kundo_request_arg_number(req, "before_seq", UINT32_MAX - 1, &n);
    if (rc == NGX_ERROR) {
        return;
    }

    if (rc == NGX_OK) {
        q->has_before = 1;
        q->before_seq = (uint32_t) n;
    }

    if (q->has_after && q->has_before) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "give after_seq or before_seq, not both");
        return;
    }

    req->ctx = q;
    req->job.result.no = ngx_kundo_request_id(req, 2,
                                              KUNDO_SEAL_CONVERSATION);

    ngx_kundo_io_run(req, ngx_kundo_api_messages_look, NULL);
}


/* The answer is made of what was sent; only the sender's name is read. */

static void
ngx_kundo_api_message_posted(ngx_kundo_request_t *req)
{
    kundo_rc_t        rc;
    kundo_reader_t    rd;
    kundo_message_t   m;
    kundo_command_t  *cmd;
    kundo_result_t   *result;

    cmd = &req->job.command;
    result = &req->job.result;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        m.lpos = result->lpos;
        m.cno = result->no;
        m.from = req->actor.no;
        m.from_kind = req->actor.kind;
        m.ms = result->ms;
        m.cid = cmd->u.message_post.cid;
        m.text = cmd->u.message_post.text;
        m.seq = result->seq;
        m.flow = 0;           /* no system message comes this way */

        rc = kundo_render_message(&rd, ngx_kundo_request_out(req), &m);
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, result->repeated ? NGX_HTTP_OK
                                                  : NGX_HTTP_CREATED);
}


void
ngx_kundo_api_message_post(ngx_kundo_request_t *req)
{
    kundo_command_t   *cmd;
    ngx_kundo_post_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_post_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_post_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    cmd->u.message_post.cno = ngx_kundo_request_id(req, 2,
                                                   KUNDO_SEAL_CONVERSATION);
    cmd->u.message_post.cid = in.cid;

    if (ngx_kundo_text_escape(req, in.text, &cmd->u.message_post.text)
        != NGX_OK)
    {
        return;
    }

    ngx_kundo_request_command(req, KUNDO_COMMAND_MESSAGE_POST,
                              ngx_kundo_api_message_posted);
}


/* D7: the client says when it is seen. */

void
ngx_kundo_api_seen(ngx_kundo_request_t *req)
{
    ngx_kundo_seen_t  in;

    ngx_memzero(&in, sizeof(ngx_kundo_seen_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_seen_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    req->job.command.u.message_seen.cno =
                       ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);
    req->job.command.u.message_seen.seq = (uint64_t) in.seq;

    ngx_kundo_request_command(req, KUNDO_COMMAND_MESSAGE_SEEN,
                              ngx_kundo_answer_empty);
}


/* S2.2: told to whoever sees the conversation; nothing is written. */

void
ngx_kundo_api_typing(ngx_kundo_request_t *req)
{
    uint64_t             cno;
    kundo_rc_t           rc;
    kundo_hot_t          hot;
    kundo_reader_t       rd;
    ngx_kundo_on_t       in;
    ngx_kundo_typing_t   typing;
    ngx_kundo_worker_t  *worker;

    ngx_memzero(&in, sizeof(ngx_kundo_on_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_on_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    cno = ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_conv_access(rd.txn, &req->actor, cno, &hot);
        ngx_kundo_worker_read_end(req->worker);
    }

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, NULL);
        return;
    }

    ngx_memzero(&typing, sizeof(ngx_kundo_typing_t));

    typing.cno = cno;
    typing.person = req->actor.no;
    typing.starter = hot.starter;
    typing.agent = hot.agent;
    typing.flow = hot.flow;
    typing.on = in.on != 0;

    worker = req->worker;

    ngx_kundo_answer_empty(req);
    ngx_kundo_typing_set(worker, &typing);
}

/*
 * API: transfers, where to, and the agent's focus.
 */

#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_board.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_text.h"


typedef struct {
    kundo_json_t  *to;
    kundo_str_t    note;
} ngx_kundo_transfer_t;

static const kundo_field_t  ngx_kundo_transfer_fields[] = {
    { kundo_str_field("to"), KUNDO_FIELD_OBJECT, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_transfer_t, to), 0 },
    { kundo_str_field("note"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_transfer_t, note), KUNDO_TEXT_MAX_BYTES },
    kundo_field_end
};


typedef struct {
    uint64_t       changes;
} ngx_kundo_targets_t;


typedef struct {
    int64_t        focused;
} ngx_kundo_focus_t;

static const kundo_field_t  ngx_kundo_focus_fields[] = {
    { kundo_str_field("focused"), KUNDO_FIELD_BOOL, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_focus_t, focused), 0 },
    kundo_field_end
};


/* {"agent":ID} or {"flow":F}, one of them. */

static ngx_int_t
ngx_kundo_api_transfer_to(ngx_kundo_request_t *req, kundo_json_t *to)
{
    kundo_json_t     *one;
    kundo_command_t  *cmd;

    cmd = &req->job.command;
    one = to->child;

    if (one != NULL && one->next == NULL && one->type == KUNDO_JSON_STRING) {

        if (kundo_str_eq(one->key, kundo_str("flow")) && one->str.len) {
            cmd->u.conversation_transfer.flow = one->str;
            return NGX_OK;
        }

        if (kundo_str_eq(one->key, kundo_str("agent"))) {

            if (kundo_seal_get(req->worker->seal, KUNDO_SEAL_AGENT, 0,
                               one->str,
                               &cmd->u.conversation_transfer.agent)
                == KUNDO_OK)
            {
                return NGX_OK;
            }

            ngx_kundo_refuse(req, KUNDO_BAD_VALUE, "to.agent names no agent");
            return NGX_ERROR;
        }
    }

    ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                     "to takes {\"agent\":ID} or {\"flow\":ID}");
    return NGX_ERROR;
}


void
ngx_kundo_api_transfer(ngx_kundo_request_t *req)
{
    kundo_command_t       *cmd;
    ngx_kundo_transfer_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_transfer_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_transfer_fields, &in, NULL)
        != NGX_OK
        || ngx_kundo_api_transfer_to(req, in.to) != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    cmd->u.conversation_transfer.cno =
                       ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);

    if (in.note.data != NULL
        && ngx_kundo_text_escape(req, in.note,
                                 &cmd->u.conversation_transfer.note)
           != NGX_OK)
    {
        return;
    }

    ngx_kundo_request_command(req, KUNDO_COMMAND_CONVERSATION_TRANSFER,
                              ngx_kundo_api_conversation_changed);
}


static kundo_rc_t
ngx_kundo_api_targets_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    return kundo_query_targets(rd, &req->out, req->job.result.no);
}


/*
 * S1.4: who becomes full by a chat in a flow that the asker does not see is
 * told of through the asker's stream all the same.
 */

static void
ngx_kundo_api_targets_done(ngx_kundo_request_t *req)
{
    ngx_kundo_targets_t  *targets;

    targets = req->ctx;

    if (req->stream != NULL && req->rc == KUNDO_OK) {
        ngx_kundo_board_watch_too(req->stream, targets->changes);
    }

    ngx_kundo_answer_rc(req, req->rc, NGX_HTTP_OK);
}


void
ngx_kundo_api_targets(ngx_kundo_request_t *req)
{
    ngx_kundo_targets_t  *targets;

    targets = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_targets_t));
    if (targets == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    targets->changes = ngx_kundo_hub_board(req->worker)->changes;

    req->ctx = targets;
    req->job.result.no = ngx_kundo_request_id(req, 2,
                                              KUNDO_SEAL_CONVERSATION);

    ngx_kundo_io_run(req, ngx_kundo_api_targets_look,
                     ngx_kundo_api_targets_done);
}


/* S2.6, D1: the box has focus, and somebody is at it. */

void
ngx_kundo_api_focus(ngx_kundo_request_t *req)
{
    kundo_command_t    *cmd;
    ngx_kundo_focus_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_focus_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_focus_fields, &in, NULL)
        != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    cmd->u.conversation_focus.cno =
                       ngx_kundo_request_id(req, 2, KUNDO_SEAL_CONVERSATION);
    cmd->u.conversation_focus.focused = in.focused != 0;

    ngx_kundo_request_command(req, KUNDO_COMMAND_CONVERSATION_FOCUS,
                              ngx_kundo_answer_empty);
}

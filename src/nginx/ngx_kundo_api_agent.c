/*
 * API: an agent's presence and inbox.
 */

#include "base/kundo_pack.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"


typedef struct {
    kundo_str_t    state;
    kundo_json_t  *flows;
    int64_t        max_chats;
} ngx_kundo_presence_t;

static const kundo_field_t  ngx_kundo_presence_fields[] = {
    { kundo_str_field("state"), KUNDO_FIELD_STRING, KUNDO_FIELD_REQUIRED,
      offsetof(ngx_kundo_presence_t, state), 10 },
    { kundo_str_field("flows"), KUNDO_FIELD_ARRAY, 0,
      offsetof(ngx_kundo_presence_t, flows), KUNDO_AGENT_FLOWS_MAX },
    { kundo_str_field("max_chats"), KUNDO_FIELD_INT, 0,
      offsetof(ngx_kundo_presence_t, max_chats), KUNDO_CHATS_MAX },
    kundo_field_end
};


void
ngx_kundo_api_presence(ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_query_presence(&rd, ngx_kundo_request_out(req));
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_OK);
}


static ngx_int_t
ngx_kundo_api_presence_flows(ngx_kundo_request_t *req, kundo_json_t *flows,
    kundo_str_t *packed)
{
    kundo_out_t    out;
    kundo_json_t  *f;

    kundo_out_init(&out, &req->arena, 256);

    for (f = flows->child; f != NULL; f = f->next) {

        if (f->type != KUNDO_JSON_STRING || f->str.len > KUNDO_ID_MAX) {
            ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                             "flows takes a list of ids of flows");
            return NGX_ERROR;
        }

        kundo_pack_str(&out, f->str);
    }

    if (out.failed) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return NGX_ERROR;
    }

    *packed = kundo_str_make(out.data, out.len);

    return NGX_OK;
}


/* S1.7, S2.3, S2.4 */

void
ngx_kundo_api_presence_put(ngx_kundo_request_t *req)
{
    uint32_t               given;
    kundo_state_t          state;
    kundo_command_t       *cmd;
    ngx_kundo_presence_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_presence_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_presence_fields, &in, &given)
        != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    if (kundo_state_parse(in.state, &state) != KUNDO_OK) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "state takes \"online\", \"busy\" or \"offline\"");
        return;
    }

    cmd->u.presence_set.given = KUNDO_GIVEN_STATE;
    cmd->u.presence_set.state = state;

    if (in.flows != NULL) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_FLOWS;

        if (ngx_kundo_api_presence_flows(req, in.flows,
                                         &cmd->u.presence_set.flows)
            != NGX_OK)
        {
            return;
        }
    }

    if (given & 0x04) {

        if (in.max_chats < 1) {
            ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                             "max_chats takes a number from 1 to 100");
            return;
        }

        cmd->u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
        cmd->u.presence_set.max_chats = (uint64_t) in.max_chats;
    }

    ngx_kundo_request_command(req, KUNDO_COMMAND_PRESENCE_SET,
                              ngx_kundo_api_presence);
}


typedef struct {
    kundo_str_t    view;
    kundo_page_t   page;
} ngx_kundo_inbox_t;


static kundo_rc_t
ngx_kundo_api_inbox_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    ngx_kundo_inbox_t  *in;

    in = req->ctx;

    return kundo_query_inbox(rd, &req->out, in->view, &in->page);
}


void
ngx_kundo_api_inbox(ngx_kundo_request_t *req)
{
    ngx_int_t           rc;
    ngx_kundo_inbox_t  *in;

    in = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_inbox_t));
    if (in == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    rc = ngx_kundo_request_arg(req, "view", &in->view);

    if (rc == NGX_ERROR) {
        return;
    }

    if (rc == NGX_DECLINED) {
        in->view = kundo_str("open");
    }

    if (ngx_kundo_api_page(req, &in->page) != NGX_OK) {
        return;
    }

    req->ctx = in;

    ngx_kundo_io_run(req, ngx_kundo_api_inbox_look, NULL);
}

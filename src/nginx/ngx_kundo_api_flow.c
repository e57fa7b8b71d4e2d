/*
 * API: flows and their status.
 */

#include "base/kundo_pack.h"
#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_hours.h"
#include "ngx_kundo_text.h"


#define NGX_KUNDO_STATUS_AGE     2        /* seconds in a cache */
#define NGX_KUNDO_QUEUE_DEFAULT  100


typedef struct {
    kundo_str_t    id;
    kundo_str_t    name;
    kundo_str_t    welcome;
    kundo_json_t  *agents;
    int64_t        public;
    int64_t        max_queue;
    kundo_json_t  *ask;
    int64_t        show_agents;
    int64_t        auto_transfer_s;
    kundo_str_t    on_miss;
    kundo_str_t    ref_code;
    kundo_json_t  *hours;
} ngx_kundo_flow_t;

#define NGX_KUNDO_FLOW_FIELDS                                                 \
    { kundo_str_field("name"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,      \
      offsetof(ngx_kundo_flow_t, name), KUNDO_NAME_MAX_BYTES },               \
    { kundo_str_field("welcome"), KUNDO_FIELD_STRING,                         \
      KUNDO_FIELD_NULLABLE | KUNDO_FIELD_NONEMPTY,                            \
      offsetof(ngx_kundo_flow_t, welcome), KUNDO_WELCOME_MAX_BYTES },         \
    { kundo_str_field("agents"), KUNDO_FIELD_ARRAY, KUNDO_FIELD_NULLABLE,     \
      offsetof(ngx_kundo_flow_t, agents), KUNDO_FLOW_AGENTS_MAX },            \
    { kundo_str_field("public"), KUNDO_FIELD_BOOL, 0,                         \
      offsetof(ngx_kundo_flow_t, public), 0 },                                \
    { kundo_str_field("max_queue"), KUNDO_FIELD_INT, 0,                       \
      offsetof(ngx_kundo_flow_t, max_queue), KUNDO_QUEUE_MAX },               \
    { kundo_str_field("ask"), KUNDO_FIELD_OBJECT, KUNDO_FIELD_NULLABLE,       \
      offsetof(ngx_kundo_flow_t, ask), 0 },                                   \
    { kundo_str_field("show_agents"), KUNDO_FIELD_BOOL, 0,                    \
      offsetof(ngx_kundo_flow_t, show_agents), 0 },                           \
    { kundo_str_field("auto_transfer_s"), KUNDO_FIELD_INT, 0,                 \
      offsetof(ngx_kundo_flow_t, auto_transfer_s), KUNDO_AUTO_TRANSFER_MAX }, \
    { kundo_str_field("on_miss"), KUNDO_FIELD_STRING, 0,                      \
      offsetof(ngx_kundo_flow_t, on_miss), 10 },                              \
    { kundo_str_field("hours"), KUNDO_FIELD_OBJECT, KUNDO_FIELD_NULLABLE,     \
      offsetof(ngx_kundo_flow_t, hours), 0 },                                 \
    { kundo_str_field("ref_code"), KUNDO_FIELD_STRING,                        \
      KUNDO_FIELD_NONEMPTY,                                                   \
      offsetof(ngx_kundo_flow_t, ref_code), KUNDO_REF_CODE_MAX }

static const kundo_field_t  ngx_kundo_flow_fields[] = {
    NGX_KUNDO_FLOW_FIELDS,
    { kundo_str_field("id"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_flow_t, id), KUNDO_ID_MAX },
    kundo_field_end
};

static const kundo_field_t  ngx_kundo_flow_patch_fields[] = {
    NGX_KUNDO_FLOW_FIELDS,
    kundo_field_end
};

/* what each row of the fields is in a command's `given` */

static const uint64_t  ngx_kundo_flow_given[] = {
    KUNDO_GIVEN_NAME, KUNDO_GIVEN_WELCOME, KUNDO_GIVEN_AGENTS,
    KUNDO_GIVEN_PUBLIC, KUNDO_GIVEN_MAX_QUEUE, KUNDO_GIVEN_ASK,
    KUNDO_GIVEN_SHOW_AGENTS,
    KUNDO_GIVEN_AUTO, KUNDO_GIVEN_ON_MISS, KUNDO_GIVEN_HOURS,
    KUNDO_GIVEN_REF_CODE
};


void
ngx_kundo_api_status(ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_query_status(&rd, ngx_kundo_request_out(req),
                                req->parts[2]);
        ngx_kundo_worker_read_end(req->worker);
    }

    if (rc == KUNDO_OK) {
        req->max_age = NGX_KUNDO_STATUS_AGE;
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_OK);
}


void
ngx_kundo_api_flows(ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_query_flows(&rd, ngx_kundo_request_out(req));
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_OK);
}


static void
ngx_kundo_api_flow_answer(ngx_kundo_request_t *req, ngx_uint_t status)
{
    kundo_rc_t      rc;
    kundo_flow_t    f;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_flow_get(rd.txn, (uint32_t) req->job.result.no, &f);

        if (rc == KUNDO_OK) {
            rc = kundo_render_flow(&rd, ngx_kundo_request_out(req), &f);
        }

        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, status);
}


static void
ngx_kundo_api_flow_added(ngx_kundo_request_t *req)
{
    ngx_kundo_api_flow_answer(req, NGX_HTTP_CREATED);
}


static void
ngx_kundo_api_flow_patched(ngx_kundo_request_t *req)
{
    ngx_kundo_api_flow_answer(req, NGX_HTTP_OK);
}


static ngx_uint_t
ngx_kundo_api_flow_id_valid(kundo_str_t id)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < id.len; i++) {
        c = id.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9') || c == '_' || c == '-'))
        {
            return 0;
        }
    }

    return 1;
}


/* Ids of agents as numbers of 8 bytes. */

static ngx_int_t
ngx_kundo_api_flow_agents(ngx_kundo_request_t *req, kundo_json_t *agents,
    kundo_str_t *packed)
{
    uint64_t       no;
    kundo_out_t    out;
    kundo_json_t  *a;

    kundo_out_init(&out, &req->arena, 256);

    for (a = agents->child; a != NULL; a = a->next) {

        if (a->type != KUNDO_JSON_STRING
            || kundo_seal_get(req->worker->seal, KUNDO_SEAL_AGENT, 0, a->str,
                              &no)
               != KUNDO_OK)
        {
            ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                             "agents takes a list of ids of agents, or null");
            return NGX_ERROR;
        }

        kundo_pack_u64(&out, no);
    }

    if (out.failed) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return NGX_ERROR;
    }

    *packed = kundo_str_make(out.data, out.len);

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_api_flow_ask(ngx_kundo_request_t *req, kundo_json_t *ask,
    uint64_t *set)
{
    kundo_ask_t    bits;
    kundo_json_t  *a;

    bits = 0;

    for (a = ask ? ask->child : NULL; a != NULL; a = a->next) {

        if (a->type != KUNDO_JSON_STRING
            || kundo_ask_add(&bits, a->key, a->str) != KUNDO_OK)
        {
            ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                             "ask takes name, email and phone, each with "
                             "\"required\", \"optional\" or \"no\"");
            return NGX_ERROR;
        }
    }

    *set = bits;

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_api_flow_on_miss(ngx_kundo_request_t *req, kundo_str_t word,
    uint64_t *busy)
{
    *busy = kundo_str_eq(word, kundo_str("busy"));

    if (*busy || word.data == NULL
        || kundo_str_eq(word, kundo_str("nothing")))
    {
        return NGX_OK;
    }

    ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                     "on_miss takes \"nothing\" or \"busy\"");
    return NGX_ERROR;
}


static void
ngx_kundo_api_flow_add_planned(ngx_kundo_request_t *req,
    const kundo_open_plan_t *plan)
{
    req->job.command.u.flow_add.rule = plan->rule;
    req->job.command.u.flow_add.opening = plan->opening;

    ngx_kundo_request_command(req, KUNDO_COMMAND_FLOW_ADD,
                              ngx_kundo_api_flow_added);
}


static void
ngx_kundo_api_flow_patch_planned(ngx_kundo_request_t *req,
    const kundo_open_plan_t *plan)
{
    req->job.command.u.flow_update.rule = plan->rule;
    req->job.command.u.flow_update.opening = plan->opening;

    ngx_kundo_request_command(req, KUNDO_COMMAND_FLOW_UPDATE,
                              ngx_kundo_api_flow_patched);
}


void
ngx_kundo_api_flow_add(ngx_kundo_request_t *req)
{
    uint32_t           given;
    kundo_command_t   *cmd;
    ngx_kundo_flow_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_flow_t));
    in.public = 1;
    in.show_agents = 1;
    in.max_queue = NGX_KUNDO_QUEUE_DEFAULT;
    in.auto_transfer_s = KUNDO_AUTO_TRANSFER_DEFAULT;

    if (ngx_kundo_request_bind(req, ngx_kundo_flow_fields, &in, &given)
        != NGX_OK)
    {
        return;
    }

    if (in.name.data == NULL || !ngx_kundo_api_flow_id_valid(in.id)) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "a flow takes a name, and an id of A-Z a-z 0-9 _ -");
        return;
    }

    cmd = &req->job.command;
    cmd->u.flow_add.id = in.id;
    cmd->u.flow_add.name = in.name;
    cmd->u.flow_add.public = in.public != 0;
    cmd->u.flow_add.max_queue = (uint64_t) in.max_queue;
    cmd->u.flow_add.any_agent = in.agents == NULL;
    cmd->u.flow_add.show_agents = in.show_agents != 0;

    cmd->u.flow_add.auto_transfer_s = (uint64_t) in.auto_transfer_s;
    cmd->u.flow_add.ref_code = in.ref_code;

    if (ngx_kundo_api_flow_ask(req, in.ask, &cmd->u.flow_add.ask) != NGX_OK
        || ngx_kundo_api_flow_on_miss(req, in.on_miss,
                                      &cmd->u.flow_add.on_miss)
           != NGX_OK)
    {
        return;
    }

    if (in.agents != NULL
        && ngx_kundo_api_flow_agents(req, in.agents, &cmd->u.flow_add.agents)
           != NGX_OK)
    {
        return;
    }

    if (in.welcome.data != NULL
        && ngx_kundo_text_escape(req, in.welcome, &cmd->u.flow_add.welcome)
           != NGX_OK)
    {
        return;
    }

    ngx_kundo_hours_plan(req, in.hours, ngx_kundo_api_flow_add_planned);
}


void
ngx_kundo_api_flow_patch(ngx_kundo_request_t *req)
{
    uint32_t           given;
    ngx_uint_t         i;
    kundo_command_t   *cmd;
    ngx_kundo_flow_t   in;

    ngx_memzero(&in, sizeof(ngx_kundo_flow_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_flow_patch_fields, &in, &given)
        != NGX_OK)
    {
        return;
    }

    cmd = &req->job.command;

    for (i = 0; i < sizeof(ngx_kundo_flow_given) / sizeof(uint64_t); i++) {
        if (given & (1u << i)) {
            cmd->u.flow_update.given |= ngx_kundo_flow_given[i];
        }
    }

    cmd->u.flow_update.id = req->parts[2];
    cmd->u.flow_update.name = in.name;
    cmd->u.flow_update.public = in.public != 0;
    cmd->u.flow_update.max_queue = (uint64_t) in.max_queue;
    cmd->u.flow_update.any_agent = in.agents == NULL;
    cmd->u.flow_update.show_agents = in.show_agents != 0;

    cmd->u.flow_update.auto_transfer_s = (uint64_t) in.auto_transfer_s;
    cmd->u.flow_update.ref_code = in.ref_code;

    if (ngx_kundo_api_flow_ask(req, in.ask, &cmd->u.flow_update.ask) != NGX_OK
        || ngx_kundo_api_flow_on_miss(req, in.on_miss,
                                      &cmd->u.flow_update.on_miss)
           != NGX_OK)
    {
        return;
    }

    if (in.agents != NULL
        && ngx_kundo_api_flow_agents(req, in.agents,
                                     &cmd->u.flow_update.agents)
           != NGX_OK)
    {
        return;
    }

    if (in.welcome.data != NULL
        && ngx_kundo_text_escape(req, in.welcome,
                                 &cmd->u.flow_update.welcome)
           != NGX_OK)
    {
        return;
    }

    ngx_kundo_hours_plan(req, in.hours, ngx_kundo_api_flow_patch_planned);
}

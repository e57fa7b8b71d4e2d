/*
 * Requests: memory, answers, commands.
 */

#include "codec/kundo_json_out.h"

#include "ngx_kundo_request.h"


#define NGX_KUNDO_REQUEST_ARENA  (4 << 20)   /* a list of 200 long ones */
#define NGX_KUNDO_REQUEST_KEPT   256         /* old ones for the next */


static ngx_queue_t  ngx_kundo_requests_kept;
static ngx_uint_t   ngx_kundo_nkept;


ngx_kundo_request_t *
ngx_kundo_request_create(ngx_kundo_worker_t *worker,
    const ngx_kundo_transport_t *transport)
{
    ngx_queue_t          *q;
    kundo_arena_t         arena;
    ngx_kundo_request_t  *req;

    if (ngx_kundo_nkept) {
        q = ngx_queue_head(&ngx_kundo_requests_kept);
        ngx_queue_remove(q);
        ngx_kundo_nkept--;

        req = ngx_queue_data(q, ngx_kundo_request_t, queue);
        arena = req->arena;

    } else {
        req = ngx_alloc(sizeof(ngx_kundo_request_t), worker->log);
        if (req == NULL) {
            return NULL;
        }

        kundo_arena_init(&arena, NGX_KUNDO_REQUEST_ARENA);
    }

    ngx_memzero(req, sizeof(ngx_kundo_request_t));

    req->arena = arena;
    req->worker = worker;
    req->transport = transport;

    return req;
}


void
ngx_kundo_request_free(ngx_kundo_request_t *req)
{
    if (ngx_kundo_nkept < NGX_KUNDO_REQUEST_KEPT) {

        if (ngx_kundo_requests_kept.next == NULL) {
            ngx_queue_init(&ngx_kundo_requests_kept);
        }

        kundo_arena_reset(&req->arena);
        ngx_queue_insert_head(&ngx_kundo_requests_kept, &req->queue);
        ngx_kundo_nkept++;
        return;
    }

    kundo_arena_free(&req->arena);
    ngx_free(req);
}


kundo_out_t *
ngx_kundo_request_out(ngx_kundo_request_t *req)
{
    kundo_out_init(&req->out, &req->arena, 1024);

    return &req->out;
}


void
ngx_kundo_answer(ngx_kundo_request_t *req, ngx_uint_t status)
{
    if (req->out.failed) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    req->status = status;
    req->transport->answer(req);
}


void
ngx_kundo_answer_empty(ngx_kundo_request_t *req)
{
    ngx_memzero(&req->out, sizeof(kundo_out_t));

    req->status = NGX_HTTP_NO_CONTENT;
    req->transport->answer(req);
}


void
ngx_kundo_refuse(ngx_kundo_request_t *req, kundo_rc_t rc, const char *detail)
{
    req->rc = rc;
    req->status = (ngx_uint_t) kundo_rc_status(rc);
    req->type = NULL;

    if (req->status == NGX_HTTP_SERVICE_UNAVAILABLE && req->retry_after == 0)
    {
        req->retry_after = 1;
    }

    ngx_kundo_request_out(req);
    kundo_render_problem(&req->out, rc, detail);

    req->transport->answer(req);
}


void
ngx_kundo_answer_rc(ngx_kundo_request_t *req, kundo_rc_t rc,
    ngx_uint_t status)
{
    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, NULL);
        return;
    }

    ngx_kundo_answer(req, status);
}


kundo_rc_t
ngx_kundo_request_read(ngx_kundo_request_t *req, kundo_reader_t *reader)
{
    kundo_rc_t  rc;

    rc = ngx_kundo_worker_read(req->worker, reader);

    if (rc == KUNDO_OK) {
        reader->arena = &req->arena;
        reader->viewer = req->actor;
        reader->session = req->session;
    }

    return rc;
}


static void
ngx_kundo_request_done(ngx_kundo_job_t *job)
{
    ngx_kundo_request_t  *req;

    req = job->data;

    if (job->result.rc != KUNDO_OK) {
        ngx_kundo_refuse(req, job->result.rc, job->result.detail);
        return;
    }

    req->next(req);
}


void
ngx_kundo_request_command(ngx_kundo_request_t *req,
    kundo_command_type_t type, ngx_kundo_request_pt next)
{
    kundo_rc_t  rc;

    req->next = next;
    req->job.command.type = type;
    req->job.command.actor = req->actor;
    req->job.done = ngx_kundo_request_done;
    req->job.data = req;

    rc = ngx_kundo_writer_submit(req->worker, &req->job);

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, NULL);
    }
}


ngx_int_t
ngx_kundo_request_bind(ngx_kundo_request_t *req, const kundo_field_t *fields,
    void *out, uint32_t *given)
{
    uint32_t            bits;
    kundo_rc_t          rc;
    kundo_json_error_t  err;

    rc = kundo_json_bind(req->body, fields, out, given ? given : &bits, &err);

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, err.detail);
        return NGX_ERROR;
    }

    return NGX_OK;
}


uint64_t
ngx_kundo_request_hash(ngx_kundo_request_t *req, uint64_t of)
{
    uint64_t             h;
    const kundo_json_t  *m;

    h = kundo_str_hash(0, kundo_str_make(&of, sizeof(uint64_t)));

    /* no text has a zero in it: one ends each */

    for (m = req->body->child; m != NULL; m = m->next) {
        h = kundo_str_hash(h, m->key);
        h = kundo_str_hash(h, kundo_str_make("", 1));
        h = kundo_str_hash(h, m->str);
        h = kundo_str_hash(h, kundo_str_make("", 1));
    }

    return h;
}


ngx_int_t
ngx_kundo_request_arg(ngx_kundo_request_t *req, const char *name,
    kundo_str_t *value)
{
    size_t          n;
    u_char         *dst, *src, *copy;
    const uint8_t  *p, *end, *amp;

    n = ngx_strlen(name);
    p = req->args.data;
    end = p + req->args.len;

    for ( /* void */ ; p < end; p = amp + 1) {

        amp = memchr(p, '&', (size_t) (end - p));
        if (amp == NULL) {
            amp = end;
        }

        if ((size_t) (amp - p) <= n || p[n] != '='
            || ngx_memcmp(p, name, n) != 0)
        {
            continue;
        }

        p += n + 1;

        copy = kundo_arena_alloc(&req->arena, (size_t) (amp - p) + 1);
        if (copy == NULL) {
            ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
            return NGX_ERROR;
        }

        dst = copy;
        src = (u_char *) p;

        ngx_unescape_uri(&dst, &src, (size_t) (amp - p), 0);

        *value = kundo_str_make(copy, (size_t) (dst - copy));

        return NGX_OK;
    }

    return NGX_DECLINED;
}


ngx_int_t
ngx_kundo_request_arg_number(ngx_kundo_request_t *req, const char *name,
    uint64_t max, uint64_t *value)
{
    size_t       i;
    uint64_t     v;
    u_char      *p;
    u_char       detail[128];
    ngx_int_t    rc;
    kundo_str_t  s;

    rc = ngx_kundo_request_arg(req, name, &s);
    if (rc != NGX_OK) {
        return rc;
    }

    v = 0;

    for (i = 0; i < s.len && i < 12; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            break;
        }

        v = v * 10 + (uint64_t) (s.data[i] - '0');
    }

    if (s.len == 0 || i != s.len || v > max) {
        p = ngx_snprintf(detail, sizeof(detail) - 1,
                         "%s takes a whole number of at most %uL", name, max);
        *p = '\0';
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE, (char *) detail);
        return NGX_ERROR;
    }

    *value = v;

    return NGX_OK;
}


uint64_t
ngx_kundo_request_id(ngx_kundo_request_t *req, ngx_uint_t part,
    kundo_seal_kind_t kind)
{
    uint64_t  no;

    if (kundo_seal_get(req->worker->seal, kind, 0, req->parts[part], &no)
        != KUNDO_OK)
    {
        return 0;
    }

    return no;
}

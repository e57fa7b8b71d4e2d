/*
 * Sessions at the door.
 */

#include "auth/kundo_token.h"
#include "domain/kundo_session.h"

#include "ngx_kundo_conf.h"
#include "ngx_kundo_session.h"


#define NGX_KUNDO_RENEW_MS  (24ULL * 3600 * 1000)    /* or half a life */


static ngx_str_t  ngx_kundo_cookie_visitor = ngx_string("kundo_visitor");
static ngx_str_t  ngx_kundo_cookie_agent = ngx_string("kundo_agent");


static void ngx_kundo_session_tell(ngx_kundo_request_t *req,
    time_t max_age);
static void ngx_kundo_session_set(ngx_kundo_request_t *req, u_char *token,
    size_t len, time_t max_age);


/* The value of a cookie (RFC 6265 5.4); all headers of the name count. */

static ngx_int_t
ngx_kundo_session_cookie(ngx_http_request_t *r, ngx_str_t *name,
    kundo_str_t *value)
{
    u_char           *p, *end, *semi;
    ngx_uint_t        i;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h;

    part = &r->headers_in.headers.part;
    h = part->elts;

    for (i = 0; /* void */ ; i++) {

        if (i >= part->nelts) {
            if (part->next == NULL) {
                return NGX_DECLINED;
            }

            part = part->next;
            h = part->elts;
            i = 0;
        }

        if (h[i].key.len != 6
            || ngx_strncasecmp(h[i].key.data, (u_char *) "cookie", 6) != 0)
        {
            continue;
        }

        p = h[i].value.data;
        end = p + h[i].value.len;

        for ( /* void */ ; p < end; p = semi + 1) {

            while (p < end && *p == ' ') {
                p++;
            }

            semi = ngx_strlchr(p, end, ';');
            if (semi == NULL) {
                semi = end;
            }

            if ((size_t) (semi - p) > name->len && p[name->len] == '='
                && ngx_strncmp(p, name->data, name->len) == 0)
            {
                p += name->len + 1;
                *value = kundo_str_make(p, (size_t) (semi - p));
                return NGX_OK;
            }
        }
    }
}


static kundo_rc_t
ngx_kundo_session_check(ngx_kundo_request_t *req, kundo_str_t token)
{
    uint8_t         digest[KUNDO_TOKEN_DIGEST_BYTES];
    uint64_t        no;
    kundo_rc_t      rc;
    kundo_person_t  person;
    kundo_reader_t  rd;

    rc = kundo_token_get(req->worker->token_key, token, &no, digest);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = ngx_kundo_worker_read(req->worker, &rd);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_session_get(rd.txn, no, ngx_kundo_now_ms(), &req->login,
                           &person);

    if (rc == KUNDO_OK
        && !kundo_token_digest_eq(digest, req->login.digest))
    {
        rc = KUNDO_UNAUTHORIZED;
    }

    if (rc == KUNDO_OK) {
        req->session = no;
        req->actor.no = person.no;
        req->actor.kind = person.kind;
        req->actor.role = person.role;
    }

    ngx_kundo_worker_read_end(req->worker);

    return rc;
}


kundo_rc_t
ngx_kundo_session_find(ngx_kundo_request_t *req, ngx_http_request_t *r)
{
    kundo_rc_t        rc;
    ngx_int_t         agent, visitor;
    kundo_str_t       token, other, as;
    ngx_table_elt_t  *h;

    h = r->headers_in.authorization;

    if (h != NULL) {
        if (h->value.len <= 7
            || ngx_strncasecmp(h->value.data, (u_char *) "Bearer ", 7) != 0)
        {
            return KUNDO_UNAUTHORIZED;
        }

        return ngx_kundo_session_check(req,
                                       kundo_str_make(h->value.data + 7,
                                                      h->value.len - 7));
    }

    agent = ngx_kundo_session_cookie(r, &ngx_kundo_cookie_agent, &token);
    visitor = ngx_kundo_session_cookie(r, &ngx_kundo_cookie_visitor, &other);

    if (ngx_kundo_request_arg(req, "as", &as) == NGX_OK) {

        if (kundo_str_eq(as, kundo_str("visitor"))) {
            agent = NGX_DECLINED;

        } else if (kundo_str_eq(as, kundo_str("agent"))) {
            visitor = NGX_DECLINED;

        } else {
            return KUNDO_BAD_VALUE;
        }
    }

    if (agent != NGX_OK) {
        if (visitor != NGX_OK) {
            return KUNDO_OK;
        }

        token = other;
    }

    req->cookie = 1;
    rc = ngx_kundo_session_check(req, token);

    if (rc == KUNDO_OK
        && (req->actor.kind == KUNDO_PERSON_AGENT) != (agent == NGX_OK))
    {
        ngx_memzero(&req->actor, sizeof(kundo_actor_t));
        req->session = 0;
        rc = KUNDO_UNAUTHORIZED;
    }

    if (rc == KUNDO_OK) {
        req->cookie_token = token;
    }

    /* an old cookie is as none: a new log-in replaces it */

    return rc == KUNDO_UNAUTHORIZED ? KUNDO_OK : rc;
}


static void
ngx_kundo_session_renewed(ngx_kundo_job_t *job)
{
    ngx_free(job);
}


/* Whether so little is left that a use is worth a write. */

static ngx_uint_t
ngx_kundo_session_is_old(ngx_kundo_worker_t *worker, uint64_t expires_ms)
{
    uint64_t  life;

    life = (uint64_t) worker->conf->session * 1000;

    return expires_ms + ngx_min(NGX_KUNDO_RENEW_MS, life / 2)
           <= ngx_kundo_now_ms() + life;
}


void
ngx_kundo_session_renew(ngx_kundo_request_t *req)
{
    ngx_kundo_job_t  *job;

    if (req->session == 0
        || !ngx_kundo_session_is_old(req->worker, req->login.expires_ms))
    {
        return;
    }

    job = ngx_calloc(sizeof(ngx_kundo_job_t), req->worker->log);
    if (job == NULL) {
        return;
    }

    job->command.type = KUNDO_COMMAND_SESSION_RENEW;
    job->command.u.session_renew.session = req->session;
    job->command.actor = req->actor;
    job->done = ngx_kundo_session_renewed;
    job->alone = 1;

    if (ngx_kundo_writer_submit(req->worker, job) != KUNDO_OK) {
        ngx_free(job);
        return;
    }

    req->renewed = 1;

    if (req->http != NULL) {
        ngx_kundo_session_tell(req, req->worker->conf->session);
    }
}


void
ngx_kundo_session_cookie_again(ngx_kundo_request_t *req)
{
    uint64_t  now_ms;

    now_ms = ngx_kundo_now_ms();

    if (!req->renewed && req->login.expires_ms > now_ms) {
        ngx_kundo_session_tell(req, (time_t) ((req->login.expires_ms - now_ms
                                               + 999) / 1000));
    }
}


static void
ngx_kundo_session_tell(ngx_kundo_request_t *req, time_t max_age)
{
    if (req->cookie && req->session) {
        ngx_kundo_session_set(req, (u_char *) req->cookie_token.data,
                              req->cookie_token.len, max_age);
    }
}


void
ngx_kundo_session_renew_stream(ngx_kundo_request_t *req,
    uint64_t *expires_ms)
{
    kundo_rc_t      rc;
    kundo_person_t  person;
    kundo_reader_t  rd;

    if (!ngx_kundo_session_is_old(req->worker, *expires_ms)) {
        return;
    }

    /* another request may have renewed it */

    rc = ngx_kundo_worker_read(req->worker, &rd);
    if (rc != KUNDO_OK) {
        return;
    }

    rc = kundo_session_get(rd.txn, req->session, ngx_kundo_now_ms(),
                           &req->login, &person);

    ngx_kundo_worker_read_end(req->worker);

    if (rc == KUNDO_OK) {
        *expires_ms = req->login.expires_ms;
        ngx_kundo_session_renew(req);
    }
}


static void
ngx_kundo_session_set(ngx_kundo_request_t *req, u_char *token, size_t len,
    time_t max_age)
{
    u_char                *p;
    ngx_str_t             *name;
    ngx_http_request_t    *r;
    ngx_kundo_loc_conf_t  *klcf;

    r = req->http;

    if (r == NULL) {
        return;
    }

    klcf = ngx_http_get_module_loc_conf(r, ngx_kundo_module);

    name = req->actor.kind == KUNDO_PERSON_AGENT ? &ngx_kundo_cookie_agent
                                                 : &ngx_kundo_cookie_visitor;

    p = ngx_snprintf(req->set_cookie, NGX_KUNDO_COOKIE_MAX,
                     "%V=%*s; Path=%V; Max-Age=%T; HttpOnly; SameSite=%s%s",
                     name, len, token, &klcf->prefix, max_age,
                     req->actor.kind == KUNDO_PERSON_AGENT ? "Strict" : "Lax",
#if (NGX_HTTP_SSL)
                     r->connection->ssl ? "; Secure" : "");
#else
                     "");
#endif

    req->set_cookie_len = (size_t) (p - req->set_cookie);
}


ngx_int_t
ngx_kundo_session_token(ngx_kundo_request_t *req, const uint8_t *secret,
    u_char *token)
{
    if (kundo_token_put(req->worker->token_key, req->job.result.session,
                        secret, token)
        != KUNDO_OK)
    {
        return NGX_ERROR;
    }

    ngx_kundo_session_set(req, token, KUNDO_TOKEN_LEN,
                          req->worker->conf->session);

    return NGX_OK;
}


void
ngx_kundo_session_clear(ngx_kundo_request_t *req)
{
    ngx_kundo_session_set(req, (u_char *) "", 0, 0);
}

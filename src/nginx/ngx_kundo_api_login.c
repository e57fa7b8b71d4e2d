/*
 * API: the log-in of agents.  Passwords are checked in the pool, few at a
 * time; the others wait in line.
 */

#include "auth/kundo_password.h"
#include "auth/kundo_token.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_secret.h"
#include "ngx_kundo_session.h"


#define NGX_KUNDO_LOGIN_RATE     33     /* tries per 1000 s: one in 30 s */
#define NGX_KUNDO_LOGIN_BURST    5
#define NGX_KUNDO_LOGIN_ADDRESS  20     /* burst of an address: an office */
#define NGX_KUNDO_LOGIN_AT_ONCE  2      /* scrypt takes 64 MiB each */
#define NGX_KUNDO_LOGIN_WAITING  64


typedef struct {
    ngx_queue_t   queue;
    kundo_str_t   email;
    kundo_str_t   password;
    uint64_t      person;
    uint32_t      generation;
    size_t        hash_len;
    uint8_t       hash[KUNDO_PASSWORD_HASH_MAX];
    uint8_t       secret[KUNDO_TOKEN_SECRET_BYTES];
    uint8_t       digest[KUNDO_TOKEN_DIGEST_BYTES];
} ngx_kundo_login_t;

static const kundo_field_t  ngx_kundo_login_fields[] = {
    { kundo_str_field("email"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_login_t, email), KUNDO_EMAIL_MAX_BYTES },
    { kundo_str_field("password"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_login_t, password), KUNDO_PASSWORD_MAX },
    kundo_field_end
};


static ngx_uint_t   ngx_kundo_logins;            /* under way */
static ngx_queue_t  ngx_kundo_logins_waiting;
static ngx_uint_t   ngx_kundo_nlogins_waiting;


static void ngx_kundo_api_login_start(ngx_kundo_request_t *req);


/* Both the account and the address have a bucket: neither can be tried out. */

static ngx_int_t
ngx_kundo_api_login_rate(ngx_kundo_request_t *req, ngx_kundo_login_t *login)
{
    uint64_t    key;
    ngx_str_t   email;
    u_char      lower[KUNDO_EMAIL_MAX_BYTES];

    ngx_strlow(lower, (u_char *) login->email.data, login->email.len);
    email.data = lower;
    email.len = login->email.len;

    key = ngx_kundo_rate_login_key(ngx_kundo_rate_text_key(&email));

    if (ngx_kundo_rate_take(req->worker->conf, key, NGX_KUNDO_LOGIN_RATE,
                            NGX_KUNDO_LOGIN_BURST, ngx_current_msec,
                            &req->retry_after)
        != NGX_OK)
    {
        return NGX_DECLINED;
    }

    key = ngx_kundo_rate_login_key(req->address_key);

    return ngx_kundo_rate_take(req->worker->conf, key,
                               NGX_KUNDO_LOGIN_RATE * 10,
                               NGX_KUNDO_LOGIN_ADDRESS, ngx_current_msec,
                               &req->retry_after);
}


static kundo_rc_t
ngx_kundo_api_login_account(ngx_kundo_request_t *req,
    ngx_kundo_login_t *login)
{
    kundo_rc_t      rc;
    kundo_person_t  p;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_person_find_agent(rd.txn, login->email, &login->person);

    if (rc == KUNDO_OK) {
        rc = kundo_person_get(rd.txn, login->person, &p);
    }

    if (rc == KUNDO_OK && !p.disabled
        && p.hash.len <= KUNDO_PASSWORD_HASH_MAX)
    {
        login->generation = p.generation;
        login->hash_len = p.hash.len;
        ngx_memcpy(login->hash, p.hash.data, p.hash.len);
    }

    ngx_kundo_worker_read_end(req->worker);

    /* an unknown account is checked, too, and takes as long */

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


void
ngx_kundo_api_login(ngx_kundo_request_t *req)
{
    kundo_rc_t          rc;
    ngx_kundo_login_t  *login;

    login = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_login_t));

    if (login == NULL
        || ngx_kundo_secret(login->secret, sizeof(login->secret)) != NGX_OK)
    {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    if (ngx_kundo_request_bind(req, ngx_kundo_login_fields, login, NULL)
        != NGX_OK)
    {
        return;
    }

    if (ngx_kundo_api_login_rate(req, login) != NGX_OK) {
        ngx_kundo_refuse(req, KUNDO_RATE_LIMITED, "too many log-ins: wait");
        return;
    }

    rc = ngx_kundo_api_login_account(req, login);

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, NULL);
        return;
    }

    req->ctx = login;

    if (ngx_kundo_logins < NGX_KUNDO_LOGIN_AT_ONCE) {
        ngx_kundo_api_login_start(req);
        return;
    }

    if (ngx_kundo_nlogins_waiting >= NGX_KUNDO_LOGIN_WAITING) {
        ngx_kundo_refuse(req, KUNDO_OVERLOAD, NULL);
        return;
    }

    if (ngx_kundo_logins_waiting.next == NULL) {
        ngx_queue_init(&ngx_kundo_logins_waiting);
    }

    ngx_queue_insert_tail(&ngx_kundo_logins_waiting, &req->queue);
    ngx_kundo_nlogins_waiting++;
}


static kundo_rc_t
ngx_kundo_api_login_check(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    ngx_kundo_login_t  *login;

    login = req->ctx;

    /* a third of a second: no transaction is held for so long */

    kundo_txn_reset(rd->txn);

    return kundo_password_check(login->password,
                                kundo_str_make(login->hash,
                                               login->hash_len));
}


static void
ngx_kundo_api_login_done(ngx_kundo_request_t *req)
{
    u_char              token[KUNDO_TOKEN_LEN];
    kundo_rc_t          rc;
    kundo_out_t        *out;
    kundo_person_t      p;
    kundo_reader_t      rd;
    ngx_kundo_login_t  *login;

    login = req->ctx;
    req->actor.no = req->job.result.no;
    req->actor.kind = KUNDO_PERSON_AGENT;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_person_get(rd.txn, req->actor.no, &p);

        if (rc == KUNDO_OK
            && ngx_kundo_session_token(req, login->secret, token) != NGX_OK)
        {
            rc = KUNDO_NO_MEMORY;
        }

        if (rc == KUNDO_OK) {
            out = ngx_kundo_request_out(req);
            kundo_out_lit(out, "{\"token\":\"");
            kundo_out_bytes(out, token, KUNDO_TOKEN_LEN);
            kundo_out_lit(out, "\",\"agent\":");
            kundo_render_agent(&rd, out, &p);
            kundo_out_lit(out, "}");
        }

        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_CREATED);
}


static void
ngx_kundo_api_login_checked(ngx_kundo_request_t *req)
{
    ngx_queue_t        *q;
    kundo_command_t    *cmd;
    ngx_kundo_login_t  *login;

    login = req->ctx;
    ngx_kundo_logins--;

    if (ngx_kundo_nlogins_waiting) {
        q = ngx_queue_head(&ngx_kundo_logins_waiting);
        ngx_queue_remove(q);
        ngx_kundo_nlogins_waiting--;
        ngx_kundo_api_login_start(ngx_queue_data(q, ngx_kundo_request_t,
                                                 queue));
    }

    if (req->rc != KUNDO_OK) {
        ngx_kundo_refuse(req, req->rc, req->rc == KUNDO_UNAUTHORIZED
                         ? "e-mail or password is wrong" : NULL);
        return;
    }

    kundo_token_digest(login->secret, login->digest);

    cmd = &req->job.command;
    cmd->u.session_add.person = login->person;
    cmd->u.session_add.generation = login->generation;
    cmd->u.session_add.digest = kundo_str_make(login->digest,
                                               KUNDO_TOKEN_DIGEST_BYTES);

    ngx_kundo_request_command(req, KUNDO_COMMAND_SESSION_ADD,
                              ngx_kundo_api_login_done);
}


static void
ngx_kundo_api_login_start(ngx_kundo_request_t *req)
{
    ngx_kundo_logins++;
    ngx_kundo_io_run(req, ngx_kundo_api_login_check,
                     ngx_kundo_api_login_checked);
}

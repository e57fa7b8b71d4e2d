/*
 * API: visitors, and what visitors and agents have in common of a log-in.
 */

#include "auth/kundo_jwt.h"
#include "auth/kundo_token.h"
#include "domain/kundo_identity.h"
#include "domain/kundo_query.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_secret.h"
#include "ngx_kundo_session.h"


typedef struct {
    kundo_str_t   name;
    kundo_str_t   email;
    kundo_str_t   phone;
    kundo_str_t   locale;
    kundo_str_t   identity;

    /* by the identity */

    kundo_str_t   subject;
    uint64_t      verified;
} ngx_kundo_visitor_t;


#define NGX_KUNDO_VISITOR_NAMED                                               \
    (KUNDO_GIVEN_NAME | KUNDO_GIVEN_EMAIL | KUNDO_GIVEN_PHONE)

#define NGX_KUNDO_VISITOR_GIVEN                                               \
    (NGX_KUNDO_VISITOR_NAMED | KUNDO_GIVEN_LOCALE)

/* the order is that of KUNDO_GIVEN_NAME .. KUNDO_GIVEN_LOCALE */

static const kundo_field_t  ngx_kundo_visitor_fields[] = {
    { kundo_str_field("name"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_NULLABLE | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_visitor_t, name), KUNDO_NAME_MAX_BYTES },
    { kundo_str_field("email"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_NULLABLE | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_visitor_t, email), KUNDO_EMAIL_MAX_BYTES },
    { kundo_str_field("phone"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_NULLABLE | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_visitor_t, phone), KUNDO_PHONE_MAX_BYTES },
    { kundo_str_field("locale"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_NULLABLE | KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_visitor_t, locale), KUNDO_LOCALE_MAX_BYTES },
    { kundo_str_field("identity"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,
      offsetof(ngx_kundo_visitor_t, identity), KUNDO_JWT_MAX_BYTES },
    kundo_field_end
};


typedef struct {
    uint8_t       secret[KUNDO_TOKEN_SECRET_BYTES];
    uint8_t       digest[KUNDO_TOKEN_DIGEST_BYTES];
} ngx_kundo_new_session_t;


static ngx_uint_t
ngx_kundo_api_visitor_email(kundo_str_t email)
{
    return email.len >= 3
           && memchr(email.data + 1, '@', email.len - 2) != NULL;
}


/*
 * S4.5: who the site says that she is.  Its word is all there is of a name
 * and an e-mail: nothing that she says herself stands beside it as verified.
 */

static ngx_int_t
ngx_kundo_api_visitor_identity(ngx_kundo_request_t *req,
    ngx_kundo_visitor_t *in, uint32_t *given)
{
    kundo_rc_t           rc;
    ngx_array_t         *keys;
    kundo_claims_t       claims;
    kundo_json_error_t   err;

    keys = req->worker->conf->identity_keys;

    if (keys == NULL) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "identity: none is taken here, for want of an "
                         "identity_key");
        return NGX_ERROR;
    }

    if (*given & NGX_KUNDO_VISITOR_NAMED) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "identity: name, email and phone are what it says, "
                         "none of them stands beside it");
        return NGX_ERROR;
    }

    err.detail[0] = '\0';

    rc = kundo_identity_check(&req->arena, in->identity, keys->elts,
                              keys->nelts, ngx_kundo_now_ms(), &claims, &err);

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, rc == KUNDO_UNAUTHORIZED && err.detail[0]
                                  ? err.detail : NULL);
        return NGX_ERROR;
    }

    if (claims.email.data != NULL
        && !ngx_kundo_api_visitor_email(claims.email))
    {
        ngx_kundo_refuse(req, KUNDO_UNAUTHORIZED,
                         "identity: email takes an address such as "
                         "a@example.com");
        return NGX_ERROR;
    }

    in->name = claims.name;
    in->email = claims.email;
    in->phone = claims.phone;
    in->subject = claims.sub;
    in->verified = 1;

    *given |= KUNDO_GIVEN_NAME | KUNDO_GIVEN_EMAIL
              | (claims.phone.data != NULL ? KUNDO_GIVEN_PHONE : 0);

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_api_visitor_bind(ngx_kundo_request_t *req, ngx_kundo_visitor_t *in,
    uint32_t *given)
{
    ngx_memzero(in, sizeof(ngx_kundo_visitor_t));

    if (ngx_kundo_request_bind(req, ngx_kundo_visitor_fields, in, given)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (in->email.data != NULL && !ngx_kundo_api_visitor_email(in->email)) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "email takes an address such as a@example.com");
        return NGX_ERROR;
    }

    if (in->identity.data == NULL) {
        return NGX_OK;
    }

    return ngx_kundo_api_visitor_identity(req, in, given);
}


static void
ngx_kundo_api_visitor_added(ngx_kundo_request_t *req)
{
    u_char                    token[KUNDO_TOKEN_LEN];
    kundo_rc_t                rc;
    kundo_person_t            p;
    kundo_reader_t            rd;
    ngx_kundo_new_session_t  *session;

    session = req->ctx;
    req->actor.no = req->job.result.no;
    req->actor.kind = KUNDO_PERSON_VISITOR;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_person_get(rd.txn, req->actor.no, &p);

        if (rc == KUNDO_OK
            && ngx_kundo_session_token(req, session->secret, token)
               != NGX_OK)
        {
            rc = KUNDO_NO_MEMORY;
        }

        if (rc == KUNDO_OK) {
            kundo_render_visitor(&rd, ngx_kundo_request_out(req), &p,
                                 kundo_str_make(token, KUNDO_TOKEN_LEN));
        }

        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_CREATED);
}


/* S4.5 */

void
ngx_kundo_api_visitor_add(ngx_kundo_request_t *req)
{
    uint32_t                  given;
    kundo_command_t          *cmd;
    ngx_kundo_visitor_t       in;
    ngx_kundo_new_session_t  *session;

    if (ngx_kundo_api_visitor_bind(req, &in, &given) != NGX_OK) {
        return;
    }

    session = kundo_arena_alloc(&req->arena, sizeof(ngx_kundo_new_session_t));

    if (session == NULL
        || ngx_kundo_secret(session->secret, sizeof(session->secret))
           != NGX_OK)
    {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return;
    }

    kundo_token_digest(session->secret, session->digest);

    req->ctx = session;

    cmd = &req->job.command;
    cmd->u.visitor_add.name = in.name;
    cmd->u.visitor_add.email = in.email;
    cmd->u.visitor_add.phone = in.phone;
    cmd->u.visitor_add.locale = in.locale;
    cmd->u.visitor_add.subject = in.subject;
    cmd->u.visitor_add.verified = in.verified;
    cmd->u.visitor_add.digest = kundo_str_make(session->digest,
                                               KUNDO_TOKEN_DIGEST_BYTES);

    ngx_kundo_request_command(req, KUNDO_COMMAND_VISITOR_ADD,
                              ngx_kundo_api_visitor_added);
}


void
ngx_kundo_api_me(ngx_kundo_request_t *req)
{
    kundo_rc_t      rc;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc == KUNDO_OK) {
        rc = kundo_query_me(&rd, ngx_kundo_request_out(req));
        ngx_kundo_worker_read_end(req->worker);
    }

    ngx_kundo_answer_rc(req, rc, NGX_HTTP_OK);
}


void
ngx_kundo_api_visitor_patch(ngx_kundo_request_t *req)
{
    uint32_t              given;
    kundo_command_t      *cmd;
    ngx_kundo_visitor_t   in;

    if (ngx_kundo_api_visitor_bind(req, &in, &given) != NGX_OK) {
        return;
    }

    cmd = &req->job.command;
    cmd->u.visitor_update.given = given & NGX_KUNDO_VISITOR_GIVEN;
    cmd->u.visitor_update.name = in.name;
    cmd->u.visitor_update.email = in.email;
    cmd->u.visitor_update.phone = in.phone;
    cmd->u.visitor_update.locale = in.locale;
    cmd->u.visitor_update.subject = in.subject;
    cmd->u.visitor_update.verified = in.verified;

    ngx_kundo_request_command(req, KUNDO_COMMAND_VISITOR_UPDATE,
                              ngx_kundo_api_me);
}


static void
ngx_kundo_api_logged_out(ngx_kundo_request_t *req)
{
    /* by a token it is another session than the browser's cookie, if any */

    if (req->cookie) {
        ngx_kundo_session_clear(req);
    }

    ngx_kundo_answer_empty(req);
}


void
ngx_kundo_api_logout(ngx_kundo_request_t *req)
{
    req->job.command.u.session_end.session = req->session;

    ngx_kundo_request_command(req, KUNDO_COMMAND_SESSION_END,
                              ngx_kundo_api_logged_out);
}

/*
 * Requests: one form for what comes by HTTP and by WebSocket, from the
 * route to the answer.
 */

#ifndef NGX_KUNDO_REQUEST_H
#define NGX_KUNDO_REQUEST_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "codec/kundo_json.h"
#include "domain/kundo_render.h"

#include "ngx_kundo_hub.h"
#include "ngx_kundo_worker.h"


#define NGX_KUNDO_PATH_PARTS   6
#define NGX_KUNDO_COOKIE_MAX   256


typedef struct ngx_kundo_request_s  ngx_kundo_request_t;
typedef struct ngx_kundo_route_s    ngx_kundo_route_t;

typedef void (*ngx_kundo_request_pt)(ngx_kundo_request_t *req);


typedef enum {
    NGX_KUNDO_GET    = 0x01,
    NGX_KUNDO_POST   = 0x02,
    NGX_KUNDO_PUT    = 0x04,
    NGX_KUNDO_PATCH  = 0x08,
    NGX_KUNDO_DELETE = 0x10
} ngx_kundo_method_t;


/* Who may ask. */

#define NGX_KUNDO_ANYONE   0x01
#define NGX_KUNDO_VISITOR  0x02
#define NGX_KUNDO_AGENT    0x04
#define NGX_KUNDO_ADMIN    0x08
#define NGX_KUNDO_BOTH     (NGX_KUNDO_VISITOR | NGX_KUNDO_AGENT)

/* How. */

#define NGX_KUNDO_BODY     0x10      /* a JSON object must come with it */
#define NGX_KUNDO_HTTP     0x20      /* not by WebSocket */
#define NGX_KUNDO_OPEN     0x40      /* pages of any origin may read it */


struct ngx_kundo_route_s {
    ngx_kundo_method_t     method;
    const char            *path;     /* "v1/conversations/:/seen" */
    ngx_uint_t             flags;
    ngx_kundo_request_pt   handler;
};


/* How an answer goes out; called once, the request is gone after it. */

typedef struct {
    void               (*answer)(ngx_kundo_request_t *req);
} ngx_kundo_transport_t;


struct ngx_kundo_request_s {
    ngx_queue_t                   queue;     /* of its stream */
    ngx_kundo_worker_t           *worker;
    kundo_arena_t                 arena;     /* all it needs; never r->pool */
    const ngx_kundo_route_t      *route;
    const ngx_kundo_transport_t  *transport;
    ngx_http_cleanup_t           *waiting;   /* for the rest of its body */
    ngx_http_request_t           *http;      /* or */
    ngx_kundo_stream_t           *stream;    /* NULL once it is closed */
    kundo_str_t                   ref;       /* of a WebSocket request */

    ngx_kundo_method_t            method;
    kundo_str_t                   path;
    kundo_str_t                   args;
    kundo_str_t                   parts[NGX_KUNDO_PATH_PARTS];
    ngx_uint_t                    nparts;
    kundo_json_t                 *body;      /* an object, or NULL */
    kundo_str_t                   idempotency_key;

    kundo_actor_t                 actor;     /* kind SYSTEM: nobody */
    uint64_t                      session;
    uint64_t                      address_key;
    kundo_session_t               login;     /* its row */
    unsigned                      cookie:1;  /* logged in by a cookie */
    unsigned                      renewed:1; /* the session, by this */
    kundo_str_t                   cookie_token;

    ngx_kundo_job_t               job;
    ngx_kundo_request_pt          next;      /* after the job or the task */
    void                         *ctx;       /* the handler's */

    /* the answer */

    kundo_rc_t                    rc;
    ngx_uint_t                    status;
    kundo_out_t                   out;
    ngx_uint_t                    retry_after;
    ngx_uint_t                    allow;     /* methods, with a 405 */
    ngx_uint_t                    max_age;   /* seconds; 0 = no-store */
    const char                   *type;      /* NULL: JSON */
    u_char                        set_cookie[NGX_KUNDO_COOKIE_MAX];
    size_t                        set_cookie_len;
    unsigned                      done:1;
};


/* From a list of old ones; NULL when there is no memory. */
ngx_kundo_request_t *ngx_kundo_request_create(ngx_kundo_worker_t *worker,
    const ngx_kundo_transport_t *transport);
void ngx_kundo_request_free(ngx_kundo_request_t *req);

/* The output of the answer, in the request's arena. */
kundo_out_t *ngx_kundo_request_out(ngx_kundo_request_t *req);

/* Answers: with what is in out; with nothing (204); with a problem. */
void ngx_kundo_answer(ngx_kundo_request_t *req, ngx_uint_t status);
void ngx_kundo_answer_empty(ngx_kundo_request_t *req);
void ngx_kundo_refuse(ngx_kundo_request_t *req, kundo_rc_t rc,
    const char *detail);

/* As rc says: refuse, or answer with out. */
void ngx_kundo_answer_rc(ngx_kundo_request_t *req, kundo_rc_t rc,
    ngx_uint_t status);

/* The loop's reader for the request's viewer, rendering into its arena. */
kundo_rc_t ngx_kundo_request_read(ngx_kundo_request_t *req,
    kundo_reader_t *reader);

/*
 * Runs the request's command; `next` is called when it was applied, and
 * only then: a refusal or a fault is answered here.
 */
void ngx_kundo_request_command(ngx_kundo_request_t *req,
    kundo_command_type_t type, ngx_kundo_request_pt next);

/* Binds the body; on failure the request is answered: NGX_ERROR. */
ngx_int_t ngx_kundo_request_bind(ngx_kundo_request_t *req,
    const kundo_field_t *fields, void *out, uint32_t *given);

/*
 * Tells one body from another, whose members are texts: the same over HTTP
 * and in a frame of a WebSocket.
 */
uint64_t ngx_kundo_request_hash(ngx_kundo_request_t *req, uint64_t of);

/* A number or a text of the query string; NGX_DECLINED where it is not
 * there, NGX_ERROR when it was bad and the request is answered. */
ngx_int_t ngx_kundo_request_arg(ngx_kundo_request_t *req, const char *name,
    kundo_str_t *value);
ngx_int_t ngx_kundo_request_arg_number(ngx_kundo_request_t *req,
    const char *name, uint64_t max, uint64_t *value);

/* The number behind an id in the path; 0 when there is none behind it. */
uint64_t ngx_kundo_request_id(ngx_kundo_request_t *req, ngx_uint_t part,
    kundo_seal_kind_t kind);


#endif /* NGX_KUNDO_REQUEST_H */

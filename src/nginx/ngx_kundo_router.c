/*
 * Router: routes, who may, how often.
 */

#include "ngx_kundo_api.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_router.h"


static const ngx_kundo_route_t  ngx_kundo_routes[] = {

    { NGX_KUNDO_POST,   "v1/conversations/:/messages",
      NGX_KUNDO_BOTH | NGX_KUNDO_BODY, ngx_kundo_api_message_post },

    { NGX_KUNDO_GET,    "v1/conversations/:/messages",
      NGX_KUNDO_BOTH, ngx_kundo_api_messages },

    { NGX_KUNDO_POST,   "v1/conversations/:/seen",
      NGX_KUNDO_BOTH | NGX_KUNDO_BODY, ngx_kundo_api_seen },

    { NGX_KUNDO_POST,   "v1/conversations/:/typing",
      NGX_KUNDO_BOTH | NGX_KUNDO_BODY, ngx_kundo_api_typing },

    { NGX_KUNDO_POST,   "v1/conversations/:/close",
      NGX_KUNDO_BOTH, ngx_kundo_api_conversation_close },

    { NGX_KUNDO_POST,   "v1/conversations/:/focus",
      NGX_KUNDO_AGENT | NGX_KUNDO_BODY, ngx_kundo_api_focus },

    { NGX_KUNDO_GET,    "v1/conversations/:/targets",
      NGX_KUNDO_AGENT, ngx_kundo_api_targets },

    { NGX_KUNDO_POST,   "v1/conversations/:/transfers",
      NGX_KUNDO_AGENT | NGX_KUNDO_BODY, ngx_kundo_api_transfer },

    { NGX_KUNDO_GET,    "v1/conversations/:/notes",
      NGX_KUNDO_AGENT, ngx_kundo_api_notes },

    { NGX_KUNDO_POST,   "v1/conversations/:/notes",
      NGX_KUNDO_AGENT | NGX_KUNDO_BODY, ngx_kundo_api_note_add },

    { NGX_KUNDO_GET,    "v1/conversations/:",
      NGX_KUNDO_BOTH, ngx_kundo_api_conversation },

    { NGX_KUNDO_PATCH,  "v1/conversations/:",
      NGX_KUNDO_AGENT | NGX_KUNDO_BODY, ngx_kundo_api_conversation_patch },

    { NGX_KUNDO_POST,   "v1/conversations",
      NGX_KUNDO_VISITOR | NGX_KUNDO_BODY, ngx_kundo_api_conversation_start },

    { NGX_KUNDO_GET,    "v1/conversations",
      NGX_KUNDO_VISITOR, ngx_kundo_api_conversations },

    { NGX_KUNDO_GET,    "v1/flows/:/status",
      NGX_KUNDO_ANYONE | NGX_KUNDO_OPEN, ngx_kundo_api_status },

    { NGX_KUNDO_GET,    "v1/flows",
      NGX_KUNDO_AGENT, ngx_kundo_api_flows },

    { NGX_KUNDO_POST,   "v1/flows",
      NGX_KUNDO_ADMIN | NGX_KUNDO_BODY, ngx_kundo_api_flow_add },

    { NGX_KUNDO_PATCH,  "v1/flows/:",
      NGX_KUNDO_ADMIN | NGX_KUNDO_BODY, ngx_kundo_api_flow_patch },

    { NGX_KUNDO_POST,   "v1/visitor",
      NGX_KUNDO_ANYONE | NGX_KUNDO_BODY | NGX_KUNDO_HTTP,
      ngx_kundo_api_visitor_add },

    { NGX_KUNDO_GET,    "v1/visitor",
      NGX_KUNDO_VISITOR, ngx_kundo_api_me },

    { NGX_KUNDO_PATCH,  "v1/visitor",
      NGX_KUNDO_VISITOR | NGX_KUNDO_BODY, ngx_kundo_api_visitor_patch },

    { NGX_KUNDO_DELETE, "v1/visitor",
      NGX_KUNDO_VISITOR | NGX_KUNDO_HTTP, ngx_kundo_api_logout },

    { NGX_KUNDO_POST,   "v1/session",
      NGX_KUNDO_ANYONE | NGX_KUNDO_BODY | NGX_KUNDO_HTTP,
      ngx_kundo_api_login },

    { NGX_KUNDO_GET,    "v1/session",
      NGX_KUNDO_AGENT, ngx_kundo_api_me },

    { NGX_KUNDO_DELETE, "v1/session",
      NGX_KUNDO_AGENT | NGX_KUNDO_HTTP, ngx_kundo_api_logout },

    { NGX_KUNDO_GET,    "v1/presence",
      NGX_KUNDO_AGENT, ngx_kundo_api_presence },

    { NGX_KUNDO_PUT,    "v1/presence",
      NGX_KUNDO_AGENT | NGX_KUNDO_BODY, ngx_kundo_api_presence_put },

    { NGX_KUNDO_GET,    "v1/inbox",
      NGX_KUNDO_AGENT, ngx_kundo_api_inbox },

    { NGX_KUNDO_GET,    "v1/board",
      NGX_KUNDO_AGENT, ngx_kundo_api_board },

    { NGX_KUNDO_GET,    "v1/statistics/transfers",
      NGX_KUNDO_AGENT, ngx_kundo_api_statistics_transfers },

    { NGX_KUNDO_GET,    "v1/statistics/responses",
      NGX_KUNDO_AGENT, ngx_kundo_api_statistics_responses },

    { NGX_KUNDO_GET,    "v1/statistics/conversations",
      NGX_KUNDO_AGENT, ngx_kundo_api_statistics_conversations },

    { NGX_KUNDO_GET,    "v1/statistics/:/conversations",
      NGX_KUNDO_AGENT, ngx_kundo_api_statistics_behind },

    { NGX_KUNDO_GET,    "v1/stream",
      NGX_KUNDO_BOTH | NGX_KUNDO_HTTP, ngx_kundo_api_stream },

    { NGX_KUNDO_GET,    "v1/health",
      NGX_KUNDO_ANYONE | NGX_KUNDO_HTTP, ngx_kundo_api_health },

    { NGX_KUNDO_GET,    "metrics",
      NGX_KUNDO_ANYONE | NGX_KUNDO_HTTP, ngx_kundo_api_metrics },

    { 0, NULL, 0, NULL }
};


static void
ngx_kundo_router_split(ngx_kundo_request_t *req)
{
    const uint8_t  *p, *end, *slash;

    p = req->path.data;
    end = p + req->path.len;
    req->nparts = 0;

    for ( ;; ) {
        slash = memchr(p, '/', (size_t) (end - p));
        if (slash == NULL) {
            slash = end;
        }

        if (req->nparts == NGX_KUNDO_PATH_PARTS) {
            req->nparts = NGX_KUNDO_PATH_PARTS + 1;
            return;
        }

        req->parts[req->nparts++] = kundo_str_make(p, (size_t) (slash - p));

        if (slash == end) {
            return;
        }

        p = slash + 1;
    }
}


static ngx_uint_t
ngx_kundo_router_match(ngx_kundo_request_t *req, const char *path)
{
    size_t       n;
    ngx_uint_t   i;
    const char  *slash;

    for (i = 0; i < req->nparts; i++) {

        slash = strchr(path, '/');
        n = slash ? (size_t) (slash - path) : ngx_strlen(path);

        if (n == 1 && *path == ':') {
            if (req->parts[i].len == 0) {
                return 0;
            }

        } else if (n != req->parts[i].len
                   || ngx_memcmp(path, req->parts[i].data, n) != 0)
        {
            return 0;
        }

        if (slash == NULL) {
            return i + 1 == req->nparts;
        }

        path = slash + 1;
    }

    return 0;
}


kundo_rc_t
ngx_kundo_router_find(ngx_kundo_request_t *req)
{
    const ngx_kundo_route_t  *route;

    ngx_kundo_router_split(req);

    if (req->nparts > NGX_KUNDO_PATH_PARTS) {
        return KUNDO_NOT_FOUND;
    }

    for (route = ngx_kundo_routes; route->path != NULL; route++) {

        if (!ngx_kundo_router_match(req, route->path)) {
            continue;
        }

        if (route->method == req->method) {
            req->route = route;
            return KUNDO_OK;
        }

        req->allow |= route->method;
    }

    return req->allow ? KUNDO_METHOD : KUNDO_NOT_FOUND;
}


kundo_rc_t
ngx_kundo_router_allowed(ngx_kundo_request_t *req)
{
    ngx_uint_t  flags;

    flags = req->route->flags;

    if (flags & NGX_KUNDO_ANYONE) {
        return KUNDO_OK;
    }

    switch (req->actor.kind) {

    case KUNDO_PERSON_VISITOR:
        return (flags & NGX_KUNDO_VISITOR) ? KUNDO_OK : KUNDO_FORBIDDEN;

    case KUNDO_PERSON_AGENT:
        if (flags & NGX_KUNDO_AGENT) {
            return KUNDO_OK;
        }

        return (flags & NGX_KUNDO_ADMIN)
               && req->actor.role == KUNDO_ROLE_ADMIN ? KUNDO_OK
                                                      : KUNDO_FORBIDDEN;

    default:
        return KUNDO_UNAUTHORIZED;
    }
}


kundo_rc_t
ngx_kundo_router_rate(ngx_kundo_request_t *req)
{
    ngx_kundo_store_conf_t  *conf;

    conf = req->worker->conf;

    if (req->session != 0
        && ngx_kundo_rate_take(conf,
                               ngx_kundo_rate_session_key(req->session),
                               conf->rate_session.rate_milli,
                               conf->rate_session.burst, ngx_current_msec,
                               &req->retry_after)
           != NGX_OK)
    {
        return KUNDO_RATE_LIMITED;
    }

    if (ngx_kundo_rate_take(conf, req->address_key,
                            conf->rate_address.rate_milli,
                            conf->rate_address.burst, ngx_current_msec,
                            &req->retry_after)
        != NGX_OK)
    {
        return KUNDO_RATE_LIMITED;
    }

    return KUNDO_OK;
}


void
ngx_kundo_router_run(ngx_kundo_request_t *req)
{
    if ((req->route->flags & NGX_KUNDO_BODY)
        && (req->body == NULL || req->body->type != KUNDO_JSON_OBJECT))
    {
        ngx_kundo_refuse(req, KUNDO_BAD_JSON, "the body must be an object");
        return;
    }

    req->route->handler(req);
}

/*
 * API: statistics, and the conversations behind them.
 */

#include "codec/kundo_rfc3339.h"
#include "domain/kundo_query_statistics.h"
#include "store/kundo_tzdata.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_io.h"


#define NGX_KUNDO_STATISTICS_DAYS  30     /* without a `from` */


typedef kundo_rc_t (*ngx_kundo_statistics_pt)(kundo_reader_t *rd,
    kundo_out_t *out, const kundo_period_t *period);

typedef struct {
    ngx_kundo_statistics_pt   query;      /* NULL: what stands behind */
    kundo_period_t            period;
    kundo_behind_t            behind;
    kundo_page_t              page;
    kundo_str_t               tz;         /* data NULL: days of UTC */
    kundo_zone_t              zone;
    unsigned                  no_zone:1;
} ngx_kundo_statistics_t;


static ngx_int_t
ngx_kundo_statistics_time(ngx_kundo_request_t *req, const char *name,
    uint64_t *ms)
{
    ngx_int_t    rc;
    kundo_str_t  text;

    rc = ngx_kundo_request_arg(req, name, &text);

    if (rc != NGX_OK) {
        return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    if (kundo_rfc3339_get(text, ms) != KUNDO_OK) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "from and to take times of RFC 3339, "
                         "2026-11-21T08:30:00Z");
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* One of the words, ended by NULL; its number. */

static ngx_int_t
ngx_kundo_statistics_word(ngx_kundo_request_t *req, const char *name,
    const char *const *words, const char *takes, ngx_uint_t *no)
{
    ngx_int_t    rc;
    ngx_uint_t   i;
    kundo_str_t  text;

    rc = ngx_kundo_request_arg(req, name, &text);

    if (rc != NGX_OK) {
        return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    for (i = 0; words[i] != NULL; i++) {
        if (kundo_str_eq(text, kundo_str_cstr(words[i]))) {
            *no = i;
            return NGX_OK;
        }
    }

    ngx_kundo_refuse(req, KUNDO_BAD_VALUE, takes);

    return NGX_ERROR;
}


static ngx_int_t
ngx_kundo_statistics_period(ngx_kundo_request_t *req, kundo_period_t *period)
{
    ngx_uint_t  by, of, csv;

    static const char *const  bys[] = { "agent", "flow", "day", NULL };
    static const char *const  ofs[] = { "all", "live", "left", NULL };
    static const char *const  formats[] = { "json", "csv", NULL };

    by = 0;
    of = 0;
    csv = 0;

    period->to_ms = ngx_kundo_now_ms();

    if (ngx_kundo_statistics_time(req, "to", &period->to_ms) != NGX_OK) {
        return NGX_ERROR;
    }

    period->from_ms = NGX_KUNDO_STATISTICS_DAYS * 86400000ULL;
    period->from_ms = period->to_ms > period->from_ms
                      ? period->to_ms - period->from_ms : 0;

    if (ngx_kundo_statistics_time(req, "from", &period->from_ms) != NGX_OK
        || ngx_kundo_statistics_word(req, "by", bys,
                                     "by takes agent, flow or day", &by)
           != NGX_OK
        || ngx_kundo_statistics_word(req, "of", ofs,
                                     "of takes all, live or left", &of)
           != NGX_OK
        || ngx_kundo_statistics_word(req, "format", formats,
                                     "format takes json or csv", &csv)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (period->from_ms >= period->to_ms) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE, "from must be before to");
        return NGX_ERROR;
    }

    period->by = (kundo_by_t) by;
    period->of = (kundo_of_t) of;
    period->csv = csv != 0;

    return NGX_OK;
}


/* On the thread, as the zone's file is read. */

static kundo_rc_t
ngx_kundo_statistics_zone(ngx_kundo_request_t *req,
    ngx_kundo_statistics_t *ctx)
{
    kundo_rc_t   rc;
    kundo_str_t  file = kundo_str_null;

    rc = KUNDO_NOT_FOUND;

    if (kundo_zone_name_valid(ctx->tz)) {
        rc = kundo_tzdata_read(&req->arena,
                               (char *) req->worker->conf->zoneinfo.data,
                               ctx->tz, KUNDO_ZONE_FILE_MAX, &file);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_zone_read(&ctx->zone, file);
    }

    if (rc == KUNDO_NOT_FOUND || rc == KUNDO_BAD_VALUE) {
        ctx->no_zone = 1;
        return KUNDO_BAD_VALUE;
    }

    ctx->period.zone = &ctx->zone;

    return rc;
}


static kundo_rc_t
ngx_kundo_statistics_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    ngx_kundo_statistics_t  *ctx;

    kundo_rc_t               rc;

    ctx = req->ctx;

    if (ctx->tz.data != NULL) {
        rc = ngx_kundo_statistics_zone(req, ctx);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return ctx->query != NULL
           ? ctx->query(rd, &req->out, &ctx->period)
           : kundo_query_behind(rd, &req->out, &ctx->period, &ctx->behind,
                                &ctx->page);
}


static void
ngx_kundo_statistics_done(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_t  *ctx;

    ctx = req->ctx;

    if (ctx->no_zone) {
        ngx_kundo_refuse(req, req->rc,
                         "tz takes the name of a time zone, such as "
                         "Europe/Stockholm");
        return;
    }

    if (req->rc == KUNDO_TOO_LARGE) {
        ngx_kundo_refuse(req, req->rc,
                         "too many for one question: choose a shorter period");
        return;
    }

    if (req->rc == KUNDO_OK && ctx->period.csv) {
        req->type = "text/csv; charset=utf-8";
    }

    ngx_kundo_answer_rc(req, req->rc, NGX_HTTP_OK);
}


static ngx_kundo_statistics_t *
ngx_kundo_statistics_create(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_t  *ctx;

    ctx = kundo_arena_calloc(&req->arena, sizeof(ngx_kundo_statistics_t));

    if (ctx == NULL) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return NULL;
    }

    req->ctx = ctx;

    if (ngx_kundo_statistics_period(req, &ctx->period) != NGX_OK
        || ngx_kundo_request_arg(req, "tz", &ctx->tz) == NGX_ERROR)
    {
        return NULL;
    }

    if (ctx->period.csv && req->http == NULL) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "a WebSocket carries JSON alone: ask by HTTP");
        return NULL;
    }

    return ctx;
}


static void
ngx_kundo_statistics_ask(ngx_kundo_request_t *req,
    ngx_kundo_statistics_pt query)
{
    ngx_kundo_statistics_t  *ctx;

    ctx = ngx_kundo_statistics_create(req);

    if (ctx != NULL) {
        ctx->query = query;
        ngx_kundo_io_run_long(req, ngx_kundo_statistics_look,
                              ngx_kundo_statistics_done);
    }
}


void
ngx_kundo_api_statistics_transfers(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_ask(req, kundo_query_transfers);
}


void
ngx_kundo_api_statistics_responses(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_ask(req, kundo_query_responses);
}


void
ngx_kundo_api_statistics_conversations(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_ask(req, kundo_query_figures);
}


/* An id of an agent, or "none". */

static ngx_int_t
ngx_kundo_statistics_agent(ngx_kundo_request_t *req, const char *name,
    kundo_only_t *only)
{
    ngx_int_t    rc;
    kundo_str_t  text;

    rc = ngx_kundo_request_arg(req, name, &text);

    if (rc != NGX_OK) {
        return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    only->given = 1;

    if (kundo_str_eq(text, kundo_str("none"))
        || kundo_seal_get(req->worker->seal, KUNDO_SEAL_AGENT, 0, text,
                          &only->no)
           == KUNDO_OK)
    {
        return NGX_OK;
    }

    ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                     "agent and to_agent take the id of an agent, or none");

    return NGX_ERROR;
}


/* Flows have names: they are looked for where the store is read. */

static ngx_int_t
ngx_kundo_statistics_flow(ngx_kundo_request_t *req, const char *name,
    kundo_only_t *only)
{
    ngx_int_t       rc;
    kundo_rc_t      found;
    kundo_str_t     text;
    kundo_flow_t    flow;
    kundo_reader_t  rd;

    rc = ngx_kundo_request_arg(req, name, &text);

    if (rc != NGX_OK) {
        return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    found = ngx_kundo_request_read(req, &rd);

    if (found == KUNDO_OK) {
        found = kundo_flow_find(rd.txn, text, &flow);
        only->no = found == KUNDO_OK ? flow.no : 0;
        ngx_kundo_worker_read_end(req->worker);
    }

    only->given = 1;

    if (found == KUNDO_OK) {
        return NGX_OK;
    }

    if (found == KUNDO_NOT_FOUND) {
        ngx_kundo_refuse(req, KUNDO_BAD_VALUE,
                         "flow and to_flow take the id of a flow");

    } else {
        ngx_kundo_refuse(req, found, NULL);
    }

    return NGX_ERROR;
}


static ngx_int_t
ngx_kundo_statistics_behind(ngx_kundo_request_t *req, kundo_behind_t *behind)
{
    ngx_uint_t  automatic;

    static const char *const  words[] = { "false", "true", "any", NULL };

    if (ngx_kundo_statistics_agent(req, "agent", &behind->agent) != NGX_OK
        || ngx_kundo_statistics_agent(req, "to_agent", &behind->to_agent)
           != NGX_OK
        || ngx_kundo_statistics_flow(req, "flow", &behind->flow) != NGX_OK
        || ngx_kundo_statistics_flow(req, "to_flow", &behind->to_flow)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    automatic = 2;

    if (ngx_kundo_statistics_word(req, "automatic", words,
                                  "automatic takes true or false", &automatic)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    behind->automatic.given = automatic != 2;
    behind->automatic.no = automatic;

    return NGX_OK;
}


void
ngx_kundo_api_statistics_behind(ngx_kundo_request_t *req)
{
    ngx_kundo_statistics_t  *ctx;

    ctx = ngx_kundo_statistics_create(req);

    if (ctx == NULL) {
        return;
    }

    if (kundo_figure_parse(req->parts[2], &ctx->behind.figure) != KUNDO_OK) {
        ngx_kundo_refuse(req, KUNDO_NOT_FOUND,
                         "figures are transfers, responses, started, "
                         "assigned, answered, missed, left, closed, "
                         "reopened, waiting and queue");
        return;
    }

    if (ngx_kundo_statistics_behind(req, &ctx->behind) == NGX_OK
        && ngx_kundo_api_page(req, &ctx->page) == NGX_OK)
    {
        ngx_kundo_io_run_long(req, ngx_kundo_statistics_look,
                              ngx_kundo_statistics_done);
    }
}

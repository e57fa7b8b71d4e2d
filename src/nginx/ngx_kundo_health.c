/*
 * Health and metrics.
 */

#include "codec/kundo_json_out.h"

#include "ngx_kundo_api.h"
#include "ngx_kundo_health.h"
#include "ngx_kundo_hub.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_response.h"


ngx_uint_t
ngx_kundo_health_operator(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store)
{
    return ngx_cidr_match(r->connection->sockaddr, store->operators)
           == NGX_OK;
}


ngx_int_t
ngx_kundo_health_closed(ngx_http_request_t *r, ngx_kundo_store_conf_t *store,
    ngx_str_t *path)
{
    ngx_kundo_worker_t  *worker;

    worker = store->worker;

    /* why is for operators; others learn that it does not work */

    if (path->len == 9 && ngx_strncmp(path->data, "v1/health", 9) == 0
        && ngx_kundo_health_operator(r, store) && worker != NULL)
    {
        return ngx_kundo_response_problem(r, KUNDO_IO, worker->error);
    }

    return ngx_kundo_response_problem(r, KUNDO_IO, NULL);
}


void
ngx_kundo_api_health(ngx_kundo_request_t *req)
{
    kundo_rc_t           rc;
    kundo_out_t         *out;
    kundo_reader_t       rd;
    ngx_kundo_worker_t  *worker;

    worker = req->worker;

    rc = ngx_kundo_request_read(req, &rd);

    if (rc != KUNDO_OK) {
        ngx_kundo_refuse(req, rc, "store: it cannot be read");
        return;
    }

    ngx_kundo_worker_read_end(worker);

    if (worker->fault != KUNDO_OK) {
        out = ngx_kundo_request_out(req);
        kundo_out_lit(out, "writer: ");
        kundo_out_bytes(out, kundo_rc_title(worker->fault),
                        ngx_strlen(kundo_rc_title(worker->fault)) + 1);

        ngx_kundo_refuse(req, worker->fault, out->failed
                                            ? NULL : (char *) out->data);
        return;
    }

    out = ngx_kundo_request_out(req);
    kundo_out_lit(out, "{\"status\":\"ok\",\"store\":");
    kundo_json_out_string(out, kundo_str_make(worker->conf->name.data,
                                              worker->conf->name.len));
    kundo_out_lit(out, ",\"worker\":");
    kundo_out_u64(out, worker->no);
    kundo_out_lit(out, "}");

    ngx_kundo_answer(req, NGX_HTTP_OK);
}


static void
ngx_kundo_metric(kundo_out_t *out, const char *name, const char *type,
    const char *help, uint64_t v)
{
    kundo_out_lit(out, "# HELP ");
    kundo_out_bytes(out, name, strlen(name));
    kundo_out_lit(out, " ");
    kundo_out_bytes(out, help, strlen(help));
    kundo_out_lit(out, "\n# TYPE ");
    kundo_out_bytes(out, name, strlen(name));
    kundo_out_lit(out, " ");
    kundo_out_bytes(out, type, strlen(type));
    kundo_out_lit(out, "\n");
    kundo_out_bytes(out, name, strlen(name));
    kundo_out_lit(out, " ");
    kundo_out_u64(out, v);
    kundo_out_lit(out, "\n");
}


static void
ngx_kundo_metrics_render(kundo_out_t *out, const kundo_meta_t *m,
    const kundo_env_stat_t *st)
{
    ngx_kundo_metric(out, "kundo_commits_total", "counter",
                     "Transactions committed to the store.", st->last_txn);
    ngx_kundo_metric(out, "kundo_messages_total", "counter",
                     "Messages written.", m->last_lpos);
    ngx_kundo_metric(out, "kundo_events_total", "counter",
                     "Events written to the journal.", m->last_jno);
    ngx_kundo_metric(out, "kundo_conversations_total", "counter",
                     "Conversations started.", m->last_cno);
    ngx_kundo_metric(out, "kundo_waiting", "gauge",
                     "Visitors in queues.", st->rows[KUNDO_TABLE_QUEUE]);
    ngx_kundo_metric(out, "kundo_due", "gauge",
                     "Rows of the due index.", st->rows[KUNDO_TABLE_DUE]);
    ngx_kundo_metric(out, "kundo_workers", "gauge",
                     "Workers that have joined.",
                     st->rows[KUNDO_TABLE_WORKER]);
    ngx_kundo_metric(out, "kundo_agents_connected", "gauge",
                     "Agents with a connection, by worker.",
                     st->rows[KUNDO_TABLE_LINK]);
    ngx_kundo_metric(out, "kundo_store_used_bytes", "gauge",
                     "The store's file up to the last page in use.",
                     st->used);
    ngx_kundo_metric(out, "kundo_store_free_bytes", "gauge",
                     "Pages of the file that will be used again.", st->free);
    ngx_kundo_metric(out, "kundo_store_map_bytes", "gauge",
                     "What the store can grow to.", st->map_size);
    ngx_kundo_metric(out, "kundo_store_readers", "gauge",
                     "Reader slots taken.", st->readers);
}


static kundo_rc_t
ngx_kundo_metrics_look(ngx_kundo_request_t *req, kundo_reader_t *rd)
{
    kundo_rc_t         rc;
    kundo_env_stat_t   st;

    rc = kundo_env_stat(req->worker->env, &st);

    if (rc == KUNDO_OK) {
        ngx_kundo_metrics_render(&req->out, &rd->txn->meta, &st);
    }

    return rc;
}


static void
ngx_kundo_metrics_done(ngx_kundo_request_t *req)
{
    if (req->rc != KUNDO_OK) {
        ngx_kundo_refuse(req, req->rc, NULL);
        return;
    }

    /* the rest is this worker's own */

    kundo_out_lit(&req->out, "# HELP kundo_streams Streams of one worker.\n"
                             "# TYPE kundo_streams gauge\n"
                             "kundo_streams{worker=\"");
    kundo_out_u64(&req->out, req->worker->no);
    kundo_out_lit(&req->out, "\"} ");
    kundo_out_u64(&req->out, ngx_kundo_hub_streams(req->worker));
    kundo_out_lit(&req->out, "\n# HELP kundo_faults_total Batches of one "
                             "worker that failed.\n"
                             "# TYPE kundo_faults_total counter\n"
                             "kundo_faults_total{worker=\"");
    kundo_out_u64(&req->out, req->worker->no);
    kundo_out_lit(&req->out, "\"} ");
    kundo_out_u64(&req->out, req->worker->faults);
    kundo_out_lit(&req->out, "\n");

    req->type = "text/plain; version=0.0.4; charset=utf-8";

    ngx_kundo_answer(req, NGX_HTTP_OK);
}


void
ngx_kundo_api_metrics(ngx_kundo_request_t *req)
{
    ngx_kundo_io_run(req, ngx_kundo_metrics_look, ngx_kundo_metrics_done);
}

/*
 * Hours: opening hours become UTC before they reach a command, on a thread
 * of the pool, since files are read for it.
 */

#ifndef NGX_KUNDO_HOURS_H
#define NGX_KUNDO_HOURS_H


#include "domain/kundo_open_plan.h"

#include "ngx_kundo_request.h"


ngx_int_t ngx_kundo_hours_create(ngx_kundo_worker_t *worker);
void ngx_kundo_hours_free(ngx_kundo_worker_t *worker);

/*
 * The leader's: now and then, and `at_once`, whether what the flows have is
 * what the zones' files say, and reaches far enough.
 */
void ngx_kundo_hours_look(ngx_kundo_worker_t *worker, ngx_uint_t at_once);

/*
 * Of a request: `next` is called with the plan, in the request's arena; what
 * is wrong with the hours is answered here.
 */
typedef void (*ngx_kundo_hours_pt)(ngx_kundo_request_t *req,
    const kundo_open_plan_t *plan);

void ngx_kundo_hours_plan(ngx_kundo_request_t *req, kundo_json_t *json,
    ngx_kundo_hours_pt next);


#endif /* NGX_KUNDO_HOURS_H */

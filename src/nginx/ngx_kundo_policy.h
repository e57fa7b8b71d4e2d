/*
 * What a browser is held to with each file of the front ends.
 */

#ifndef NGX_KUNDO_POLICY_H
#define NGX_KUNDO_POLICY_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "web/kundo_asset.h"

#include "ngx_kundo_conf.h"


/* The headers of an answer with this file; NGX_ERROR without memory. */
ngx_int_t ngx_kundo_policy_set(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store, const kundo_asset_t *asset);

/* One header of the answer; NULL without memory. */
ngx_table_elt_t *ngx_kundo_policy_header(ngx_http_request_t *r, char *name,
    u_char *value, size_t len);


#endif /* NGX_KUNDO_POLICY_H */

/*
 * Headers of a request, by name.
 */

#ifndef NGX_KUNDO_HEADER_H
#define NGX_KUNDO_HEADER_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/* The first header of this name, in whatever case, or NULL. */
ngx_table_elt_t *ngx_kundo_header_find(ngx_http_request_t *r,
    const char *name, size_t len);


#endif /* NGX_KUNDO_HEADER_H */

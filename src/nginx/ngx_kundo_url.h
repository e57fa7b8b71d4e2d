/*
 * Addresses of the web that stand in nginx.conf.
 */

#ifndef NGX_KUNDO_URL_H
#define NGX_KUNDO_URL_H


#include <ngx_config.h>
#include <ngx_core.h>


/* http or https, a host, and a path without query; else NGX_ERROR. */
ngx_int_t ngx_kundo_url_check(ngx_str_t *url);

/* An origin as a browser writes it (RFC 6454 6.2); else NGX_ERROR. */
ngx_int_t ngx_kundo_url_origin_check(ngx_str_t *origin);


#endif /* NGX_KUNDO_URL_H */

/*
 * The front ends, served from the module itself: loader, panel, console.
 */

#ifndef NGX_KUNDO_ASSETS_H
#define NGX_KUNDO_ASSETS_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "ngx_kundo_conf.h"


/*
 * Path is what follows the prefix of the location, decoded: "widget.js",
 * "panel/", "panel/app.1b2c3d.js".  Answers GET and HEAD, conditional ones
 * too; returns what the location's handler returns: NGX_HTTP_NOT_FOUND for a
 * path that names no file, NGX_HTTP_NOT_ALLOWED with the header Allow for
 * another method, NGX_HTTP_MOVED_PERMANENTLY from "panel" to "panel/".
 */
ngx_int_t ngx_kundo_assets_handler(ngx_http_request_t *r,
    ngx_kundo_store_conf_t *store, ngx_str_t *path);


#endif /* NGX_KUNDO_ASSETS_H */

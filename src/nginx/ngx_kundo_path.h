/*
 * The folder of a store, as far as nginx -t may look at it: nothing is
 * created, locked or changed.
 */

#ifndef NGX_KUNDO_PATH_H
#define NGX_KUNDO_PATH_H


#include "ngx_kundo_conf.h"


/* The setting "path". */
ngx_int_t ngx_kundo_path_set(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value);


#endif /* NGX_KUNDO_PATH_H */

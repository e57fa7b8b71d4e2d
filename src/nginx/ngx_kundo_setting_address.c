/*
 * The settings that say where: the site, other origins, those who operate
 * it, the zones' files.
 */

#include "ngx_kundo_setting.h"
#include "ngx_kundo_url.h"


#define NGX_KUNDO_ZONEINFO_MAX  400      /* and a zone's name fit a path */


ngx_int_t
ngx_kundo_setting_public_url(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    if (ngx_kundo_url_check(value) != NGX_OK) {
        return NGX_DECLINED;
    }

    store->public_url = *value;

    if (value->data[value->len - 1] == '/') {
        return NGX_OK;
    }

    store->public_url.data = ngx_pnalloc(cf->pool, value->len + 1);
    if (store->public_url.data == NULL) {
        return NGX_ERROR;
    }

    store->public_url.len = value->len + 1;
    ngx_sprintf(store->public_url.data, "%V/", value);

    return NGX_OK;
}


ngx_int_t
ngx_kundo_setting_allow_origin(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_str_t   *origin;
    ngx_uint_t   i;

    /* browsers send the host in small letters */

    ngx_strlow(value->data, value->data, value->len);

    if (ngx_kundo_url_origin_check(value) != NGX_OK) {
        return NGX_DECLINED;
    }

    if (store->allow_origin == NULL) {
        store->allow_origin = ngx_array_create(cf->pool, 4, sizeof(ngx_str_t));
        if (store->allow_origin == NULL) {
            return NGX_ERROR;
        }
    }

    origin = store->allow_origin->elts;

    for (i = 0; i < store->allow_origin->nelts; i++) {
        if (origin[i].len == value->len
            && ngx_strncmp(origin[i].data, value->data, value->len) == 0)
        {
            return NGX_DECLINED;
        }
    }

    origin = ngx_array_push(store->allow_origin);
    if (origin == NULL) {
        return NGX_ERROR;
    }

    *origin = *value;

    return NGX_OK;
}


ngx_int_t
ngx_kundo_setting_operators(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_cidr_t  cidr, *slot;

    /* bits beyond the mask (NGX_DONE) are a slip, too */

    if (ngx_ptocidr(value, &cidr) != NGX_OK) {
        return NGX_DECLINED;
    }

    if (store->operators == NULL) {
        store->operators = ngx_array_create(cf->pool, 2, sizeof(ngx_cidr_t));
        if (store->operators == NULL) {
            return NGX_ERROR;
        }
    }

    slot = ngx_array_push(store->operators);
    if (slot == NULL) {
        return NGX_ERROR;
    }

    *slot = cidr;

    return NGX_OK;
}


/* Where the zones' files are; given by hand, it must be there. */

ngx_int_t
ngx_kundo_setting_zoneinfo(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_file_info_t  fi;

    if (value->data[0] != '/' || value->len > NGX_KUNDO_ZONEINFO_MAX
        || ngx_file_info(value->data, &fi) == NGX_FILE_ERROR
        || !ngx_is_dir(&fi))
    {
        return NGX_DECLINED;
    }

    store->zoneinfo = *value;

    return NGX_OK;
}

/*
 * The settings that are one number each: times, a size, how many chats.
 */

#include "ngx_kundo_setting.h"

#include "base/kundo_limit.h"


/*
 * The least are for tests; the most keep sums in range.  64 GiB of map
 * reserve nothing; 16 TiB are well within 47 bits of addresses.
 */

#define NGX_KUNDO_AGENT_LOST_MIN  100
#define NGX_KUNDO_AGENT_LOST_MAX  86400000
#define NGX_KUNDO_SESSION_MAX     (10 * 365 * 86400)
#define NGX_KUNDO_MAP_MIN         ((off_t) 1 << 20)
#define NGX_KUNDO_MAP_MAX         ((off_t) 1 << 44)


ngx_int_t
ngx_kundo_setting_agent_lost(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_int_t  ms;

    ms = ngx_parse_time(value, 0);

    if (ms < NGX_KUNDO_AGENT_LOST_MIN || ms > NGX_KUNDO_AGENT_LOST_MAX) {
        return NGX_DECLINED;
    }

    store->agent_lost = ms;

    return NGX_OK;
}


/* S2.6; 0 turns it off. */

ngx_int_t
ngx_kundo_setting_auto_transfer(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value)
{
    ngx_int_t  ms;

    ms = ngx_parse_time(value, 0);

    if (ms != 0 && (ms < NGX_KUNDO_AGENT_LOST_MIN
                    || ms > NGX_KUNDO_AGENT_LOST_MAX))
    {
        return NGX_DECLINED;
    }

    store->auto_transfer = ms;

    return NGX_OK;
}


ngx_int_t
ngx_kundo_setting_session(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_int_t  s;

    s = ngx_parse_time(value, 1);

    if (s < 1 || s > NGX_KUNDO_SESSION_MAX) {
        return NGX_DECLINED;
    }

    store->session = s;

    return NGX_OK;
}


ngx_int_t
ngx_kundo_setting_map_size(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    off_t  size;

    size = ngx_parse_offset(value);

    if (size < NGX_KUNDO_MAP_MIN || size > NGX_KUNDO_MAP_MAX) {
        return NGX_DECLINED;
    }

    store->map_size = ngx_align((size_t) size, ngx_pagesize);

    return NGX_OK;
}


ngx_int_t
ngx_kundo_setting_max_chats(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    store->max_chats = ngx_atoi(value->data, value->len);

    if (store->max_chats < 1 || store->max_chats > KUNDO_CHATS_MAX) {
        return NGX_DECLINED;
    }

    return NGX_OK;
}

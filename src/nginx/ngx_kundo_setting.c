/*
 * Settings of one kundo_store block.  A wrong one is told in one line that
 * names it and says what it takes.
 */

#include "store/kundo_tzdata.h"

#include "ngx_kundo_setting.h"
#include "ngx_kundo_path.h"


/* Takes one value, and says what became of it as all of them do. */

typedef ngx_int_t (*ngx_kundo_setting_pt)(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);


typedef struct {
    ngx_str_t             name;
    ngx_kundo_setting_pt  set;
    const char           *takes;
    unsigned              values:1;     /* one or more on a line */
    unsigned              lines:1;      /* several lines add up */
    unsigned              pair:1;       /* two values that are one */
} ngx_kundo_setting_t;


static ngx_int_t ngx_kundo_setting_values(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, const ngx_kundo_setting_t *setting);
static void ngx_kundo_setting_unknown(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *name);


static const ngx_kundo_setting_t  ngx_kundo_settings[] = {

    { ngx_string("path"), ngx_kundo_path_set,
      "the folder of the store, such as \"/var/lib/kundo/main\"", 0, 0, 0 },

    { ngx_string("public_url"), ngx_kundo_setting_public_url,
      "an address such as \"https://shop.example/kundo/\"", 0, 0, 0 },

    { ngx_string("agent_lost"), ngx_kundo_setting_agent_lost,
      "a time such as \"30s\" (100ms to 1d)", 0, 0, 0 },

    { ngx_string("auto_transfer"), ngx_kundo_setting_auto_transfer,
      "a time such as \"30s\" (100ms to 1d), or 0", 0, 0, 0 },

    { ngx_string("session"), ngx_kundo_setting_session,
      "a time such as \"30d\" (1s to 10y)", 0, 0, 0 },

    { ngx_string("allow_origin"), ngx_kundo_setting_allow_origin,
      "origins such as \"https://www.example.com\", each once", 1, 1, 0 },

    { ngx_string("identity_key"), ngx_kundo_setting_identity,
      "a KID and its secret, or \"file:\" and where that stands", 0, 1,
      1 },

    { ngx_string("rate"), ngx_kundo_setting_rate,
      "\"off\" or, each once, session=20r/s session_burst=200 "
      "session_sockets=64 address=200r/s address_burst=2000 "
      "address_sockets=2000", 1, 0, 0 },

    { ngx_string("map_size"), ngx_kundo_setting_map_size,
      "a size such as \"64g\" (1m to 16384g)", 0, 0, 0 },

    { ngx_string("operators"), ngx_kundo_setting_operators,
      "addresses or networks such as \"127.0.0.0/8\"", 1, 1, 0 },

    { ngx_string("max_chats"), ngx_kundo_setting_max_chats,
      "a number from 1 to 100", 0, 0, 0 },

    { ngx_string("zoneinfo"), ngx_kundo_setting_zoneinfo,
      "the folder of the time zones, such as \"/usr/share/zoneinfo\"", 0, 0,
      0 }
};

#define NGX_KUNDO_SETTINGS                                                    \
    (sizeof(ngx_kundo_settings) / sizeof(ngx_kundo_settings[0]))


char *
ngx_kundo_setting_handler(ngx_conf_t *cf, ngx_command_t *dummy, void *conf)
{
    ngx_kundo_store_conf_t *store = conf;

    ngx_str_t                  *value;
    ngx_uint_t                  i;
    const ngx_kundo_setting_t  *setting;

    value = cf->args->elts;

    if (ngx_strcmp(value[0].data, "include") == 0) {
        return ngx_conf_include(cf, dummy, conf);
    }

    for (i = 0; i < NGX_KUNDO_SETTINGS; i++) {
        setting = &ngx_kundo_settings[i];

        if (setting->name.len != value[0].len
            || ngx_strcmp(setting->name.data, value[0].data) != 0)
        {
            continue;
        }

        if ((store->seen & ((ngx_uint_t) 1 << i)) && !setting->lines) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"%V\" is given twice: it takes %s",
                               &setting->name, setting->takes);
            return NGX_CONF_ERROR;
        }

        store->seen |= (ngx_uint_t) 1 << i;

        return ngx_kundo_setting_values(cf, store, setting) == NGX_OK
               ? NGX_CONF_OK : NGX_CONF_ERROR;
    }

    ngx_kundo_setting_unknown(cf, store, &value[0]);

    return NGX_CONF_ERROR;
}


static ngx_int_t
ngx_kundo_setting_values(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    const ngx_kundo_setting_t *setting)
{
    ngx_int_t    rc;
    ngx_str_t   *value;
    ngx_uint_t   i;

    value = cf->args->elts;

    if (cf->args->nelts == 1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" takes %s, got nothing",
                           &setting->name, setting->takes);
        return NGX_ERROR;
    }

    if (setting->pair ? cf->args->nelts != 3
                      : cf->args->nelts > 2 && !setting->values)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" takes %s, got %ui values", &setting->name,
                           setting->takes, cf->args->nelts - 1);
        return NGX_ERROR;
    }

    for (i = 1; i < cf->args->nelts; i += setting->pair ? 2 : 1) {
        rc = setting->set(cf, store, &value[i]);

        if (rc == NGX_DECLINED) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"%V\" takes %s, got \"%V\"", &setting->name,
                               setting->takes, &value[i]);
        }

        if (rc != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static void
ngx_kundo_setting_unknown(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *name)
{
    u_char      *p, list[256];
    ngx_uint_t   i;

    p = list;

    for (i = 0; i < NGX_KUNDO_SETTINGS; i++) {
        p = ngx_slprintf(p, list + sizeof(list), "%s%V", i ? ", " : "",
                         &ngx_kundo_settings[i].name);
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "unknown setting \"%V\" in kundo_store \"%V\", "
                       "which takes %*s", name, &store->name,
                       (size_t) (p - list), list);
}


ngx_kundo_store_conf_t *
ngx_kundo_setting_create(ngx_conf_t *cf, ngx_str_t *name)
{
    ngx_kundo_store_conf_t  *store;

    store = ngx_pcalloc(cf->pool, sizeof(ngx_kundo_store_conf_t));
    if (store == NULL) {
        return NULL;
    }

    store->auto_transfer = NGX_CONF_UNSET_MSEC;
    store->name = *name;
    ngx_kundo_setting_rate_unset(store);

    return store;
}


ngx_int_t
ngx_kundo_setting_defaults(ngx_conf_t *cf, ngx_kundo_store_conf_t *store)
{
    ngx_uint_t         i;
    ngx_str_t          value;
    static ngx_str_t   addresses[] = {
        ngx_string("127.0.0.0/8"),
#if (NGX_HAVE_INET6)
        ngx_string("::1")
#endif
    };

    if (store->path.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "kundo_store \"%V\" lacks \"path\", which takes %s",
                           &store->name, ngx_kundo_settings[0].takes);
        return NGX_ERROR;
    }

    if (store->agent_lost == 0) {
        store->agent_lost = 30000;
    }

    if (store->auto_transfer == NGX_CONF_UNSET_MSEC) {
        store->auto_transfer = 30000;
    }

    if (store->session == 0) {
        store->session = 30 * 86400;
    }

    if (store->map_size == 0) {
        store->map_size = (size_t) 64 << 30;
    }

    if (store->max_chats == 0) {
        store->max_chats = 4;
    }

    if (store->zoneinfo.len == 0) {
        ngx_str_set(&store->zoneinfo, KUNDO_TZDATA_FOLDER);
    }

    ngx_kundo_setting_rate_defaults(store);

    if (store->operators) {
        return NGX_OK;
    }

    for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        value = addresses[i];

        if (ngx_kundo_setting_operators(cf, store, &value) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}

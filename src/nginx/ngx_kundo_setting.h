/*
 * Settings of one kundo_store block: a table of what each takes.
 */

#ifndef NGX_KUNDO_SETTING_H
#define NGX_KUNDO_SETTING_H


#include "ngx_kundo_conf.h"


ngx_kundo_store_conf_t *ngx_kundo_setting_create(ngx_conf_t *cf,
    ngx_str_t *name);

/* One line of the block; conf is the store. */
char *ngx_kundo_setting_handler(ngx_conf_t *cf, ngx_command_t *dummy,
    void *conf);

/* After the block: what must be there, and defaults for the rest. */
ngx_int_t ngx_kundo_setting_defaults(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store);

/*
 * One value of a setting: NGX_OK, NGX_DECLINED when it is not what the
 * setting takes, NGX_ERROR when that was told already.
 */
ngx_int_t ngx_kundo_setting_public_url(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_allow_origin(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_operators(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_auto_transfer(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_agent_lost(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_session(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_map_size(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_max_chats(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
ngx_int_t ngx_kundo_setting_zoneinfo(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);

/* The setting "rate", one value of it, and what it leaves out. */
void ngx_kundo_setting_rate_unset(ngx_kundo_store_conf_t *store);
ngx_int_t ngx_kundo_setting_rate(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);
void ngx_kundo_setting_rate_defaults(ngx_kundo_store_conf_t *store);

/* The setting "identity_key": value[0] is a KID, value[1] its secret. */
ngx_int_t ngx_kundo_setting_identity(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *value);


#endif /* NGX_KUNDO_SETTING_H */

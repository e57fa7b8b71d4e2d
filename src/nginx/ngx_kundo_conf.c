/*
 * Settings: the block kundo_store and the directive kundo.  What single
 * settings take is in ngx_kundo_setting.c.
 */

#include "ngx_kundo_conf.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_setting.h"

#include "base/kundo_limit.h"


#if !(NGX_THREADS)
#error "kundo needs an nginx that is configured --with-threads"
#endif


#define NGX_KUNDO_STORE_NAME_MAX  32


extern ngx_module_t  ngx_thread_pool_module;


static ngx_kundo_store_conf_t *ngx_kundo_conf_find(
    ngx_kundo_main_conf_t *kmcf, ngx_str_t *name);
static ngx_int_t ngx_kundo_conf_name_check(ngx_conf_t *cf, ngx_str_t *name);
static char *ngx_kundo_conf_attach(ngx_conf_t *cf, ngx_kundo_loc_conf_t *klcf,
    ngx_http_handler_pt handler);


char *
ngx_kundo_conf_store(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_kundo_main_conf_t *kmcf = conf;

    char                     *rv;
    ngx_str_t                *value;
    ngx_conf_t                save;
    ngx_kundo_store_conf_t   *store, **slot;

    value = cf->args->elts;

    if (ngx_kundo_conf_name_check(cf, &value[1]) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (ngx_kundo_conf_find(kmcf, &value[1])) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "kundo_store \"%V\" is given twice: "
                           "each store takes a name of its own", &value[1]);
        return NGX_CONF_ERROR;
    }

    store = ngx_kundo_setting_create(cf, &value[1]);
    if (store == NULL) {
        return NGX_CONF_ERROR;
    }

    save = *cf;
    cf->handler = ngx_kundo_setting_handler;
    cf->handler_conf = (void *) store;

    rv = ngx_conf_parse(cf, NULL);

    *cf = save;

    if (rv != NGX_CONF_OK) {
        return rv;
    }

    if (ngx_kundo_setting_defaults(cf, store) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    store->rate_zone = ngx_kundo_rate_zone(cf, store);
    if (store->rate_zone == NULL) {
        return NGX_CONF_ERROR;
    }

    slot = ngx_array_push(&kmcf->stores);
    if (slot == NULL) {
        return NGX_CONF_ERROR;
    }

    *slot = store;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_kundo_conf_name_check(ngx_conf_t *cf, ngx_str_t *name)
{
    u_char      c;
    ngx_uint_t  i;

    for (i = 0; i < name->len; i++) {
        c = name->data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')
            && !(c >= '0' && c <= '9') && c != '_' && c != '-')
        {
            break;
        }
    }

    if (name->len == 0 || i < name->len
        || name->len > NGX_KUNDO_STORE_NAME_MAX)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"kundo_store\" takes a name of 1 to %d letters, "
                           "digits, \"_\" and \"-\", got \"%V\"",
                           NGX_KUNDO_STORE_NAME_MAX, name);
        return NGX_ERROR;
    }

    return NGX_OK;
}


static ngx_kundo_store_conf_t *
ngx_kundo_conf_find(ngx_kundo_main_conf_t *kmcf, ngx_str_t *name)
{
    ngx_uint_t                i;
    ngx_kundo_store_conf_t  **store;

    store = kmcf->stores.elts;

    for (i = 0; i < kmcf->stores.nelts; i++) {
        if (store[i]->name.len == name->len
            && ngx_strncmp(store[i]->name.data, name->data, name->len) == 0)
        {
            return store[i];
        }
    }

    return NULL;
}


char *
ngx_kundo_conf_use(ngx_conf_t *cf, void *conf, ngx_http_handler_pt handler)
{
    ngx_kundo_loc_conf_t *klcf = conf;

    ngx_str_t                 *value;
    ngx_http_core_loc_conf_t  *clcf;

    value = cf->args->elts;
    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    if (klcf->store_name.len) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"kundo\" is given twice: "
                           "a location takes one store");
        return NGX_CONF_ERROR;
    }

    if (ngx_kundo_conf_name_check(cf, &value[1]) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (clcf->named || clcf->exact_match || clcf->name.len == 0
#if (NGX_PCRE)
        || clcf->regex
#endif
        || clcf->name.data[clcf->name.len - 1] != '/')
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"kundo\" takes a location that is a prefix and "
                           "ends with \"/\", such as \"/kundo/\", "
                           "got \"%V\"", &clcf->name);
        return NGX_CONF_ERROR;
    }

    klcf->store_name = value[1];
    klcf->prefix = clcf->name;
    klcf->file = cf->conf_file->file.name.data;
    klcf->line = cf->conf_file->line;
    klcf->core = clcf;

    /* the prefix without its "/" is sent on to it */

    clcf->auto_redirect = 1;

    return ngx_kundo_conf_attach(cf, klcf, handler);
}


char *
ngx_kundo_conf_inherit(ngx_conf_t *cf, ngx_kundo_loc_conf_t *klcf,
    ngx_kundo_loc_conf_t *from, ngx_http_handler_pt handler)
{
    *klcf = *from;

    return ngx_kundo_conf_attach(cf, klcf, handler);
}


static char *
ngx_kundo_conf_attach(ngx_conf_t *cf, ngx_kundo_loc_conf_t *klcf,
    ngx_http_handler_pt handler)
{
    ngx_kundo_loc_conf_t      **slot;
    ngx_kundo_main_conf_t      *kmcf;
    ngx_http_core_loc_conf_t   *clcf;

    kmcf = ngx_http_conf_get_module_main_conf(cf, ngx_kundo_module);
    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    slot = ngx_array_push(&kmcf->users);
    if (slot == NULL) {
        return NGX_CONF_ERROR;
    }

    *slot = klcf;
    clcf->handler = handler;

    /* the text of a message is in no temporary file */

    if (clcf->client_body_buffer_size == NGX_CONF_UNSET_SIZE
        || clcf->client_body_buffer_size < KUNDO_BODY_MAX_BYTES)
    {
        clcf->client_body_buffer_size = KUNDO_BODY_MAX_BYTES;
    }

    return NGX_CONF_OK;
}


/*
 * The writer of a store has a thread of its own: in a pool of many each
 * batch would wake the one that has slept longest, whose processor has
 * forgotten everything.  As `thread_pool kundo:NAME threads=1` does it.
 */

static ngx_thread_pool_t *
ngx_kundo_conf_thread(ngx_conf_t *cf, ngx_kundo_store_conf_t *store)
{
    char           *rv;
    ngx_str_t      *value, name;
    ngx_array_t    *args, *old;
    ngx_command_t  *cmd;

    args = ngx_array_create(cf->pool, 3, sizeof(ngx_str_t));
    if (args == NULL) {
        return NULL;
    }

    name.data = ngx_pnalloc(cf->pool, sizeof("kundo:") - 1 + store->name.len);
    if (name.data == NULL) {
        return NULL;
    }

    name.len = ngx_sprintf(name.data, "kundo:%V", &store->name) - name.data;

    value = ngx_array_push_n(args, 3);
    ngx_str_set(&value[0], "thread_pool");
    value[1] = name;
    ngx_str_set(&value[2], "threads=1");

    for (cmd = ngx_thread_pool_module.commands;
         ngx_strcmp(cmd->name.data, value[0].data) != 0;
         cmd++)
    {
        /* void */
    }

    old = cf->args;
    cf->args = args;

    rv = cmd->set(cf, cmd, ngx_get_conf(cf->cycle->conf_ctx,
                                        ngx_thread_pool_module));

    cf->args = old;

    return rv == NGX_CONF_OK ? ngx_thread_pool_add(cf, &name) : NULL;
}


ngx_int_t
ngx_kundo_conf_resolve(ngx_conf_t *cf, ngx_kundo_main_conf_t *kmcf)
{
    ngx_uint_t                i;
    ngx_kundo_loc_conf_t    **klcf;
    ngx_kundo_store_conf_t  **store;

    if (kmcf->stores.nelts) {
        kmcf->pool = ngx_thread_pool_add(cf, NULL);
        if (kmcf->pool == NULL) {
            return NGX_ERROR;
        }
    }

    store = kmcf->stores.elts;

    for (i = 0; i < kmcf->stores.nelts; i++) {
        store[i]->pool = kmcf->pool;
        store[i]->thread = ngx_kundo_conf_thread(cf, store[i]);

        if (store[i]->thread == NULL) {
            return NGX_ERROR;
        }
    }

    klcf = kmcf->users.elts;

    for (i = 0; i < kmcf->users.nelts; i++) {

        klcf[i]->store = ngx_kundo_conf_find(kmcf, &klcf[i]->store_name);

        if (klcf[i]->store == NULL) {
            ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                          "\"kundo\" takes the name of a kundo_store block, "
                          "got \"%V\" in %s:%ui", &klcf[i]->store_name,
                          klcf[i]->file, klcf[i]->line);
            return NGX_ERROR;
        }

        /* too large a body gets an answer of ours, not a page of nginx's */

        if (klcf[i]->core != NULL) {
            klcf[i]->core->client_max_body_size = 0;
        }
    }

    return NGX_OK;
}

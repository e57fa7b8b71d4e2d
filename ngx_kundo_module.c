/*
 * The module: directives, configurations, a worker's start and end.  All
 * logic is elsewhere.
 */

#include "ngx_kundo_conf.h"
#include "ngx_kundo_rate.h"
#include "ngx_kundo_http.h"
#include "ngx_kundo_worker.h"

#if (KUNDO_TEST)
#include "ngx_kundo_echo.h"
#endif


static void *ngx_kundo_create_main_conf(ngx_conf_t *cf);
static void *ngx_kundo_create_loc_conf(ngx_conf_t *cf);
static char *ngx_kundo_merge_loc_conf(ngx_conf_t *cf, void *parent,
    void *child);
static ngx_int_t ngx_kundo_postconfiguration(ngx_conf_t *cf);
static char *ngx_kundo_use(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
#if (KUNDO_TEST)
static char *ngx_kundo_echo(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
#endif
static ngx_int_t ngx_kundo_init_process(ngx_cycle_t *cycle);
static void ngx_kundo_exit_process(ngx_cycle_t *cycle);
static ngx_array_t *ngx_kundo_stores(ngx_cycle_t *cycle);
static ngx_int_t ngx_kundo_handler(ngx_http_request_t *r);


static ngx_command_t  ngx_kundo_commands[] = {

    { ngx_string("kundo_store"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_BLOCK|NGX_CONF_TAKE1,
      ngx_kundo_conf_store,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("kundo"),
      NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_kundo_use,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

#if (KUNDO_TEST)

    { ngx_string("kundo_echo"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_kundo_echo,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

#endif

      ngx_null_command
};


static ngx_http_module_t  ngx_kundo_module_ctx = {
    NULL,                                  /* preconfiguration */
    ngx_kundo_postconfiguration,           /* postconfiguration */

    ngx_kundo_create_main_conf,            /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_kundo_create_loc_conf,             /* create location configuration */
    ngx_kundo_merge_loc_conf               /* merge location configuration */
};


ngx_module_t  ngx_kundo_module = {
    NGX_MODULE_V1,
    &ngx_kundo_module_ctx,                 /* module context */
    ngx_kundo_commands,                    /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_kundo_init_process,                /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_kundo_exit_process,                /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_kundo_create_main_conf(ngx_conf_t *cf)
{
    ngx_kundo_main_conf_t  *kmcf;

    kmcf = ngx_pcalloc(cf->pool, sizeof(ngx_kundo_main_conf_t));
    if (kmcf == NULL) {
        return NULL;
    }

    if (ngx_array_init(&kmcf->stores, cf->pool, 2,
                       sizeof(ngx_kundo_store_conf_t *))
        != NGX_OK
        || ngx_array_init(&kmcf->users, cf->pool, 4,
                          sizeof(ngx_kundo_loc_conf_t *))
           != NGX_OK)
    {
        return NULL;
    }

    return kmcf;
}


static void *
ngx_kundo_create_loc_conf(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(ngx_kundo_loc_conf_t));
}


/* A block "if" or "limit_except" goes on with what its location does. */

static char *
ngx_kundo_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_kundo_loc_conf_t      *prev = parent;
    ngx_kundo_loc_conf_t      *conf = child;
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    if (conf->store_name.len || prev->store_name.len == 0 || !clcf->noname) {
        return NGX_CONF_OK;
    }

    return ngx_kundo_conf_inherit(cf, conf, prev, ngx_kundo_handler);
}


static ngx_int_t
ngx_kundo_postconfiguration(ngx_conf_t *cf)
{
    ngx_kundo_main_conf_t  *kmcf;

    kmcf = ngx_http_conf_get_module_main_conf(cf, ngx_kundo_module);

    return ngx_kundo_conf_resolve(cf, kmcf);
}


static char *
ngx_kundo_use(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    return ngx_kundo_conf_use(cf, conf, ngx_kundo_handler);
}


#if (KUNDO_TEST)

static char *
ngx_kundo_echo(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = ngx_kundo_echo_handler;

    return NGX_CONF_OK;
}

#endif


/*
 * An error here would end the worker for good, and with it the site: a
 * store that cannot be used is marked and answers 503 under its location.
 */

static ngx_int_t
ngx_kundo_init_process(ngx_cycle_t *cycle)
{
    ngx_uint_t                i;
    ngx_array_t              *stores;
    ngx_kundo_store_conf_t  **store;

    stores = ngx_kundo_stores(cycle);
    if (stores == NULL) {
        return NGX_OK;
    }

    store = stores->elts;

    for (i = 0; i < stores->nelts; i++) {
        ngx_kundo_rate_worker_init(store[i]);

        if (ngx_kundo_worker_init(cycle, store[i]) != NGX_OK) {
            store[i]->faulty = 1;
        }
    }

    return NGX_OK;
}


static void
ngx_kundo_exit_process(ngx_cycle_t *cycle)
{
    ngx_uint_t                i;
    ngx_array_t              *stores;
    ngx_kundo_store_conf_t  **store;

    stores = ngx_kundo_stores(cycle);
    if (stores == NULL) {
        return;
    }

    store = stores->elts;

    for (i = 0; i < stores->nelts; i++) {
        ngx_kundo_worker_exit(cycle, store[i]);
    }
}


/* The cache manager and loader start processes, too: no stores for them. */

static ngx_array_t *
ngx_kundo_stores(ngx_cycle_t *cycle)
{
    ngx_kundo_main_conf_t  *kmcf;

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NULL;
    }

    kmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_kundo_module);

    return kmcf ? &kmcf->stores : NULL;
}


static ngx_int_t
ngx_kundo_handler(ngx_http_request_t *r)
{
    ngx_str_t              path;
    ngx_kundo_loc_conf_t  *klcf;

    klcf = ngx_http_get_module_loc_conf(r, ngx_kundo_module);

    /* a rewrite may have left the location's prefix */

    if (r->uri.len < klcf->prefix.len
        || ngx_strncmp(r->uri.data, klcf->prefix.data, klcf->prefix.len) != 0)
    {
        return NGX_HTTP_NOT_FOUND;
    }

    path.len = r->uri.len - klcf->prefix.len;
    path.data = r->uri.data + klcf->prefix.len;

    return ngx_kundo_http_handler(r, klcf->store, &path);
}

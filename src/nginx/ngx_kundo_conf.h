/*
 * Settings: what stands in nginx.conf, checked and with its defaults.
 * Knows nothing of how a store works.
 */

#ifndef NGX_KUNDO_CONF_H
#define NGX_KUNDO_CONF_H


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/* A token bucket: rate 0 is no bound. */

typedef struct {
    ngx_uint_t               rate_milli;     /* requests per 1000 s */
    ngx_uint_t               burst;          /* requests */
    ngx_uint_t               sockets;        /* at once; 0 is no bound */
} ngx_kundo_limit_t;


typedef struct {
    ngx_str_t                name;
    ngx_str_t                path;           /* absolute, ends with '\0' */
    ngx_str_t                public_url;     /* ends with '/', or empty */
    ngx_msec_t               agent_lost;
    ngx_msec_t               auto_transfer; /* UNSET before the default */
    time_t                   session;        /* seconds */
    ngx_array_t             *allow_origin;   /* of ngx_str_t, or NULL */
    ngx_array_t             *identity_keys;  /* of kundo_identity_key_t */
    ngx_kundo_limit_t        rate_session;
    ngx_kundo_limit_t        rate_address;
    size_t                   map_size;
    ngx_array_t             *operators;      /* of ngx_cidr_t */
    ngx_int_t                max_chats;
    ngx_str_t                zoneinfo;       /* folder, ends with '\0' */

    ngx_shm_zone_t          *rate_zone;
    ngx_thread_pool_t       *pool;           /* for reads and passwords */
    ngx_thread_pool_t       *thread;         /* of one: the writer's */
    ngx_uint_t               faulty;         /* the worker cannot use it */
    void                    *worker;         /* this worker's runtime */
    uint32_t                 rate_owner;     /* ngx_kundo_rate.c's */

    ngx_uint_t               seen;           /* settings given, by bit */
} ngx_kundo_store_conf_t;


typedef struct {
    ngx_array_t              stores;         /* of ngx_kundo_store_conf_t * */
    ngx_array_t              users;          /* of ngx_kundo_loc_conf_t * */
    ngx_thread_pool_t       *pool;
} ngx_kundo_main_conf_t;


typedef struct {
    ngx_str_t                store_name;     /* empty: not set here */
    ngx_kundo_store_conf_t  *store;
    ngx_str_t                prefix;         /* of the location */
    ngx_http_core_loc_conf_t *core;          /* of the same location */
    u_char                  *file;
    ngx_uint_t               line;
} ngx_kundo_loc_conf_t;


extern ngx_module_t  ngx_kundo_module;


/* `kundo_store NAME { ... }` */
char *ngx_kundo_conf_store(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* `kundo NAME;` with the location's handler */
char *ngx_kundo_conf_use(ngx_conf_t *cf, void *conf,
    ngx_http_handler_pt handler);

/* The same as the location `from`, around it. */
char *ngx_kundo_conf_inherit(ngx_conf_t *cf, ngx_kundo_loc_conf_t *klcf,
    ngx_kundo_loc_conf_t *from, ngx_http_handler_pt handler);

/* Names become stores, wherever in the file their blocks stand. */
ngx_int_t ngx_kundo_conf_resolve(ngx_conf_t *cf, ngx_kundo_main_conf_t *kmcf);


#endif /* NGX_KUNDO_CONF_H */

/*
 * Worker: what one process of nginx has of one store.
 */

#ifndef NGX_KUNDO_WORKER_H
#define NGX_KUNDO_WORKER_H


#include <ngx_config.h>
#include <ngx_core.h>

#include "auth/kundo_token.h"
#include "domain/kundo_render.h"

#include "ngx_kundo_conf.h"
#include "ngx_kundo_writer.h"


typedef struct ngx_kundo_hub_s     ngx_kundo_hub_t;
typedef struct ngx_kundo_wakeup_s  ngx_kundo_wakeup_t;
typedef struct ngx_kundo_timer_s   ngx_kundo_timer_t;
typedef struct ngx_kundo_io_s      ngx_kundo_io_t;
typedef struct ngx_kundo_hours_s   ngx_kundo_hours_t;


struct ngx_kundo_worker_s {
    ngx_kundo_store_conf_t  *conf;
    ngx_pool_t              *pool;
    ngx_log_t               *log;
    kundo_env_t             *env;         /* NULL: the store is not open */
    kundo_seal_t            *seal;        /* the loop's */
    kundo_txn_t              txn;         /* the loop's reader */
    kundo_arena_t            arena;       /* the loop's scratch */
    uint64_t                 no;          /* of this worker in the store */
    kundo_token_key_t       *token_key;   /* the loop's */
    char                     error[256];  /* why the store is not open */
    ngx_event_t              retry;       /* to open it again */

    ngx_kundo_writer_t      *writer;
    ngx_kundo_hub_t         *hub;
    ngx_kundo_wakeup_t      *wakeup;
    ngx_kundo_timer_t       *timer;
    ngx_kundo_io_t          *io;
    ngx_kundo_hours_t       *hours;

    u_char                  *turn;        /* who waits for the lock */

    uint64_t                 faults;      /* batches that failed */
    kundo_rc_t               fault;       /* of the last batch; 0 = none */
    unsigned                 leaving:1;   /* it exits */
    unsigned                 rejoining:1; /* it was taken for dead */
};


ngx_int_t ngx_kundo_worker_init(ngx_cycle_t *cycle,
    ngx_kundo_store_conf_t *store);
void ngx_kundo_worker_exit(ngx_cycle_t *cycle, ngx_kundo_store_conf_t *store);

/* The worker of a store, if its store is open, else NULL. */
ngx_kundo_worker_t *ngx_kundo_worker_of(ngx_kundo_store_conf_t *store);

/*
 * The loop's look into the store as of now; ended before the loop goes on.
 * What was rendered lies in the arena and dies with the end.
 */
kundo_rc_t ngx_kundo_worker_read(ngx_kundo_worker_t *worker,
    kundo_reader_t *reader);
void ngx_kundo_worker_read_end(ngx_kundo_worker_t *worker);

/* Milliseconds since 1970, as of this turn of the loop. */
uint64_t ngx_kundo_now_ms(void);


#endif /* NGX_KUNDO_WORKER_H */

/*
 * Worker: a store is opened, joined and left.
 */

#include "domain/kundo_apply.h"

#include "ngx_kundo_hours.h"
#include "ngx_kundo_hub.h"
#include "ngx_kundo_io.h"
#include "ngx_kundo_secret.h"
#include "ngx_kundo_timer.h"
#include "ngx_kundo_turn.h"
#include "ngx_kundo_wakeup.h"
#include "ngx_kundo_worker.h"


#define NGX_KUNDO_WORKER_ARENA  (8 << 20)   /* scratch of one look */
#define NGX_KUNDO_WORKER_RETRY  5000        /* ms, to open a bad store again */


static ngx_int_t ngx_kundo_worker_open(ngx_kundo_worker_t *worker);
static void ngx_kundo_worker_close(ngx_kundo_worker_t *worker);
static void ngx_kundo_worker_retry_handler(ngx_event_t *ev);


ngx_int_t
ngx_kundo_worker_init(ngx_cycle_t *cycle, ngx_kundo_store_conf_t *store)
{
    ngx_kundo_worker_t  *worker;

    worker = ngx_pcalloc(cycle->pool, sizeof(ngx_kundo_worker_t));
    if (worker == NULL) {
        return NGX_ERROR;
    }

    worker->conf = store;
    worker->pool = cycle->pool;
    worker->log = cycle->log;

    worker->retry.handler = ngx_kundo_worker_retry_handler;
    worker->retry.data = worker;
    worker->retry.log = cycle->log;
    worker->retry.cancelable = 1;

    store->worker = worker;

    if (ngx_kundo_worker_open(worker) != NGX_OK) {
        ngx_add_timer(&worker->retry, NGX_KUNDO_WORKER_RETRY);
    }

    return NGX_OK;
}


/* A store that was not usable may be, by now: no reload is needed. */

static void
ngx_kundo_worker_retry_handler(ngx_event_t *ev)
{
    ngx_kundo_worker_t  *worker;

    worker = ev->data;

    if (ngx_exiting) {
        return;
    }

    if (ngx_kundo_worker_open(worker) != NGX_OK) {
        ngx_add_timer(ev, NGX_KUNDO_WORKER_RETRY);
        return;
    }

    ngx_log_error(NGX_LOG_NOTICE, worker->log, 0,
                  "kundo store \"%V\" is open", &worker->conf->name);
}


static ngx_int_t
ngx_kundo_worker_fail(ngx_kundo_worker_t *worker, const char *what,
    const char *why)
{
    char  line[256];

    ngx_snprintf((u_char *) line, sizeof(line), "%s%s%Z", what, why);

    /* each reason is said once */

    if (ngx_strcmp(line, worker->error) != 0) {
        ngx_log_error(NGX_LOG_ERR, worker->log, 0, "kundo store \"%V\": %s",
                      &worker->conf->name, line);
        ngx_memcpy(worker->error, line, sizeof(line));
    }

    ngx_kundo_worker_close(worker);

    return NGX_ERROR;
}


static kundo_rc_t
ngx_kundo_worker_join(ngx_kundo_worker_t *worker)
{
    kundo_rc_t       rc;
    kundo_result_t   result;
    kundo_command_t  cmd;

    ngx_memzero(&cmd, sizeof(kundo_command_t));

    cmd.type = KUNDO_COMMAND_SETTINGS;
    cmd.u.settings.agent_lost_ms = worker->conf->agent_lost;
    cmd.u.settings.auto_transfer_ms = worker->conf->auto_transfer;
    cmd.u.settings.session_ms = (uint64_t) worker->conf->session * 1000;
    cmd.u.settings.max_chats = (uint64_t) worker->conf->max_chats;

    rc = ngx_kundo_writer_now(worker, &cmd, &result);
    if (rc != KUNDO_OK) {
        return rc;
    }

    ngx_memzero(&cmd, sizeof(kundo_command_t));

    cmd.type = KUNDO_COMMAND_WORKER_JOIN;
    cmd.u.worker_join.pid = (uint64_t) ngx_pid;

    rc = ngx_kundo_writer_now(worker, &cmd, &result);
    if (rc == KUNDO_OK) {
        worker->no = result.no;
    }

    return rc;
}


static ngx_int_t
ngx_kundo_worker_open(ngx_kundo_worker_t *worker)
{
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_rc_t           rc;
    kundo_env_options_t  options;

    if (ngx_kundo_secret(seed, sizeof(seed)) != NGX_OK) {
        return ngx_kundo_worker_fail(worker, "no random numbers", "");
    }

    ngx_memzero(&options, sizeof(kundo_env_options_t));

    options.map_size = worker->conf->map_size;
    options.seed = seed;
    options.now_ms = ngx_kundo_now_ms();

    kundo_arena_init(&worker->arena, NGX_KUNDO_WORKER_ARENA);

    rc = kundo_env_open(&worker->env, (char *) worker->conf->path.data,
                        &options, error);
    if (rc != KUNDO_OK) {
        worker->env = NULL;
        return ngx_kundo_worker_fail(worker, error, "");
    }

    rc = ngx_kundo_worker_join(worker);
    if (rc != KUNDO_OK) {
        return ngx_kundo_worker_fail(worker, "cannot be written: ",
                                     kundo_rc_title(rc));
    }

    rc = kundo_txn_begin_read(worker->env, &worker->txn);
    if (rc != KUNDO_OK) {
        return ngx_kundo_worker_fail(worker, "cannot be read: ",
                                     kundo_rc_title(rc));
    }

    rc = kundo_seal_create(&worker->seal, worker->txn.meta.seal_key);

    if (rc == KUNDO_OK) {
        rc = kundo_token_key_create(&worker->token_key,
                                    worker->txn.meta.token_key);
    }

    kundo_txn_reset(&worker->txn);

    if (rc != KUNDO_OK) {
        return ngx_kundo_worker_fail(worker, kundo_rc_title(rc), "");
    }

    worker->writer = ngx_kundo_writer_create(worker, worker->pool);

    if (worker->writer == NULL
        || ngx_kundo_io_create(worker) != NGX_OK
        || ngx_kundo_hours_create(worker) != NGX_OK
        || ngx_kundo_hub_create(worker) != NGX_OK
        || ngx_kundo_turn_create(worker) != NGX_OK
        || ngx_kundo_wakeup_create(worker) != NGX_OK
        || ngx_kundo_timer_create(worker) != NGX_OK)
    {
        return ngx_kundo_worker_fail(worker, "cannot be joined: see the log",
                                     "");
    }

    worker->error[0] = '\0';

    return NGX_OK;
}


static void
ngx_kundo_worker_close(ngx_kundo_worker_t *worker)
{
    ngx_kundo_timer_free(worker);
    ngx_kundo_wakeup_free(worker);
    ngx_kundo_turn_free(worker);
    ngx_kundo_io_free(worker);
    ngx_kundo_hours_free(worker);

    /* before those whose jobs may stand in it */

    if (worker->writer != NULL) {
        ngx_kundo_writer_free(worker->writer);
        worker->writer = NULL;
    }

    ngx_kundo_hub_free(worker);

    if (worker->seal != NULL) {
        kundo_seal_free(worker->seal);
        worker->seal = NULL;
    }

    if (worker->token_key != NULL) {
        kundo_token_key_free(worker->token_key);
        worker->token_key = NULL;
    }

    if (worker->txn.mdb != NULL) {
        kundo_txn_abort(&worker->txn);
    }

    if (worker->env != NULL) {
        kundo_env_close(worker->env);
        worker->env = NULL;
    }

    kundo_arena_free(&worker->arena);
}


/* D3: what this worker held is let go at once, not when it is missed. */

void
ngx_kundo_worker_exit(ngx_cycle_t *cycle, ngx_kundo_store_conf_t *store)
{
    kundo_rc_t           rc;
    kundo_result_t       result;
    kundo_command_t      cmd;
    ngx_kundo_worker_t  *worker;

    worker = ngx_kundo_worker_of(store);

    if (worker == NULL) {
        return;
    }

    ngx_memzero(&cmd, sizeof(kundo_command_t));

    cmd.type = KUNDO_COMMAND_WORKER_GONE;
    cmd.u.worker_gone.worker = worker->no;

    do {
        rc = ngx_kundo_writer_now(worker, &cmd, &result);
    } while (rc == KUNDO_OK && result.more);

    worker->leaving = 1;
    ngx_kundo_wakeup_committed(worker);
    ngx_kundo_worker_close(worker);
}


ngx_kundo_worker_t *
ngx_kundo_worker_of(ngx_kundo_store_conf_t *store)
{
    ngx_kundo_worker_t  *worker;

    worker = store->worker;

    return worker != NULL && worker->timer != NULL ? worker : NULL;
}


kundo_rc_t
ngx_kundo_worker_read(ngx_kundo_worker_t *worker, kundo_reader_t *rd)
{
    kundo_rc_t  rc;

    rc = kundo_txn_renew(&worker->txn);
    if (rc != KUNDO_OK) {
        return rc;
    }

    ngx_memzero(rd, sizeof(kundo_reader_t));

    rd->txn = &worker->txn;
    rd->seal = worker->seal;
    rd->arena = &worker->arena;
    rd->now_ms = ngx_kundo_now_ms();

    return KUNDO_OK;
}


void
ngx_kundo_worker_read_end(ngx_kundo_worker_t *worker)
{
    kundo_txn_reset(&worker->txn);
    kundo_arena_reset(&worker->arena);
}


uint64_t
ngx_kundo_now_ms(void)
{
    ngx_time_t  *tp;

    tp = ngx_timeofday();

    return (uint64_t) tp->sec * 1000 + tp->msec;
}

/*
 * Wake-up: one datagram socket for each worker, "w.NUMBER" in the store's
 * folder.  Peers are the rows of the table `worker`; a socket that refuses
 * is that of a dead process.
 */

#include <sys/un.h>

#include "store/kundo_table.h"

#include "ngx_kundo_gone.h"
#include "ngx_kundo_hub.h"
#include "ngx_kundo_turn.h"
#include "ngx_kundo_typing.h"
#include "ngx_kundo_wakeup.h"


#define NGX_KUNDO_PEERS_MAX   256
#define NGX_KUNDO_POLL_MS     100
#define NGX_KUNDO_JOIN_MS     10000    /* from a worker's row to its socket */

/* kinds of datagrams: the first byte */

#define NGX_KUNDO_HINT_WAKE   'w'      /* something was committed */
#define NGX_KUNDO_HINT_PEER   'p'      /* the peers have changed */
#define NGX_KUNDO_HINT_TYPING 't'      /* followed by ngx_kundo_typing_t */


typedef struct {
    uint64_t             no;
    uint64_t             started_ms;
    struct sockaddr_un   addr;
} ngx_kundo_peer_t;


struct ngx_kundo_wakeup_s {
    ngx_connection_t    *connection;
    ngx_event_t          poll;
    ngx_kundo_peer_t    *peers;
    ngx_uint_t           npeers;
};


static void ngx_kundo_wakeup_read_handler(ngx_event_t *ev);
static void ngx_kundo_wakeup_write_handler(ngx_event_t *ev);
static void ngx_kundo_wakeup_poll_handler(ngx_event_t *ev);
static void ngx_kundo_wakeup_peers(ngx_kundo_worker_t *worker);
static void ngx_kundo_wakeup_send(ngx_kundo_worker_t *worker, void *data,
    size_t len);


static ngx_int_t
ngx_kundo_wakeup_addr(ngx_kundo_worker_t *worker, uint64_t no,
    struct sockaddr_un *addr)
{
    u_char  *p, *last;

    ngx_memzero(addr, sizeof(struct sockaddr_un));
    addr->sun_family = AF_UNIX;

    last = (u_char *) addr->sun_path + sizeof(addr->sun_path);

    p = ngx_snprintf((u_char *) addr->sun_path, sizeof(addr->sun_path),
                     "%s/w.%uL%Z", worker->conf->path.data, no);

    return p < last ? NGX_OK : NGX_ERROR;
}


static ngx_socket_t
ngx_kundo_wakeup_socket(ngx_kundo_worker_t *worker)
{
    ngx_socket_t        fd;
    struct sockaddr_un  addr;

    if (ngx_kundo_wakeup_addr(worker, worker->no, &addr) != NGX_OK) {
        ngx_log_error(NGX_LOG_ERR, worker->log, 0,
                      "path \"%V\" is too long for a socket in it",
                      &worker->conf->path);
        return (ngx_socket_t) -1;
    }

    fd = socket(AF_UNIX, SOCK_DGRAM|SOCK_NONBLOCK|SOCK_CLOEXEC, 0);
    if (fd == (ngx_socket_t) -1) {
        ngx_log_error(NGX_LOG_ERR, worker->log, ngx_socket_errno,
                      ngx_socket_n " failed");
        return fd;
    }

    (void) unlink(addr.sun_path);

    if (bind(fd, (struct sockaddr *) &addr, sizeof(addr)) == -1) {
        ngx_log_error(NGX_LOG_ERR, worker->log, ngx_socket_errno,
                      "bind() to \"%s\" failed", addr.sun_path);
        ngx_close_socket(fd);
        return (ngx_socket_t) -1;
    }

    return fd;
}


static ngx_connection_t *
ngx_kundo_wakeup_listen(ngx_kundo_worker_t *worker)
{
    ngx_socket_t       fd;
    ngx_connection_t  *c;

    fd = ngx_kundo_wakeup_socket(worker);
    if (fd == (ngx_socket_t) -1) {
        return NULL;
    }

    c = ngx_get_connection(fd, worker->log);
    if (c == NULL) {
        ngx_close_socket(fd);
        return NULL;
    }

    /* `channel` keeps an exiting worker from waiting for this connection */

    c->data = worker;
    c->read->handler = ngx_kundo_wakeup_read_handler;
    c->read->log = worker->log;
    c->read->channel = 1;
    c->write->handler = ngx_kundo_wakeup_write_handler;
    c->write->log = worker->log;
    c->write->channel = 1;

    if (ngx_add_event(c->read, NGX_READ_EVENT, 0) != NGX_OK) {
        ngx_close_connection(c);
        return NULL;
    }

    return c;
}


/* Learns who the others are, and lets them learn of this one. */

static void
ngx_kundo_wakeup_meet(ngx_kundo_worker_t *worker)
{
    u_char  hint = NGX_KUNDO_HINT_PEER;

    ngx_kundo_wakeup_peers(worker);
    ngx_kundo_wakeup_send(worker, &hint, 1);
}


ngx_int_t
ngx_kundo_wakeup_create(ngx_kundo_worker_t *worker)
{
    ngx_kundo_wakeup_t  *wakeup;

    wakeup = ngx_pcalloc(worker->pool, sizeof(ngx_kundo_wakeup_t));
    if (wakeup == NULL) {
        return NGX_ERROR;
    }

    wakeup->peers = ngx_pcalloc(worker->pool, NGX_KUNDO_PEERS_MAX
                                              * sizeof(ngx_kundo_peer_t));
    if (wakeup->peers == NULL) {
        return NGX_ERROR;
    }

    wakeup->connection = ngx_kundo_wakeup_listen(worker);
    if (wakeup->connection == NULL) {
        return NGX_ERROR;
    }

    wakeup->poll.handler = ngx_kundo_wakeup_poll_handler;
    wakeup->poll.data = worker;
    wakeup->poll.log = worker->log;
    wakeup->poll.cancelable = 1;

    ngx_add_timer(&wakeup->poll, NGX_KUNDO_POLL_MS);

    worker->wakeup = wakeup;

    ngx_kundo_wakeup_meet(worker);

    return NGX_OK;
}


ngx_int_t
ngx_kundo_wakeup_again(ngx_kundo_worker_t *worker)
{
    ngx_connection_t  *c;

    c = ngx_kundo_wakeup_listen(worker);
    if (c == NULL) {
        return NGX_ERROR;
    }

    ngx_close_connection(worker->wakeup->connection);
    worker->wakeup->connection = c;

    ngx_kundo_wakeup_meet(worker);

    return NGX_OK;
}


void
ngx_kundo_wakeup_free(ngx_kundo_worker_t *worker)
{
    struct sockaddr_un   addr;
    ngx_kundo_wakeup_t  *wakeup;

    wakeup = worker->wakeup;

    if (wakeup == NULL) {
        return;
    }

    if (wakeup->poll.timer_set) {
        ngx_del_timer(&wakeup->poll);
    }

    ngx_close_connection(wakeup->connection);

    if (ngx_kundo_wakeup_addr(worker, worker->no, &addr) == NGX_OK) {
        (void) unlink(addr.sun_path);
    }

    worker->wakeup = NULL;
}


/* Reads who the other workers are, old ones of a reload among them. */

static void
ngx_kundo_wakeup_peers(ngx_kundo_worker_t *worker)
{
    uint64_t             no;
    kundo_walk_t         walk;
    kundo_rc_t           rc;
    kundo_reader_t       rd;
    kundo_worker_row_t   row;
    ngx_kundo_wakeup_t  *wakeup;

    wakeup = worker->wakeup;

    if (ngx_kundo_worker_read(worker, &rd) != KUNDO_OK) {
        return;
    }

    wakeup->npeers = 0;

    if (kundo_walk_open(rd.txn, KUNDO_TABLE_WORKER, &walk) == KUNDO_OK) {

        for (rc = kundo_walk_next(&walk);
             rc == KUNDO_OK && wakeup->npeers < NGX_KUNDO_PEERS_MAX;
             rc = kundo_walk_next(&walk))
        {
            no = kundo_be64_get(walk.key.data);

            if (no == worker->no
                || ngx_kundo_wakeup_addr(worker, no,
                             &wakeup->peers[wakeup->npeers].addr) != NGX_OK)
            {
                continue;
            }

            ngx_memzero(&row, sizeof(kundo_worker_row_t));

            if (walk.value.len == sizeof(kundo_worker_row_t)) {
                ngx_memcpy(&row, walk.value.data, walk.value.len);
            }

            wakeup->peers[wakeup->npeers].started_ms = row.started_ms;
            wakeup->peers[wakeup->npeers++].no = no;
        }

        kundo_walk_close(&walk);
    }

    ngx_kundo_worker_read_end(worker);
}


static void
ngx_kundo_wakeup_send(ngx_kundo_worker_t *worker, void *data, size_t len)
{
    uint64_t             no;
    ngx_err_t            err;
    ngx_uint_t           i;
    ngx_kundo_wakeup_t  *wakeup;

    wakeup = worker->wakeup;

    for (i = 0; i < wakeup->npeers; i++) {

        if (sendto(wakeup->connection->fd, data, len, 0,
                   (struct sockaddr *) &wakeup->peers[i].addr,
                   sizeof(struct sockaddr_un))
            != -1)
        {
            continue;
        }

        err = ngx_socket_errno;

        /* a full socket: its worker has enough hints already */

        if (err != NGX_ECONNREFUSED && err != NGX_ENOENT) {
            continue;
        }

        no = wakeup->peers[i].no;

        if (err == NGX_ENOENT
            && wakeup->peers[i].started_ms + NGX_KUNDO_JOIN_MS
               > ngx_kundo_now_ms())
        {
            continue;
        }

        (void) unlink(wakeup->peers[i].addr.sun_path);

        wakeup->peers[i--] = wakeup->peers[--wakeup->npeers];

        ngx_log_error(NGX_LOG_NOTICE, worker->log, 0,
                      "kundo worker %uL is gone", no);

        ngx_kundo_turn_gone(worker, no);

        ngx_kundo_gone_submit(worker, no);
    }
}


void
ngx_kundo_wakeup_committed(ngx_kundo_worker_t *worker)
{
    u_char  hint = NGX_KUNDO_HINT_WAKE;

    if (worker->wakeup != NULL) {
        ngx_kundo_wakeup_send(worker, &hint, 1);
    }
}


void
ngx_kundo_wakeup_typing(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    u_char  hint[1 + sizeof(ngx_kundo_typing_t)];

    hint[0] = NGX_KUNDO_HINT_TYPING;
    ngx_memcpy(hint + 1, typing, sizeof(ngx_kundo_typing_t));

    ngx_kundo_wakeup_send(worker, hint, sizeof(hint));
}


void
ngx_kundo_wakeup_check(ngx_kundo_worker_t *worker)
{
    ngx_kundo_wakeup_peers(worker);
    ngx_kundo_wakeup_committed(worker);
}


static void
ngx_kundo_wakeup_read_handler(ngx_event_t *ev)
{
    ssize_t              n;
    u_char               buf[128];
    ngx_uint_t           look, peers, turns;
    ngx_connection_t    *c;
    ngx_kundo_typing_t   typing;
    ngx_kundo_worker_t  *worker;

    c = ev->data;
    worker = c->data;

    look = 0;
    peers = 0;

    for (turns = 0; turns < 1024; turns++) {

        n = recv(c->fd, buf, sizeof(buf), 0);
        if (n <= 0) {
            break;
        }

        if (buf[0] == NGX_KUNDO_HINT_TYPING
            && n == (ssize_t) (1 + sizeof(ngx_kundo_typing_t)))
        {
            ngx_memcpy(&typing, buf + 1, sizeof(ngx_kundo_typing_t));
            ngx_kundo_typing_moved(worker, &typing);
            ngx_kundo_hub_typing(worker, &typing);
            continue;
        }

        look = 1;

        if (buf[0] == NGX_KUNDO_HINT_PEER) {
            peers = 1;
        }
    }

    if (peers) {
        ngx_kundo_wakeup_peers(worker);
    }

    if (look) {
        ngx_kundo_hub_read(worker);
    }
}


static void
ngx_kundo_wakeup_write_handler(ngx_event_t *ev)
{
    /* nothing waits to be written */
}


/* The safety net under lost hints, and the eye on kundoctl's commits. */

static void
ngx_kundo_wakeup_poll_handler(ngx_event_t *ev)
{
    ngx_kundo_worker_t  *worker;

    worker = ev->data;

    /*
     * A commit shows in the meta page while its sync still goes on, and is
     * given to readers only after it: what was read counts, not what shows.
     */

    if (kundo_env_last_txn(worker->env) != ngx_kundo_hub_txn(worker)) {
        ngx_kundo_hub_read(worker);
    }

    ngx_add_timer(ev, NGX_KUNDO_POLL_MS);
}

/*
 * Turn: one byte for each worker in a file that all map, "turn" in the
 * store's folder; 1 while it waits for the lock.  A hint: a wrong one costs
 * a pause.
 */

#include <sys/mman.h>

#include "ngx_kundo_turn.h"


#define NGX_KUNDO_TURN_SLOTS  256
#define NGX_KUNDO_TURN_US     200


ngx_int_t
ngx_kundo_turn_create(ngx_kundo_worker_t *worker)
{
    int       fd;
    void     *p;
    u_char    name[NGX_MAX_PATH];

    ngx_snprintf(name, NGX_MAX_PATH, "%s/turn%Z", worker->conf->path.data);

    fd = open((char *) name, O_RDWR|O_CREAT|O_CLOEXEC, 0600);

    if (fd == -1) {
        ngx_log_error(NGX_LOG_ERR, worker->log, ngx_errno,
                      ngx_open_file_n " \"%s\" failed", name);
        return NGX_ERROR;
    }

    /* on a full disk there is no fairness, but service: a hole in the file
       would be SIGBUS at the first write */

    if (posix_fallocate(fd, 0, NGX_KUNDO_TURN_SLOTS) != 0
        || (p = mmap(NULL, NGX_KUNDO_TURN_SLOTS, PROT_READ|PROT_WRITE,
                     MAP_SHARED, fd, 0)) == MAP_FAILED)
    {
        ngx_log_error(NGX_LOG_WARN, worker->log, ngx_errno,
                      "\"%s\" cannot be mapped", name);
        p = NULL;
    }

    (void) close(fd);

    worker->turn = p;

    ngx_kundo_turn_got(worker);

    return NGX_OK;
}


void
ngx_kundo_turn_free(ngx_kundo_worker_t *worker)
{
    if (worker->turn != NULL) {
        ngx_kundo_turn_got(worker);
        (void) munmap((void *) worker->turn, NGX_KUNDO_TURN_SLOTS);
        worker->turn = NULL;
    }
}


static void
ngx_kundo_turn_set(ngx_kundo_worker_t *worker, uint64_t no, u_char v)
{
    if (worker->turn != NULL) {
        __atomic_store_n(&worker->turn[no % NGX_KUNDO_TURN_SLOTS], v,
                         __ATOMIC_RELEASE);
    }
}


void
ngx_kundo_turn_wait(ngx_kundo_worker_t *worker)
{
    ngx_kundo_turn_set(worker, worker->no, 1);
}


void
ngx_kundo_turn_got(ngx_kundo_worker_t *worker)
{
    ngx_kundo_turn_set(worker, worker->no, 0);
}


void
ngx_kundo_turn_gone(ngx_kundo_worker_t *worker, uint64_t no)
{
    ngx_kundo_turn_set(worker, no, 0);
}


void
ngx_kundo_turn_done(ngx_kundo_worker_t *worker)
{
    ngx_uint_t  i;

    if (worker->turn == NULL) {
        return;
    }

    for (i = 0; i < NGX_KUNDO_TURN_SLOTS; i += sizeof(uint64_t)) {

        if (*(volatile uint64_t *) (worker->turn + i) != 0) {
            (void) usleep(NGX_KUNDO_TURN_US);
            return;
        }
    }
}

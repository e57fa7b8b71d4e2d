/*
 * Wrap: what the linker's --wrap calls instead of LMDB, and the system's
 * writes and syncs, which this program gives to LMDB's library.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <lmdb.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sim/disk.h"
#include "sim/wrap.h"


wrap_t  wrap;

void  (*wrap_write_hook)(void *data, unsigned n);
void   *wrap_write_data;

static unsigned  wrap_writes;


void
wrap_reset(void)
{
    memset(&wrap, 0, sizeof(wrap_t));
}


void
wrap_fail(unsigned n, int rc)
{
    wrap.fail_at = wrap.calls + n;
    wrap.fail_rc = rc;
    wrap.failed = 0;
}


static int
wrap_call(void)
{
    if (++wrap.calls != wrap.fail_at) {
        return 0;
    }

    wrap.failed = 1;

    return wrap.fail_rc;
}


#define WRAP(changes_, name, params, args)                                    \
    int __real_##name params;                                                 \
    int __wrap_##name params;                                                 \
                                                                              \
    int                                                                       \
    __wrap_##name params                                                      \
    {                                                                         \
        int  rc;                                                              \
                                                                              \
        rc = wrap_call();                                                     \
        if (rc == 0) {                                                        \
            rc = __real_##name args;                                          \
            wrap.changes += rc == 0 && changes_;                              \
        }                                                                     \
                                                                              \
        return rc;                                                            \
    }

WRAP(0, mdb_get, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v),
     (txn, dbi, k, v))
WRAP(1, mdb_put, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v,
     unsigned flags), (txn, dbi, k, v, flags))
WRAP(1, mdb_del, (MDB_txn *txn, MDB_dbi dbi, MDB_val *k, MDB_val *v),
     (txn, dbi, k, v))
WRAP(0, mdb_cursor_open, (MDB_txn *txn, MDB_dbi dbi, MDB_cursor **c),
     (txn, dbi, c))
WRAP(0, mdb_cursor_get, (MDB_cursor *c, MDB_val *k, MDB_val *v,
     MDB_cursor_op op), (c, k, v, op))
WRAP(1, mdb_cursor_del, (MDB_cursor *c, unsigned flags), (c, flags))


/* A commit that fails has not happened. */

int __real_mdb_txn_commit(MDB_txn *txn);
int __wrap_mdb_txn_commit(MDB_txn *txn);

int
__wrap_mdb_txn_commit(MDB_txn *txn)
{
    int  rc;

    rc = wrap_call();
    if (rc != 0) {
        mdb_txn_abort(txn);
        return rc;
    }

    wrap_writes = 0;

    return __real_mdb_txn_commit(txn);
}


/*
 * LMDB writes pages by these and syncs them by the last two; a commit ends
 * with its meta page.
 */

static void
wrap_write(void)
{
    if (wrap_write_hook != NULL) {
        wrap_write_hook(wrap_write_data, wrap_writes++);
    }
}


static ssize_t
wrap_written(int fd, const struct iovec *iov, int n, off_t offset,
    ssize_t done)
{
    int      i;
    size_t   part;
    ssize_t  left = done;

    for (i = 0; disk_on && i < n && left > 0; i++) {
        part = iov[i].iov_len < (size_t) left ? iov[i].iov_len
                                              : (size_t) left;

        disk_written(fd, iov[i].iov_base, part, offset);
        offset += (off_t) part;
        left -= (ssize_t) part;
    }

    return done;
}


ssize_t
pwrite(int fd, const void *buf, size_t n, off_t offset)
{
    struct iovec  iov = { (void *) buf, n };

    wrap_write();

    return wrap_written(fd, &iov, 1, offset,
                        syscall(SYS_pwrite64, fd, buf, n, offset));
}


ssize_t
pwrite64(int fd, const void *buf, size_t n, off64_t offset)
{
    return pwrite(fd, buf, n, offset);
}


ssize_t
writev(int fd, const struct iovec *iov, int n)
{
    off_t  offset;

    wrap_write();
    offset = disk_on ? lseek(fd, 0, SEEK_CUR) : 0;

    return wrap_written(fd, iov, n, offset,
                        syscall(SYS_writev, fd, iov, n));
}


ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t offset)
{
    wrap_write();

    return wrap_written(fd, iov, n, offset,
                        syscall(SYS_pwritev, fd, iov, n, offset, 0));
}


static int
wrap_sync(int fd, long call)
{
    int  rc;

    wrap_write();
    rc = (int) syscall(call, fd);

    if (rc == 0 && disk_on) {
        disk_synced(fd);
    }

    return rc;
}


int
fdatasync(int fd)
{
    return wrap_sync(fd, SYS_fdatasync);
}


int
fsync(int fd)
{
    return wrap_sync(fd, SYS_fsync);
}

/*
 * Wrap: what the linker's --wrap calls instead of LMDB, and the system's
 * writes, which this program gives to LMDB's library.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <lmdb.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

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


/* LMDB writes pages by these three; a commit ends with its meta page. */

static void
wrap_write(void)
{
    if (wrap_write_hook != NULL) {
        wrap_write_hook(wrap_write_data, wrap_writes++);
    }
}


ssize_t
pwrite(int fd, const void *buf, size_t n, off_t offset)
{
    wrap_write();
    return syscall(SYS_pwrite64, fd, buf, n, offset);
}


ssize_t
pwrite64(int fd, const void *buf, size_t n, off64_t offset)
{
    wrap_write();
    return syscall(SYS_pwrite64, fd, buf, n, offset);
}


ssize_t
writev(int fd, const struct iovec *iov, int n)
{
    wrap_write();
    return syscall(SYS_writev, fd, iov, n);
}


ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t offset)
{
    wrap_write();
    return syscall(SYS_pwritev, fd, iov, n, offset, 0);
}

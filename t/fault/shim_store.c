/*
 * A shim before libc for fault tests (LD_PRELOAD): makes writes and syncs of
 * one file fail on demand, and records them, together with what goes out to
 * sockets, in the order in which they happen.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>


/*
 * KUNDO_SHIM_FILE     the file (data.mdb)
 * KUNDO_SHIM_CONTROL  a file of one byte, the fault of now:
 *                     '-' none, 'n' writes fail with ENOSPC,
 *                     'w' writes fail with EIO, 's' syncs fail with EIO,
 *                     'l' each takes half a second longer
 * KUNDO_SHIM_LOG      where to record; none: nothing is
 *
 * A record is 24 bytes and its data:
 *
 *    0      1        4       8            16             24
 *   +------+--------+-------+------------+--------------+------+
 *   | kind | "kun"  | pid   | offset, LE | length, LE   | data |
 *   +------+--------+-------+------------+--------------+------+
 *
 *   W  a write begins; it is durable once an S follows
 *   d  a write to a descriptor with O_DSYNC begins
 *   D  the one before has ended: it is durable (no data)
 *   S  a sync has ended well (no data)
 *   A  bytes begin to go out to a socket
 */

typedef struct {
    char        kind;
    char        magic[3];
    uint32_t    pid;
    uint64_t    offset;
    uint64_t    len;
} shim_record_t;


static int                 shim_log = -1;
static char               *shim_file;
static volatile char      *shim_fault;
static volatile char       shim_none = '-';


__attribute__((constructor))
static void
shim_init(void)
{
    int          fd;
    void        *p;
    const char  *path;

    /* a copy: nginx writes its titles over the environment */

    path = getenv("KUNDO_SHIM_FILE");
    shim_file = path ? strdup(path) : NULL;
    shim_fault = &shim_none;

    path = getenv("KUNDO_SHIM_LOG");
    if (path) {
        shim_log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
        if (shim_log == -1) {
            abort();
        }
    }

    path = getenv("KUNDO_SHIM_CONTROL");
    if (path) {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        p = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
        if (fd == -1 || p == MAP_FAILED) {
            abort();
        }
        shim_fault = p;
        close(fd);
    }
}


static int
shim_is_file(int fd)
{
    int          saved, yes;
    struct stat  a, b;

    if (shim_file == NULL) {
        return 0;
    }

    saved = errno;
    yes = fstat(fd, &a) == 0 && S_ISREG(a.st_mode) && stat(shim_file, &b) == 0
          && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    errno = saved;

    return yes;
}


static int
shim_is_socket(int fd)
{
    int          saved, yes;
    struct stat  st;

    saved = errno;
    yes = fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
    errno = saved;

    return yes;
}


/* One writev with O_APPEND, so that records of several processes are whole. */

static void
shim_record(char kind, off_t offset, const struct iovec *iov, int n)
{
    int            i, saved;
    struct iovec   all[65];
    shim_record_t  record;

    if (shim_log == -1) {
        return;
    }

    if (n > 64) {
        abort();
    }

    memcpy(record.magic, "kun", 3);
    record.kind = kind;
    record.pid = getpid();
    record.offset = offset;
    record.len = 0;

    all[0].iov_base = &record;
    all[0].iov_len = sizeof(record);

    for (i = 0; i < n; i++) {
        all[i + 1] = iov[i];
        record.len += iov[i].iov_len;
    }

    saved = errno;
    if (syscall(SYS_writev, shim_log, all, n + 1)
        != (long) (sizeof(record) + record.len))
    {
        abort();
    }
    errno = saved;
}


static int
shim_refused(void)
{
    switch (*shim_fault) {
    case 'n':
        errno = ENOSPC;
        return 1;
    case 'w':
        errno = EIO;
        return 1;
    default:
        return 0;
    }
}


/* A slow disk: others see what is written before the writer goes on. */

static void
shim_linger(void)
{
    if (*shim_fault == 'l') {
        usleep(500000);
    }
}


/* A write of the file, by whatever name; -2: not of the file. */

static ssize_t
shim_write(int fd, const struct iovec *iov, int n, off_t offset)
{
    int      dsync, flags;
    ssize_t  rc;

    if (!shim_is_file(fd)) {
        return -2;
    }

    if (shim_refused()) {
        return -1;
    }

    flags = fcntl(fd, F_GETFL);
    dsync = flags != -1 && (flags & O_DSYNC);

    shim_record(dsync ? 'd' : 'W', offset, iov, n);

    rc = syscall(SYS_pwritev, fd, iov, n, (unsigned long) offset, 0UL);

    if (dsync && rc >= 0) {
        shim_linger();
        shim_record('D', offset, NULL, 0);
    }

    return rc;
}


static void
shim_sent(int fd, const struct iovec *iov, int n)
{
    if (shim_log != -1 && n <= 64 && shim_is_socket(fd)) {
        shim_record('A', 0, iov, n);
    }
}


ssize_t
pwrite(int fd, const void *buf, size_t len, off_t offset)
{
    ssize_t       rc;
    struct iovec  iov = { (void *) buf, len };

    rc = shim_write(fd, &iov, 1, offset);

    return rc != -2 ? rc : syscall(SYS_pwrite64, fd, buf, len, offset);
}


ssize_t
pwrite64(int fd, const void *buf, size_t len, off_t offset)
{
    return pwrite(fd, buf, len, offset);
}


ssize_t
write(int fd, const void *buf, size_t len)
{
    off_t         offset;
    ssize_t       rc;
    struct iovec  iov = { (void *) buf, len };

    if (shim_is_file(fd)) {
        offset = lseek(fd, 0, SEEK_CUR);
        rc = shim_write(fd, &iov, 1, offset);
        if (rc > 0) {
            (void) lseek(fd, offset + rc, SEEK_SET);
        }
        return rc;
    }

    shim_sent(fd, &iov, 1);

    return syscall(SYS_write, fd, buf, len);
}


ssize_t
writev(int fd, const struct iovec *iov, int n)
{
    off_t    offset;
    ssize_t  rc;

    if (shim_is_file(fd)) {
        offset = lseek(fd, 0, SEEK_CUR);
        rc = shim_write(fd, iov, n, offset);
        if (rc > 0) {
            (void) lseek(fd, offset + rc, SEEK_SET);
        }
        return rc;
    }

    shim_sent(fd, iov, n);

    return syscall(SYS_writev, fd, iov, n);
}


ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
    struct iovec  iov = { (void *) buf, len };

    shim_sent(fd, &iov, 1);

    return syscall(SYS_sendto, fd, buf, len, flags, NULL, 0);
}


static int
shim_sync(int fd, long number)
{
    int  rc;

    if (!shim_is_file(fd)) {
        return syscall(number, fd);
    }

    if (*shim_fault == 's') {
        errno = EIO;
        return -1;
    }

    rc = syscall(number, fd);
    shim_linger();

    if (rc == 0) {
        shim_record('S', 0, NULL, 0);
    }

    return rc;
}


int
fdatasync(int fd)
{
    return shim_sync(fd, SYS_fdatasync);
}


int
fsync(int fd)
{
    return shim_sync(fd, SYS_fsync);
}

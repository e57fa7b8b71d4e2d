/*
 * A shim before libc for fault tests (LD_PRELOAD): the time of day stands
 * still, and moves when the test says so.  Monotonic time goes on.
 */

#define _GNU_SOURCE

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>


/* KUNDO_CLOCK  a file of eight bytes, the time in ms since 1970 */

static const volatile uint64_t  *clock_ms;


__attribute__((constructor))
static void
clock_init(void)
{
    int          fd;
    void        *p;
    const char  *path;

    path = getenv("KUNDO_CLOCK");
    if (path == NULL) {
        return;
    }

    fd = open(path, O_RDONLY|O_CLOEXEC);
    p = fd == -1 ? MAP_FAILED
                 : mmap(NULL, sizeof(uint64_t), PROT_READ, MAP_SHARED, fd, 0);

    if (p == MAP_FAILED) {
        abort();
    }

    close(fd);
    clock_ms = p;
}


int
clock_gettime(clockid_t id, struct timespec *ts)
{
    uint64_t  ms;

    if (clock_ms == NULL
        || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE))
    {
        return (int) syscall(SYS_clock_gettime, id, ts);
    }

    ms = *clock_ms;
    ts->tv_sec = (time_t) (ms / 1000);
    ts->tv_nsec = (long) (ms % 1000) * 1000000;

    return 0;
}


int
gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    struct timespec  ts;

    if (clock_gettime(CLOCK_REALTIME, &ts) != 0) {
        return -1;
    }

    tv->tv_sec = ts.tv_sec;
    tv->tv_usec = ts.tv_nsec / 1000;

    if (tz != NULL) {
        memset(tz, 0, sizeof(struct timezone));
    }

    return 0;
}


time_t
time(time_t *t)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_REALTIME, &ts);

    if (t != NULL) {
        *t = ts.tv_sec;
    }

    return ts.tv_sec;
}

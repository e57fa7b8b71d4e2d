/*
 * disksync DIR SECONDS RATE: what one sync of this disk costs.  Each is a
 * pwrite of one page inside a file that has all its blocks, then fdatasync;
 * RATE a second, or one after the other with 0.  Prints one line of JSON.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>


#define PAGE_BYTES   4096
#define FILE_PAGES   4096         /* 16 MiB: a turn takes longer than a run */
#define SAMPLES_MAX  1000000


static int file_open(const char *dir);
static long run(int fd, double seconds, double rate, double *us);
static void sleep_until(double at);
static double now(void);
static int us_cmp(const void *a, const void *b);
static double quantile(const double *us, long n, double q);
static void fail(const char *what);


int
main(int argc, char **argv)
{
    int      fd;
    long     n;
    double  *us;

    if (argc != 4 || atof(argv[2]) <= 0 || atof(argv[3]) < 0) {
        fprintf(stderr, "usage: disksync DIR SECONDS RATE\n");
        return 2;
    }

    us = malloc(SAMPLES_MAX * sizeof(double));
    if (us == NULL) {
        fail("malloc");
    }

    fd = file_open(argv[1]);
    n = run(fd, atof(argv[2]), atof(argv[3]), us);
    close(fd);

    qsort(us, n, sizeof(double), us_cmp);

    printf("{\"n\":%ld,\"p50\":%.1f,\"p95\":%.1f,\"p99\":%.1f,\"max\":%.1f}\n",
           n, quantile(us, n, 0.50), quantile(us, n, 0.95),
           quantile(us, n, 0.99), us[n - 1]);

    free(us);

    return 0;
}


static int
file_open(const char *dir)
{
    int   i, fd;
    char  path[4096], page[PAGE_BYTES];

    snprintf(path, sizeof(path), "%s/disksync.pages", dir);

    fd = open(path, O_RDWR|O_CREAT|O_CLOEXEC, 0644);
    if (fd == -1) {
        fail(path);
    }

    (void) unlink(path);
    memset(page, 'x', sizeof(page));

    for (i = 0; i < FILE_PAGES; i++) {
        if (pwrite(fd, page, sizeof(page), (off_t) i * PAGE_BYTES)
            != sizeof(page))
        {
            fail("pwrite");
        }
    }

    if (fsync(fd) == -1) {
        fail("fsync");
    }

    return fd;
}


static long
run(int fd, double seconds, double rate, double *us)
{
    char    page[PAGE_BYTES];
    long    n;
    double  start, t;

    start = now();

    for (n = 0; n < SAMPLES_MAX && now() < start + seconds; n++) {

        if (rate > 0) {
            sleep_until(start + n / rate);
        }

        memset(page, 'a' + n % 26, sizeof(page));

        t = now();

        if (pwrite(fd, page, sizeof(page),
                   (off_t) (n % FILE_PAGES) * PAGE_BYTES)
            != sizeof(page))
        {
            fail("pwrite");
        }

        if (fdatasync(fd) == -1) {
            fail("fdatasync");
        }

        us[n] = (now() - t) * 1e6;
    }

    return n;
}


static void
sleep_until(double at)
{
    struct timespec  ts;

    ts.tv_sec = (time_t) at;
    ts.tv_nsec = (long) ((at - ts.tv_sec) * 1e9);

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL)
           == EINTR)
    {
        /* void */
    }
}


static double
now(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);

    return ts.tv_sec + ts.tv_nsec / 1e9;
}


static int
us_cmp(const void *a, const void *b)
{
    double  x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


static double
quantile(const double *us, long n, double q)
{
    long  i;

    i = (long) (q * n);

    return us[i < n ? i : n - 1];
}


static void
fail(const char *what)
{
    fprintf(stderr, "disksync: %s: %s\n", what, strerror(errno));
    exit(1);
}

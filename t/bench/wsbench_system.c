/*
 * wsbench: processors, memory and disk, as the kernel says.
 */

#include "bench/wsbench.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>


/* all threads, or the first one only */
static double
proc_cpu(int pid, int loop)
{
    char          p[64], b[1024];
    unsigned long u = 0, s = 0;
    if (loop) {
        snprintf(p, sizeof p, "/proc/%d/task/%d/stat", pid, pid);
    } else {
        snprintf(p, sizeof p, "/proc/%d/stat", pid);
    }
    FILE *f = fopen(p, "r");
    if (!f) {
        return 0;
    }
    size_t n = fread(b, 1, sizeof b - 1, f);
    b[n] = 0;
    fclose(f);
    char *q = strrchr(b, ')');
    if (q) {
        sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
               &u, &s);
    }
    return (double) (u + s) / sysconf(_SC_CLK_TCK);
}


cpu_t
cpu_now(void)
{
    cpu_t              c = { 0 };
    unsigned long long v[8] = { 0 };
    FILE              *f = fopen("/proc/stat", "r");
    if (f
        && fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", v, v + 1,
                  v + 2, v + 3, v + 4, v + 5, v + 6, v + 7)
               == 8) {
        double hz = sysconf(_SC_CLK_TCK);
        c.busy = (v[0] + v[1] + v[2]) / hz, c.soft = (v[5] + v[6]) / hz,
        c.steal = v[7] / hz;
    }
    if (f) {
        fclose(f);
    }
    for (int i = 0; i < o.npids; i++) {
        c.server += proc_cpu(o.pids[i], 0);
        c.loop += proc_cpu(o.pids[i], 1);
    }
    c.self = proc_cpu(getpid(), 0);
    return c;
}


/* The number of the last commit of an LMDB file: in both meta pages at byte
   144 (16 of page header, then magic, version, address, map size, two database
   records of 48, last page); the larger one is in force. */
static uint64_t
lmdb_txnid(void)
{
    uint64_t id[2] = { 0 };
    FILE    *f = fopen(o.lmdb, "r");
    if (!f) {
        die("%s: %s", o.lmdb, strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        if (fseek(f, i * sysconf(_SC_PAGESIZE) + 144, SEEK_SET)
            || fread(&id[i], 8, 1, f) != 1) {
            die("%s: too short", o.lmdb);
        }
    }
    fclose(f);
    return id[id[1] > id[0]];
}


/* sum of "key   N kB" lines (in /proc/PID/io: bytes) */
double
file_kb(const char *path, const char *key)
{
    char   l[256];
    double sum = 0;
    FILE  *f = fopen(path, "r");
    if (!f) {
        return 0;
    }
    while (fgets(l, sizeof l, f)) {
        if (!strncmp(l, key, strlen(key))) {
            sum += atof(l + strlen(key));
        }
    }
    fclose(f);
    return sum;
}


/* Bytes given to write calls by the threads that commit: all but the first, or
   the only one, if that sends with send(), which is not counted.  Not
   "write_bytes", which has whole folios: 64 KiB for a page of 4. */
static double
proc_written(int pid)
{
    char   p[64], task[400];
    double first = 0, others = 0;
    int    n = 0;
    snprintf(p, sizeof p, "/proc/%d/task", pid);
    DIR *dir = opendir(p);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (e->d_name[0] == '.') {
            continue;
        }
        snprintf(task, sizeof task, "%s/%s/io", p, e->d_name);
        *(atoi(e->d_name) == pid ? &first : &others) +=
            file_kb(task, "wchar:");
        n++;
    }
    if (dir) {
        closedir(dir);
    }
    return n > 1 ? others : first;
}


disk_t
disk_now(void)
{
    disk_t d = { .commits = o.lmdb ? lmdb_txnid() : 0 };
    for (int i = 0; i < o.npids; i++) {
        d.written += proc_written(o.pids[i]);
    }
    return d;
}


mem_t
mem_now(void)
{
    mem_t m = { 0 };
    char  p[64];
    for (int i = 0; i < o.npids; i++) {
        snprintf(p, sizeof p, "/proc/%d/smaps_rollup", o.pids[i]);
        m.rss += file_kb(p, "Rss:");
        m.pss += file_kb(p, "Pss:");
        m.anon += file_kb(p, "Pss_Anon:");
        m.shmem += file_kb(p, "Pss_Shmem:");
        m.priv += file_kb(p, "Private_Clean:") + file_kb(p, "Private_Dirty:");
    }
    return m;
}

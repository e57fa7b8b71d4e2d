/*
 * wsbench: what is printed of it.
 */

#include "bench/wsbench.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>


void
report_idle(mem_t m0, double avail0, double self0)
{
    for (uint64_t end = now_ns() + o.hold * 1e9; now_ns() < end;) {
        poll_once(50000000);
    }
    mem_t  m = mem_now();
    double n = nready ? nready : 1,
           sys = avail0 - file_kb("/proc/meminfo", "MemAvailable:");
    double self = file_kb("/proc/self/smaps_rollup", "Pss:") - self0;
    char   tail_[512];
    snprintf(tail_, sizeof tail_,
             "\"conns\":%ld,\"rss0_kb\":%.0f,\"pss0_kb\":%.0f,\"rss_kb\":%.0f,"
             "\"pss_kb\":%.0f,"
             "\"rss_per_conn\":%.0f,\"pss_per_conn\":%.0f,\"anon_per_conn\":%."
             "0f,\"shmem_per_conn\":%.0f,\"private_per_conn\":%.0f,\"system_"
             "per_conn\":%.0f,\"closed\":%llu,\"errors\":%llu",
             nready, m0.rss, m0.pss, m.rss, m.pss, (m.rss - m0.rss) * 1024 / n,
             (m.pss - m0.pss) * 1024 / n, (m.anon - m0.anon) * 1024 / n,
             (m.shmem - m0.shmem) * 1024 / n, (m.priv - m0.priv) * 1024 / n,
             (sys - self) * 1024 / n, (unsigned long long) st.closed,
             (unsigned long long) st.errors);
    printf("idle %s\n  (bytes per connection; system = loss of MemAvailable "
           "less this process: server + kernel, both socket ends)\n",
           tail_);
    FILE *f = o.json ? fopen(o.json, "a") : NULL;
    if (f) {
        fprintf(f, "{\"label\":\"%s\",%s}\n", o.label, tail_);
        fclose(f);
    }
}


void
report_load(cpu_t a, cpu_t b, disk_t da, disk_t db, double secs, double opened)
{
    double commits = db.commits - da.commits, loop = (b.loop - a.loop) / secs;
    double pages = (db.written - da.written) / sysconf(_SC_PAGESIZE)
                   + commits; /* and of the meta page a part */
    double self = (b.self - a.self) / secs, srv = (b.server - a.server) / secs,
           busy = (b.busy - a.busy) / secs;
    double soft = (b.soft - a.soft) / secs, steal = (b.steal - a.steal) / secs,
           other = busy + soft - self
                   - srv; /* a process is charged for the softirqs it runs */
    char    l[2][160], r[2048];
    hist_t *h[2] = { &lat, &acklat };
    for (int i = 0; i < 2; i++) {
        snprintf(
            l[i], sizeof l[i],
            "{\"n\":%llu,\"p50\":%.1f,\"p95\":%.1f,\"p99\":%.1f,\"max\":%.1f}",
            (unsigned long long) h[i]->n, hist_us(h[i], .5),
            hist_us(h[i], .95), hist_us(h[i], .99), h[i]->max / 1e3);
    }
    printf("messages %.0f/s  deliveries %.0f/s  (sent %llu in all)\n",
           st.done / o.time, st.deliv / o.time, (unsigned long long) st.sent);
    printf("delivery us %s\n", l[0]);
    if (acklat.n) {
        printf("ack/http us %s\n", l[1]);
    }
    snprintf(r, sizeof r,
             "\"lost\":%llu,\"acklost\":%llu,\"dup\":%llu,\"extra\":%llu,"
             "\"misrouted\":%llu,\"late\":%llu,\"foreign\":%llu,"
             "\"other\":%llu,\"echo\":%llu,\"closed\":%llu,\"errors\":%llu,"
             "\"reconnects\":%llu",
             (unsigned long long) st.lost, (unsigned long long) st.acklost,
             (unsigned long long) st.dup, (unsigned long long) st.extra,
             (unsigned long long) st.misrouted, (unsigned long long) st.late,
             (unsigned long long) st.foreign, (unsigned long long) st.other,
             (unsigned long long) st.echo, (unsigned long long) st.closed,
             (unsigned long long) st.errors, (unsigned long long) st.reconn);
    printf("counts %s\n", r);
    if (o.lmdb) {
        printf("commits %.0f/s, %.1f pages each\n", commits / secs,
               commits ? pages / commits : 0);
    }
    printf("cpu cores: server %.2f (first threads %.2f)  wsbench %.2f  "
           "irq+softirq %.2f  other%s %.2f  steal %.2f;  %ld connections in "
           "%.2f s\n",
           srv, loop, self, soft, o.npids ? "" : " (and server: no --pids)",
           other, steal, nconns, opened);
    FILE *f = o.json ? fopen(o.json, "a") : NULL;
    if (!f) {
        return;
    }
    fprintf(f,
            "{\"label\":\"%s\",\"msgs_s\":%.1f,\"deliv_s\":%.1f,\"sent\":%llu,"
            "\"lat\":%s,\"ack\":%s,%s,\"cpu_server\":%.3f,\"cpu_loop\":%.3f,"
            "\"cpu_self\":%.3f,"
            "\"cpu_soft\":%.3f,\"cpu_other\":%.3f,\"cpu_steal\":%.3f,"
            "\"commits_s\":%.1f,\"pages_s\":%.1f,\"open_s\":%.3f}\n",
            o.label, st.done / o.time, st.deliv / o.time,
            (unsigned long long) st.sent, l[0], l[1], r, srv, loop, self, soft,
            other, steal, commits / secs, pages / secs, opened);
    fclose(f);
}

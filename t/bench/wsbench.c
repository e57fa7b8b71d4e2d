/*
 * wsbench: WebSocket receivers, and senders over WebSocket or HTTP, in one
 * thread.  Each message carries an id, so that delay, loss, doubles and
 * misrouting are known for each message and receiver.  It knows no server:
 * all is in its options, which README.md lists.
 */

#include "bench/wsbench.h"

#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>


counts_t   st;
options_t  o = { .msg = "{\"id\":\"{id}\",\"ts\":{ts},\"text\":\"{pad}\"}",
        .find = "id\":\"",
        .ctype = "application/json",
        .method = "POST",
        .label = "",
        .subs = 1,
        .pubs = 1,
        .channels = 1,
        .expect = -1,
        .inflight = 64,
        .size = 200,
        .burst = 128,
        .warmup = 1,
        .time = 5,
        .timeout = 5,
        .hold = 2 };

int       ep;
url_t     url[2];
conn_t   *conns, **dirty, **freehttp;
long      nconns, ndirty, nfreehttp, nready, npending, nvars[2];
char    **vars[2], *pad;
slot_t   *ring;
uint64_t *bits, rmask, head, tail, http_next, idbase, inflight,
    rx_now; /* seq: tail..head-1 */
uint32_t  bitwords;
uint64_t  t_start, t_stop; /* measured window */
hist_t    lat, acklat;


static void
parse_url(url_t *u, const char *s)
{
    char port[8] = "80", name[100];
    int  ws = !strncmp(s, "ws://", 5);
    u->http = !strncmp(s, "http://", 7);
    if (!ws && !u->http) {
        die("%s: only ws:// and http://", s);
    }
    s += ws ? 5 : 7;
    size_t n = strcspn(s, "/"), h = strcspn(s, ":/");
    if (n >= sizeof name) {
        die("host too long");
    }
    snprintf(u->host, sizeof u->host, "%.*s", (int) n, s);
    snprintf(name, sizeof name, "%.*s", (int) h, s);
    if (h < n) {
        snprintf(port, sizeof port, "%.*s", (int) (n - h - 1), s + h + 1);
    }
    u->path = s[n] ? s + n : "/";
    struct addrinfo hint = { .ai_family = AF_INET,
                             .ai_socktype = SOCK_STREAM },
                    *r;
    if (getaddrinfo(name, port, &hint, &r)) {
        die("%s: unknown host", name);
    }
    memcpy(&u->sa, r->ai_addr, sizeof u->sa);
    freeaddrinfo(r);
}


static double
open_all(void)
{
    uint64_t t0 = now_ns(), last = t0;
    for (long i = 0, seen = 0; i < nconns || npending;) {
        for (; i < nconns && npending < o.burst; i++, npending++) {
            conn_open(&conns[i]);
        }
        poll_once(100000000);
        if (nready + (long) st.errors != seen) {
            seen = nready + st.errors;
            last = now_ns();
        } else if (now_ns() - last > 1e9 * o.timeout) {
            die("%ld connections did not become ready (%ld did)", npending,
                nready);
        }
    }
    return (now_ns() - t0) / 1e9;
}


static int
split(char *s, const char **v, int max)
{
    int n = 0;
    for (char *p; (p = strsep(&s, ","));) {
        if (*p) {
            if (n == max) {
                die("list too long");
            }
            v[n++] = p;
        }
    }
    return n;
}


static char **
lines(const char *path, long *n)
{
    FILE  *f = fopen(path, "r");
    char  *l = NULL, **v = NULL;
    size_t cap = 0;
    if (!f) {
        die("%s: %s", path, strerror(errno));
    }
    for (*n = 0; getline(&l, &cap, f) > 0;) {
        l[strcspn(l, "\r\n")] = 0;
        v = xrealloc(v, (*n + 1) * sizeof *v);
        v[(*n)++] = strdup(l);
    }
    free(l);
    fclose(f);
    return v;
}


static void
options(int argc, char **argv)
{
    static const char *names[] = {
        "sub",         "pub",      "msg",       "find",      "ack",
        "ready",       "hello",    "sub-hello", "pub-hello", "reply",
        "subprotocol", "ctype",    "json",      "label",     "subs",
        "pubs",        "channels", "expect",    "inflight",  "size",
        "burst",       "rate",     "warmup",    "time",      "timeout",
        "hold",        "method",   "lmdb",      "header",    "sub-header",
        "pub-header",  "vars",     "sub-vars",  "pub-vars",  "src",
        "pids",        "idle",     "echo"
    };
    enum {
        METHOD = 26,
        LMDB,
        HEADER,
        HEADER_SUB,
        HEADER_PUB,
        VARS,
        VARS_SUB,
        VARS_PUB,
        SRC,
        PIDS,
        IDLE
    };
    enum { N = sizeof names / sizeof *names };
    struct option lo[N + 1] = { 0 };
    for (int i = 0; i < N; i++) {
        lo[i] = (struct option){ names[i], i < IDLE, NULL, i };
    }
    for (int k; (k = getopt_long(argc, argv, "", lo, NULL)) != -1;) {
        if (k == '?') {
            exit(2);
        }
        const char *v[64],
            **str[] = { &o.sub,        &o.pub,   &o.msg,      &o.find,
                        &o.ack,        &o.ready, NULL,        &o.hello[SUB],
                        &o.hello[PUB], &o.reply, &o.subproto, &o.ctype,
                        &o.json,       &o.label };
        long   *num[] = { &o.subs,     &o.pubs, &o.channels, &o.expect,
                          &o.inflight, &o.size, &o.burst };
        double *flt[] = { &o.rate, &o.warmup, &o.time, &o.timeout, &o.hold };
        if (k == 6) {
            o.hello[SUB] = o.hello[PUB] = slurp(optarg);
        } else if (k < 14) {
            *str[k] = slurp(optarg);
        } else if (k < 21) {
            *num[k - 14] = atol(optarg);
        } else if (k < 26) {
            *flt[k - 21] = atof(optarg);
        } else if (k == METHOD) {
            o.method = optarg;
        } else if (k == LMDB) {
            o.lmdb = optarg;
        } else if (k <= HEADER_PUB) {
            if (o.nheaders == 32) {
                die("too many headers");
            }
            o.hrole[o.nheaders] = k == HEADER ? 3 : 1 << (k - HEADER_SUB);
            o.headers[o.nheaders++] = optarg;
        } else if (k == VARS) {
            for (int r = SUB; r <= PUB; r++) {
                vars[r] = lines(optarg, &nvars[r]);
            }
        } else if (k <= VARS_PUB) {
            vars[k - VARS_SUB] = lines(optarg, &nvars[k - VARS_SUB]);
        } else if (k == SRC) {
            o.nsrc = split(optarg, o.src, 64);
        } else if (k == PIDS) {
            o.npids = split(optarg, v, 64);
            for (int i = 0; i < o.npids; i++) {
                o.pids[i] = atoi(v[i]);
            }
        } else if (k == IDLE) {
            o.idle = 1;
        } else {
            o.echo = 1;
        }
    }
    if (!o.sub) {
        o.subs = 0;
    }
    if ((o.idle ? !o.sub : !o.pub) || o.subs < 0
        || (!o.subs && (!o.pub || !strcmp(o.pub, "self"))) || o.pubs < 1
        || o.channels < 1 || o.inflight < 1 || o.size < 0 || o.size > 60000
        || (o.reply && !strchr(o.reply, '=')) || !*o.find || optind < argc) {
        die("usage: see t/bench/README.md");
    }
}


int
main(int argc, char **argv)
{
    options(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);
    if (o.subs) {
        parse_url(&url[SUB], o.sub);
    }
    if (url[SUB].http) {
        die("--sub must be ws://");
    }
    o.self = o.idle || !strcmp(o.pub, "self");
    if (o.self) {
        o.pubs = o.subs;
    } else {
        parse_url(&url[PUB], o.pub);
    }
    nconns = o.subs + (o.self ? 0 : o.pubs);
    struct rlimit rl = { nconns + 64, nconns + 64 }, cur;
    getrlimit(RLIMIT_NOFILE, &cur);
    if (cur.rlim_cur < rl.rlim_cur) {
        if (rl.rlim_max < cur.rlim_max) {
            rl.rlim_max = cur.rlim_max;
        }
        if (setrlimit(RLIMIT_NOFILE, &rl)) {
            die("cannot raise RLIMIT_NOFILE to %ld", nconns + 64);
        }
    }
    pad = memset(xrealloc(NULL, o.size + 1), 'x', o.size + 1);
    pad[o.size] = 0;
    bitwords = (o.subs / o.channels + 64) / 64;
    rmask = (bitwords == 1 ? 1 << 20 : 1 << 16) - 1;
    ring = memset(xrealloc(NULL, (rmask + 1) * sizeof *ring), 255,
                  (rmask + 1) * sizeof *ring);
    bits = memset(xrealloc(NULL, (rmask + 1) * bitwords * 8), 0,
                  (rmask + 1) * bitwords * 8);
    idbase = (1000000 + time(NULL) % 1000000) * 1000000000ull;
    conns = calloc(nconns, sizeof *conns);
    dirty = calloc(nconns, sizeof *dirty);
    freehttp = calloc(nconns, sizeof *freehttp);
    if ((ep = epoll_create1(EPOLL_CLOEXEC)) < 0 || !conns || !dirty
        || !freehttp) {
        die("no memory");
    }
    for (long i = 0; i < nconns; i++) {
        long k = i < o.subs ? i : i - o.subs;
        conns[i] = (conn_t){ .fd = -1,
                             .role = i < o.subs ? SUB : PUB,
                             .http = i >= o.subs && url[PUB].http,
                             .idx = k,
                             .chan = k % o.channels };
    }
    mem_t  m0 = mem_now();
    double avail0 = file_kb("/proc/meminfo", "MemAvailable:"),
           self0 = file_kb("/proc/self/smaps_rollup", "Pss:");
    double opened = open_all();
    if (o.idle) {
        report_idle(m0, avail0, self0);
        return st.errors || st.closed;
    }
    if (st.errors) {
        die("%llu connections failed", (unsigned long long) st.errors);
    }
    cpu_t    a = cpu_now();
    disk_t   da = disk_now();
    uint64_t t0 = now_ns();
    run_load();
    cpu_t  b = cpu_now();
    disk_t db = disk_now();
    double secs = (now_ns() - t0) / 1e9;
    run_drain();
    report_load(a, b, da, db, secs, opened);
    return st.lost || st.acklost || st.dup || st.extra || st.misrouted
           || st.closed || st.errors;
}

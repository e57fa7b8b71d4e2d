/*
 * wsbench: WebSocket receivers, and senders over WebSocket or HTTP, in one
 * thread.  Each message carries an id, so that delay, loss, doubles and
 * misrouting are known for each message and receiver.  It knows no server:
 * all is in its options, which README.md lists.
 */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>


enum { SUB, PUB };
enum { CONNECTING, HANDSHAKE, HELLO, READY, DEAD };

typedef struct {
    int                http;
    struct sockaddr_in sa;
    char               host[128];
    const char        *path;
} url_t;

typedef struct {
    int      fd;
    uint8_t  role, http, state, dirty, busy;
    uint32_t idx, chan;
    uint32_t inlen, outlen, outoff, outcap, fraglen;
    uint8_t *in, *out,
        *frag;    /* partial input, unsent output, fragmented message */
    uint64_t cur; /* HTTP: message number of the outstanding request */
} conn_t;

typedef struct {
    uint64_t seq, due;
    uint32_t left, chan;
    uint8_t  ack_left, expired;
} slot_t;

typedef struct {
    uint64_t n, max, b[64 << 7];
} hist_t;

typedef struct {
    double server, loop, self, busy, soft, steal;
} cpu_t; /* CPU seconds; loop: first threads */

typedef struct {
    double rss, pss, anon, shmem, priv;
} mem_t; /* kB */

typedef struct {
    uint64_t commits;
    double   written;
} disk_t; /* transactions, bytes */


static struct {
    const char *sub, *pub, *msg, *find, *ack, *ready, *hello[2], *reply,
        *subproto, *ctype, *json, *label, *method, *lmdb;
    long   subs, pubs, channels, expect, inflight, size, burst;
    double rate, warmup, time, timeout, hold;
    int idle, echo, self, nheaders, nsrc, npids; /* self: the receivers send */
    const char *headers[32], *src[64];
    int         hrole[32]; /* whose header: bit SUB, bit PUB */
    int         pids[64];
} o = { .msg = "{\"id\":\"{id}\",\"ts\":{ts},\"text\":\"{pad}\"}",
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

static int       ep;
static url_t     url[2];
static conn_t   *conns, **dirty, **freehttp;
static long      nconns, ndirty, nfreehttp, nready, npending, nvars[2];
static char    **vars[2], *pad;
static slot_t   *ring;
static uint64_t *bits, rmask, head, tail, http_next, idbase, inflight,
    rx_now; /* seq: tail..head-1 */
static uint32_t bitwords;
static uint64_t t_start, t_stop; /* measured window */
static hist_t   lat, acklat;
static struct {
    uint64_t sent, done, deliv, acks, lost, acklost, dup, extra, misrouted,
        late, foreign, other, echo, closed, errors, reconn;
} st;

static void
die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("wsbench: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    exit(2);
}


static void *
xrealloc(void *p, size_t n)
{
    if (!(p = realloc(p, n))) {
        die("out of memory");
    }
    return p;
}


static uint64_t
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}


/* Histogram: 128 buckets per power of two */

static void
hist_add(hist_t *h, uint64_t v)
{
    int e = v < 256 ? 0 : 63 - __builtin_clzll(v) - 7;
    h->b[(e << 7) + (v >> e)]++;
    h->n++;
    if (v > h->max) {
        h->max = v;
    }
}


static double
hist_us(const hist_t *h, double q)
{
    uint64_t want = (uint64_t) (q * h->n + 0.5), sum = 0;
    for (int i = 0; i < 64 << 7; i++) {
        if ((sum += h->b[i]) >= want && sum) {
            int e = i < 256 ? 0 : (i >> 7) - 1;
            return (((uint64_t) (i - (e << 7)) << e) + (1ull << e) / 2.0)
                   / 1e3;
        }
    }
    return 0;
}


/* Templates */

/* "@FILE" -> its text, without the last newline */
static char *
slurp(const char *arg)
{
    if (arg[0] != '@') {
        return strdup(arg);
    }
    FILE *f = fopen(arg + 1, "r");
    if (!f) {
        die("%s: %s", arg + 1, strerror(errno));
    }
    char  *s = xrealloc(NULL, 1 << 16);
    size_t n = fread(s, 1, (1 << 16) - 1, f);
    fclose(f);
    if (n && s[n - 1] == '\n') {
        n--;
    }
    s[n] = 0;
    return s;
}


/* {vK}; 0: the whole line */
static int
column(char *dst, size_t cap, const conn_t *c, uint32_t chan, int k)
{
    long        n = nvars[c->role];
    const char *l = n ? vars[c->role][(c->http ? chan : c->idx) % n] : "";
    for (; k > 1; k--) {
        l = strchrnul(l, '\t');
        if (*l) {
            l++;
        }
    }
    return snprintf(dst, cap, "%.*s", (int) (k ? strcspn(l, "\t") : strlen(l)),
                    l);
}


static size_t
expand(char *dst, size_t cap, const char *t, size_t tlen, const conn_t *c,
       uint32_t chan, uint64_t seq)
{
    size_t      n = 0;
    const char *end = t + tlen;
    while (t < end) {
        const char *b = memchr(t, '{', end - t);
        size_t      lit = (b ? b : end) - t;
        if (n + lit + 32 >= cap) {
            die("template too long");
        }
        memcpy(dst + n, t, lit);
        n += lit;
        if (!b) {
            break;
        }
        size_t room = cap - n;
        if (!strncmp(b, "{i}", 3)) {
            n += snprintf(dst + n, room, "%u", c->idx);
            t = b + 3;
        } else if (!strncmp(b, "{c}", 3)) {
            n += snprintf(dst + n, room, "%u", chan);
            t = b + 3;
        } else if (!strncmp(b, "{v}", 3)) {
            n += column(dst + n, room, c, chan, 0);
            t = b + 3;
        } else if (!strncmp(b, "{v", 2) && b[2] > '0' && b[2] <= '9'
                   && b[3] == '}') {
            n += column(dst + n, room, c, chan, b[2] - '0');
            t = b + 4;
        } else if (!strncmp(b, "{id}", 4)) {
            n += snprintf(dst + n, room, "%016llu",
                          (unsigned long long) (idbase + seq));
            t = b + 4;
        } else if (!strncmp(b, "{pad}", 5)) {
            n += snprintf(dst + n, room, "%s", pad);
            t = b + 5;
        } else if (!strncmp(b, "{ts}", 4)) {
            struct timespec ts;
            clock_gettime(CLOCK_REALTIME, &ts);
            n += snprintf(dst + n, room, "%lld",
                          ts.tv_sec * 1000000ll + ts.tv_nsec / 1000);
            t = b + 4;
        } else {
            dst[n++] = '{';
            t = b + 1;
        }
        if (n >= cap) {
            die("template too long");
        }
    }
    dst[n] = 0;
    return n;
}


/* Output */

static uint8_t *
out_room(conn_t *c, size_t n)
{
    if (c->outlen + n > c->outcap) {
        c->out = xrealloc(c->out, c->outcap = (c->outlen + n) * 2);
    }
    return c->out + c->outlen;
}


static void
out_add(conn_t *c, const void *p, size_t n)
{
    memcpy(out_room(c, n), p, n);
    c->outlen += n;
    if (!c->dirty) {
        c->dirty = 1;
        dirty[ndirty++] = c;
    }
}


static void
ws_send(conn_t *c, int op, const void *data, size_t len)
{
    static uint64_t rnd = 0x9e3779b97f4a7c15ull;
    rnd ^= rnd << 13;
    rnd ^= rnd >> 7;
    rnd ^= rnd << 17;
    uint8_t h[14] = { 0x80 | op }, k[4];
    size_t  n = 2;
    memcpy(k, &rnd, 4);
    if (len < 126) {
        h[1] = 0x80 | len;
    } else if (len < 65536) {
        h[1] = 0x80 | 126;
        h[n++] = len >> 8;
        h[n++] = len;
    } else {
        h[1] = 0x80 | 127;
        for (int s = 56; s >= 0; s -= 8) {
            h[n++] = (uint64_t) len >> s;
        }
    }
    memcpy(h + n, k, 4);
    out_add(c, h, n + 4);
    uint8_t *d = out_room(c, len);
    for (size_t i = 0; i < len; i++) {
        d[i] = ((const uint8_t *) data)[i] ^ k[i & 3];
    }
    c->outlen += len;
}


/* Connections */

static void
conn_open(conn_t *c)
{
    static long nextsrc;
    int         one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        die("socket: %s", strerror(errno));
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (o.nsrc) {
        struct sockaddr_in a = { .sin_family = AF_INET };
        inet_pton(AF_INET, o.src[nextsrc++ % o.nsrc], &a.sin_addr);
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one,
                   sizeof one);
        if (bind(c->fd, (void *) &a, sizeof a)) {
            die("bind: %s", strerror(errno));
        }
    }
    c->state = CONNECTING;
    c->inlen = c->outlen = c->outoff = c->fraglen = 0;
    struct epoll_event e = { .events =
                                 EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                             .data.ptr = c };
    if (connect(c->fd, (void *) &url[c->role].sa, sizeof url[0].sa)
        && errno != EINPROGRESS) {
        die("connect: %s", strerror(errno));
    }
    if (epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e)) {
        die("epoll_ctl: %s", strerror(errno));
    }
}


static void
conn_ready(conn_t *c)
{
    if (c->state != READY) {
        c->state = READY;
        nready++;
        npending--;
    }
    if (c->http && !c->busy) {
        freehttp[nfreehttp++] = c;
    }
}


static void
msg_finish(slot_t *s)
{
    if (!s->left && !s->ack_left && !s->expired) {
        inflight--;
        st.done += rx_now >= t_start && rx_now < t_stop;
    }
}


static void
ack_done(uint64_t seq, int ok)
{
    slot_t *s = &ring[seq & rmask];
    if (s->seq != seq || !s->ack_left || s->expired) {
        st.late++;
        return;
    }
    s->ack_left = 0;
    st.acks += rx_now >= t_start && rx_now < t_stop;
    if (ok && s->due >= t_start && s->due < t_stop) {
        hist_add(&acklat, rx_now - s->due);
    }
    msg_finish(s);
}


static void
conn_closed(conn_t *c)
{
    int was = c->state;
    close(c->fd);
    c->fd = -1;
    c->state = DEAD;
    if (was < READY) {
        st.errors++;
        npending--;
        return;
    }
    nready--;
    if (!c->http) {
        st.closed++;
        return;
    }
    for (long i = 0; i < nfreehttp; i++) {
        if (freehttp[i] == c) {
            freehttp[i--] = freehttp[--nfreehttp];
        }
    }
    if (c->busy) {
        st.errors++;
        c->busy = 0;
        ack_done(c->cur, 0);
    }
    st.reconn++;
    npending++;
    conn_open(c);
}


static void
conn_flush(conn_t *c)
{
    while (c->fd >= 0 && c->state > CONNECTING && c->outoff < c->outlen) {
        ssize_t n = send(c->fd, c->out + c->outoff, c->outlen - c->outoff,
                         MSG_NOSIGNAL);
        if (n < 0) {
            if (errno != EAGAIN) {
                conn_closed(c);
            }
            return;
        }
        c->outoff += n;
    }
    c->outoff = c->outlen = 0;
}


static void
conn_hello(conn_t *c)
{
    const char *h = o.hello[c->role];
    char        b[65536];
    c->state = HELLO;
    for (const char *e; h && *h; h = *e ? e + 1 : e) {
        e = strchrnul(h, '\n');
        size_t n = expand(b, sizeof b, h, e - h, c, c->chan, 0);
        if (n) {
            ws_send(c, 1, b, n);
        }
    }
    if (!o.ready) {
        conn_ready(c);
    }
}


/* the user's own and the empty line */
static int
headers(char *t, int cap, int n, int role)
{
    for (int i = 0; i < o.nheaders && n < cap; i++) {
        if (o.hrole[i] >> role & 1) {
            n += snprintf(t + n, cap - n, "%s\r\n", o.headers[i]);
        }
    }
    if (n + 3 > cap) {
        die("headers too long");
    }
    strcpy(t + n, "\r\n");
    return n + 2;
}


static void
conn_connected(conn_t *c)
{
    int       err = 0;
    socklen_t l = sizeof err;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) {
        if (!st.errors) {
            fprintf(stderr, "wsbench: connect: %s\n", strerror(err));
        }
        conn_closed(c);
        return;
    }
    c->state = HANDSHAKE;
    if (c->http) {
        conn_ready(c);
        return;
    }
    char t[8192], b[16384];
    int  n = snprintf(t, sizeof t,
                      "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: "
                       "websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                       "dGhlIHNhbXBsZSBub25jZQ==\r\n",
                      url[c->role].path, url[c->role].host);
    if (o.subproto) {
        n += snprintf(t + n, sizeof t - n, "Sec-WebSocket-Protocol: %s\r\n",
                      o.subproto);
    }
    n = headers(t, sizeof t, n, c->role);
    out_add(c, b, expand(b, sizeof b, t, n, c, c->chan, 0));
}


/* Received messages */

static void
delivery(conn_t *c, uint64_t seq)
{
    slot_t *s = &ring[seq & rmask];
    if (seq >= head || s->seq != seq) {
        st.foreign++;
        return;
    }
    if (o.echo && c->role == PUB && c->chan == s->chan) {
        st.echo++;
        return;
    }
    if (c->role != SUB || c->chan != s->chan) {
        st.misrouted++;
        return;
    }
    uint64_t k = c->idx / o.channels,
             *w = &bits[(seq & rmask) * bitwords + k / 64];
    if (*w >> (k & 63) & 1) {
        st.dup++;
        return;
    }
    *w |= 1ull << (k & 63);
    if (s->expired) {
        st.late++;
        return;
    }
    if (!s->left) {
        st.extra++;
        return;
    }
    s->left--;
    st.deliv += rx_now >= t_start && rx_now < t_stop;
    if (s->due >= t_start && s->due < t_stop) {
        hist_add(&lat, rx_now - s->due);
    }
    msg_finish(s);
}


static void
message(conn_t *c, const char *p, size_t n)
{
    size_t fl = strlen(o.find);
    int    found = 0;
    if (c->state == HELLO && memmem(p, n, o.ready, strlen(o.ready))) {
        conn_ready(c);
    }
    if (o.reply) {
        const char *eq = strchr(o.reply, '=');
        if (n == (size_t) (eq - o.reply) && !memcmp(p, o.reply, n)) {
            ws_send(c, 1, eq + 1, strlen(eq + 1));
            return;
        }
    }
    int ack = o.ack && memmem(p, n, o.ack, strlen(o.ack));
    for (const char *m = p, *end = p + n;
         (m = memmem(m, end - m, o.find, fl));) {
        uint64_t v = 0;
        int      d = 0;
        for (m += fl; m < end && d < 17 && isdigit((unsigned char) *m);
             m++, d++) {
            v = v * 10 + (*m - '0');
        }
        if (d != 16) {
            continue;
        }
        found = 1;
        if (v < idbase || v - idbase >= head) {
            st.foreign++;
        } else if (ack) {
            ack_done(v - idbase, 1);
        } else {
            delivery(c, v - idbase);
        }
    }
    st.other += !found;
}


static size_t
http_response(conn_t *c, char *p, size_t n)
{
    char *e = memmem(p, n, "\r\n\r\n", 4), *h, save;
    if (!e) {
        return 0;
    }
    size_t hl = e + 4 - p, body = 0;
    save = e[2], e[2] = 0;
    if ((h = strcasestr(p, "\r\ncontent-length:"))) {
        body = strtoul(h + 17, NULL, 10);
    }
    int chunked = strcasestr(p, "\r\ntransfer-encoding:") != NULL,
        last = strcasestr(p, "\r\nconnection: close") != NULL;
    int code = n > 12 ? atoi(p + 9) : 0;
    e[2] = save;
    if (chunked) {
        char *z = memmem(e + 2, p + n - e - 2, "\r\n0\r\n\r\n", 7);
        if (!z) {
            return 0;
        }
        body = z + 7 - (p + hl);
    }
    if (hl + body > n) {
        return 0;
    }
    if (code / 100 != 2) {
        if (!st.errors) {
            fprintf(stderr, "wsbench: %.*s\n", (int) strcspn(p, "\r"), p);
        }
        st.errors++;
    }
    c->busy = 0;
    ack_done(c->cur, code / 100 == 2);
    if (last) {
        conn_closed(c); /* and opened again */
    } else {
        conn_ready(c);
    }
    return hl + body;
}


/* returns the bytes used up */
static size_t
input(conn_t *c, uint8_t *p, size_t n)
{
    size_t u = 0;
    if (c->http) {
        return c->busy ? http_response(c, (char *) p, n) : n;
    }
    if (c->state == HANDSHAKE) {
        char *e = memmem(p, n, "\r\n\r\n", 4);
        if (!e) {
            return 0;
        }
        if (n < 12 || memcmp(p + 9, "101", 3)) {
            if (!st.errors) {
                fprintf(stderr, "wsbench: handshake: %.*s\n",
                        (int) strcspn((char *) p, "\r"), p);
            }
            conn_closed(c);
            return n;
        }
        u = e + 4 - (char *) p;
        conn_hello(c);
    }
    while (c->fd >= 0 && n - u >= 2) {
        uint8_t *f = p + u;
        uint64_t len = f[1] & 127;
        size_t   hl = len == 126 ? 4 : len == 127 ? 10 : 2;
        if (n - u < hl) {
            break;
        }
        if (hl > 2) {
            len = 0;
            for (size_t i = 2; i < hl; i++) {
                len = len << 8 | f[i];
            }
        }
        if (n - u - hl < len) {
            break;
        }
        uint8_t *d = f + hl, op = f[0] & 15;
        u += hl + len;
        if (op == 8) {
            conn_closed(c);
        } else if (op == 9) {
            ws_send(c, 10, d, len);
        } else if (op < 3) {
            if ((f[0] & 0x80) && !c->fraglen) {
                message(c, (char *) d, len);
                continue;
            }
            c->frag = xrealloc(c->frag, c->fraglen + len + 1);
            memcpy(c->frag + c->fraglen, d, len);
            c->fraglen += len;
            if (f[0] & 0x80) {
                message(c, (char *) c->frag, c->fraglen);
                c->fraglen = 0;
            }
        }
    }
    return u;
}


static void
conn_readable(conn_t *c, int hup)
{
    static uint8_t buf[(1 << 18) + 65536];
    while (c->fd >= 0) {
        size_t keep = c->inlen, room = sizeof buf - keep;
        if (!room) {
            die("message too large");
        }
        if (keep) {
            memcpy(buf, c->in, keep);
        }
        ssize_t n = recv(c->fd, buf + keep, room, 0);
        if (n < 0 && errno == EAGAIN) {
            return;
        }
        if (n <= 0) {
            conn_closed(c);
            return;
        }
        rx_now = now_ns();
        size_t used = input(c, buf, keep + n);
        if (c->state == DEAD || c->state == CONNECTING) {
            return;
        }
        c->inlen = keep + n - used;
        if (c->inlen) {
            memcpy(c->in = xrealloc(c->in, c->inlen), buf + used, c->inlen);
        }
        if ((size_t) n < room && !hup) {
            return;
        }
    }
}


/* Sending messages */

static void
message_send(uint64_t due)
{
    static char body[1 << 17];
    uint64_t    seq = head++;
    conn_t     *c = NULL;
    uint32_t    chan = seq % o.channels;
    if (!url[PUB].http) {
        c = &conns[(o.self ? 0 : o.subs) + seq % o.pubs];
        chan = c->chan;
    }
    slot_t *s = &ring[seq & rmask];
    if (seq >= rmask && tail + rmask <= seq) {
        die("more than %llu messages unanswered: rate too high",
            (unsigned long long) rmask);
    }
    long members = o.subs / o.channels + (chan < o.subs % o.channels);
    *s = (slot_t){ seq,
                   due,
                   o.expect >= 0 ? o.expect : members,
                   chan,
                   url[PUB].http || o.ack,
                   0 };
    memset(&bits[(seq & rmask) * bitwords], 0, bitwords * 8);
    inflight++;
    st.sent++;
    if (c && c->state == READY) {
        ws_send(c, 1, body,
                expand(body, sizeof body, o.msg, strlen(o.msg), c, chan, seq));
    }
}


/* waiting messages onto free keep-alive connections */
static void
http_dispatch(void)
{
    static char body[1 << 17], b[1 << 16], t[8192];
    for (; http_next < head && nfreehttp; http_next++) {
        conn_t  *c = freehttp[--nfreehttp];
        uint32_t chan = http_next % o.channels;
        int      get = !strcmp(o.method, "GET");
        size_t   len = get ? 0
                           : expand(body, sizeof body, o.msg, strlen(o.msg), c,
                                    chan, http_next);
        int      n = snprintf(t, sizeof t, "%s %s HTTP/1.1\r\nHost: %s\r\n",
                              o.method, url[PUB].path, url[PUB].host);
        if (!get && n < (int) sizeof t) {
            n += snprintf(t + n, sizeof t - n,
                          "Content-Type: %s\r\nContent-Length: %zu\r\n",
                          o.ctype, len);
        }
        n = headers(t, sizeof t, n, PUB);
        out_add(c, b, expand(b, sizeof b, t, n, c, chan, http_next));
        if (len) {
            out_add(c, body, len);
        }
        c->busy = 1;
        c->cur = http_next;
    }
}


static void
expire(uint64_t now, uint64_t limit)
{
    for (; tail < head; tail++) {
        slot_t *s = &ring[tail & rmask];
        if (!s->left && !s->ack_left) {
            continue;
        }
        if (now < s->due + limit) {
            return;
        }
        s->expired = 1;
        st.lost += s->left;
        st.acklost += s->ack_left;
        inflight--;
    }
}


static void
poll_once(uint64_t wait_ns)
{
    struct epoll_event ev[512];
    for (long i = 0; i < ndirty; i++) {
        dirty[i]->dirty = 0;
        conn_flush(dirty[i]);
    }
    ndirty = 0;
    struct timespec ts = { wait_ns / 1000000000, wait_ns % 1000000000 };
    int             n = epoll_pwait2(ep, ev, 512, &ts, NULL);
    for (int i = 0; i < n; i++) {
        conn_t *c = ev[i].data.ptr;
        if (c->fd < 0) {
            continue;
        }
        if (c->state == CONNECTING) {
            conn_connected(c);
        } else if (ev[i].events & EPOLLOUT && !c->dirty && c->outlen) {
            conn_flush(c);
        }
        if (c->fd >= 0
            && ev[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
            conn_readable(c,
                          ev[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
        }
    }
}


static void
run_load(void)
{
    uint64_t t0 = now_ns(), limit = o.timeout * 1e9, sched = 0,
             next_expire = t0;
    t_start = t0 + o.warmup * 1e9;
    t_stop = t_start + o.time * 1e9;
    for (uint64_t t; (t = now_ns()) < t_stop;) {
        uint64_t wait = 10000000, due;
        if (o.rate > 0) {
            while ((due = t0 + sched * 1e9 / o.rate) <= t) {
                message_send(due);
                sched++;
            }
            if (due - t < wait) {
                wait = due - t;
            }
        } else {
            while (inflight < (uint64_t) o.inflight) {
                message_send(now_ns());
            }
        }
        http_dispatch();
        if (t >= next_expire) {
            expire(t, limit);
            next_expire = t + 50000000;
        }
        poll_once(wait);
    }
}


static void
run_drain(void)
{
    uint64_t end = now_ns() + o.timeout * 1e9;
    while (inflight && now_ns() < end) {
        http_dispatch();
        poll_once(5000000);
    }
    expire(UINT64_MAX, 0);
    for (end = now_ns() + 200000000; now_ns() < end;) {
        poll_once(20000000); /* stray duplicates */
    }
}


/* System figures */

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


static cpu_t
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
static double
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


static disk_t
disk_now(void)
{
    disk_t d = { .commits = o.lmdb ? lmdb_txnid() : 0 };
    for (int i = 0; i < o.npids; i++) {
        d.written += proc_written(o.pids[i]);
    }
    return d;
}


static mem_t
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


/* Set-up and report */

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


static void
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


static void
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

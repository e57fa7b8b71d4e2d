/*
 * wsbench: what its files share: options, connections, the messages that are
 * under way.
 */

#ifndef WSBENCH_H
#define WSBENCH_H


#define _GNU_SOURCE

#include <netinet/in.h>
#include <stdint.h>
#include <stddef.h>


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

typedef struct {
    const char *sub, *pub, *msg, *find, *ack, *ready, *hello[2], *reply,
        *subproto, *ctype, *json, *label, *method, *lmdb;
    long   subs, pubs, channels, expect, inflight, size, burst;
    double rate, warmup, time, timeout, hold;
    int idle, echo, self, nheaders, nsrc, npids; /* self: the receivers send */
    const char *headers[32], *src[64];
    int         hrole[32]; /* whose header: bit SUB, bit PUB */
    int         pids[64];
} options_t;

typedef struct {
    uint64_t sent, done, deliv, acks, lost, acklost, dup, extra, misrouted,
        late, foreign, other, echo, closed, errors, reconn;
} counts_t;


extern options_t  o;
extern counts_t   st;

extern int       ep;
extern url_t     url[2];
extern conn_t   *conns, **dirty, **freehttp;
extern long      nconns, ndirty, nfreehttp, nready, npending, nvars[2];
extern char    **vars[2], *pad;
extern slot_t   *ring;
extern uint64_t *bits, rmask, head, tail, http_next, idbase, inflight,
    rx_now; /* seq: tail..head-1 */
extern uint32_t bitwords;
extern uint64_t t_start, t_stop; /* measured window */
extern hist_t   lat, acklat;


/* wsbench_base.c: errors, time, how long things took, templates */
_Noreturn void die(const char *fmt, ...);
void *xrealloc(void *p, size_t n);
uint64_t now_ns(void);
void hist_add(hist_t *h, uint64_t v);
double hist_us(const hist_t *h, double q);
char *slurp(const char *arg);
size_t expand(char *dst, size_t cap, const char *t, size_t tlen,
    const conn_t *c, uint32_t chan, uint64_t seq);

/* wsbench_conn.c: connections, and what goes out on them */
void out_add(conn_t *c, const void *p, size_t n);
void ws_send(conn_t *c, int op, const void *data, size_t len);
void conn_open(conn_t *c);
void conn_ready(conn_t *c);
void msg_finish(slot_t *s);
void ack_done(uint64_t seq, int ok);
void conn_closed(conn_t *c);
void conn_flush(conn_t *c);
void conn_hello(conn_t *c);
int headers(char *t, int cap, int n, int role);
void conn_connected(conn_t *c);

/* wsbench_read.c: what comes in on them */
void conn_readable(conn_t *c, int hup);

/* wsbench_load.c: messages go out, until they have come */
void poll_once(uint64_t wait_ns);
void run_load(void);
void run_drain(void);

/* wsbench_system.c: processors, memory and disk, as the kernel says */
cpu_t cpu_now(void);
double file_kb(const char *path, const char *key);
disk_t disk_now(void);
mem_t mem_now(void);

/* wsbench_report.c: what is printed of it */
void report_idle(mem_t m0, double avail0, double self0);
void report_load(cpu_t a, cpu_t b, disk_t da, disk_t db, double secs,
    double opened);


#endif /* WSBENCH_H */

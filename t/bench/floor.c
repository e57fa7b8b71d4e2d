/*
 * floor PORT MODE DIR: the least that a durable relay must do, as a mark.
 * A text frame from a member of /room/X is stored, then acknowledged and
 * sent to the others in the room.  No session, no JSON, one process; what
 * is read in one round of epoll, or during a commit, is one group.
 */

/*
 * MODE: none; wal: pwrite and fdatasync in a file that has its blocks; lmdb:
 * one transaction, keys (room, number); lmdbseq: keys in order of arrival.
 * Commits in the event loop; with +t (lmdb+t) in a second thread while the
 * loop reads on.  On a store that floorfill has filled, numbers go on.
 */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>


#define OK(x)                                                                 \
    do {                                                                      \
        int r_ = (x);                                                         \
        if (r_) {                                                             \
            fprintf(stderr, "%s: %s\n", #x, mdb_strerror(r_));                \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

#define SHA_OK                                                                \
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "  \
    "Upgrade\r\n\r\n" /* wsbench does not check Accept */


typedef struct conn {
    int          fd, up, dirty;
    uint32_t     room, inlen, outlen;
    uint8_t     *in;
    uint8_t     *out;
    struct conn *next;
} conn;

typedef struct {
    conn    *c;
    uint32_t off, len;
    uint64_t seq;
} msg;

typedef struct {
    msg     *m;
    uint32_t n, cap;
    uint8_t *b;
    size_t   len, bcap;
} batch;

enum { ROOMS = 1 << 17 };

static conn           *rooms[ROOMS];
static batch           A, B, *cur = &A, *com = &B;
static int             ep, evfd, thr, wal = -1, committing;
static off_t           walpos;
static MDB_env        *env;
static MDB_dbi         dbi;
static uint64_t        seq, ngroups, nmsgs;
static int             appendkeys;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  cv = PTHREAD_COND_INITIALIZER;
static conn           *dl[70000];
static int             nd;


static void
commit(batch *b)
{
    ngroups++, nmsgs += b->n;
    if (wal >= 0) {
        if (walpos + (off_t) b->len > 256 << 20) {
            walpos = 0;
        }
        if (pwrite(wal, b->b, b->len, walpos) < 0 || fdatasync(wal)) {
            perror("wal");
            exit(1);
        }
        walpos += (b->len + 4095) & ~4095;
    } else if (env) {
        MDB_txn *t;
        OK(mdb_txn_begin(env, NULL, 0, &t));
        for (uint32_t i = 0; i < b->n; i++) {
            uint64_t k[2] = { appendkeys ? 0
                                         : __builtin_bswap64(b->m[i].c->room),
                              __builtin_bswap64(b->m[i].seq) };
            MDB_val kv = { 16, k }, vv = { b->m[i].len, b->b + b->m[i].off };
            OK(mdb_put(t, dbi, &kv, &vv, 0));
        }
        OK(mdb_txn_commit(t));
    }
}


static void *
committer(void *x)
{
    for (uint64_t one = 1;;) {
        pthread_mutex_lock(&mu);
        while (committing != 1) {
            pthread_cond_wait(&cv, &mu);
        }
        pthread_mutex_unlock(&mu);
        commit(com);
        pthread_mutex_lock(&mu);
        committing = 2;
        pthread_mutex_unlock(&mu);
        if (write(evfd, &one, 8) < 0) {
            return x;
        }
    }
}


static void
out(conn *c, const void *p, size_t n)
{
    uint8_t h[4] = { 0x81 };
    size_t  hl = 2;
    if (n < 126) {
        h[1] = n;
    } else {
        h[1] = 126;
        h[2] = n >> 8;
        h[3] = n;
        hl = 4;
    }
    if (!c->out) {
        c->out = malloc(1 << 20);
    }
    if (c->outlen + n + 4 > 1 << 20) {
        fprintf(stderr, "slow\n");
        exit(1);
    }
    memcpy(c->out + c->outlen, h, hl);
    memcpy(c->out + c->outlen + hl, p, n);
    c->outlen += hl + n;
    if (!c->dirty) {
        c->dirty = 1;
        dl[nd++] = c;
    }
}


static void
flush(void)
{
    for (int i = 0; i < nd; i++) {
        conn *c = dl[i];
        c->dirty = 0;
        if (c->fd < 0) {
            continue;
        }
        ssize_t n = send(c->fd, c->out, c->outlen, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN) {
            c->outlen = 0;
            continue;
        }
        if (n < 0) {
            n = 0;
        }
        memmove(c->out, c->out + n, c->outlen -= n);
        if (c->outlen) {
            fprintf(stderr, "partial write\n");
        } else {
            free(c->out);
            c->out = NULL;
        }
    }
    nd = 0;
}


/* durable: acknowledge and deliver */
static void
finish(batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        msg     *m = &b->m[i];
        uint8_t *p = b->b + m->off;
        char     a[64];
        uint8_t *id = memmem(p, m->len, "\"id\":\"", 6);
        if (id) {
            out(m->c, a,
                snprintf(a, sizeof a, "{\"ack\":1,\"id\":\"%.16s\"}", id + 6));
        }
        for (conn *c = rooms[m->c->room]; c; c = c->next) {
            if (c != m->c) {
                out(c, p, m->len);
            }
        }
    }
    b->n = 0;
    b->len = 0;
    flush();
}


static void
start(void)
{
    if (!cur->n || committing) {
        return;
    }
    batch *t = cur;
    cur = com;
    com = t;
    if (!thr) {
        commit(com);
        finish(com);
        return;
    }
    pthread_mutex_lock(&mu);
    committing = 1;
    pthread_cond_signal(&cv);
    pthread_mutex_unlock(&mu);
}


static void
gone(conn *c)
{
    for (conn **p = &rooms[c->room]; c->up && *p; p = &(*p)->next) {
        if (*p == c) {
            *p = c->next;
            break;
        }
    }
    close(c->fd);
    c->fd = -1; /* leaks the conn: a batch may point at it */
}


static void
readable(conn *c)
{
    static uint8_t buf[1 << 17];
    if (c->inlen) {
        memcpy(buf, c->in, c->inlen);
    }
    ssize_t r = recv(c->fd, buf + c->inlen, sizeof buf - c->inlen, 0);
    if (r <= 0) {
        if (r == 0 || errno != EAGAIN) {
            gone(c);
        }
        return;
    }
    size_t n = c->inlen + r, u = 0;
    if (!c->up) {
        uint8_t *e = memmem(buf, n, "\r\n\r\n", 4),
                *s = memmem(buf, n, "/room/", 6);
        if (e) {
            u = e + 4 - buf;
            c->up = 1;
            c->room = s ? atoi((char *) s + 6) % ROOMS : 0;
            c->next = rooms[c->room];
            rooms[c->room] = c;
            if (send(c->fd, SHA_OK, sizeof SHA_OK - 1, MSG_NOSIGNAL) < 0) {
                gone(c);
                return;
            }
        }
    }
    while (c->up && n - u >= 6) {
        uint8_t *f = buf + u, *k;
        size_t   len = f[1] & 127, hl = 6;
        if (len == 126) {
            if (n - u < 8) {
                break;
            }
            len = f[2] << 8 | f[3];
            hl = 8;
        } else if (len == 127) {
            gone(c);
            return;
        }
        if (n - u < hl + len) {
            break;
        }
        if ((f[0] & 15) == 8) {
            gone(c);
            return;
        }
        k = f + hl - 4;
        if (cur->len + len > cur->bcap) {
            cur->b = realloc(cur->b, cur->bcap = (cur->len + len) * 2);
        }
        if (cur->n == cur->cap) {
            cur->m = realloc(cur->m,
                             (cur->cap = cur->cap * 2 + 64) * sizeof *cur->m);
        }
        uint8_t *d = cur->b + cur->len, *s = f + hl;
        for (size_t i = 0; i < len; i++) {
            d[i] = s[i] ^ k[i & 3];
        }
        cur->m[cur->n++] = (msg){ c, cur->len, len, ++seq };
        cur->len += len;
        u += hl + len;
    }
    if ((c->inlen = n - u)) {
        c->in = realloc(c->in, c->inlen);
        memcpy(c->in, buf + u, c->inlen);
    }
}


int
main(int argc, char **argv)
{
    if (argc < 4) {
        return 2;
    }
    char p[512];
    int  one = 1, l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(atoi(argv[1])),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(l, (void *) &a, sizeof a) || listen(l, 4096)) {
        perror("listen");
        return 1;
    }
    thr = strstr(argv[2], "+t") != NULL;
    if (!strncmp(argv[2], "wal", 3)) {
        snprintf(p, sizeof p, "%s/wal", argv[3]);
        wal = open(p, O_RDWR | O_CREAT, 0644);
        char *z = calloc(1, 1 << 20);
        for (int i = 0; i < 320; i++) {
            if (pwrite(wal, z, 1 << 20, (off_t) i << 20) < 0) {
                return 1;
            }
        }
        fsync(wal);
    } else if (!strncmp(argv[2], "lmdb", 4)) {
        MDB_txn *t;
        appendkeys = strstr(argv[2], "seq")
                     != NULL; /* key: arrival number, not (room, number) */
        OK(mdb_env_create(&env));
        OK(mdb_env_set_mapsize(env, 16ull << 30));
        OK(mdb_env_open(env, argv[3],
                        strstr(argv[2], "nosync") ? MDB_NOSYNC : 0, 0644));
        OK(mdb_txn_begin(env, NULL, 0, &t));
        OK(mdb_dbi_open(t, NULL, 0, &dbi));
        MDB_stat st;
        OK(mdb_stat(t, dbi, &st));
        seq = st.ms_entries;
        OK(mdb_txn_commit(t));
    }
    ep = epoll_create1(0);
    evfd = eventfd(0, EFD_NONBLOCK);
    struct epoll_event e = { EPOLLIN, { .ptr = NULL } }, ev[1024];
    epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
    e.data.ptr = &evfd;
    epoll_ctl(ep, EPOLL_CTL_ADD, evfd, &e);
    pthread_t th;
    if (thr) {
        pthread_create(&th, NULL, committer, NULL);
    }
    for (;;) {
        int n = epoll_wait(ep, ev, 1024, 10000);
        for (int i = 0; i < n; i++) {
            if (ev[i].data.ptr == NULL) {
                for (int fd;
                     (fd = accept4(l, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                    conn *c = calloc(1, sizeof *c);
                    c->fd = fd;
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    e.data.ptr = c;
                    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
                }
            } else if (ev[i].data.ptr == &evfd) {
                uint64_t v;
                if (read(evfd, &v, 8) == 8) {
                    finish(com);
                    committing = 0;
                }
            } else if (((conn *) ev[i].data.ptr)->fd >= 0) {
                readable(ev[i].data.ptr);
            }
        }
        start();
        if (n == 0 && ngroups) {
            fprintf(stderr, "groups %lu, messages a group %.1f\n", ngroups,
                    (double) nmsgs / ngroups);
            ngroups = nmsgs = 0;
        }
    }
}

/*
 * wsbench: connections, and what goes out on them.
 */

#include "bench/wsbench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>


static uint8_t *
out_room(conn_t *c, size_t n)
{
    if (c->outlen + n > c->outcap) {
        c->out = xrealloc(c->out, c->outcap = (c->outlen + n) * 2);
    }
    return c->out + c->outlen;
}


void
out_add(conn_t *c, const void *p, size_t n)
{
    memcpy(out_room(c, n), p, n);
    c->outlen += n;
    if (!c->dirty) {
        c->dirty = 1;
        dirty[ndirty++] = c;
    }
}


void
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

void
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


void
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


void
msg_finish(slot_t *s)
{
    if (!s->left && !s->ack_left && !s->expired) {
        inflight--;
        st.done += rx_now >= t_start && rx_now < t_stop;
    }
}


void
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


void
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


void
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


void
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
int
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


void
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

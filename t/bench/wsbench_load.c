/*
 * wsbench: messages go out, until they have come.
 */

#include "bench/wsbench.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>


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


void
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


void
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


void
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

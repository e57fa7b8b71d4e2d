/*
 * wsbench: what comes in on them.
 */

#include "bench/wsbench.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>


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


void
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

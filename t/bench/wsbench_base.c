/*
 * wsbench: errors, time, how long things took, templates.
 */

#include "bench/wsbench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>


void
die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("wsbench: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    exit(2);
}


void *
xrealloc(void *p, size_t n)
{
    if (!(p = realloc(p, n))) {
        die("out of memory");
    }
    return p;
}


uint64_t
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}


/* Histogram: 128 buckets per power of two */

void
hist_add(hist_t *h, uint64_t v)
{
    int e = v < 256 ? 0 : 63 - __builtin_clzll(v) - 7;
    h->b[(e << 7) + (v >> e)]++;
    h->n++;
    if (v > h->max) {
        h->max = v;
    }
}


double
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
char *
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


size_t
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

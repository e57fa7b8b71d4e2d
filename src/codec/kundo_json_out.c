/*
 * JSON out: escaped strings and times.
 */

#include "codec/kundo_json_out.h"

#include "codec/kundo_rfc3339.h"


/* A byte in each of the eight of a word. */
#define kundo_json_out_each(byte)  (0x0101010101010101 * (uint64_t) (byte))


static size_t kundo_json_out_plain(const uint8_t *p, const uint8_t *end);
static size_t kundo_json_out_special(kundo_out_t *o, const uint8_t *p);


void
kundo_json_out_escape(kundo_out_t *o, kundo_str_t s)
{
    size_t          n;
    const uint8_t  *p, *end, *run;

    if (s.len == 0) {
        return;
    }

    p = s.data;
    run = p;
    end = p + s.len;

    while (p < end) {
        n = kundo_json_out_plain(p, end);
        p += n;

        if (p == end) {
            break;
        }

        if (*p == 0xe2
            && (end - p < 3 || p[1] != 0x80 || (p[2] & 0xfe) != 0xa8))
        {
            p++;
            continue;
        }

        kundo_out_bytes(o, run, (size_t) (p - run));
        p += kundo_json_out_special(o, p);
        run = p;
    }

    kundo_out_bytes(o, run, (size_t) (p - run));
}


/* The number of bytes from p on that stand for themselves. */

static size_t
kundo_json_out_plain(const uint8_t *p, const uint8_t *end)
{
    uint64_t        w, hit, high;
    const uint8_t  *start;

    start = p;
    high = kundo_json_out_each(0x80);

    while (end - p >= 8) {
        memcpy(&w, p, 8);

        /*
         * The high bit of the lowest such byte is set in `hit` where a byte
         * is below 0x20 or, xored with it, below 1; a borrow reaches only
         * the bytes above a hit.
         */

#define kundo_json_out_is(byte)                                               \
    (((w ^ kundo_json_out_each(byte)) - kundo_json_out_each(1))               \
     & ~(w ^ kundo_json_out_each(byte)))

        hit = ((w - kundo_json_out_each(0x20)) & ~w)
              | kundo_json_out_is('"')
              | kundo_json_out_is('\\')
              | kundo_json_out_is('<')
              | kundo_json_out_is('>')
              | kundo_json_out_is(0xe2);

#undef kundo_json_out_is

        hit &= high;

        if (hit) {
            return (size_t) (p - start) + (size_t) __builtin_ctzll(hit) / 8;
        }

        p += 8;
    }

    while (p < end && *p >= 0x20 && *p != '"' && *p != '\\' && *p != '<'
           && *p != '>' && *p != 0xe2)
    {
        p++;
    }

    return (size_t) (p - start);
}


/* Appends the escape of what is at p and returns the bytes it stands for. */

static size_t
kundo_json_out_special(kundo_out_t *o, const uint8_t *p)
{
    uint8_t               esc[6];
    const uint8_t        *c;
    static const uint8_t  hex[] = "0123456789abcdef";
    static const uint8_t  from[] = "\"\\\b\f\n\r\t";
    static const uint8_t  to[] = "\"\\bfnrt";

    if (*p == 0xe2) {
        if (p[2] == 0xa8) {
            kundo_out_lit(o, "\\u2028");

        } else {
            kundo_out_lit(o, "\\u2029");
        }

        return 3;
    }

    c = memchr(from, *p, sizeof(from) - 1);

    if (c != NULL) {
        esc[0] = '\\';
        esc[1] = to[c - from];
        kundo_out_bytes(o, esc, 2);

        return 1;
    }

    memcpy(esc, "\\u00", 4);
    esc[4] = hex[*p >> 4];
    esc[5] = hex[*p & 15];
    kundo_out_bytes(o, esc, 6);

    return 1;
}


void
kundo_json_out_string(kundo_out_t *o, kundo_str_t s)
{
    kundo_out_lit(o, "\"");
    kundo_json_out_escape(o, s);
    kundo_out_lit(o, "\"");
}


void
kundo_json_out_string_or_null(kundo_out_t *o, kundo_str_t s)
{
    if (s.data == NULL) {
        kundo_out_lit(o, "null");

    } else {
        kundo_json_out_string(o, s);
    }
}


void
kundo_json_out_time(kundo_out_t *o, uint64_t ms)
{
    if (ms == 0) {
        kundo_out_lit(o, "null");
        return;
    }

    kundo_json_out_moment(o, ms);
}


void
kundo_json_out_moment(kundo_out_t *o, uint64_t ms)
{
    uint8_t  *p;

    p = kundo_out_room(o, KUNDO_RFC3339_LEN + 2);
    if (p == NULL) {
        return;
    }

    p[0] = '"';
    kundo_rfc3339_put(p + 1, ms);
    p[KUNDO_RFC3339_LEN + 1] = '"';

    o->len += KUNDO_RFC3339_LEN + 2;
}

/*
 * UTF-8: runs of ASCII a word at a time, the rest by the table of RFC 3629 4.
 */

#include "codec/kundo_utf8.h"


/*
 * Inside a character the state says what must follow: how many bytes, and
 * the range of the next one (those after it have 80..bf).
 *
 *   0..7 bytes left   8..15 lowest   16..23 highest
 */

#define kundo_utf8_state(left, low, high)                                     \
    ((kundo_utf8_state_t) (left) | (low) << 8 | (high) << 16)

#define kundo_utf8_left(state)  ((state) & 0xff)
#define kundo_utf8_low(state)   ((state) >> 8 & 0xff)
#define kundo_utf8_high(state)  ((state) >> 16)

#define KUNDO_UTF8_HIGH_BITS    0x8080808080808080


/* By the first byte less 80; no entry: no character begins so. */

static const kundo_utf8_state_t  kundo_utf8_first[0x80] = {
    [0x42 ... 0x5f] = kundo_utf8_state(1, 0x80, 0xbf),
    [0x60]          = kundo_utf8_state(2, 0xa0, 0xbf),
    [0x61 ... 0x6c] = kundo_utf8_state(2, 0x80, 0xbf),
    [0x6d]          = kundo_utf8_state(2, 0x80, 0x9f),
    [0x6e ... 0x6f] = kundo_utf8_state(2, 0x80, 0xbf),
    [0x70]          = kundo_utf8_state(3, 0x90, 0xbf),
    [0x71 ... 0x73] = kundo_utf8_state(3, 0x80, 0xbf),
    [0x74]          = kundo_utf8_state(3, 0x80, 0x8f)
};


static const uint8_t *
kundo_utf8_skip_ascii(const uint8_t *p, const uint8_t *end)
{
    uint64_t  w[4];

    while (end - p >= 32) {
        memcpy(w, p, 32);

        if ((w[0] | w[1] | w[2] | w[3]) & KUNDO_UTF8_HIGH_BITS) {
            break;
        }

        p += 32;
    }

    while (end - p >= 8) {
        memcpy(w, p, 8);

        if (w[0] & KUNDO_UTF8_HIGH_BITS) {
            break;
        }

        p += 8;
    }

    while (p < end && *p < 0x80) {
        p++;
    }

    return p;
}


int
kundo_utf8_feed(kundo_utf8_state_t *state, kundo_str_t bytes)
{
    uint8_t              ch;
    const uint8_t       *p, *end;
    kundo_utf8_state_t   s;

    if (bytes.len == 0) {
        return 1;
    }

    s = *state;
    p = bytes.data;
    end = p + bytes.len;

    while (p < end) {

        if (s == 0) {

            if (*p < 0x80) {
                p = kundo_utf8_skip_ascii(p, end);
                continue;
            }

            s = kundo_utf8_first[*p++ - 0x80];

            if (s == 0) {
                return 0;
            }

            continue;
        }

        ch = *p++;

        if (ch < kundo_utf8_low(s) || ch > kundo_utf8_high(s)) {
            return 0;
        }

        s = kundo_utf8_left(s) - 1;

        if (s) {
            s = kundo_utf8_state(s, 0x80, 0xbf);
        }
    }

    *state = s;

    return 1;
}


int
kundo_utf8_valid(kundo_str_t s)
{
    kundo_utf8_state_t  state;

    state = 0;

    return kundo_utf8_feed(&state, s) && state == 0;
}

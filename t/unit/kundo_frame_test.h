/*
 * What a test of WebSocket frames needs: frames from a note, and a note of
 * what comes of them, in pieces of every size.
 */

#ifndef KUNDO_FRAME_TEST_H
#define KUNDO_FRAME_TEST_H


#include "unit/kundo_test.h"

#include <stdio.h>

#include "codec/kundo_frame.h"


#define FRAME_MAX  (1 << 20)


/* What came out: pieces of a message joined, "T[..]" "B[..]" "P[..]" ... */

typedef struct {
    char    text[4096];
    size_t  len;
    int     inside;
} seen_t;


static kundo_frame_rules_t  rules = { FRAME_MAX, 0 };


static inline void
note(seen_t *seen, const void *p, size_t len)
{
    assert_true(seen->len + len < sizeof(seen->text));

    memcpy(seen->text + seen->len, p, len);
    seen->len += len;
    seen->text[seen->len] = '\0';
}


/* Control frames inside a message are shown where they came. */

static inline void
note_frame(seen_t *seen, const kundo_frame_t *f)
{
    char         s[32];
    static char  names[] = "?TB?????CIO";

    if (f->opcode < KUNDO_FRAME_CLOSE) {
        if (!seen->inside) {
            note(seen, &names[f->opcode], 1);
            note(seen, "[", 1);
        }

        note(seen, f->data, f->len);
        seen->inside = !f->last;

        if (f->last) {
            note(seen, "]", 1);
        }

        return;
    }

    note(seen, &names[f->opcode], 1);
    note(seen, "[", 1);

    if (f->opcode == KUNDO_FRAME_CLOSE) {
        note(seen, s, sprintf(s, "%u ", f->code));
    }

    note(seen, f->data, f->len);
    note(seen, "]", 1);
}


/* Feeds in steps as a connection does: what is not used comes again. */

static inline void
feed(seen_t *seen, const uint8_t *bytes, size_t len, size_t step)
{
    size_t               n, held;
    uint8_t             *pos, *end;
    uint8_t              buf[KUNDO_FRAME_HELD_MAX + 70000];
    kundo_frame_t        f;
    kundo_frame_got_t    got;
    kundo_frame_state_t  st;

    memset(seen, 0, sizeof(*seen));
    memset(&st, 0, sizeof(st));
    held = 0;

    while (len) {
        n = len < step ? len : step;
        memcpy(buf + held, bytes, n);
        bytes += n;
        len -= n;

        pos = buf;
        end = buf + held + n;

        do {
            got = kundo_frame_next(&st, &rules, &pos, end, &f);

            if (got == KUNDO_FRAME_BROKEN) {
                note(seen, "!", 1);
                note(seen, buf, sprintf((char *) buf, "%u", f.code));
                return;
            }

            if (got == KUNDO_FRAME_READY) {
                note_frame(seen, &f);
            }

        } while (got == KUNDO_FRAME_READY);

        held = end - pos;
        assert_true(held <= KUNDO_FRAME_HELD_MAX);
        memmove(buf, pos, held);
    }
}


/*
 * A client's frames from a note: "81:Hello" is the first byte in hex and the
 * payload, masked here; "|" between frames; "81/126:.." takes a length form.
 */

static inline size_t
build(uint8_t *out, const char *text)
{
    char            *end;
    size_t           i, n, len, form, size;
    uint8_t         *p;
    const char      *bar;
    static uint32_t  seed;

    p = out;

    while (*text) {
        *p++ = strtoul(text, &end, 16);
        form = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
        assert_int_equal(*end, ':');

        text = end + 1;
        bar = strchr(text, '|');
        len = bar ? (size_t) (bar - text) : strlen(text);

        if (form == 0) {
            form = len < 126 ? 1 : len < 65536 ? 126 : 127;
        }

        size = form == 127 ? 8 : form == 126 ? 2 : 0;
        *p++ = 0x80 | (size ? form : len);

        for (i = 0; i < size; i++) {
            *p++ = (uint64_t) len >> 8 * (size - 1 - i);
        }

        seed = seed * 1103515245 + 12345;
        memcpy(p, &seed, 4);

        for (n = 0; n < len; n++) {
            p[4 + n] = text[n] ^ p[n & 3];
        }

        p += 4 + len;
        text += len + (bar != NULL);
    }

    return p - out;
}


static inline void
expect_bytes(const uint8_t *bytes, size_t len, const char *want)
{
    size_t  step;
    seen_t  seen;

    for (step = len; step > 0; step--) {
        feed(&seen, bytes, len, step);

        if (strcmp(seen.text, want) != 0) {
            fail_msg("in steps of %zu: %s and not %s", step, seen.text, want);
        }
    }
}


static inline void
expect(const char *frames, const char *want)
{
    uint8_t  bytes[4096];

    expect_bytes(bytes, build(bytes, frames), want);
}


static inline void
expect_hex(const char *hex, const char *want)
{
    uint8_t  bytes[256];

    expect_bytes(bytes, kundo_test_unhex(bytes, hex), want);
}


#endif /* KUNDO_FRAME_TEST_H */

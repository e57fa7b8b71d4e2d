/*
 * WebSocket frames: the examples of RFC 6455 5.7, every rule of section 5,
 * and the same bytes in pieces of every size.
 */

#include "codec/kundo_frame.c"
#include "codec/kundo_frame_out.c"
#include "unit/kundo_test.h"

#include <stdio.h>


#define MAX  (1 << 20)


/* What came out: pieces of a message joined, "T[..]" "B[..]" "P[..]" ... */

typedef struct {
    char    text[4096];
    size_t  len;
    int     inside;
} seen_t;


static kundo_frame_rules_t  rules = { MAX, 0 };


static void
note(seen_t *seen, const void *p, size_t len)
{
    assert_true(seen->len + len < sizeof(seen->text));

    memcpy(seen->text + seen->len, p, len);
    seen->len += len;
    seen->text[seen->len] = '\0';
}


/* Control frames inside a message are shown where they came. */

static void
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

static void
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

static size_t
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


static void
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


static void
expect(const char *frames, const char *want)
{
    uint8_t  bytes[4096];

    expect_bytes(bytes, build(bytes, frames), want);
}


static void
expect_hex(const char *hex, const char *want)
{
    uint8_t  bytes[256];

    expect_bytes(bytes, kundo_test_unhex(bytes, hex), want);
}


static void
rfc_6455_5_7_examples(void **state)
{
    expect_hex("818537fa213d7f9f4d5158", "T[Hello]");
    expect_hex("898537fa213d7f9f4d5158", "I[Hello]");
    expect_hex("8a8537fa213d7f9f4d5158", "O[Hello]");
    expect_hex("810548656c6c6f", "!1002");            /* not masked */
}


static void
messages_and_fragments(void **state)
{
    expect("81:", "T[]");
    expect("82:", "B[]");
    expect("81:one|82:two", "T[one]B[two]");
    expect("01:fr|00:ag|80:ments", "T[fragments]");
    expect("02:|00:|80:", "B[]");
    expect("01:|00:x|80:", "T[x]");
    expect("01:a|89:ping|00:b|8a:|80:c", "T[aI[ping]bO[]c]");
    expect("02:a|88:|80:b", "B[aC[1005 ]b]");
}


static void
order_of_fragments(void **state)
{
    expect("80:x", "!1002");
    expect("00:x", "!1002");
    expect("81:a|80:x", "T[a]!1002");
    expect("01:a|81:b", "T[a!1002");
    expect("01:a|02:b", "T[a!1002");
    expect("01:a|80:b|00:c", "T[ab]!1002");
}


static void
reserved_bits_and_opcodes(void **state)
{
    unsigned  b;
    char      text[32], want[16];

    static const char  *known[16] = {
        [0x1] = "T[]", [0x2] = "B[]", [0x8] = "C[1005 ]",
        [0x9] = "I[]", [0xa] = "O[]"
    };

    for (b = 0x80; b < 0x100; b++) {
        sprintf(text, "%02x:", b);
        sprintf(want, "%s", b < 0x90 && known[b & 0xf] ? known[b & 0xf]
                                                       : "!1002");
        expect(text, want);
    }
}


static void
control_frames_are_small_and_whole(void **state)
{
    char      text[256], want[256], pad[128];
    unsigned  opcode;

    memset(pad, 'x', 126);
    pad[126] = '\0';

    for (opcode = 0x9; opcode <= 0xa; opcode++) {
        sprintf(text, "8%x:%.125s", opcode, pad);
        sprintf(want, "%c[%.125s]", opcode == 0x9 ? 'I' : 'O', pad);
        expect(text, want);

        sprintf(text, "8%x:%s", opcode, pad);
        expect(text, "!1002");
    }

    sprintf(text, "88:%s", pad);
    expect(text, "!1002");

    expect("08:", "!1002");
    expect("09:", "!1002");
    expect("0a:", "!1002");
}


static void
every_close_code(void **state)
{
    int       valid;
    char      want[16];
    seen_t    seen;
    uint8_t   bytes[] = { 0x88, 0x82, 0, 0, 0, 0, 0, 0 };
    unsigned  code;

    for (code = 0; code < 65536; code++) {
        bytes[6] = code >> 8;
        bytes[7] = code;

        valid = (code >= 1000 && code <= 1003)
                || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);

        sprintf(want, valid ? "C[%u ]" : "!1002", code);

        feed(&seen, bytes, 8, 8);
        assert_string_equal(seen.text, want);
    }
}


static void
close_payloads(void **state)
{
    char  text[256], want[256], pad[124];

    memset(pad, 'r', 123);
    pad[123] = '\0';

    expect("88:", "C[1005 ]");
    expect("88:\x03", "!1002");
    expect("88:\x03\xe8", "C[1000 ]");
    expect("88:\x03\xe8" "bye \xe2\x82\xac", "C[1000 bye \xe2\x82\xac]");
    expect("88:\x03\xe8\xe2\x82", "!1007");
    expect("88:\x03\xe8\xff", "!1007");

    sprintf(text, "88:\x03\xe8%s", pad);
    sprintf(want, "C[1000 %s]", pad);
    expect(text, want);
}


static void
text_is_checked_as_it_comes(void **state)
{
    expect("81:\xce\xba\xe1\xbd\xb9", "T[\xce\xba\xe1\xbd\xb9]");
    expect("01:\xce|80:\xba", "T[\xce\xba]");
    expect("81:\xce", "!1007");
    expect("01:\xce|80:", "T[\xce!1007");
    expect("82:\xff\xce", "B[\xff\xce]");
    expect("01:ok|00:\xf5|80:never", "T[ok!1007");
    expect("01:\xce|89:\xff|80:\xba", "T[\xceI[\xff]\xba]");
    expect("81:\xce\xba|81:\xba", "T[\xce\xba]!1007");
}


/* The same, but the rest of the frame has not come yet. */

static void
a_bad_byte_in_half_a_frame_is_enough(void **state)
{
    uint8_t              bytes[64], *pos;
    kundo_frame_t        f;
    kundo_frame_state_t  st = { 0 };

    build(bytes, "81:good\xf4\x90\x80\x80 and more");
    pos = bytes;

    assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 6 + 5, &f),
                     KUNDO_FRAME_READY);
    assert_memory_equal(f.data, "good\xf4", 5);
    assert_int_equal(f.last, 0);

    assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 6 + 6, &f),
                     KUNDO_FRAME_BROKEN);
    assert_int_equal(f.code, KUNDO_CLOSE_BAD_DATA);
}


static void
length_forms(void **state)
{
    char     text[512], pad[401];
    seen_t   seen;
    uint8_t  bytes[70000];

    memset(pad, 'x', 400);
    pad[400] = '\0';

    expect("82/126:short", "!1002");
    expect("82/127:short", "!1002");

    sprintf(text, "82/126:%.125s", pad);
    expect(text, "!1002");
    sprintf(text, "82/127:%s", pad);
    expect(text, "!1002");

    /* 126 and 65535 need two bytes, 65536 eight, never with the top bit */

    expect_hex("82fe007e00000000", "");
    expect_hex("82feffff00000000", "");
    expect_hex("82ff000000000001000000000000", "");
    expect_hex("82ff000000000000ffff00000000", "!1002");
    expect_hex("82ff800000000000000000000000", "!1002");
    expect_hex("82ffffffffffffffffff00000000", "!1002");
    expect_hex("82ff7fffffffffffffff00000000", "!1009");

    kundo_test_unhex(bytes, "82fe007e00000000");
    memset(bytes + 8, 'b', 126);
    feed(&seen, bytes, 8 + 126, 8 + 126);
    assert_int_equal(seen.len, 126 + 3);

    /* controls have the short form only */

    expect_hex("89fe00050000000000", "!1002");
    expect_hex("88ff0000000000000000", "!1002");
}


static void
size_limits(void **state)
{
    rules.message_max = 10;

    expect("82:0123456789", "B[0123456789]");
    expect("82:01234567890", "!1009");
    expect("02:01234|80:56789", "B[0123456789]");
    expect("02:01234|80:567890", "B[01234!1009");
    expect("02:0123456789|00:|80:", "B[0123456789]");
    expect("02:01234|80:5|82:0123456789", "B[012345]B[0123456789]");
    expect("89:a ping has its own bound", "I[a ping has its own bound]");
    expect_hex("82ff7fffffffffffffff", "!1009");

    /* the sum of two lengths does not wrap */

    rules.message_max = UINT64_MAX;

    {
        uint8_t              bytes[32], *pos;
        kundo_frame_t        f;
        kundo_frame_state_t  st = { 0 };

        st.opcode = KUNDO_FRAME_BINARY;
        st.size = UINT64_MAX - 5;
        pos = bytes;

        build(bytes, "80:123456");
        assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 12, &f),
                         KUNDO_FRAME_BROKEN);
        assert_int_equal(f.code, KUNDO_CLOSE_TOO_BIG);
    }

    rules.message_max = MAX;
}


static void
text_only(void **state)
{
    rules.text_only = 1;

    expect("81:a", "T[a]");
    expect("82:a", "!1003");
    expect("01:a|02:a", "T[a!1002");

    rules.text_only = 0;
}


/* At every length around a word, and in two pieces: mask and offset fit. */

static void
unmasking(void **state)
{
    size_t   len, cut, i;
    uint8_t  plain[80], bytes[80], mask[4], turned[4];

    for (len = 0; len <= sizeof(plain); len++) {
        for (cut = 0; cut <= len; cut++) {

            for (i = 0; i < 4; i++) {
                mask[i] = turned[i] = 17 * len + 3 * cut + 71 * i;
            }

            for (i = 0; i < len; i++) {
                plain[i] = i * 7 + len;
                bytes[i] = plain[i] ^ mask[i & 3];
            }

            kundo_frame_unmask(bytes, cut, turned);
            kundo_frame_unmask(bytes + cut, len - cut, turned);

            assert_memory_equal(bytes, plain, len);

            for (i = 0; i < 4; i++) {
                assert_int_equal(turned[i], mask[(i + len) & 3]);
            }
        }
    }
}


/* What is to come is known within a last frame only. */

static void
rest_of_a_message(void **state)
{
    uint8_t              bytes[64], *pos;
    kundo_frame_t        f;
    kundo_frame_state_t  st = { 0 };

    build(bytes, "02:abc|80:defgh");
    pos = bytes;

    assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 6 + 3, &f),
                     KUNDO_FRAME_READY);
    assert_true(f.rest == UINT64_MAX && !f.last);

    assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 9 + 6 + 2,
                                      &f), KUNDO_FRAME_READY);
    assert_true(f.rest == 3 && !f.last);

    assert_int_equal(kundo_frame_next(&st, &rules, &pos, bytes + 9 + 6 + 5,
                                      &f), KUNDO_FRAME_READY);
    assert_true(f.rest == 0 && f.last);
}


static void
heads(void **state)
{
    size_t   i, n;
    uint8_t  p[KUNDO_FRAME_SEND_HEAD_MAX], want[KUNDO_FRAME_SEND_HEAD_MAX];

    static const struct {
        uint64_t     len;
        const char  *hex;
    } rows[] = {
        { 0, "8100" }, { 125, "817d" }, { 126, "817e007e" },
        { 256, "817e0100" }, { 65535, "817effff" },
        { 65536, "817f0000000000010000" },
        { 0x0102030405060708, "817f0102030405060708" }
    };

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        n = kundo_test_unhex(want, rows[i].hex);

        assert_int_equal(kundo_frame_head_len(rows[i].len), n);
        assert_int_equal(kundo_frame_head(p, KUNDO_FRAME_TEXT, rows[i].len),
                         n);
        assert_memory_equal(p, want, n);
    }
}


static void
close_frames(void **state)
{
    char     text[200];
    size_t   n;
    uint8_t  p[KUNDO_FRAME_CLOSE_MAX];

    n = kundo_frame_close(p, KUNDO_CLOSE_NONE, kundo_str("not sent"));
    assert_int_equal(n, 2);
    assert_memory_equal(p, "\x88\x00", 2);

    n = kundo_frame_close(p, KUNDO_CLOSE_RESTART, kundo_str_null);
    assert_int_equal(n, 4);
    assert_memory_equal(p, "\x88\x02\x03\xf4", 4);

    n = kundo_frame_close(p, KUNDO_CLOSE_NORMAL, kundo_str("bye"));
    assert_int_equal(n, 7);
    assert_memory_equal(p, "\x88\x05\x03\xe8" "bye", 7);

    /* 123 bytes fit; a character that would be cut is left out */

    memset(text, 'x', sizeof(text));
    n = kundo_frame_close(p, KUNDO_CLOSE_NORMAL, kundo_str_make(text, 123));
    assert_int_equal(n, 127);
    n = kundo_frame_close(p, KUNDO_CLOSE_NORMAL, kundo_str_make(text, 200));
    assert_int_equal(n, 127);

    memcpy(text + 121, "\xe2\x82\xac", 3);
    n = kundo_frame_close(p, KUNDO_CLOSE_NORMAL, kundo_str_make(text, 200));
    assert_int_equal(n, 4 + 121);
    assert_int_equal(p[1], 2 + 121);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(rfc_6455_5_7_examples),
        cmocka_unit_test(messages_and_fragments),
        cmocka_unit_test(order_of_fragments),
        cmocka_unit_test(reserved_bits_and_opcodes),
        cmocka_unit_test(control_frames_are_small_and_whole),
        cmocka_unit_test(every_close_code),
        cmocka_unit_test(close_payloads),
        cmocka_unit_test(text_is_checked_as_it_comes),
        cmocka_unit_test(a_bad_byte_in_half_a_frame_is_enough),
        cmocka_unit_test(length_forms),
        cmocka_unit_test(size_limits),
        cmocka_unit_test(text_only),
        cmocka_unit_test(unmasking),
        cmocka_unit_test(rest_of_a_message),
        cmocka_unit_test(heads),
        cmocka_unit_test(close_frames)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

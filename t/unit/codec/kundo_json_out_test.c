/* JSON out: every character alone and at every place, and times. */

#include "codec/kundo_json_out.c"
#include "codec/kundo_json.h"
#include "codec/kundo_utf8.h"
#include "unit/kundo_test.h"

#include <stdio.h>


static kundo_arena_t  arena;
static kundo_out_t    out;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 24);
    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


/* A copy with no byte to spare: ASan sees a step too far. */

static kundo_str_t
escaped(const void *p, size_t len)
{
    uint8_t  *copy;

    copy = kundo_arena_alloc(&arena, len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, p, len);

    kundo_out_init(&out, &arena, 1);
    kundo_json_out_escape(&out, kundo_str_make(copy, len));
    assert_false(out.failed);

    return kundo_str_make(out.data, out.len);
}


/* What the header promises, written as plainly as can be. */

static size_t
plainly_escaped(char *to, uint32_t c)
{
    switch (c) {

    case '"':   return (size_t) sprintf(to, "\\\"");
    case '\\':  return (size_t) sprintf(to, "\\\\");
    case '\b':  return (size_t) sprintf(to, "\\b");
    case '\f':  return (size_t) sprintf(to, "\\f");
    case '\n':  return (size_t) sprintf(to, "\\n");
    case '\r':  return (size_t) sprintf(to, "\\r");
    case '\t':  return (size_t) sprintf(to, "\\t");
    }

    if (c < 0x20 || c == '<' || c == '>' || c == 0x2028 || c == 0x2029) {
        return (size_t) sprintf(to, "\\u%04x", (unsigned) c);
    }

    if (c < 0x80) {
        to[0] = (char) c;
        return 1;
    }

    if (c < 0x800) {
        to[0] = (char) (0xc0 | c >> 6);
        to[1] = (char) (0x80 | (c & 63));
        return 2;
    }

    to[0] = (char) (0xe0 | c >> 12);
    to[1] = (char) (0x80 | (c >> 6 & 63));
    to[2] = (char) (0x80 | (c & 63));

    return 3;
}


static size_t
utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char) c;
        return 1;
    }

    /* what is not escaped above 0x7f stands for itself */

    if (c == 0x2028 || c == 0x2029) {
        memcpy(to, c == 0x2028 ? "\xe2\x80\xa8" : "\xe2\x80\xa9", 3);
        return 3;
    }

    return plainly_escaped(to, c);
}


static void
every_character_of_the_basic_plane(void **state)
{
    char         from[4], to[8];
    size_t       n, m;
    uint32_t     c;
    kundo_str_t  got;

    for (c = 0; c < 0x10000; c++) {
        if (c >= 0xd800 && c < 0xe000) {
            continue;
        }

        n = utf8(from, c);
        m = plainly_escaped(to, c);
        got = escaped(from, n);

        if (got.len != m || memcmp(got.data, to, m) != 0) {
            fail_msg("U+%04X became %.*s", (unsigned) c, (int) got.len,
                     got.data);
        }

        kundo_arena_reset(&arena);
    }
}


/* The fast path looks at eight bytes at once: each byte at each place. */

static void
every_byte_at_every_place_of_a_word(void **state)
{
    char         from[24], to[64];
    size_t       len, place, m, i;
    uint32_t     c, d;
    kundo_str_t  got;

    for (len = 1; len <= 20; len++) {
        for (place = 0; place < len; place++) {
            for (c = 0; c < 0x80; c++) {

                /* beside it a byte that a borrow would make look special */

                d = c == '"' ? '#' : c == '<' ? '=' : c == '>' ? '?' : ' ';
                memset(from, (int) d, len);
                from[place] = (char) c;

                m = 0;

                for (i = 0; i < len; i++) {
                    m += plainly_escaped(to + m, (uint32_t) from[i]);
                }

                got = escaped(from, len);

                if (got.len != m || memcmp(got.data, to, m) != 0) {
                    fail_msg("%02x at %zu of %zu", (unsigned) c, place, len);
                }

                kundo_arena_reset(&arena);
            }
        }
    }
}


static void
line_separators_among_their_neighbours(void **state)
{
    kundo_str_t  got;

    /* U+2027, U+2028, U+2029, U+202A, U+20A8, the euro sign */

    got = escaped("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"
                  "\xe2\x82\xa8\xe2\x82\xac", 18);
    kundo_assert_str(got, "\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa"
                          "\xe2\x82\xa8\xe2\x82\xac");

    got = escaped("abcdefg\xe2\x80\xa8" "abcdefgh", 18);
    kundo_assert_str(got, "abcdefg\\u2028abcdefgh");

    /* cut off, which no valid text is: nothing is read past the end */

    got = escaped("a\xe2\x80", 3);
    kundo_assert_str(got, "a\xe2\x80");
    got = escaped("\xe2", 1);
    kundo_assert_str(got, "\xe2");
}


/* Texts by a fixed generator, out and in again. */

static void
what_goes_out_comes_in(void **state)
{
    char                 text[512];
    size_t               n, i, len;
    uint32_t             seed, c;
    kundo_rc_t           rc;
    kundo_json_t        *root;
    kundo_json_error_t   err;

    seed = 1;

    for (n = 0; n < 3000; n++) {
        len = 0;

        for (i = 0; i < n % 120; i++) {
            seed = seed * 1664525 + 1013904223;
            c = (seed >> 8) % 4 == 0 ? seed >> 16 : (seed >> 16) % 0x80;

            if (c != 0 && (c < 0xd800 || c > 0xdfff)) {
                len += utf8(text + len, c);
            }
        }

        kundo_out_init(&out, &arena, 1);
        kundo_json_out_string(&out, kundo_str_make(text, len));

        rc = kundo_json_parse(&arena, kundo_str_make(out.data, out.len),
                              &root, &err);
        assert_int_equal(rc, KUNDO_OK);
        assert_int_equal(root->str.len, len);
        assert_memory_equal(root->str.data, text, len);

        /* safe in a script and on one line of an event */

        for (i = 0; i < out.len; i++) {
            assert_true(out.data[i] >= 0x20 && out.data[i] != '<'
                        && out.data[i] != '>');
        }

        kundo_arena_reset(&arena);
    }
}


static void
strings_have_quotes_and_null_has_none(void **state)
{
    kundo_out_init(&out, &arena, 1);

    kundo_json_out_string(&out, kundo_str("a\"b"));
    kundo_json_out_string(&out, kundo_str(""));
    kundo_json_out_string(&out, kundo_str_null);
    kundo_json_out_string_or_null(&out, kundo_str_null);
    kundo_json_out_string_or_null(&out, kundo_str(""));
    kundo_json_out_string_or_null(&out, kundo_str("x"));

    kundo_assert_str(out, "\"a\\\"b\"\"\"\"\"null\"\"\"x\"");
}


static void
times_are_rfc_3339_and_nothing_is_null(void **state)
{
    kundo_out_init(&out, &arena, 1);

    kundo_json_out_time(&out, 1795249800000);
    kundo_json_out_time(&out, 0);
    kundo_json_out_time(&out, 1);

    kundo_assert_str(out, "\"2026-11-21T08:30:00.000Z\"null"
                          "\"1970-01-01T00:00:00.001Z\"");
}


static void
a_full_arena_is_remembered(void **state)
{
    kundo_arena_t  small;

    kundo_arena_init(&small, 16);
    kundo_out_init(&out, &small, 17);
    assert_true(out.failed);

    kundo_json_out_string(&out, kundo_str("a\nb"));
    kundo_json_out_time(&out, 1795249800000);
    kundo_json_out_string_or_null(&out, kundo_str_null);

    assert_true(out.failed);
    assert_int_equal(out.len, 0);

    kundo_arena_free(&small);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(every_character_of_the_basic_plane),
        TEST(every_byte_at_every_place_of_a_word),
        TEST(line_separators_among_their_neighbours),
        TEST(what_goes_out_comes_in),
        TEST(strings_have_quotes_and_null_has_none),
        TEST(times_are_rfc_3339_and_nothing_is_null),
        TEST(a_full_arena_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

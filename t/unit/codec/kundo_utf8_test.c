/*
 * UTF-8: against a decoder written from the definition, and in pieces.
 */

#include "codec/kundo_utf8.c"
#include "unit/kundo_test.h"


/* Decodes one character; its bytes, or 0 where none is. */

static size_t
decode(const uint8_t *p, size_t len, uint32_t *cp)
{
    size_t           i, n;
    static uint32_t  least[] = { 0, 0, 0x80, 0x800, 0x10000 };

    if (len == 0) {
        return 0;
    }

    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }

    n = (p[0] & 0xe0) == 0xc0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3
        : (p[0] & 0xf8) == 0xf0 ? 4 : 0;

    if (n == 0 || n > len) {
        return 0;
    }

    *cp = p[0] & (0xff >> (n + 1));

    for (i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }

        *cp = *cp << 6 | (p[i] & 0x3f);
    }

    if (*cp < least[n] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff)) {
        return 0;
    }

    return n;
}


static int
expected(const uint8_t *p, size_t len)
{
    size_t    n;
    uint32_t  cp;

    while (len) {
        n = decode(p, len, &cp);

        if (n == 0) {
            return 0;
        }

        p += n;
        len -= n;
    }

    return 1;
}


static void
check(const uint8_t *p, size_t len)
{
    if (kundo_utf8_valid(kundo_str_make(p, len)) != expected(p, len)) {
        fail_msg("%zu bytes from %02x %02x %02x %02x", len, p[0],
                 len > 1 ? p[1] : 0, len > 2 ? p[2] : 0, len > 3 ? p[3] : 0);
    }
}


static void
every_three_bytes(void **state)
{
    uint8_t   s[3];
    uint32_t  i;

    for (i = 0; i < 0x1000000; i++) {
        s[0] = i >> 16;
        s[1] = i >> 8;
        s[2] = i;

        check(s, 3);
    }

    for (i = 0; i < 0x10000; i++) {
        s[0] = i >> 8;
        s[1] = i;

        check(s, 2);
        check(s, 1);
    }
}


static void
every_four_bytes_that_begin_as_four(void **state)
{
    size_t                k;
    uint8_t               s[4];
    uint32_t              i;
    static const uint8_t  last[] = { 0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff };

    for (i = 0xf00000; i < 0x1000000; i++) {
        s[0] = i >> 16;
        s[1] = i >> 8;
        s[2] = i;

        for (k = 0; k < sizeof(last); k++) {
            s[3] = last[k];
            check(s, 4);
        }
    }
}


static void
one_bad_byte_at_every_place(void **state)
{
    size_t   i, len;
    uint8_t  s[100];

    for (len = 1; len <= sizeof(s); len++) {
        memset(s, 'a', sizeof(s));
        check(s, len);

        for (i = 0; i < len; i++) {
            s[i] = 0x80;
            assert_int_equal(kundo_utf8_valid(kundo_str_make(s, len)), 0);

            if (i + 2 <= len) {
                s[i] = 0xc3;
                s[i + 1] = 0xa5;
                assert_int_equal(kundo_utf8_valid(kundo_str_make(s, len)), 1);
                s[i + 1] = 'a';
            }

            s[i] = 'a';
        }
    }
}


static void
every_character_in_pieces(void **state)
{
    size_t                n, cut;
    uint8_t               s[4];
    uint32_t              cp;
    kundo_utf8_state_t    st;

    for (cp = 0; cp <= 0x10ffff; cp++) {

        if (cp >= 0xd800 && cp <= 0xdfff) {
            continue;
        }

        if (cp < 0x80) {
            s[0] = cp;
            n = 1;

        } else if (cp < 0x800) {
            s[0] = 0xc0 | cp >> 6;
            s[1] = 0x80 | (cp & 0x3f);
            n = 2;

        } else if (cp < 0x10000) {
            s[0] = 0xe0 | cp >> 12;
            s[1] = 0x80 | (cp >> 6 & 0x3f);
            s[2] = 0x80 | (cp & 0x3f);
            n = 3;

        } else {
            s[0] = 0xf0 | cp >> 18;
            s[1] = 0x80 | (cp >> 12 & 0x3f);
            s[2] = 0x80 | (cp >> 6 & 0x3f);
            s[3] = 0x80 | (cp & 0x3f);
            n = 4;
        }

        for (cut = 0; cut <= n; cut++) {
            st = 0;

            assert_int_equal(kundo_utf8_feed(&st, kundo_str_make(s, cut)), 1);
            assert_int_equal(st == 0, cut == 0 || cut == n);
            assert_int_equal(
                kundo_utf8_feed(&st, kundo_str_make(s + cut, n - cut)), 1);
            assert_int_equal(st, 0);
        }
    }
}


/* RFC 6455 8.1: said at the first byte that leaves no way out. */

static void
a_bad_byte_is_said_at_once(void **state)
{
    size_t              i, k;
    kundo_utf8_state_t  st;

    static const struct {
        size_t       bad;
        const char  *bytes;
    } rows[] = {
        { 0, "\x80" }, { 0, "\xc0\x80" }, { 0, "\xc1\xbf" },
        { 1, "\xe0\x9f\x80" }, { 1, "\xed\xa0\x80" },
        { 1, "\xf0\x8f\x80\x80" }, { 1, "\xf4\x90\x80\x80" },
        { 0, "\xf5\x80\x80\x80" }, { 0, "\xff" },
        { 2, "\xe2\x82" "a" }, { 3, "\xf0\x9f\x98" "a" }
    };

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        st = 0;

        for (k = 0; k < rows[i].bad; k++) {
            assert_int_equal(kundo_utf8_feed(&st,
                                 kundo_str_make(rows[i].bytes + k, 1)), 1);
        }

        assert_int_equal(kundo_utf8_feed(&st,
                             kundo_str_make(rows[i].bytes + k, 1)), 0);
    }
}


static void
nothing_is_valid(void **state)
{
    assert_int_equal(kundo_utf8_valid(kundo_str_null), 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(every_three_bytes),
        cmocka_unit_test(every_four_bytes_that_begin_as_four),
        cmocka_unit_test(one_bad_byte_at_every_place),
        cmocka_unit_test(every_character_in_pieces),
        cmocka_unit_test(a_bad_byte_is_said_at_once),
        cmocka_unit_test(nothing_is_valid)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

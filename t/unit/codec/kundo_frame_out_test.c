/* WebSocket frames out: heads, and frames that close. */

#include "codec/kundo_frame_out.c"
#include "unit/kundo_test.h"


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
        cmocka_unit_test(heads),
        cmocka_unit_test(close_frames)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

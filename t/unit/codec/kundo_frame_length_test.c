/* WebSocket frames: how long they say they are, and may be. */

#include "codec/kundo_frame.c"
#include "unit/kundo_frame_test.h"


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

    rules.message_max = FRAME_MAX;
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


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(length_forms),
        cmocka_unit_test(size_limits),
        cmocka_unit_test(rest_of_a_message)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

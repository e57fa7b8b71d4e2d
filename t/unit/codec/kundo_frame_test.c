/*
 * WebSocket frames: the examples of RFC 6455 5.7, every rule of section 5,
 * and the same bytes in pieces of every size.
 */

#include "codec/kundo_frame.c"
#include "unit/kundo_frame_test.h"


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
        cmocka_unit_test(text_only),
        cmocka_unit_test(unmasking)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

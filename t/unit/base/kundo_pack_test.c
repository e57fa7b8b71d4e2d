/* Packing: the bytes, and that reading never passes the end. */

#include "base/kundo_pack.c"
#include "unit/kundo_test.h"


static const uint8_t  packed[] =
    "\x07"
    "\x00\x00\x01\x02"
    "\x01\x02\x03\x04\x05\x06\x07\x08"
    "\x00\x00\x00\x03" "abc"
    "\x00\x00\x00\x00";

#define PACKED  (sizeof(packed) - 1)


static void
fields_are_big_endian_in_order(void **state)
{
    kundo_out_t    o;
    kundo_arena_t  a;

    kundo_arena_init(&a, 1 << 16);
    kundo_out_init(&o, &a, 1);

    kundo_pack_u8(&o, 7);
    kundo_pack_u32(&o, 0x102);
    kundo_pack_u64(&o, 0x0102030405060708);
    kundo_pack_str(&o, kundo_str("abc"));
    kundo_pack_str(&o, kundo_str_null);

    assert_int_equal(o.len, PACKED);
    assert_memory_equal(o.data, packed, PACKED);

    kundo_arena_free(&a);
}


static void
fields_come_back(void **state)
{
    kundo_str_t     s;
    kundo_unpack_t  u;

    kundo_unpack_init(&u, kundo_str_make(packed, PACKED));

    assert_int_equal(kundo_unpack_u8(&u), 7);
    assert_int_equal(kundo_unpack_u32(&u), 0x102);
    assert_int_equal(kundo_unpack_u64(&u), 0x0102030405060708);

    s = kundo_unpack_str(&u);
    kundo_assert_str(s, "abc");
    assert_ptr_equal(s.data, packed + 17);

    assert_false(kundo_unpack_done(&u));
    assert_int_equal(kundo_unpack_str(&u).len, 0);
    assert_true(kundo_unpack_done(&u));
}


/* The copy has no byte to spare: ASan sees a step too far. */

static void
every_cut_fails_and_none_is_read_past(void **state)
{
    size_t          n;
    uint8_t        *copy;
    kundo_unpack_t  u;

    for (n = 0; n < PACKED; n++) {
        copy = malloc(n + 1);
        memcpy(copy + 1, packed, n);

        kundo_unpack_init(&u, kundo_str_make(copy + 1, n));

        (void) kundo_unpack_u8(&u);
        (void) kundo_unpack_u32(&u);
        (void) kundo_unpack_u64(&u);
        (void) kundo_unpack_str(&u);
        (void) kundo_unpack_str(&u);

        assert_true(u.failed);
        assert_false(kundo_unpack_done(&u));

        free(copy);
    }
}


static void
after_a_failure_all_is_zero(void **state)
{
    kundo_unpack_t  u;

    /* a length that reaches past the end, then bytes that would be there */

    kundo_unpack_init(&u, kundo_str_make("\xff\xff\xff\xff" "abcdefgh", 12));

    assert_null(kundo_unpack_str(&u).data);
    assert_true(u.failed);
    assert_int_equal(kundo_unpack_u8(&u), 0);
    assert_int_equal(kundo_unpack_u32(&u), 0);
    assert_int_equal(kundo_unpack_u64(&u), 0);
    assert_false(kundo_unpack_done(&u));
}


static void
nothing_may_be_null(void **state)
{
    kundo_unpack_t  u;

    kundo_unpack_init(&u, kundo_str_null);
    assert_true(kundo_unpack_done(&u));
    assert_int_equal(kundo_unpack_u8(&u), 0);
    assert_true(u.failed);
}


static void
what_is_left_over_is_not_done(void **state)
{
    kundo_unpack_t  u;

    kundo_unpack_init(&u, kundo_str_make("\x01\x02", 2));
    assert_int_equal(kundo_unpack_u8(&u), 1);
    assert_false(kundo_unpack_done(&u));
}


static void
keys_sort_as_numbers(void **state)
{
    uint8_t   a[8], b[8];
    uint64_t  v;

    for (v = 1; v < UINT64_MAX / 3; v *= 3) {
        kundo_be64_put(a, v - 1);
        kundo_be64_put(b, v);
        assert_true(memcmp(a, b, 8) < 0);
        assert_true(kundo_be64_get(b) == v);

        kundo_be32_put(a, (uint32_t) v);
        assert_int_equal(kundo_be32_get(a), (uint32_t) v);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(fields_are_big_endian_in_order),
        cmocka_unit_test(fields_come_back),
        cmocka_unit_test(every_cut_fails_and_none_is_read_past),
        cmocka_unit_test(after_a_failure_all_is_zero),
        cmocka_unit_test(nothing_may_be_null),
        cmocka_unit_test(what_is_left_over_is_not_done),
        cmocka_unit_test(keys_sort_as_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The arena: alignment, bound, what reset keeps. */

#include "base/kundo_arena.c"
#include "unit/kundo_test.h"


#define BOUND  100000


static void
pieces_are_aligned_and_apart(void **state)
{
    size_t         i, j;
    uint8_t       *p[200];
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);
    assert_int_equal(a.used, 0);

    for (i = 0; i < 200; i++) {
        p[i] = kundo_arena_alloc(&a, i);
        assert_non_null(p[i]);
        assert_int_equal((uintptr_t) p[i] % 8, 0);
        memset(p[i], (int) i, i);
    }

    for (i = 0; i < 200; i++) {
        for (j = 0; j < i; j++) {
            assert_int_equal(p[i][j], i);
        }
    }

    kundo_arena_free(&a);
    assert_int_equal(a.used, 0);
    assert_null(a.block);
}


static void
the_bound_holds(void **state)
{
    size_t         total;
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);

    assert_null(kundo_arena_alloc(&a, BOUND + 1));
    assert_null(kundo_arena_alloc(&a, SIZE_MAX));
    assert_non_null(kundo_arena_alloc(&a, BOUND));

    kundo_arena_free(&a);
    kundo_arena_init(&a, BOUND);

    for (total = 0; kundo_arena_alloc(&a, 1000) != NULL; total += 1000) {
        assert_true(total <= BOUND + KUNDO_ARENA_BLOCK);
    }

    assert_true(total >= BOUND * 3 / 4);
    assert_true(a.used <= BOUND + KUNDO_ARENA_BLOCK);

    /* smaller pieces go into what is left, then those end too */

    while (kundo_arena_alloc(&a, 8) != NULL) {
        assert_true(a.used <= BOUND + KUNDO_ARENA_BLOCK);
    }

    kundo_arena_free(&a);
}


static void
a_bound_of_nothing_gives_nothing(void **state)
{
    kundo_arena_t  a;

    kundo_arena_init(&a, 0);
    assert_null(kundo_arena_alloc(&a, 1));
    kundo_arena_free(&a);
}


static void
reset_keeps_one_block(void **state)
{
    void           *first;
    unsigned        i;
    kundo_arena_t   a;

    kundo_arena_init(&a, BOUND);
    first = kundo_arena_alloc(&a, 8);

    for (i = 0; i < 20; i++) {
        assert_non_null(kundo_arena_alloc(&a, 3000));
    }

    assert_non_null(kundo_arena_alloc(&a, 9000));
    assert_true(a.used > 20 * 3000);

    kundo_arena_reset(&a);
    assert_int_equal(a.used, KUNDO_ARENA_BLOCK);
    assert_ptr_equal(kundo_arena_alloc(&a, 8), first);

    kundo_arena_free(&a);
}


static void
reset_gives_a_large_block_back(void **state)
{
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);
    kundo_arena_reset(&a);

    assert_non_null(kundo_arena_alloc(&a, KUNDO_ARENA_BLOCK + 1));
    kundo_arena_reset(&a);
    assert_int_equal(a.used, 0);
    assert_null(a.block);

    kundo_arena_free(&a);
}


static void
memory_stays_flat_over_a_hundred_thousand_resets(void **state)
{
    unsigned       i;
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);

    for (i = 0; i < 100000; i++) {
        assert_non_null(kundo_arena_alloc(&a, 100 + i % 6000));
        kundo_arena_reset(&a);
        assert_true(a.used <= KUNDO_ARENA_BLOCK);
    }

    kundo_arena_free(&a);
}


static void
calloc_clears_what_was_used_before(void **state)
{
    size_t         i;
    uint8_t       *p;
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);

    p = kundo_arena_alloc(&a, 64);
    memset(p, 0xff, 64);
    kundo_arena_reset(&a);

    p = kundo_arena_calloc(&a, 64);

    for (i = 0; i < 64; i++) {
        assert_int_equal(p[i], 0);
    }

    assert_null(kundo_arena_calloc(&a, BOUND + 1));
    kundo_arena_free(&a);
}


static void
dup_copies(void **state)
{
    uint8_t        bytes[] = "abc";
    kundo_str_t    s, empty;
    kundo_arena_t  a;

    kundo_arena_init(&a, BOUND);

    s = kundo_arena_dup(&a, kundo_str_make(bytes, 3));
    bytes[0] = 'x';
    kundo_assert_str(s, "abc");

    /* empty is not null */

    empty = kundo_arena_dup(&a, kundo_str_null);
    assert_int_equal(empty.len, 0);
    assert_non_null(empty.data);

    kundo_arena_free(&a);

    kundo_arena_init(&a, 2);
    s = kundo_arena_dup(&a, kundo_str_make(bytes, 3));
    assert_null(s.data);
    assert_int_equal(s.len, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(the_bound_holds),
        cmocka_unit_test(a_bound_of_nothing_gives_nothing),
        cmocka_unit_test(reset_keeps_one_block),
        cmocka_unit_test(reset_gives_a_large_block_back),
        cmocka_unit_test(memory_stays_flat_over_a_hundred_thousand_resets),
        cmocka_unit_test(calloc_clears_what_was_used_before),
        cmocka_unit_test(dup_copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

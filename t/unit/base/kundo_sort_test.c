/* Sort: by insertion or by its bits, the order is the same. */

#include <stdlib.h>

#include "base/kundo_sort.h"
#include "unit/kundo_test.h"


#define MANY  1000


static int
compare(const void *one, const void *two)
{
    const uint64_t  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


/* n numbers of chance, of which each has so many bits. */

static void
assert_sorted(size_t n, unsigned bits)
{
    size_t    i;
    uint64_t  v[MANY], room[MANY], want[MANY], x;

    for (i = 0, x = n; i < n; i++) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        v[i] = want[i] = x >> (64 - bits);
    }

    qsort(want, n, sizeof(uint64_t), compare);
    kundo_sort_u64(v, room, n);

    for (i = 0; i < n; i++) {
        assert_true(v[i] == want[i]);
    }
}


static void
few_and_many_are_sorted(void **state)
{
    unsigned  bits;

    for (bits = 1; bits <= 64; bits++) {
        assert_sorted(0, bits);
        assert_sorted(1, bits);
        assert_sorted(64, bits);
        assert_sorted(65, bits);
        assert_sorted(MANY, bits);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(few_and_many_are_sorted)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Sort: a radix sort, from the lowest bits up.
 */

#include "base/kundo_sort.h"

#include <string.h>


#define KUNDO_SORT_FEW   64          /* sorted by insertion */
#define KUNDO_SORT_BITS  11          /* of one pass */


static void
kundo_sort_few(uint64_t *v, size_t n)
{
    size_t    i, j;
    uint64_t  x;

    for (i = 1; i < n; i++) {
        x = v[i];

        for (j = i; j > 0 && v[j - 1] > x; j--) {
            v[j] = v[j - 1];
        }

        v[j] = x;
    }
}


void
kundo_sort_u64(uint64_t *v, uint64_t *room, size_t n)
{
    size_t     i, sum, was, at[1 << KUNDO_SORT_BITS];
    uint64_t   max, *from, *to;
    unsigned   shift;

    if (n <= KUNDO_SORT_FEW) {
        kundo_sort_few(v, n);
        return;
    }

    for (i = 0, max = 0; i < n; i++) {
        max |= v[i];
    }

    from = v;
    to = room;

    for (shift = 0; shift < 64 && max >> shift; shift += KUNDO_SORT_BITS) {

        memset(at, 0, sizeof(at));

        for (i = 0; i < n; i++) {
            at[from[i] >> shift & ((1 << KUNDO_SORT_BITS) - 1)]++;
        }

        for (i = 0, sum = 0; i < 1 << KUNDO_SORT_BITS; i++) {
            was = at[i];
            at[i] = sum;
            sum += was;
        }

        for (i = 0; i < n; i++) {
            to[at[from[i] >> shift & ((1 << KUNDO_SORT_BITS) - 1)]++] =
                                                                     from[i];
        }

        from = to;
        to = from == v ? room : v;
    }

    if (from != v) {
        memcpy(v, from, n * sizeof(uint64_t));
    }
}

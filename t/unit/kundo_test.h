/*
 * What every unit test needs of cmocka, in the order that it asks for.
 */

#ifndef KUNDO_TEST_H
#define KUNDO_TEST_H


#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>


#define kundo_assert_str(s, lit)                                              \
    do {                                                                      \
        assert_int_equal((s).len, sizeof(lit) - 1);                           \
        assert_memory_equal((s).data, lit, sizeof(lit) - 1);                  \
    } while (0)


/* Bytes from hexadecimal digits, as the standards print them. */

static inline size_t
kundo_test_unhex(uint8_t *out, const char *hex)
{
    size_t  n;
    char    pair[3];

    for (n = 0; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        memcpy(pair, hex, 2);
        pair[2] = '\0';
        out[n++] = (uint8_t) strtoul(pair, NULL, 16);
    }

    return n;
}


#endif /* KUNDO_TEST_H */

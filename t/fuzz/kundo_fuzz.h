/*
 * What every fuzzer needs: its entry, and a check that ends it.
 */

#ifndef KUNDO_FUZZ_H
#define KUNDO_FUZZ_H


#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


/* Not an assert(): it must stand in every build. */

#define kundo_must(holds)                                                     \
    do {                                                                      \
        if (!(holds)) {                                                       \
            fprintf(stderr, "%s:%d: it does not hold that %s\n", __FILE__,    \
                    __LINE__, #holds);                                        \
            abort();                                                          \
        }                                                                     \
    } while (0)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


#endif /* KUNDO_FUZZ_H */

/*
 * Times: whatever is taken lies within the bounds and comes back the same
 * when it is written out; any number can be written.
 *
 * Input: the text; its first 8 bytes are also a number.
 */

#include "kundo_fuzz.h"

#include "base/kundo_pack.h"
#include "codec/kundo_rfc3339.h"


static void
check_round(uint64_t ms)
{
    uint8_t   text[KUNDO_RFC3339_LEN];
    uint64_t  again;

    kundo_rfc3339_put(text, ms);
    kundo_must(kundo_rfc3339_get(kundo_str_make(text, KUNDO_RFC3339_LEN),
                                 &again)
               == KUNDO_OK);
    kundo_must(again == (ms > KUNDO_RFC3339_MAX_MS ? KUNDO_RFC3339_MAX_MS
                                                   : ms));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t   *copy;
    uint64_t   ms;

    copy = malloc(size + 1);
    kundo_must(copy != NULL);
    memcpy(copy + 1, data, size);

    if (kundo_rfc3339_get(kundo_str_make(copy + 1, size), &ms) == KUNDO_OK) {
        kundo_must(ms <= KUNDO_RFC3339_MAX_MS);
        check_round(ms);
    }

    free(copy);

    if (size >= 8) {
        check_round(kundo_be64_get(data));
        check_round(kundo_be64_get(data) >> 17);
    }

    return 0;
}

/*
 * Base64url both ways: text that is taken is what its bytes become, and
 * bytes come back from their text, without a step over either end.
 *
 * Input: bytes, or text.
 */

#include "kundo_fuzz.h"

#include "base/kundo_base64url.h"


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t    n;
    uint8_t  *bytes, *text;

    /* as text */

    n = kundo_base64url_bytes(size);
    bytes = malloc(n + 1);
    text = malloc(kundo_base64url_len(n) + 1);
    kundo_must(bytes != NULL && text != NULL);

    if (kundo_base64url_get(bytes, kundo_str_make(data, size)) == KUNDO_OK) {
        kundo_must(kundo_base64url_len(n) == size);
        kundo_base64url_put(text, bytes, n);
        kundo_must(memcmp(text, data, size) == 0);
    }

    free(bytes);
    free(text);

    /* as bytes */

    n = kundo_base64url_len(size);
    text = malloc(n + 1);
    bytes = malloc(size + 1);
    kundo_must(bytes != NULL && text != NULL);

    kundo_base64url_put(text, data, size);
    kundo_must(kundo_base64url_get(bytes, kundo_str_make(text, n))
               == KUNDO_OK);
    kundo_must(memcmp(bytes, data, size) == 0);

    free(bytes);
    free(text);

    return 0;
}

/*
 * Seals: numbers of the store as opaque ids and cursors.  One AES-128
 * block each, deterministic: the same number always has the same id, and
 * an id tells nothing of how many there are.
 */

#ifndef KUNDO_SEAL_H
#define KUNDO_SEAL_H


#include "base/kundo_limit.h"
#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define KUNDO_SEAL_KEY_BYTES  16


/*
 * The plain block, 16 bytes, encrypted with AES-128-ECB (one block, so no
 * mode is needed) and written as 22 characters of base64url:
 *
 *    0      1            4              8
 *   +------+------------+--------------+---------------------------+
 *   | kind | "kun"      | epoch, BE    | number, BE                |
 *   +------+------------+--------------+---------------------------+
 *
 * epoch is 0 but in cursors, where it is the store's (a restored backup
 * has another, so that a cursor of the lost history is not believed).
 */

typedef enum {
    KUNDO_SEAL_CONVERSATION = 'c',
    KUNDO_SEAL_MESSAGE      = 'm',
    KUNDO_SEAL_VISITOR      = 'v',
    KUNDO_SEAL_AGENT        = 'a',
    KUNDO_SEAL_CURSOR       = 'j',
    KUNDO_SEAL_PAGE         = 'p'     /* where a list goes on */
} kundo_seal_kind_t;


typedef struct kundo_seal_s  kundo_seal_t;


/* Not thread safe: one for each thread.  Memory comes from malloc. */
kundo_rc_t kundo_seal_create(kundo_seal_t **seal,
    const uint8_t key[KUNDO_SEAL_KEY_BYTES]);
void kundo_seal_free(kundo_seal_t *seal);

/* Writes KUNDO_ID_LEN characters to out, without a terminator. */
void kundo_seal_put(kundo_seal_t *seal, kundo_seal_kind_t kind,
    uint32_t epoch, uint64_t no, uint8_t *out);

/* KUNDO_OK, or KUNDO_NOT_FOUND for whatever was not sealed by put. */
kundo_rc_t kundo_seal_get(kundo_seal_t *seal, kundo_seal_kind_t kind,
    uint32_t epoch, kundo_str_t id, uint64_t *no);


#endif /* KUNDO_SEAL_H */

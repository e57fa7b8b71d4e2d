/*
 * Ids and session tokens from arbitrary bytes: what is taken is spelt in
 * the one way that we spell it, and bytes that were not made by us are
 * never taken.
 *
 * Input: one byte (kind of an id), 8 (its number), 4 (its epoch), then
 * what a client sends.
 */

#include "kundo_fuzz.h"

#include "auth/kundo_seal.h"
#include "auth/kundo_token.h"
#include "base/kundo_base64url.h"
#include "base/kundo_pack.h"


static const kundo_seal_kind_t  kinds[] = {
    KUNDO_SEAL_CONVERSATION, KUNDO_SEAL_MESSAGE, KUNDO_SEAL_VISITOR,
    KUNDO_SEAL_AGENT, KUNDO_SEAL_CURSOR, KUNDO_SEAL_PAGE
};

static const uint8_t       key_bytes[32] = "the fuzzer does not know this";
static kundo_token_key_t  *key;


static void
check_id(kundo_seal_t *seal, kundo_seal_kind_t kind, uint32_t epoch,
    kundo_str_t id)
{
    uint8_t   again[KUNDO_ID_LEN];
    uint64_t  no;

    if (kundo_seal_get(seal, kind, epoch, id, &no) == KUNDO_OK) {
        kundo_seal_put(seal, kind, epoch, no, again);
        kundo_must(kundo_str_eq(id, kundo_str_make(again, KUNDO_ID_LEN)));
    }
}


/* An id of ours opens; with the client's bytes laid over it, it does not. */

static void
check_spoilt_id(kundo_seal_t *seal, kundo_seal_kind_t kind, uint32_t epoch,
    uint64_t no, kundo_str_t over)
{
    size_t    i;
    uint8_t   id[KUNDO_ID_LEN], spoilt[KUNDO_ID_LEN];
    uint64_t  got;

    kundo_seal_put(seal, kind, epoch, no, id);
    kundo_must(kundo_seal_get(seal, kind, epoch,
                              kundo_str_make(id, KUNDO_ID_LEN), &got)
               == KUNDO_OK);
    kundo_must(got == no);

    memcpy(spoilt, id, KUNDO_ID_LEN);

    for (i = 0; i < over.len; i++) {
        spoilt[i % KUNDO_ID_LEN] ^= over.data[i];
    }

    if (memcmp(spoilt, id, KUNDO_ID_LEN) != 0
        && kundo_seal_get(seal, kind, epoch,
                          kundo_str_make(spoilt, KUNDO_ID_LEN), &got)
           == KUNDO_OK)
    {
        /* one in 2^64: another number's, then, and not this one's */

        kundo_must(got != no);
    }
}


/* libFuzzer learns our own tokens as it sees them compared: those may pass. */

static void
check_token(kundo_str_t token)
{
    uint8_t   digest[KUNDO_TOKEN_DIGEST_BYTES], ours[KUNDO_TOKEN_LEN];
    uint64_t  no;

    if (kundo_token_get(key, token, &no, digest) == KUNDO_OK) {
        kundo_must(kundo_token_put(key, no, key_bytes, ours) == KUNDO_OK);
        kundo_must(kundo_str_eq(token, kundo_str_make(ours,
                                                      KUNDO_TOKEN_LEN)));
    }
}


static void
check_spoilt_token(uint64_t no, kundo_str_t over)
{
    size_t    i;
    uint8_t   token[KUNDO_TOKEN_LEN], spoilt[KUNDO_TOKEN_LEN];
    uint8_t   digest[KUNDO_TOKEN_DIGEST_BYTES], want[KUNDO_TOKEN_DIGEST_BYTES];
    uint64_t  got;

    kundo_must(kundo_token_put(key, no, key_bytes, token) == KUNDO_OK);
    kundo_must(kundo_token_get(key, kundo_str_make(token, KUNDO_TOKEN_LEN),
                               &got, digest)
               == KUNDO_OK);
    kundo_must(kundo_token_digest(key_bytes, want) == KUNDO_OK);
    kundo_must(got == no && kundo_token_digest_eq(digest, want));

    memcpy(spoilt, token, KUNDO_TOKEN_LEN);

    for (i = 0; i < over.len; i++) {
        spoilt[i % KUNDO_TOKEN_LEN] ^= over.data[i];
    }

    check_token(kundo_str_make(spoilt, KUNDO_TOKEN_LEN));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t              epoch;
    uint64_t              no;
    kundo_str_t           text;
    kundo_seal_kind_t     kind;
    static kundo_seal_t  *seal;

    if (size < 13) {
        return -1;
    }

    if (seal == NULL) {
        kundo_must(kundo_seal_create(&seal, key_bytes) == KUNDO_OK);
        kundo_must(kundo_token_key_create(&key, key_bytes) == KUNDO_OK);
    }

    kind = kinds[data[0] % 6];
    no = kundo_be64_get(data + 1);
    epoch = kundo_be32_get(data + 9);
    text = kundo_str_make(data + 13, size - 13);

    check_id(seal, kind, epoch, text);
    check_spoilt_id(seal, kind, epoch, no, text);
    check_token(text);
    check_spoilt_token(no, text);

    return 0;
}

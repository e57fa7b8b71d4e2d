/*
 * Seals: one AES-128 block as an opaque id.
 */

#include "auth/kundo_seal.h"

#include <stdlib.h>

#include <openssl/evp.h>

#include "base/kundo_base64url.h"
#include "base/kundo_pack.h"


#define KUNDO_SEAL_BLOCK  16


struct kundo_seal_s {
    EVP_CIPHER_CTX  *put;
    EVP_CIPHER_CTX  *get;
};


static EVP_CIPHER_CTX *kundo_seal_cipher(const uint8_t *key, int encrypt);
static void kundo_seal_block(uint8_t *block, kundo_seal_kind_t kind,
    uint32_t epoch);


kundo_rc_t
kundo_seal_create(kundo_seal_t **seal,
    const uint8_t key[KUNDO_SEAL_KEY_BYTES])
{
    kundo_seal_t  *s;

    s = malloc(sizeof(kundo_seal_t));
    if (s == NULL) {
        return KUNDO_NO_MEMORY;
    }

    s->put = kundo_seal_cipher(key, 1);
    s->get = kundo_seal_cipher(key, 0);

    if (s->put == NULL || s->get == NULL) {
        kundo_seal_free(s);
        return KUNDO_NO_MEMORY;
    }

    *seal = s;

    return KUNDO_OK;
}


void
kundo_seal_free(kundo_seal_t *seal)
{
    if (seal == NULL) {
        return;
    }

    /* frees and cleanses the key schedules; takes NULL */

    EVP_CIPHER_CTX_free(seal->put);
    EVP_CIPHER_CTX_free(seal->get);

    free(seal);
}


static EVP_CIPHER_CTX *
kundo_seal_cipher(const uint8_t *key, int encrypt)
{
    EVP_CIPHER_CTX  *ctx;

    ctx = EVP_CIPHER_CTX_new();
    if (ctx == NULL) {
        return NULL;
    }

    if (EVP_CipherInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL, encrypt)
        != 1)
    {
        EVP_CIPHER_CTX_free(ctx);
        return NULL;
    }

    /* with padding a decrypted block would be held back */

    EVP_CIPHER_CTX_set_padding(ctx, 0);

    return ctx;
}


void
kundo_seal_put(kundo_seal_t *seal, kundo_seal_kind_t kind, uint32_t epoch,
    uint64_t no, uint8_t *out)
{
    int      n;
    uint8_t  plain[KUNDO_SEAL_BLOCK], block[KUNDO_SEAL_BLOCK];

    kundo_seal_block(plain, kind, epoch);
    kundo_be64_put(plain + 8, no);

    if (EVP_CipherUpdate(seal->put, block, &n, plain, KUNDO_SEAL_BLOCK) != 1
        || n != KUNDO_SEAL_BLOCK)
    {
        /* a cipher that was set up cannot fail; a plain number never leaves */

        memset(block, 0, KUNDO_SEAL_BLOCK);
    }

    kundo_base64url_put(out, block, KUNDO_SEAL_BLOCK);
}


kundo_rc_t
kundo_seal_get(kundo_seal_t *seal, kundo_seal_kind_t kind, uint32_t epoch,
    kundo_str_t id, uint64_t *no)
{
    int      n;
    uint8_t  plain[KUNDO_SEAL_BLOCK], block[KUNDO_SEAL_BLOCK];

    if (id.len != KUNDO_ID_LEN || kundo_base64url_get(block, id) != KUNDO_OK) {
        return KUNDO_NOT_FOUND;
    }

    if (EVP_CipherUpdate(seal->get, plain, &n, block, KUNDO_SEAL_BLOCK) != 1
        || n != KUNDO_SEAL_BLOCK)
    {
        return KUNDO_NOT_FOUND;
    }

    kundo_seal_block(block, kind, epoch);

    if (memcmp(plain, block, 8) != 0) {
        return KUNDO_NOT_FOUND;
    }

    *no = kundo_be64_get(plain + 8);

    return KUNDO_OK;
}


/* The first half of the plain block: what get demands to find again. */

static void
kundo_seal_block(uint8_t *block, kundo_seal_kind_t kind, uint32_t epoch)
{
    block[0] = (uint8_t) kind;
    memcpy(block + 1, "kun", 3);
    kundo_be32_put(block + 4, epoch);
}

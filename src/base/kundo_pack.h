/*
 * Packing: fields in order into bytes and back, for rows that change
 * rarely and for serialised commands.  Numbers are big-endian; a string is
 * a 4-byte length and its bytes.  Reading never passes the end: `failed`
 * is set and zeros are returned.
 */

#ifndef KUNDO_PACK_H
#define KUNDO_PACK_H


#include "base/kundo_out.h"
#include "base/kundo_str.h"


#if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
#error "kundo's fixed rows are little-endian"
#endif


typedef struct {
    const uint8_t  *pos;
    const uint8_t  *end;
    unsigned        failed;
} kundo_unpack_t;


static inline void
kundo_be64_put(uint8_t *p, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(p, &v, 8);
}


static inline uint64_t
kundo_be64_get(const uint8_t *p)
{
    uint64_t  v;

    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}


static inline void
kundo_be32_put(uint8_t *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, 4);
}


static inline uint32_t
kundo_be32_get(const uint8_t *p)
{
    uint32_t  v;

    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}


void kundo_pack_u8(kundo_out_t *o, uint8_t v);
void kundo_pack_u32(kundo_out_t *o, uint32_t v);
void kundo_pack_u64(kundo_out_t *o, uint64_t v);
void kundo_pack_str(kundo_out_t *o, kundo_str_t s);

void kundo_unpack_init(kundo_unpack_t *u, kundo_str_t bytes);
uint8_t kundo_unpack_u8(kundo_unpack_t *u);
uint32_t kundo_unpack_u32(kundo_unpack_t *u);
uint64_t kundo_unpack_u64(kundo_unpack_t *u);
kundo_str_t kundo_unpack_str(kundo_unpack_t *u);   /* points into bytes */

/* True when all was read and nothing is left over. */
int kundo_unpack_done(const kundo_unpack_t *u);


#endif /* KUNDO_PACK_H */

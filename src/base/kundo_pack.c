/*
 * Packing: fields in order into bytes and back.
 */

#include "base/kundo_pack.h"


void
kundo_pack_u8(kundo_out_t *o, uint8_t v)
{
    kundo_out_bytes(o, &v, 1);
}


void
kundo_pack_u32(kundo_out_t *o, uint32_t v)
{
    uint8_t  b[4];

    kundo_be32_put(b, v);
    kundo_out_bytes(o, b, 4);
}


void
kundo_pack_u64(kundo_out_t *o, uint64_t v)
{
    uint8_t  b[8];

    kundo_be64_put(b, v);
    kundo_out_bytes(o, b, 8);
}


void
kundo_pack_str(kundo_out_t *o, kundo_str_t s)
{
    kundo_pack_u32(o, (uint32_t) s.len);
    kundo_out_str(o, s);
}


void
kundo_unpack_init(kundo_unpack_t *u, kundo_str_t bytes)
{
    /* C has no NULL + 0 */

    u->pos = bytes.data;
    u->end = bytes.len ? bytes.data + bytes.len : bytes.data;
    u->failed = 0;
}


static const uint8_t *
kundo_unpack_take(kundo_unpack_t *u, size_t n)
{
    const uint8_t  *p;

    if (u->failed || (size_t) (u->end - u->pos) < n) {
        u->failed = 1;
        return NULL;
    }

    p = u->pos;
    u->pos += n;

    return p;
}


uint8_t
kundo_unpack_u8(kundo_unpack_t *u)
{
    const uint8_t  *p;

    p = kundo_unpack_take(u, 1);
    return p ? *p : 0;
}


uint32_t
kundo_unpack_u32(kundo_unpack_t *u)
{
    const uint8_t  *p;

    p = kundo_unpack_take(u, 4);
    return p ? kundo_be32_get(p) : 0;
}


uint64_t
kundo_unpack_u64(kundo_unpack_t *u)
{
    const uint8_t  *p;

    p = kundo_unpack_take(u, 8);
    return p ? kundo_be64_get(p) : 0;
}


kundo_str_t
kundo_unpack_str(kundo_unpack_t *u)
{
    uint32_t        n;
    const uint8_t  *p;

    n = kundo_unpack_u32(u);
    p = kundo_unpack_take(u, n);

    return p ? kundo_str_make(p, n) : kundo_str_null;
}


int
kundo_unpack_done(const kundo_unpack_t *u)
{
    return !u->failed && u->pos == u->end;
}

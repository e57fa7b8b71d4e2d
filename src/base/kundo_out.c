/*
 * Output: a string that grows in an arena.
 */

#include "base/kundo_out.h"


void
kundo_out_init(kundo_out_t *o, kundo_arena_t *arena, size_t cap_bytes)
{
    o->arena = arena;
    o->len = 0;
    o->cap = cap_bytes;
    o->data = kundo_arena_alloc(arena, cap_bytes);
    o->failed = 0;

    if (o->data == NULL) {
        o->cap = 0;
        o->failed = 1;
    }
}


uint8_t *
kundo_out_room(kundo_out_t *o, size_t n)
{
    size_t    cap;
    uint8_t  *p;

    if (o->failed) {
        return NULL;
    }

    if (o->cap - o->len < n) {
        cap = (o->len + n) * 2;

        p = kundo_arena_alloc(o->arena, cap);
        if (p == NULL) {
            o->failed = 1;
            return NULL;
        }

        memcpy(p, o->data, o->len);
        o->data = p;
        o->cap = cap;
    }

    return o->data + o->len;
}


void
kundo_out_bytes(kundo_out_t *o, const void *p, size_t n)
{
    uint8_t  *dst;

    dst = kundo_out_room(o, n);
    if (dst != NULL && n != 0) {
        memcpy(dst, p, n);
        o->len += n;
    }
}


void
kundo_out_u64(kundo_out_t *o, uint64_t v)
{
    uint8_t  buf[20], *p;

    p = buf + sizeof(buf);

    do {
        *--p = (uint8_t) ('0' + v % 10);
        v /= 10;
    } while (v);

    kundo_out_bytes(o, p, (size_t) (buf + sizeof(buf) - p));
}

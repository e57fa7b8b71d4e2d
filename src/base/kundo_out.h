/*
 * Output: a string that grows in an arena.  A failed append is remembered
 * in `failed`, so that only the end must be checked.
 */

#ifndef KUNDO_OUT_H
#define KUNDO_OUT_H


#include "base/kundo_arena.h"
#include "base/kundo_str.h"


typedef struct {
    uint8_t        *data;
    size_t          len;
    size_t          cap;
    kundo_arena_t  *arena;
    unsigned        failed;
} kundo_out_t;


void kundo_out_init(kundo_out_t *o, kundo_arena_t *arena, size_t cap_bytes);

/* Room for n more bytes, or NULL; the caller adds to len what it wrote. */
uint8_t *kundo_out_room(kundo_out_t *o, size_t n);

void kundo_out_bytes(kundo_out_t *o, const void *p, size_t n);
void kundo_out_u64(kundo_out_t *o, uint64_t v);

#define kundo_out_lit(o, lit)  kundo_out_bytes(o, lit, sizeof(lit) - 1)
#define kundo_out_str(o, s)    kundo_out_bytes(o, (s).data, (s).len)


#endif /* KUNDO_OUT_H */

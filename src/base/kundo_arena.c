/*
 * Arena: a list of blocks, filled from the front.
 */

#include "base/kundo_arena.h"

#include <stdlib.h>


#define KUNDO_ARENA_BLOCK  4000

/*
 * Under AddressSanitizer what is not given out is poisoned, with a gap
 * after each piece, so that it sees the ends of pieces and a use after
 * the reset.
 */

#if defined(__SANITIZE_ADDRESS__)
#define KUNDO_ARENA_ASAN  1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KUNDO_ARENA_ASAN  1
#endif
#endif

#if (KUNDO_ARENA_ASAN)

#include <sanitizer/asan_interface.h>

#define KUNDO_ARENA_GAP             16
#define kundo_arena_poison(p, n)    ASAN_POISON_MEMORY_REGION(p, n)
#define kundo_arena_unpoison(p, n)  ASAN_UNPOISON_MEMORY_REGION(p, n)

#else

#define KUNDO_ARENA_GAP             0
#define kundo_arena_poison(p, n)
#define kundo_arena_unpoison(p, n)

#endif


struct kundo_arena_block_s {
    kundo_arena_block_t  *next;
    size_t                size;
    size_t                pos;
    uint8_t               data[];
};


void
kundo_arena_init(kundo_arena_t *a, size_t max_bytes)
{
    a->block = NULL;
    a->used = 0;
    a->max = max_bytes;
}


void *
kundo_arena_alloc(kundo_arena_t *a, size_t size_bytes)
{
    void                 *p;
    size_t                size, step;
    kundo_arena_block_t  *b;

    if (size_bytes > a->max) {
        return NULL;
    }

    step = ((size_bytes + 7) & ~(size_t) 7) + KUNDO_ARENA_GAP;
    b = a->block;

    if (b == NULL || b->size - b->pos < step) {
        size = step > KUNDO_ARENA_BLOCK ? step : KUNDO_ARENA_BLOCK;

        if (a->used + size > a->max + KUNDO_ARENA_BLOCK) {
            return NULL;
        }

        b = malloc(sizeof(kundo_arena_block_t) + size);
        if (b == NULL) {
            return NULL;
        }

        b->next = a->block;
        b->size = size;
        b->pos = 0;

        a->block = b;
        a->used += size;

        kundo_arena_poison(b->data, size);
    }

    p = b->data + b->pos;
    b->pos += step;

    kundo_arena_unpoison(p, size_bytes);

    return p;
}


void *
kundo_arena_calloc(kundo_arena_t *a, size_t size_bytes)
{
    void  *p;

    p = kundo_arena_alloc(a, size_bytes);
    if (p != NULL) {
        memset(p, 0, size_bytes);
    }

    return p;
}


kundo_str_t
kundo_arena_dup(kundo_arena_t *a, kundo_str_t s)
{
    uint8_t  *p;

    p = kundo_arena_alloc(a, s.len ? s.len : 1);
    if (p == NULL) {
        return kundo_str_null;
    }

    if (s.len) {
        memcpy(p, s.data, s.len);
    }

    return kundo_str_make(p, s.len);
}


void
kundo_arena_reset(kundo_arena_t *a)
{
    kundo_arena_block_t  *b;

    while (a->block != NULL
           && (a->block->next != NULL || a->block->size > KUNDO_ARENA_BLOCK))
    {
        b = a->block;
        a->block = b->next;
        a->used -= b->size;
        free(b);
    }

    if (a->block != NULL) {
        a->block->pos = 0;
        kundo_arena_poison(a->block->data, a->block->size);
    }
}


void
kundo_arena_free(kundo_arena_t *a)
{
    kundo_arena_block_t  *b;

    while (a->block != NULL) {
        b = a->block;
        a->block = b->next;
        free(b);
    }

    a->used = 0;
}

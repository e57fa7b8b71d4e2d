/*
 * Arena: memory of one piece of work, given back all at once.  Owns the
 * pure rooms' only malloc.
 */

#ifndef KUNDO_ARENA_H
#define KUNDO_ARENA_H


#include <stddef.h>
#include <stdint.h>

#include "base/kundo_str.h"


typedef struct kundo_arena_block_s  kundo_arena_block_t;

typedef struct {
    kundo_arena_block_t  *block;      /* newest first */
    size_t                used;       /* bytes of all blocks */
    size_t                max;        /* bound in bytes */
} kundo_arena_t;


/* Costs nothing until the first allocation. */
void kundo_arena_init(kundo_arena_t *a, size_t max_bytes);

/* 8-byte aligned, not cleared; NULL when over the bound or out of memory. */
void *kundo_arena_alloc(kundo_arena_t *a, size_t size_bytes);
void *kundo_arena_calloc(kundo_arena_t *a, size_t size_bytes);

/* A copy of s in the arena; its data is NULL when there is no memory. */
kundo_str_t kundo_arena_dup(kundo_arena_t *a, kundo_str_t s);

/* Gives all back but keeps one block for the next piece of work. */
void kundo_arena_reset(kundo_arena_t *a);
void kundo_arena_free(kundo_arena_t *a);


#endif /* KUNDO_ARENA_H */

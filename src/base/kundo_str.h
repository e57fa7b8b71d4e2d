/*
 * Counted strings: bytes with a length, not owned, not terminated.
 */

#ifndef KUNDO_STR_H
#define KUNDO_STR_H


#include <stddef.h>
#include <stdint.h>
#include <string.h>


typedef struct {
    size_t          len;
    const uint8_t  *data;
} kundo_str_t;


#define kundo_str(lit)                                                        \
    ((kundo_str_t) { sizeof(lit) - 1, (const uint8_t *) (lit) })

#define kundo_str_make(p, n)                                                  \
    ((kundo_str_t) { (n), (const uint8_t *) (p) })

#define kundo_str_cstr(s)  kundo_str_make((s), strlen(s))

#define kundo_str_null     ((kundo_str_t) { 0, NULL })

/* In a static table. */

#define kundo_str_field(lit)  { sizeof(lit) - 1, (const uint8_t *) (lit) }


static inline int
kundo_str_eq(kundo_str_t a, kundo_str_t b)
{
    return a.len == b.len
           && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}


/* FNV-1a, 64 bits: a hash for equality, not against an attacker. */

static inline uint64_t
kundo_str_hash(uint64_t h, kundo_str_t s)
{
    size_t  i;

    if (h == 0) {
        h = 0xcbf29ce484222325;
    }

    for (i = 0; i < s.len; i++) {
        h = (h ^ s.data[i]) * 0x100000001b3;
    }

    return h;
}


#endif /* KUNDO_STR_H */

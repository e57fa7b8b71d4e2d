/*
 * UTF-8 (RFC 3629), checked as it comes: no overlong form, no surrogate,
 * nothing above U+10FFFF.
 */

#ifndef KUNDO_UTF8_H
#define KUNDO_UTF8_H


#include "base/kundo_str.h"


/* Zeroed at the start of a text; 0 again where a character has ended. */
typedef uint32_t  kundo_utf8_state_t;


/* 1 as long as the bytes may be the start of valid UTF-8, else 0. */
int kundo_utf8_feed(kundo_utf8_state_t *state, kundo_str_t bytes);

/* 1 when s is whole and valid. */
int kundo_utf8_valid(kundo_str_t s);


#endif /* KUNDO_UTF8_H */

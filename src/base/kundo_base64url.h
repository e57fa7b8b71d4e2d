/*
 * Base64url without padding (RFC 4648 5): ids, tokens, hashes.  Strict on
 * the way in, so that bytes have one spelling only.
 */

#ifndef KUNDO_BASE64URL_H
#define KUNDO_BASE64URL_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


#define kundo_base64url_len(n)      (((n) * 4 + 2) / 3)
#define kundo_base64url_bytes(len)  ((len) * 3 / 4)


/* Writes kundo_base64url_len(n) characters to out, without a terminator. */
void kundo_base64url_put(uint8_t *out, const uint8_t *bytes, size_t n);

/*
 * Writes kundo_base64url_bytes(text.len) bytes to out.  KUNDO_OK, or
 * KUNDO_BAD_VALUE for a foreign character, padding, an impossible length
 * and bits that are left over and not zero; out is then not to be used.
 */
kundo_rc_t kundo_base64url_get(uint8_t *out, kundo_str_t text);


#endif /* KUNDO_BASE64URL_H */

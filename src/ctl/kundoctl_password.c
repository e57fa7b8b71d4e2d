/*
 * kundoctl: a password from standard input, as its hash.
 */

#include <stdio.h>
#include <sys/random.h>

#include "auth/kundo_password.h"
#include "base/kundo_limit.h"
#include "ctl/kundoctl.h"


int
kundoctl_password(kundoctl_t *ctl, kundo_str_t *hash)
{
    int         c;
    size_t      n;
    uint8_t     password[KUNDO_PASSWORD_MAX + 1], *out;
    uint8_t     salt[KUNDO_PASSWORD_SALT_BYTES];
    kundo_rc_t  rc;

    n = 0;

    while ((c = getchar()) != EOF && c != '\n') {
        if (n < sizeof(password)) {
            password[n++] = (uint8_t) c;
        }
    }

    if (n && password[n - 1] == '\r') {
        n--;
    }

    if (n < KUNDO_PASSWORD_MIN || n > KUNDO_PASSWORD_MAX) {
        return kundoctl_refuse(KUNDO_BAD_VALUE, "the password, on standard "
                               "input, takes 8 to 256 bytes");
    }

    out = kundo_arena_alloc(&ctl->arena, KUNDO_PASSWORD_HASH_MAX);

    if (out == NULL || getrandom(salt, sizeof(salt), 0)
                       != (ssize_t) sizeof(salt))
    {
        return kundoctl_refuse(KUNDO_NO_MEMORY, NULL);
    }

    rc = kundo_password_hash(kundo_str_make(password, n), salt, out, &n);
    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, NULL);
    }

    *hash = kundo_str_make(out, n);

    return KUNDOCTL_OK;
}

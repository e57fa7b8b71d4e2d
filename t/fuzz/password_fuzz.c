/*
 * Stored hashes of passwords: what is taken apart stays within the bounds
 * that keep scrypt from eating the machine.
 *
 * Input: the hash.
 */

#include "kundo_fuzz.h"

#include "auth/kundo_password.c"


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kundo_password_t  pw;

    if (kundo_password_parse(&pw, kundo_str_make(data, size)) == KUNDO_OK) {
        kundo_must(pw.log_n >= 1 && pw.log_n <= KUNDO_PASSWORD_LOG_N_MAX);
        kundo_must(pw.r >= 1 && pw.r <= KUNDO_PASSWORD_R_MAX);
        kundo_must(pw.p >= 1 && pw.p <= KUNDO_PASSWORD_P_MAX);
        kundo_must(pw.salt_len <= KUNDO_PASSWORD_SALT_MAX);
    }

    return 0;
}

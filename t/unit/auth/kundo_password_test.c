/* Passwords: RFC 7914's vectors, the stored form, what is not taken. */

#include "auth/kundo_password.c"
#include "unit/kundo_test.h"


/* scrypt of "p" with the salt "NaCl", N 16: quick, made with python. */
#define QUICK                                                                 \
    "scrypt$4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU"


typedef struct {
    const char  *password;
    const char  *salt;
    uint64_t     log_n;
    uint64_t     r;
    uint64_t     p;
    const char  *key;
} vector_t;


/* The first 32 of the 64 bytes: PBKDF2's first block does not change. */

static void
rfc_7914_section_12(void **state)
{
    size_t                 i;
    uint8_t                key[32], want[32];
    kundo_password_t       pw;
    static const vector_t  vectors[] = {
        { "", "", 4, 1, 1,
          "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442" },
        { "password", "NaCl", 10, 8, 16,
          "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162" },
        { "pleaseletmein", "SodiumChloride", 14, 8, 1,
          "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" },
    };

    for (i = 0; i < 3; i++) {
        pw.log_n = vectors[i].log_n;
        pw.r = vectors[i].r;
        pw.p = vectors[i].p;
        pw.salt_len = strlen(vectors[i].salt);
        memcpy(pw.salt, vectors[i].salt, pw.salt_len);

        assert_int_equal(
            kundo_password_derive(&pw, kundo_str_cstr(vectors[i].password),
                                  key),
            KUNDO_OK);

        kundo_test_unhex(want, vectors[i].key);
        assert_memory_equal(key, want, 32);
    }
}


static void
a_hash_has_the_stored_form_and_opens(void **state)
{
    size_t       len;
    uint8_t      out[KUNDO_PASSWORD_HASH_MAX], salt[KUNDO_PASSWORD_SALT_BYTES];
    unsigned     i;
    kundo_str_t  hash;

    for (i = 0; i < sizeof(salt); i++) {
        salt[i] = (uint8_t) i;
    }

    assert_int_equal(
        kundo_password_hash(kundo_str("correct horse"), salt, out, &len),
        KUNDO_OK);
    assert_in_range(len, 1, KUNDO_PASSWORD_HASH_MAX);

    hash = kundo_str_make(out, len);
    kundo_assert_str(hash, "scrypt$16$8$2$AAECAwQFBgcICQoLDA0ODw$"
                           "vgzPjV6dd6LJJ6OGW_c6eomFOvyfAmyijeREdPWL0w4");

    assert_int_equal(kundo_password_check(kundo_str("correct horse"), hash),
                     KUNDO_OK);
    assert_int_equal(kundo_password_check(kundo_str("correct horsE"), hash),
                     KUNDO_UNAUTHORIZED);
}


static void
only_the_password_itself_opens(void **state)
{
    size_t              i;
    static const char  *wrong[] = { "", "P", "pp", "p ", "q" };

    assert_int_equal(kundo_password_check(kundo_str("p"), kundo_str(QUICK)),
                     KUNDO_OK);

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(
            kundo_password_check(kundo_str_cstr(wrong[i]), kundo_str(QUICK)),
            KUNDO_UNAUTHORIZED);
    }

    assert_int_equal(kundo_password_check(kundo_str_null, kundo_str(QUICK)),
                     KUNDO_UNAUTHORIZED);
}


/* Parsed alone: each check of an unknown form costs a whole scrypt. */

static void
another_form_of_hash_is_none(void **state)
{
    size_t              i;
    kundo_password_t    pw;
    static const char  *bad[] = {
        "", "$", "scrypt", "scrypt$",
        "bcrypt$4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$0$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$21$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$17$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$1$9$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$1$0$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$-4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$004$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$1$1$TmFDbB$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389Yg",
        "scrypt$4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgV",
        "scrypt$4$1$1$TmFDbA$c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU$",
        "scrypt$4$1$1$TmFDbA$$7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
        "scrypt$4$1$1$TmFDbATmFDbATmFDbATmFDbATmFDbATmFDbATmFDbAAAAAA$"
        "c7xQ6B332D2JfQX_x3_CgFoeELs3OD4lNIUb9389YgU",
    };

    assert_int_equal(kundo_password_parse(&pw, kundo_str(QUICK)), KUNDO_OK);

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(kundo_password_parse(&pw, kundo_str_cstr(bad[i])),
                         KUNDO_BAD_VALUE);
    }

    for (i = 0; i < sizeof(QUICK) - 1; i++) {
        assert_int_equal(
            kundo_password_parse(&pw, kundo_str_make(QUICK, i)),
            KUNDO_BAD_VALUE);
    }
}


/* Whose all-zero key would fit is nobody. */

static void
no_hash_is_refused_whatever_the_password(void **state)
{
    assert_int_equal(kundo_password_check(kundo_str("p"), kundo_str_null),
                     KUNDO_UNAUTHORIZED);
    assert_int_equal(kundo_password_check(kundo_str(""), kundo_str("x")),
                     KUNDO_UNAUTHORIZED);
}


static void
what_scrypt_does_not_take_is_a_fault_without_a_trace(void **state)
{
    uint8_t           key[KUNDO_PASSWORD_KEY_BYTES];
    kundo_password_t  pw;

    memset(&pw, 0, sizeof(pw));
    pw.log_n = 1;
    pw.r = 1 << 29;
    pw.p = 8;

    assert_int_equal(kundo_password_derive(&pw, kundo_str("p"), key),
                     KUNDO_NO_MEMORY);
    assert_int_equal(ERR_peek_error(), 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(rfc_7914_section_12),
        cmocka_unit_test(a_hash_has_the_stored_form_and_opens),
        cmocka_unit_test(only_the_password_itself_opens),
        cmocka_unit_test(another_form_of_hash_is_none),
        cmocka_unit_test(no_hash_is_refused_whatever_the_password),
        cmocka_unit_test(what_scrypt_does_not_take_is_a_fault_without_a_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

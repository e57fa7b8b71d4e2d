/* Base64url: RFC 4648 10, and one spelling for each row of bytes. */

#include "base/kundo_base64url.c"
#include "unit/kundo_test.h"


typedef struct {
    const char  *bytes;
    const char  *text;
} vector_t;


static void
rfc_4648_vectors(void **state)
{
    size_t                 i, n;
    uint8_t                text[16], bytes[16];
    static const vector_t  vectors[] = {
        { "", "" },
        { "f", "Zg" },
        { "fo", "Zm8" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg" },
        { "fooba", "Zm9vYmE" },
        { "foobar", "Zm9vYmFy" },
        { "\xfb\xff\xbf", "-_-_" },
    };

    for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        n = strlen(vectors[i].bytes);

        assert_int_equal(kundo_base64url_len(n), strlen(vectors[i].text));
        assert_int_equal(kundo_base64url_bytes(strlen(vectors[i].text)), n);

        kundo_base64url_put(text, (const uint8_t *) vectors[i].bytes, n);
        assert_memory_equal(text, vectors[i].text, strlen(vectors[i].text));

        assert_int_equal(
            kundo_base64url_get(bytes, kundo_str_cstr(vectors[i].text)),
            KUNDO_OK);
        assert_memory_equal(bytes, vectors[i].bytes, n);
    }
}


static void
every_length_comes_back_and_is_not_overrun(void **state)
{
    size_t    n, i;
    uint8_t   from[70], *text, *to;

    for (n = 0; n < sizeof(from); n++) {
        for (i = 0; i < n; i++) {
            from[i] = (uint8_t) (i * 37 + n * 11 + 200);
        }

        text = malloc(kundo_base64url_len(n) + 1);
        to = malloc(n + 1);

        text[kundo_base64url_len(n)] = '#';
        to[n] = '#';

        kundo_base64url_put(text, from, n);
        assert_int_equal(text[kundo_base64url_len(n)], '#');

        assert_int_equal(
            kundo_base64url_get(to, kundo_str_make(text,
                                                   kundo_base64url_len(n))),
            KUNDO_OK);
        assert_memory_equal(to, from, n);
        assert_int_equal(to[n], '#');

        free(text);
        free(to);
    }
}


/* Of all strings of one to four characters, those are taken that put makes. */

static void
only_the_canonical_form_is_taken(void **state)
{
    size_t    n, taken;
    uint8_t   text[4], bytes[3], again[4];
    unsigned  c, d;

    for (n = 1; n <= 4; n++) {
        taken = 0;
        memset(text, 'A', 4);

        for (c = 0; c < 256; c++) {
            for (d = 0; d < 256; d++) {
                text[n - 1] = (uint8_t) c;
                text[n / 2] = (uint8_t) d;

                if (kundo_base64url_get(bytes, kundo_str_make(text, n))
                    != KUNDO_OK)
                {
                    continue;
                }

                kundo_base64url_put(again, bytes, kundo_base64url_bytes(n));
                assert_memory_equal(again, text, n);
                taken++;
            }
        }

        switch (n) {

        case 1:
            assert_int_equal(taken, 0);
            break;

        case 2:
            /* both indices are 1 */
            assert_int_equal(taken, 4 * 256);
            break;

        case 3:
            assert_int_equal(taken, 16 * 64);
            break;

        case 4:
            assert_int_equal(taken, 64 * 64);
            break;
        }
    }
}


static void
foreign_characters_are_refused(void **state)
{
    size_t              i;
    uint8_t             bytes[64];
    static const char  *bad[] = {
        "=", "Zg==", "Zm8=", "Zm9v=", "Zm9v====", "Zg ", " Zg", "Zm9v\n",
        "+/+/", "Zm.v", "Z", "Zm9vY", "Zm9vYmFyA", "Zh", "Zm9", "Zm\xc3\xa5",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(kundo_base64url_get(bytes, kundo_str_cstr(bad[i])),
                         KUNDO_BAD_VALUE);
    }

    assert_int_equal(kundo_base64url_get(bytes, kundo_str_make("Z\0==", 4)),
                     KUNDO_BAD_VALUE);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(rfc_4648_vectors),
        cmocka_unit_test(every_length_comes_back_and_is_not_overrun),
        cmocka_unit_test(only_the_canonical_form_is_taken),
        cmocka_unit_test(foreign_characters_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

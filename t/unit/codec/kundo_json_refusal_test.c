/* JSON in: what is refused, and which place that names. */

#include "codec/kundo_json.c"
#include "unit/kundo_json_test.h"

#include <stdio.h>


typedef struct {
    const char  *text;
    kundo_rc_t   rc;
    const char  *detail;
} refusal_t;


static void
refused(const refusal_t *refusals, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (parse(refusals[i].text) != refusals[i].rc
            || strcmp(err.detail, refusals[i].detail) != 0)
        {
            fail_msg("%s: %s, not %s", refusals[i].text, err.detail,
                     refusals[i].detail);
        }
    }
}


static void
doubled_keys_are_refused_also_when_escaped(void **state)
{
    static const refusal_t  refusals[] = {
        { "{\"a\":1,\"a\":2}", KUNDO_BAD_JSON, "a doubled key at byte 10" },
        { "{\"a\":1,\"\\u0061\":2}", KUNDO_BAD_JSON,
          "a doubled key at byte 15" },
        { "{\"\\u0061\":1,\"a\":2}", KUNDO_BAD_JSON,
          "a doubled key at byte 15" },
        { "{\"\":1,\"\":2}", KUNDO_BAD_JSON, "a doubled key at byte 8" },
        { "[{\"x\":{\"b\":1,\"c\":2,\"b\":2}}]", KUNDO_BAD_JSON,
          "a doubled key at byte 22" },
        { "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", KUNDO_BAD_JSON,
          "a doubled key at byte 24" },
    };

    refused(refusals, sizeof(refusals) / sizeof(refusals[0]));

    assert_int_equal(
        parse("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}],\"A\":1,"
              "\"aa\":1}"),
        KUNDO_OK);
}


static void
bytes_after_the_value_are_refused(void **state)
{
    size_t              i;
    static const char  *bad[] = {
        "{}x", "{} {}", "{},", "[]]", "1 2", "01", "\"a\"\"b\"", "null null",
        "{}\"", "{}nul", "{} 1", "{}/", "12x", "true,", "[] \\",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (parse(bad[i]) != KUNDO_BAD_JSON) {
            fail_msg("%s was taken", bad[i]);
        }
    }

    assert_int_equal(parse_bytes("{}\0", 3), KUNDO_BAD_JSON);
    assert_int_equal(parse_bytes("{}\v", 3), KUNDO_BAD_JSON);
    assert_int_equal(parse("{\"a\":1} x"), KUNDO_BAD_JSON);
    assert_string_equal(err.detail, "bytes after the value at byte 7");
    assert_int_equal(parse("12 x"), KUNDO_BAD_JSON);
    assert_string_equal(err.detail, "bytes after the value at byte 2");
}


static void
every_cut_is_refused(void **state)
{
    size_t             n;
    static const char  text[] =
        "{\"a\":[true,false,null,-1.5e-3,12],\"b\\u0061\":\"c\\n\xc3\xa5\"}";

    assert_int_equal(parse(text), KUNDO_OK);

    for (n = 0; n < sizeof(text) - 1; n++) {
        assert_int_equal(parse_bytes(text, n), KUNDO_BAD_JSON);
    }
}


static void
errors_name_their_place(void **state)
{
    static const refusal_t  refusals[] = {
        { "", KUNDO_BAD_JSON, "there is no value at byte 0" },
        { " \n", KUNDO_BAD_JSON, "there is no value at byte 0" },
        { "{\"a\":1", KUNDO_BAD_JSON, "parse error: premature EOF at byte 6" },
        { "[1,2", KUNDO_BAD_JSON, "parse error: premature EOF at byte 4" },
        { "\"abc", KUNDO_BAD_JSON, "parse error: premature EOF at byte 4" },
        { "{\"a\" 1}", KUNDO_BAD_JSON, "parse error: object key and value "
          "must be separated by a colon (':') at byte 6" },
        { "[\"a\tb\"]", KUNDO_BAD_JSON,
          "lexical error: invalid character inside string at byte 3" },
        { "[\"\xc3(\"]", KUNDO_BAD_JSON, "invalid UTF-8 at byte 3" },
        { "[1]\xc3", KUNDO_BAD_JSON, "invalid UTF-8 at byte 4" },
        { "[\"\\u0000\"]", KUNDO_BAD_JSON, "U+0000 is not taken at byte 2" },
        { "[\"\\ud800\"]", KUNDO_BAD_JSON, "half a surrogate pair at byte 2" },
    };

    refused(refusals, sizeof(refusals) / sizeof(refusals[0]));
}


static void
invalid_utf8_is_refused_wherever_it_stands(void **state)
{
    char                text[32];
    size_t              i;
    static const char  *bad[] = {
        "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x80\x80",
        "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe",
        "\xf0\x9f\x98",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        (void) snprintf(text, sizeof(text), "[\"%s\"]", bad[i]);
        assert_int_equal(parse(text), KUNDO_BAD_JSON);

        (void) snprintf(text, sizeof(text), "{\"%s\":1}", bad[i]);
        assert_int_equal(parse(text), KUNDO_BAD_JSON);

        (void) snprintf(text, sizeof(text), "[1] %s", bad[i]);
        assert_int_equal(parse(text), KUNDO_BAD_JSON);
    }
}


static void
lone_surrogates_and_nul_are_refused(void **state)
{
    char                text[64];
    size_t              i;
    static const char  *bad[] = {
        "\\ud800", "\\udbff", "\\udc00", "\\udfff", "\\uD83D", "\\uDE00",
        "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041", "\\ud83d\\ud83d",
        "\\ud83d\\ud83d\\ude00", "\\ude00\\ud83d", "\\ud83d\\ude0",
        "\\ud83d\\\\ude00", "\\u0000", "a\\u0000b", "\\\\\\u0000",
        "\\ud83d\\ude00\\ude00",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        (void) snprintf(text, sizeof(text), "[\"%s\"]", bad[i]);

        if (parse(text) != KUNDO_BAD_JSON) {
            fail_msg("%s was taken", text);
        }

        (void) snprintf(text, sizeof(text), "{\"%s\":1}", bad[i]);
        assert_int_equal(parse(text), KUNDO_BAD_JSON);
    }
}


static void
what_is_no_json_is_refused(void **state)
{
    size_t              i;
    static const char  *bad[] = {
        "{'a':1}", "{a:1}", "[1,]", "{\"a\":1,}", "[,1]", "{,}", "/**/1",
        "//\n1", "[1 2]", "nan", "NaN", "Infinity", "-Infinity", "+1", ".5",
        "1.", "1.e2", "1e", "1e+", "-", "--1", "0x10", "00", "-01", "True",
        "undefined", "\"\\x41\"", "\"\\u12g4\"", "\"\\u12\"", "\"\\", "\\",
        "\xef\xbb\xbf{}", "{\"a\":}", "{\"a\"}", "{1:2}", "{null:1}", "]",
        "}", ":", ",", "[}", "{]", "\"a\nb\"", "\"\\'\"",
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (parse(bad[i]) != KUNDO_BAD_JSON) {
            fail_msg("%s was taken", bad[i]);
        }
    }

    assert_int_equal(parse_bytes("[\"a\0b\"]", 7), KUNDO_BAD_JSON);
    assert_int_equal(parse_bytes("\0[]", 3), KUNDO_BAD_JSON);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        json_test(doubled_keys_are_refused_also_when_escaped),
        json_test(bytes_after_the_value_are_refused),
        json_test(every_cut_is_refused),
        json_test(errors_name_their_place),
        json_test(invalid_utf8_is_refused_wherever_it_stands),
        json_test(lone_surrogates_and_nul_are_refused),
        json_test(what_is_no_json_is_refused)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

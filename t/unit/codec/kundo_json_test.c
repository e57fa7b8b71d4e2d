/* JSON in: values, and every refusal with its place. */

#include "codec/kundo_json.c"
#include "unit/kundo_test.h"

#include <stdio.h>


typedef struct {
    const char  *text;
    kundo_rc_t   rc;
    const char  *detail;
} refusal_t;


static kundo_arena_t        arena;
static kundo_json_t        *root;
static kundo_json_error_t   err;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 20);
    root = NULL;

    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


/* A copy with no byte to spare: ASan sees a step too far. */

static kundo_rc_t
parse_bytes(const char *text, size_t len)
{
    uint8_t     *copy;
    kundo_rc_t   rc;

    copy = kundo_arena_alloc(&arena, len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);

    memset(&err, 'x', sizeof(err));
    rc = kundo_json_parse(&arena, kundo_str_make(copy, len), &root, &err);

    assert_int_equal(err.rc, rc);
    assert_non_null(memchr(err.detail, '\0', sizeof(err.detail)));
    assert_int_equal(err.detail[0] == '\0', rc == KUNDO_OK);

    return rc;
}


static kundo_rc_t
parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}


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
a_request_becomes_a_tree(void **state)
{
    kundo_json_t  *body, *list;

    assert_int_equal(
        parse("{\"ref\":\"7\",\"method\":\"POST\",\"body\":{\"on\":true,"
              "\"off\":false,\"no\":null,\"n\":[1,-2,[],{}]},\"x\":\"\"}"),
        KUNDO_OK);

    assert_int_equal(root->type, KUNDO_JSON_OBJECT);
    assert_int_equal(root->n, 4);
    assert_null(root->next);
    assert_null(root->key.data);

    kundo_assert_str(kundo_json_get(root, kundo_str("ref"))->str, "7");
    kundo_assert_str(root->child->key, "ref");
    kundo_assert_str(root->child->next->key, "method");

    body = kundo_json_get(root, kundo_str("body"));
    assert_int_equal(body->type, KUNDO_JSON_OBJECT);
    assert_int_equal(body->n, 4);

    assert_int_equal(body->child->type, KUNDO_JSON_BOOL);
    assert_int_equal(body->child->num, 1);
    assert_int_equal(body->child->next->num, 0);
    assert_int_equal(body->child->next->next->type, KUNDO_JSON_NULL);

    list = kundo_json_get(body, kundo_str("n"));
    assert_int_equal(list->type, KUNDO_JSON_ARRAY);
    assert_int_equal(list->n, 4);
    assert_int_equal(list->child->num, 1);
    assert_null(list->child->key.data);
    assert_int_equal(list->child->next->num, -2);
    assert_int_equal(list->child->next->next->type, KUNDO_JSON_ARRAY);
    assert_int_equal(list->child->next->next->n, 0);
    assert_null(list->child->next->next->next->next);

    /* an empty string is there, and not null */

    assert_int_equal(kundo_json_get(root, kundo_str("x"))->str.len, 0);
    assert_non_null(kundo_json_get(root, kundo_str("x"))->str.data);

    assert_null(kundo_json_get(root, kundo_str("on")));
    assert_null(kundo_json_get(root, kundo_str("re")));
    assert_null(kundo_json_get(list, kundo_str("")));
}


static void
one_value_may_stand_alone_with_space_around(void **state)
{
    size_t              i;
    static const char  *good[] = {
        "null", "true", "false", "0", "-0", "12", "\"a\"", "[]", "{}",
        " \t\r\n12 \t\r\n", " {} ", "[ ]\n", "1.5e3 ", "\"\"",
    };

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (parse(good[i]) != KUNDO_OK) {
            fail_msg("%s: %s", good[i], err.detail);
        }

        assert_non_null(root);
        assert_null(root->next);
    }
}


static void
numbers_are_integers_where_they_fit(void **state)
{
    size_t              i;
    static const char  *others[] = {
        "9223372036854775808", "-9223372036854775809", "1.0", "1e2", "0.5",
        "-0.0", "1E+400", "100000000000000000000", "18446744073709551617",
    };

    assert_int_equal(parse("[9223372036854775807, -9223372036854775808, 0, "
                           "-0, 1234567890123456789]"),
                     KUNDO_OK);

    root = root->child;
    assert_int_equal(root->type, KUNDO_JSON_INT);
    assert_true(root->num == INT64_MAX);
    assert_true(root->next->num == INT64_MIN);
    assert_true(root->next->next->num == 0);
    assert_true(root->next->next->next->num == 0);
    assert_true(root->next->next->next->next->num == 1234567890123456789);

    for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(parse(others[i]), KUNDO_OK);
        assert_int_equal(root->type, KUNDO_JSON_NUMBER);
        assert_int_equal(root->str.len, strlen(others[i]));
        assert_memory_equal(root->str.data, others[i], root->str.len);
    }
}


static void
escapes_are_undone(void **state)
{
    assert_int_equal(
        parse("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e5\\u20AC\\ud83d\\ude00"
              "\", \"\\u0001\", \"\xc3\xa5\xf0\x9f\x98\x80\", "
              "\"\\\\u0000\\\\ud800\"]"),
        KUNDO_OK);

    root = root->child;
    kundo_assert_str(root->str, "\"\\/\b\f\n\r\t");
    root = root->next;
    kundo_assert_str(root->str, "\xc3\xa5\xe2\x82\xac\xf0\x9f\x98\x80");
    root = root->next;
    kundo_assert_str(root->str, "\x01");
    root = root->next;
    kundo_assert_str(root->str, "\xc3\xa5\xf0\x9f\x98\x80");
    root = root->next;
    kundo_assert_str(root->str, "\\u0000\\ud800");

    /* each keeps its own bytes: yajl has one buffer for all */

    assert_int_equal(
        parse("{\"\\u0061\":\"\\u0062\",\"\\u0063\":\"\\u0064\"}"),
        KUNDO_OK);
    kundo_assert_str(root->child->key, "a");
    kundo_assert_str(root->child->str, "b");
    kundo_assert_str(root->child->next->key, "c");
    kundo_assert_str(root->child->next->str, "d");
}


static void
plain_strings_are_not_copied(void **state)
{
    kundo_str_t  text;

    text = kundo_str("{\"key\":\"value\"}");

    assert_int_equal(kundo_json_parse(&arena, text, &root, &err), KUNDO_OK);
    assert_ptr_equal(root->child->key.data, text.data + 2);
    assert_ptr_equal(root->child->str.data, text.data + 8);
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


static void
depth_is_bounded(void **state)
{
    char      text[64];
    unsigned  n;

    for (n = 1; n <= 20; n++) {
        memset(text, '[', n);
        memset(text + n, ']', n);
        text[2 * n] = '\0';

        if (n <= KUNDO_JSON_MAX_DEPTH) {
            assert_int_equal(parse(text), KUNDO_OK);

        } else {
            assert_int_equal(parse(text), KUNDO_TOO_LARGE);
            assert_string_equal(err.detail, "nested too deep at byte 9");
        }
    }

    /* beside each other they are not deep */

    assert_int_equal(parse("[[],[],[],[],[],[],[],[],[],[{}],{\"a\":[]}]"),
                     KUNDO_OK);
    assert_int_equal(parse("[[[[[[[{}]]]]]]]"), KUNDO_OK);
    assert_int_equal(parse("[[[[[[[[{}]]]]]]]]"), KUNDO_TOO_LARGE);
}


static void
the_number_of_values_is_bounded(void **state)
{
    char      text[4 * KUNDO_JSON_MAX_NODES];
    size_t    len;
    unsigned  n, i;

    for (n = KUNDO_JSON_MAX_NODES - 1; n <= KUNDO_JSON_MAX_NODES; n++) {
        len = 0;
        text[len++] = '[';

        for (i = 0; i < n; i++) {
            text[len++] = '1';
            text[len++] = ',';
        }

        text[len - 1] = ']';

        if (n < KUNDO_JSON_MAX_NODES) {
            assert_int_equal(parse_bytes(text, len), KUNDO_OK);
            assert_int_equal(root->n, n);

        } else {
            assert_int_equal(parse_bytes(text, len), KUNDO_TOO_LARGE);
            assert_string_equal(err.detail, "too many values at byte 2048");
        }
    }
}


static void
the_number_of_members_is_bounded(void **state)
{
    char      text[16 * KUNDO_JSON_MAX_MEMBERS];
    size_t    len;
    unsigned  n, i;

    for (n = KUNDO_JSON_MAX_MEMBERS; n <= KUNDO_JSON_MAX_MEMBERS + 1; n++) {
        len = 0;
        text[len++] = '{';

        for (i = 0; i < n; i++) {
            len += (size_t) snprintf(text + len, sizeof(text) - len,
                                     "\"%04u\":1,", i);
        }

        text[len - 1] = '}';

        assert_int_equal(parse_bytes(text, len),
                         n == KUNDO_JSON_MAX_MEMBERS ? KUNDO_OK
                                                     : KUNDO_TOO_LARGE);
    }

    assert_string_equal(err.detail, "too many members at byte 583");
}


/* Escapes make yajl buffer, and an open string makes it buffer once more. */

static void
the_arena_that_the_header_names_is_enough(void **state)
{
    char           *text;
    size_t          len, i, kind;
    kundo_rc_t      rc;
    kundo_arena_t   bounded;

    text = malloc(KUNDO_BODY_MAX_BYTES);
    assert_non_null(text);

    for (len = 20; len <= KUNDO_BODY_MAX_BYTES; len = len * 3 / 2) {
        for (kind = 0; kind < 3; kind++) {

            /* one long string; strings of 2,100; the first never ends */

            memset(text, 'x', len);
            memcpy(text, "[\"\\n", 4);

            for (i = 64; i + 4 < len; i += 64) {
                memcpy(text + i, "\\n", 2);
            }

            if (kind == 1) {
                for (i = 2100; i + 20 < len; i += 2100) {
                    memcpy(text + i, "\",\"\\n", 5);
                }
            }

            if (kind < 2) {
                memcpy(text + len - 2, "\"]", 2);
            }

            kundo_arena_init(&bounded, KUNDO_JSON_ARENA(len));
            rc = kundo_json_parse(&bounded, kundo_str_make(text, len), &root,
                                  &err);
            assert_int_equal(rc, kind < 2 ? KUNDO_OK : KUNDO_BAD_JSON);

            /* one buffer of twice the text, not one of each size before */

            if (kind == 0) {
                assert_true(bounded.used <= 3 * len + 16384);
            }

            kundo_arena_free(&bounded);
        }
    }

    free(text);
}


/* Wherever memory ends, yajl is left in good order. */

static void
every_smaller_arena_is_a_fault(void **state)
{
    char           text[9000];
    size_t         max, faults;
    kundo_rc_t     rc;
    kundo_arena_t  bounded;

    memset(text, 'x', sizeof(text));
    memcpy(text, "{\"a\":[1,2,3],\"b\":\"\\n", 20);
    memcpy(text + sizeof(text) - 2, "\"}", 2);

    faults = 0;

    for (max = 0; max < 64000; max += 50) {
        kundo_arena_init(&bounded, max);

        rc = kundo_json_parse(&bounded, kundo_str_make(text, sizeof(text)),
                              &root, &err);

        if (rc == KUNDO_NO_MEMORY) {
            assert_int_equal(err.rc, KUNDO_NO_MEMORY);
            faults++;

        } else {
            assert_int_equal(rc, KUNDO_OK);
        }

        kundo_arena_free(&bounded);
    }

    assert_in_range(faults, 100, 64000 / 50 - 100);
}


/* Absence: a WebSocket's arena is reset between requests, and stays flat. */

static void
a_hundred_thousand_requests_leave_the_arena_flat(void **state)
{
    unsigned     i;
    kundo_str_t  text;

    text = kundo_str("{\"ref\":\"7\",\"method\":\"POST\",\"path\":\"v1/x\","
                     "\"body\":{\"cid\":\"c-1\",\"text\":\"hej\\n\"}}");

    for (i = 0; i < 100000; i++) {
        assert_int_equal(kundo_json_parse(&arena, text, &root, &err),
                         KUNDO_OK);
        kundo_arena_reset(&arena);
        assert_true(arena.used <= 4096);
    }
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(a_request_becomes_a_tree),
        TEST(one_value_may_stand_alone_with_space_around),
        TEST(numbers_are_integers_where_they_fit),
        TEST(escapes_are_undone),
        TEST(plain_strings_are_not_copied),
        TEST(doubled_keys_are_refused_also_when_escaped),
        TEST(bytes_after_the_value_are_refused),
        TEST(every_cut_is_refused),
        TEST(errors_name_their_place),
        TEST(invalid_utf8_is_refused_wherever_it_stands),
        TEST(lone_surrogates_and_nul_are_refused),
        TEST(what_is_no_json_is_refused),
        TEST(depth_is_bounded),
        TEST(the_number_of_values_is_bounded),
        TEST(the_number_of_members_is_bounded),
        TEST(the_arena_that_the_header_names_is_enough),
        TEST(every_smaller_arena_is_a_fault),
        TEST(a_hundred_thousand_requests_leave_the_arena_flat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

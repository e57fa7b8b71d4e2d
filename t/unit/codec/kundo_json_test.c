/* JSON in: values, each as the tree that it becomes. */

#include "codec/kundo_json.c"
#include "unit/kundo_json_test.h"


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


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        json_test(a_request_becomes_a_tree),
        json_test(one_value_may_stand_alone_with_space_around),
        json_test(numbers_are_integers_where_they_fit),
        json_test(escapes_are_undone),
        json_test(plain_strings_are_not_copied)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

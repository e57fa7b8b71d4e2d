/* Binding: fields into a struct, and refusals that name the field. */

#include "codec/kundo_json_bind.c"
#include "unit/kundo_test.h"


typedef struct {
    kundo_str_t    text;
    kundo_str_t    cid;
    kundo_str_t    flow;
    int64_t        seq;
    int64_t        on;
    kundo_json_t  *list;
    kundo_json_t  *to;
} body_t;


static const kundo_field_t  fields[] = {

    { kundo_str("cid"), KUNDO_FIELD_STRING,
      KUNDO_FIELD_REQUIRED|KUNDO_FIELD_NONEMPTY, offsetof(body_t, cid), 4 },

    { kundo_str("text"), KUNDO_FIELD_STRING, 0, offsetof(body_t, text), 16 },

    { kundo_str("flow"), KUNDO_FIELD_STRING, KUNDO_FIELD_NULLABLE,
      offsetof(body_t, flow), 8 },

    { kundo_str("seq"), KUNDO_FIELD_INT, 0, offsetof(body_t, seq), 100 },

    { kundo_str("on"), KUNDO_FIELD_BOOL, 0, offsetof(body_t, on), 0 },

    { kundo_str("list"), KUNDO_FIELD_ARRAY, KUNDO_FIELD_NULLABLE,
      offsetof(body_t, list), 2 },

    { kundo_str("to"), KUNDO_FIELD_OBJECT, 0, offsetof(body_t, to), 0 },

    kundo_field_end
};


static kundo_arena_t        arena;
static body_t               body;
static uint32_t             given;
static kundo_json_error_t   err;


static int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 20);
    return 0;
}


static int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


static kundo_rc_t
bind(const char *text)
{
    kundo_json_t  *root;

    memset(&body, 0, sizeof(body));

    assert_int_equal(
        kundo_json_parse(&arena, kundo_str_cstr(text), &root, &err),
        KUNDO_OK);

    return kundo_json_bind(root, fields, &body, &given, &err);
}


static void
refused(const char *text, kundo_rc_t rc, const char *detail)
{
    if (bind(text) != rc || err.rc != rc || strcmp(err.detail, detail) != 0) {
        fail_msg("%s: %d %s, not %s", text, err.rc, err.detail, detail);
    }
}


static void
all_fields_are_bound(void **state)
{
    assert_int_equal(
        bind("{\"to\":{\"agent\":\"x\"},\"list\":[1,2],\"on\":true,"
             "\"seq\":100,\"flow\":\"f\",\"text\":\"1234567890123456\","
             "\"cid\":\"c\"}"),
        KUNDO_OK);

    assert_int_equal(given, 0x7f);
    kundo_assert_str(body.cid, "c");
    kundo_assert_str(body.text, "1234567890123456");
    kundo_assert_str(body.flow, "f");
    assert_int_equal(body.seq, 100);
    assert_int_equal(body.on, 1);
    assert_int_equal(body.list->n, 2);
    assert_int_equal(body.to->type, KUNDO_JSON_OBJECT);
}


static void
what_is_not_given_is_left_alone(void **state)
{
    assert_int_equal(bind("{\"cid\":\"abcd\",\"on\":false}"), KUNDO_OK);

    assert_int_equal(given, 0x11);
    assert_null(body.text.data);
    assert_null(body.flow.data);
    assert_null(body.list);
    assert_int_equal(body.seq, 0);
    assert_int_equal(body.on, 0);
}


static void
null_counts_as_given_where_it_may_stand(void **state)
{
    assert_int_equal(bind("{\"cid\":\"c\",\"flow\":null,\"list\":null}"),
                     KUNDO_OK);

    assert_int_equal(given, 0x25);
    assert_null(body.flow.data);
    assert_null(body.list);

    /* empty is not null */

    assert_int_equal(bind("{\"cid\":\"c\",\"flow\":\"\",\"list\":[]}"),
                     KUNDO_OK);
    assert_non_null(body.flow.data);
    assert_non_null(body.list);
}


static void
unknown_fields_are_named(void **state)
{
    refused("{\"cid\":\"c\",\"texts\":\"a\"}", KUNDO_UNKNOWN_FIELD,
            "\"texts\" is not known here");
    refused("{\"CID\":\"c\"}", KUNDO_UNKNOWN_FIELD,
            "\"CID\" is not known here");
    refused("{\"\":1}", KUNDO_UNKNOWN_FIELD, "\"\" is not known here");

    /* whole characters of a long name */

    refused("{\"12345678901234567890123456789012345678901234567\xc3\xa5"
            "x\":1}",
            KUNDO_UNKNOWN_FIELD,
            "\"12345678901234567890123456789012345678901234567\" is not "
            "known here");
    refused("{\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\xf0\x9f\x98\x80\":1}",
            KUNDO_UNKNOWN_FIELD,
            "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98"
            "\x80\" is not known here");
}


static void
missing_fields_are_named(void **state)
{
    refused("{}", KUNDO_BAD_VALUE, "\"cid\" is missing");
    refused("{\"text\":\"a\"}", KUNDO_BAD_VALUE, "\"cid\" is missing");
}


static void
a_field_says_what_it_takes(void **state)
{
    size_t              i;
    char                text[64];
    static const char  *no_string[] = {
        "1", "true", "null", "[]", "{}", "1.5",
    };

    for (i = 0; i < sizeof(no_string) / sizeof(no_string[0]); i++) {
        (void) snprintf(text, sizeof(text), "{\"cid\":%s}", no_string[i]);
        refused(text, KUNDO_BAD_VALUE,
                "\"cid\" takes a string of 1 to 4 bytes");
    }

    refused("{\"cid\":\"\"}", KUNDO_BAD_VALUE,
            "\"cid\" takes a string of 1 to 4 bytes");
    refused("{\"cid\":\"abcde\"}", KUNDO_BAD_VALUE,
            "\"cid\" takes a string of 1 to 4 bytes");
    refused("{\"text\":\"12345678901234567\"}", KUNDO_BAD_VALUE,
            "\"text\" takes a string of 0 to 16 bytes");
    refused("{\"flow\":\"123456789\"}", KUNDO_BAD_VALUE,
            "\"flow\" takes a string of 0 to 8 bytes or null");

    refused("{\"seq\":101}", KUNDO_BAD_VALUE,
            "\"seq\" takes a whole number from 0 to 100");
    refused("{\"seq\":-1}", KUNDO_BAD_VALUE,
            "\"seq\" takes a whole number from 0 to 100");
    refused("{\"seq\":1.0}", KUNDO_BAD_VALUE,
            "\"seq\" takes a whole number from 0 to 100");
    refused("{\"seq\":\"1\"}", KUNDO_BAD_VALUE,
            "\"seq\" takes a whole number from 0 to 100");
    refused("{\"seq\":18446744073709551617}", KUNDO_BAD_VALUE,
            "\"seq\" takes a whole number from 0 to 100");

    refused("{\"on\":1}", KUNDO_BAD_VALUE, "\"on\" takes true or false");
    refused("{\"on\":\"true\"}", KUNDO_BAD_VALUE,
            "\"on\" takes true or false");

    refused("{\"list\":[1,2,3]}", KUNDO_BAD_VALUE,
            "\"list\" takes an array of at most 2 values or null");
    refused("{\"list\":{}}", KUNDO_BAD_VALUE,
            "\"list\" takes an array of at most 2 values or null");
    refused("{\"to\":[]}", KUNDO_BAD_VALUE, "\"to\" takes an object");
}


static void
only_an_object_is_bound(void **state)
{
    refused("[]", KUNDO_BAD_VALUE, "an object is taken here");
    refused("\"cid\"", KUNDO_BAD_VALUE, "an object is taken here");

    assert_int_equal(kundo_json_bind(NULL, fields, &body, &given, &err),
                     KUNDO_BAD_VALUE);
}


#define TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        TEST(all_fields_are_bound),
        TEST(what_is_not_given_is_left_alone),
        TEST(null_counts_as_given_where_it_may_stand),
        TEST(unknown_fields_are_named),
        TEST(missing_fields_are_named),
        TEST(a_field_says_what_it_takes),
        TEST(only_an_object_is_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* JSON in: how deep, how much, and in how much memory. */

#include "codec/kundo_json.c"
#include "unit/kundo_json_test.h"

#include <stdio.h>


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


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        json_test(depth_is_bounded),
        json_test(the_number_of_values_is_bounded),
        json_test(the_number_of_members_is_bounded),
        json_test(the_arena_that_the_header_names_is_enough),
        json_test(every_smaller_arena_is_a_fault),
        json_test(a_hundred_thousand_requests_leave_the_arena_flat)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What a test of JSON that comes in needs: an arena, a text in it, its tree.
 */

#ifndef KUNDO_JSON_TEST_H
#define KUNDO_JSON_TEST_H


#include "unit/kundo_test.h"

#include "base/kundo_arena.h"
#include "codec/kundo_json.h"


static kundo_arena_t        arena;
static kundo_json_t        *root;
static kundo_json_error_t   err;


static inline int
set_up(void **state)
{
    kundo_arena_init(&arena, 1 << 20);
    root = NULL;

    return 0;
}


static inline int
tear_down(void **state)
{
    kundo_arena_free(&arena);
    return 0;
}


/* A copy with no byte to spare: ASan sees a step too far. */

static inline kundo_rc_t
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


static inline kundo_rc_t
parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}


#define json_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, set_up, tear_down)


#endif /* KUNDO_JSON_TEST_H */

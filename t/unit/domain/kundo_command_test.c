/* Commands as bytes: each type there and back, and nothing else taken. */

#include "domain/kundo_command.c"
#include "unit/kundo_test.h"


static kundo_arena_t  arena;


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


#define command_test(f)                                                       \
    cmocka_unit_test_setup_teardown(f, set_up, tear_down)


/* Every field gets another value: a number, or a string with a NUL in it. */

static kundo_command_t
sample(kundo_command_type_t type)
{
    char             s[16];
    size_t           off = 0;
    uint64_t         n;
    const char      *k;
    kundo_str_t      v;
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(cmd));

    cmd.type = type;
    cmd.actor.no = 0x0123456789abcdef;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.actor.role = KUNDO_ROLE_ADMIN;
    cmd.now_ms = 1795249800000;

    for (k = kundo_command_rows[type].kinds; *k; k++) {

        if (*k == 'N') {
            n = 0x1100000000000000 + off;
            memcpy((uint8_t *) &cmd.u + off, &n, sizeof(n));
            off += sizeof(n);
            continue;
        }

        memset(s, 'a' + (int) off % 20, sizeof(s));
        s[1] = '\0';

        v = kundo_arena_dup(&arena, kundo_str_make(s, off % sizeof(s)));
        memcpy((uint8_t *) &cmd.u + off, &v, sizeof(v));
        off += sizeof(v);
    }

    return cmd;
}


static kundo_str_t
encode(const kundo_command_t *cmd)
{
    kundo_out_t  out;

    kundo_out_init(&out, &arena, 16);
    kundo_command_encode(&out, cmd);
    assert_false(out.failed);

    return kundo_str_make(out.data, out.len);
}


static void
assert_same(const kundo_command_t *a, const kundo_command_t *b)
{
    size_t        off = 0;
    const char   *k;
    kundo_str_t   x, y;

    assert_int_equal(a->type, b->type);
    assert_int_equal(a->actor.no, b->actor.no);
    assert_int_equal(a->actor.kind, b->actor.kind);
    assert_int_equal(a->actor.role, b->actor.role);
    assert_int_equal(a->now_ms, b->now_ms);

    for (k = kundo_command_rows[a->type].kinds; *k; k++) {

        if (*k == 'N') {
            assert_memory_equal((uint8_t *) &a->u + off,
                                (uint8_t *) &b->u + off, 8);
            off += 8;
            continue;
        }

        memcpy(&x, (uint8_t *) &a->u + off, sizeof(x));
        memcpy(&y, (uint8_t *) &b->u + off, sizeof(y));

        assert_true(kundo_str_eq(x, y));
        assert_int_equal(x.data == NULL, y.data == NULL);
        off += sizeof(x);
    }
}


static void
every_type_comes_back_as_it_was(void **state)
{
    unsigned         type;
    kundo_command_t  cmd, back;

    for (type = 0; type < KUNDO_COMMAND_N; type++) {
        cmd = sample((kundo_command_type_t) type);

        assert_int_equal(kundo_command_decode(encode(&cmd), &back),
                         KUNDO_OK);
        assert_same(&cmd, &back);
    }
}


/* Null is not the empty string: the one means not given. */

static void
null_and_empty_are_told_apart(void **state)
{
    kundo_command_t  cmd, back;

    memset(&cmd, 0, sizeof(cmd));
    cmd.type = KUNDO_COMMAND_VISITOR_ADD;
    cmd.u.visitor_add.name = kundo_str("");
    cmd.u.visitor_add.email = kundo_str_null;

    assert_int_equal(kundo_command_decode(encode(&cmd), &back), KUNDO_OK);
    assert_non_null(back.u.visitor_add.name.data);
    assert_int_equal(back.u.visitor_add.name.len, 0);
    assert_null(back.u.visitor_add.email.data);
}


static void
every_shorter_or_longer_one_is_refused(void **state)
{
    size_t            n;
    uint8_t          *exact;
    unsigned          type;
    kundo_str_t       bytes;
    kundo_command_t   cmd, back;

    for (type = 0; type < KUNDO_COMMAND_N; type++) {
        cmd = sample((kundo_command_type_t) type);
        bytes = encode(&cmd);

        for (n = 0; n < bytes.len; n++) {

            /* malloc'd, so that a sanitizer sees a read past the end */

            exact = malloc(n ? n : 1);
            assert_non_null(exact);
            memcpy(exact, bytes.data, n);

            assert_int_equal(kundo_command_decode(kundo_str_make(exact, n),
                                                  &back), KUNDO_BAD_VALUE);
            free(exact);
        }

        exact = malloc(bytes.len + 1);
        assert_non_null(exact);
        memcpy(exact, bytes.data, bytes.len);
        exact[bytes.len] = 0;

        assert_int_equal(kundo_command_decode(
                             kundo_str_make(exact, bytes.len + 1), &back),
                         KUNDO_BAD_VALUE);
        free(exact);
    }
}


/* Any altered byte is refused, or is another command, as it then says. */

static void
every_altered_byte_is_refused_or_means_it(void **state)
{
    size_t            i;
    uint8_t          *altered;
    unsigned          type, bit;
    kundo_str_t       bytes, again;
    kundo_command_t   cmd, back;

    for (type = 0; type < KUNDO_COMMAND_N; type++) {
        cmd = sample((kundo_command_type_t) type);
        bytes = encode(&cmd);
        altered = malloc(bytes.len);
        assert_non_null(altered);

        for (i = 0; i < bytes.len; i++) {
            for (bit = 0; bit < 8; bit++) {

                memcpy(altered, bytes.data, bytes.len);
                altered[i] ^= (uint8_t) (1 << bit);

                if (kundo_command_decode(kundo_str_make(altered, bytes.len),
                                         &back)
                    != KUNDO_OK)
                {
                    continue;
                }

                again = encode(&back);
                assert_int_equal(again.len, bytes.len);
                assert_memory_equal(again.data, altered, bytes.len);
            }
        }

        free(altered);
        kundo_arena_reset(&arena);
    }
}


static void
another_format_type_kind_or_role_is_refused(void **state)
{
    uint8_t          bytes[64];
    kundo_str_t      s;
    kundo_command_t  cmd, back;

    cmd = sample(KUNDO_COMMAND_LINK_UP);
    s = encode(&cmd);
    assert_true(s.len <= sizeof(bytes));

#define assert_bad(at, value)                                                 \
    memcpy(bytes, s.data, s.len);                                             \
    bytes[at] = value;                                                        \
    assert_int_equal(kundo_command_decode(kundo_str_make(bytes, s.len),       \
                                          &back), KUNDO_BAD_VALUE)

    assert_bad(0, KUNDO_COMMAND_FORMAT + 1);
    assert_bad(0, 0);
    assert_bad(1, KUNDO_COMMAND_N);
    assert_bad(1, 255);
    assert_bad(2, KUNDO_PERSON_BOT + 1);
    assert_bad(3, KUNDO_ROLE_ADMIN + 1);
}


static void
a_string_that_is_not_given_has_no_bytes(void **state)
{
    size_t           at;
    uint8_t          bytes[256];
    kundo_str_t      s;
    kundo_command_t  cmd, back;

    memset(&cmd, 0, sizeof(cmd));
    cmd.type = KUNDO_COMMAND_AGENT_PASSWORD;
    cmd.u.agent_password.email = kundo_str("a@x");
    cmd.u.agent_password.hash = kundo_str("hash");

    s = encode(&cmd);
    memcpy(bytes, s.data, s.len);
    at = 4 + 8 + 8;

    assert_int_equal(bytes[at], 1);
    bytes[at] = 0;
    assert_int_equal(kundo_command_decode(kundo_str_make(bytes, s.len),
                                          &back), KUNDO_BAD_VALUE);
    bytes[at] = 2;
    assert_int_equal(kundo_command_decode(kundo_str_make(bytes, s.len),
                                          &back), KUNDO_BAD_VALUE);
}


static void
names_are_those_of_the_list(void **state)
{
    assert_string_equal(kundo_command_name(KUNDO_COMMAND_VISITOR_ADD),
                        "visitor_add");
    assert_string_equal(kundo_command_name(KUNDO_COMMAND_SETTINGS),
                        "settings");
    assert_string_equal(kundo_command_name(KUNDO_COMMAND_N), "unknown");
}


static void
too_little_memory_is_remembered(void **state)
{
    kundo_out_t      out;
    kundo_arena_t    small;
    kundo_command_t  cmd;

    cmd = sample(KUNDO_COMMAND_VISITOR_ADD);

    kundo_arena_init(&small, 20);
    kundo_out_init(&out, &small, 16);
    kundo_command_encode(&out, &cmd);
    assert_true(out.failed);

    kundo_arena_free(&small);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        command_test(every_type_comes_back_as_it_was),
        command_test(null_and_empty_are_told_apart),
        command_test(every_shorter_or_longer_one_is_refused),
        command_test(every_altered_byte_is_refused_or_means_it),
        command_test(another_format_type_kind_or_role_is_refused),
        command_test(a_string_that_is_not_given_has_no_bytes),
        command_test(names_are_those_of_the_list),
        command_test(too_little_memory_is_remembered)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

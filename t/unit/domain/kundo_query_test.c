/* Queries: what the API answers to a GET, in its shapes (API.md). */

#include "domain/kundo_query.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"


static kundo_out_t  out;


static kundo_json_t *
parse(void)
{
    kundo_json_t        *root;
    kundo_json_error_t   err;

    assert_false(out.failed);

    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len),
                                      &root, &err), KUNDO_OK);

    return root;
}


#define as(who)                                                               \
    do {                                                                      \
        kundo_arena_reset(&domain.arena);                                     \
        kundo_out_init(&out, &domain.arena, 4096);                            \
        domain.rd.viewer = who;                                               \
    } while (0)

#define get(json, name)  kundo_json_get(json, kundo_str(name))


static void
flows_are_those_that_one_may_choose_S1_7(void **state)
{
    kundo_json_t     *j;
    kundo_command_t   cmd;

    cmd = make_flow_add("closed", 9);
    cmd.u.flow_add.any_agent = 0;
    cmd.u.flow_add.agents = kundo_str_make("\0\0\0\0\0\0\0\4", 8);
    cmd.u.flow_add.welcome = kundo_str("rad\\nrad");
    assert_done(cmd);

    as(make_agent(EVA));
    assert_int_equal(kundo_query_flows(&domain.rd, &out), KUNDO_OK);
    j = parse();
    assert_int_equal(get(j, "items")->n, 1);
    assert_int_equal(get(j, "next")->type, KUNDO_JSON_NULL);

    as(make_agent(BO));
    assert_int_equal(kundo_query_flows(&domain.rd, &out), KUNDO_OK);
    assert_int_equal(get(parse(), "items")->n, 2);

    as(make_admin(EVA));
    assert_int_equal(kundo_query_flows(&domain.rd, &out), KUNDO_OK);
    j = get(parse(), "items")->child->next;
    kundo_assert_str(get(j, "id")->str, "closed");
    kundo_assert_str(get(j, "welcome")->str, "rad\nrad");
    assert_int_equal(get(j, "agents")->n, 1);
}


static void
presence_has_four_members(void **state)
{
    kundo_json_t  *j;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 3));
    assert_done(make_start(VISITOR, "f"));

    as(make_agent(EVA));
    assert_int_equal(kundo_query_presence(&domain.rd, &out), KUNDO_OK);
    j = parse();

    assert_int_equal(j->n, 4);
    kundo_assert_str(get(j, "state")->str, "online");
    assert_int_equal(get(j, "flows")->n, 1);
    kundo_assert_str(get(j, "flows")->child->str, "f");
    assert_int_equal(get(j, "max_chats")->num, 3);
    assert_int_equal(get(j, "chats")->num, 1);
}


static void
me_is_a_visitor_or_an_agent(void **state)
{
    kundo_json_t  *j;

    as(make_visitor(VISITOR));
    assert_int_equal(kundo_query_me(&domain.rd, &out), KUNDO_OK);
    j = parse();
    assert_int_equal(get(j, "name")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "verified")->num, 0);
    assert_null(get(j, "token"));
    assert_null(get(j, "hash"));

    as(make_agent(EVA));
    assert_int_equal(kundo_query_me(&domain.rd, &out), KUNDO_OK);
    j = get(parse(), "agent");
    assert_int_equal(j->n, 4);
    kundo_assert_str(get(j, "email")->str, "eva@x");
    kundo_assert_str(get(j, "role")->str, "agent");

    as(make_agent(99));
    assert_int_equal(kundo_query_me(&domain.rd, &out), KUNDO_NOT_FOUND);
}


static void
a_conversation_has_the_members_of_the_api(void **state)
{
    unsigned       i;
    kundo_json_t  *j;

    static const char  *members[] = {
        "id", "kind", "channel", "flow", "status", "left_message", "agent",
        "queue_position", "item", "starter", "participants", "last_seq",
        "seen", "unread", "created_at", "updated_at"
    };

    assert_done(make_start(VISITOR, "f"));

    as(make_visitor(VISITOR));
    assert_int_equal(kundo_query_conversation(&domain.rd, &out, 1),
                     KUNDO_OK);
    j = parse();

    for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        assert_non_null(kundo_json_get(j, kundo_str_cstr(members[i])));
    }

    /* for agents only */

    assert_null(get(j, "waiting_since"));
    assert_null(get(j, "overdue"));
    assert_null(get(j, "focus_due_at"));

    as(make_agent(EVA));
    assert_int_equal(kundo_query_conversation(&domain.rd, &out, 1),
                     KUNDO_OK);
    j = parse();
    assert_non_null(get(j, "waiting_since"));
    assert_non_null(get(j, "overdue"));
    assert_non_null(get(j, "focus_due_at"));

    as(make_visitor(OTHER));
    assert_int_equal(kundo_query_conversation(&domain.rd, &out, 1),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_query_conversation(&domain.rd, &out, 2),
                     KUNDO_NOT_FOUND);
    assert_int_equal(kundo_query_conversation(&domain.rd, &out, 0),
                     KUNDO_NOT_FOUND);
}


/* first..last of a page, 0..0 where it is empty; whether it goes on. */

static kundo_str_t  next;
static uint8_t      next_bytes[KUNDO_ID_LEN];


static void
page(kundo_messages_query_t q, int64_t first, int64_t last)
{
    int64_t        seq = first;
    kundo_json_t  *j;

    as(make_visitor(VISITOR));
    assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                     KUNDO_OK);

    for (j = get(parse(), "items")->child; j != NULL; j = j->next) {
        assert_int_equal(get(j, "seq")->num, seq);
        seq++;
    }

    assert_int_equal(seq, first == 0 ? 0 : last + 1);

    j = get(parse(), "next");
    next = kundo_str_null;

    if (j->type == KUNDO_JSON_STRING) {
        assert_int_equal(j->str.len, KUNDO_ID_LEN);
        memcpy(next_bytes, j->str.data, KUNDO_ID_LEN);
        next = kundo_str_make(next_bytes, KUNDO_ID_LEN);
    }
}


#define QUERY(...)                                                            \
    ((kundo_messages_query_t) { .page.limit = 50, __VA_ARGS__ })


static void
fill(unsigned n)
{
    char      cid[8];
    unsigned  i;

    assert_done(make_start(VISITOR, "f"));

    for (i = 1; i <= n; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_post(make_visitor(VISITOR), 1, cid, "hej"));
    }
}


static void
messages_are_oldest_first_from_either_side(void **state)
{
    fill(120);

    page(QUERY(), 71, 120);
    page(QUERY(.has_before = 1, .before_seq = 71), 21, 70);
    page(QUERY(.has_before = 1, .before_seq = 2), 1, 1);
    page(QUERY(.has_before = 1, .before_seq = 1), 0, 0);
    page(QUERY(.has_before = 1, .before_seq = 0), 0, 0);
    page(QUERY(.has_before = 1, .before_seq = 9999), 71, 120);

    page(QUERY(.has_after = 1), 1, 50);
    page(QUERY(.has_after = 1, .after_seq = 100), 101, 120);
    assert_null(next.data);
    page(QUERY(.has_after = 1, .after_seq = 120), 0, 0);
    page(QUERY(.has_after = 1, .after_seq = UINT32_MAX - 1), 0, 0);
}


static void
pages_of_messages_go_on_where_they_ended(void **state)
{
    fill(120);

    page(QUERY(), 71, 120);
    page(QUERY(.page.after = next), 21, 70);
    page(QUERY(.page.after = next), 1, 20);
    assert_null(next.data);

    page(QUERY(.has_after = 1, .after_seq = 10), 11, 60);
    page(QUERY(.page.after = next), 61, 110);
    page(QUERY(.page.after = next), 111, 120);
    assert_null(next.data);
}


static void
an_empty_conversation_has_an_empty_page(void **state)
{
    fill(0);

    page(QUERY(), 0, 0);
    assert_null(next.data);
    page(QUERY(.has_after = 1), 0, 0);
}


/* 200 of the longest are 3 MB: a page ends earlier, but never before one. */

static void
pages_of_long_texts_are_shorter(void **state)
{
    int64_t   at;
    char      cid[8];
    char     *text;
    unsigned  i, n;

    assert_done(make_start(VISITOR, "f"));

    text = malloc(6 * KUNDO_TEXT_MAX_BYTES + 1);
    assert_non_null(text);
    memset(text, 'x', 6 * KUNDO_TEXT_MAX_BYTES);
    text[6 * KUNDO_TEXT_MAX_BYTES] = '\0';

    for (i = 1; i <= 40; i++) {
        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_post(make_visitor(VISITOR), 1, cid,
                              i % 10 ? text : "kort"));
    }

    for (at = 0, n = 0; at < 40; at += 3, n++) {
        if (at + 3 > 40) {
            break;
        }

        /* as many as fit: two long ones, three with a short one */

        kundo_messages_query_t  q = QUERY(.has_after = 1,
                                          .after_seq = (uint32_t) at);
        kundo_json_t           *items;

        as(make_visitor(VISITOR));
        assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                         KUNDO_OK);
        assert_true(out.len < KUNDO_LIST_BYTES + 6 * KUNDO_TEXT_MAX_BYTES);

        items = get(parse(), "items");
        assert_in_range(items->n, 1, 4);
        assert_int_equal(get(items->child, "seq")->num, at + 1);
        assert_int_equal(get(parse(), "next")->type, KUNDO_JSON_STRING);
    }

    assert_true(n > 10);

    /* backwards it ends at the other side, with the newest in it */

    {
        kundo_messages_query_t  q = QUERY();
        kundo_json_t           *j;

        as(make_visitor(VISITOR));
        assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                         KUNDO_OK);

        for (j = get(parse(), "items")->child; j->next; j = j->next) {
            assert_int_equal(get(j->next, "seq")->num,
                             get(j, "seq")->num + 1);
        }

        assert_int_equal(get(j, "seq")->num, 40);
    }

    free(text);
}


static void
a_cursor_of_elsewhere_is_refused(void **state)
{
    uint8_t                 id[KUNDO_ID_LEN];
    kundo_messages_query_t  q = QUERY(.page.after = kundo_str("x"));

    fill(3);

    as(make_visitor(VISITOR));
    assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                     KUNDO_BAD_VALUE);

    kundo_seal_put(domain.seal, KUNDO_SEAL_CONVERSATION, 0, 1, id);
    q.page.after = kundo_str_make(id, KUNDO_ID_LEN);
    assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                     KUNDO_BAD_VALUE);

    as(make_visitor(OTHER));
    assert_int_equal(kundo_query_messages(&domain.rd, &out, 1, &q),
                     KUNDO_NOT_FOUND);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(flows_are_those_that_one_may_choose_S1_7),
        cast_test(presence_has_four_members),
        cast_test(me_is_a_visitor_or_an_agent),
        cast_test(a_conversation_has_the_members_of_the_api),
        cast_test(messages_are_oldest_first_from_either_side),
        cast_test(pages_of_messages_go_on_where_they_ended),
        cast_test(an_empty_conversation_has_an_empty_page),
        cast_test(pages_of_long_texts_are_shorter),
        cast_test(a_cursor_of_elsewhere_is_refused)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

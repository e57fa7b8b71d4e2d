/* The board: what it counts, whom it lists, and where it ends. */

#include "domain/kundo_query_board.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"


#define get(json, name)  kundo_json_get(json, kundo_str(name))


static kundo_str_t
text(void)
{
    kundo_out_t  out;

    kundo_arena_reset(&domain.arena);
    kundo_out_init(&out, &domain.arena, 256);

    assert_int_equal(kundo_query_board(&domain.rd, &out, MAKE_NOW_MS),
                     KUNDO_OK);
    kundo_out_lit(&out, "\0");
    assert_false(out.failed);

    return kundo_str_make(out.data, out.len - 1);
}


static kundo_json_t *
board(void)
{
    kundo_json_t        *root;
    kundo_json_error_t   err;

    assert_int_equal(kundo_json_parse(&domain.arena, text(), &root, &err),
                     KUNDO_OK);

    return root;
}


#define flow(j)   (get(j, "flows")->child)
#define first(j)  (get(j, "agents")->child)

#define assert_num(json, name, must)                                          \
    assert_int_equal(get(json, name)->num, must)


static void
a_flow_has_chats_room_and_a_queue(void **state)
{
    kundo_json_t  *j;

    j = board();
    kundo_assert_str(flow(j)->child->str, "f");
    assert_num(flow(j), "active", 0);
    assert_int_equal(get(flow(j), "waiting_since")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(first(j), "since")->type, KUNDO_JSON_NULL);

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_presence(BO, KUNDO_STATE_BUSY, "f", 3));

    j = board();
    assert_num(flow(j), "active", 2);
    assert_num(flow(j), "room", 1);
    kundo_assert_str(get(first(j)->next, "state")->str, "online");
    kundo_assert_str(get(first(j)->next, "flows")->child->str, "f");
    kundo_assert_str(get(first(j)->next, "since")->str,
                     "2026-11-21T08:30:00.000Z");

    domain.now_ms = MAKE_NOW_MS;

    assert_done(make_start(VISITOR, "f"));
    domain.now_ms += 1000;
    assert_done(make_start(OTHER, "f"));
    domain.now_ms += 1000;
    assert_done(make_start(OTHER, "f"));

    j = board();
    assert_num(flow(j), "chats", 1);
    assert_num(flow(j), "room", 0);
    assert_num(flow(j), "queue", 2);
    kundo_assert_str(get(flow(j), "waiting_since")->str,
                     "2026-11-21T08:30:01.000Z");
    assert_num(first(j)->next, "chats", 1);
    assert_num(first(j)->next, "max_chats", 1);
}


/* S2.6: in the flow, and with whom. */

static void
what_is_overdue_counts_for_flow_and_agent(void **state)
{
    uint64_t         ms;
    kundo_json_t    *j;
    kundo_command_t  cmd;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej"));

    ms = hot_of(1).focus_due_ms;
    assert_int_not_equal(ms, 0);
    assert_num(flow(board()), "overdue", 0);

    cmd = make_command(KUNDO_COMMAND_DUE_FIRE, make_system());
    cmd.now_ms = ms;
    cmd.u.due_fire.ms = ms;
    cmd.u.due_fire.kind = KUNDO_DUE_FOCUS;
    cmd.u.due_fire.no = 1;
    assert_done(cmd);

    j = board();
    assert_num(flow(j), "overdue", 1);
    assert_num(first(j), "overdue", 0);
    assert_num(first(j)->next, "overdue", 1);
}


/* Who is gone for good is on no board; of who is not there only so many. */

static void
it_has_an_end(void **state)
{
    char         email[16];
    unsigned     i, n;
    const char  *p;

    for (i = 0; i < KUNDO_BOARD_OFFLINE + 3; i++) {
        snprintf(email, sizeof(email), "a%u@x", i);
        assert_done(make_agent_add(email));
    }

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));
    assert_done(make_disable("bo@x", 1));

    p = (const char *) text().data;
    assert_non_null(strstr(p, "\"room\":2,"));
    assert_non_null(strstr(p, "\"more\":{\"agents\":3,\"flows\":0}}"));

    for (n = 0; (p = strstr(p, "\"max_chats\":")) != NULL; n++, p++) {
        /* void */
    }

    assert_int_equal(n, KUNDO_BOARD_OFFLINE + 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(a_flow_has_chats_room_and_a_queue),
        cast_test(what_is_overdue_counts_for_flow_and_agent),
        cast_test(it_has_an_end)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

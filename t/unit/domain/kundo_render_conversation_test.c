/* Rendering: a conversation as its reader may see it. */

#include "domain/kundo_render_conversation.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"


static kundo_out_t  out;


static kundo_json_t *
as(kundo_actor_t viewer, uint64_t cno)
{
    kundo_hot_t          hot = hot_of(cno);
    kundo_json_t        *root;
    kundo_json_error_t   err;

    domain.rd.viewer = viewer;
    kundo_out_init(&out, &domain.arena, 512);

    assert_int_equal(kundo_render_conversation(&domain.rd, &out, cno, &hot),
                     KUNDO_OK);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len),
                                      &root, &err), KUNDO_OK);

    return root;
}


#define get(json, name)  kundo_json_get(json, kundo_str(name))


static void
one_that_waits_has_a_position_D2(void **state)
{
    kundo_json_t  *j;

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));

    j = as(make_visitor(VISITOR), 2);
    kundo_assert_str(get(j, "status")->str, "queued");
    assert_int_equal(get(j, "queue_position")->num, 2);
    assert_int_equal(get(j, "agent")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "left_message")->num, 0);
    kundo_assert_str(get(j, "flow")->str, "f");
}


static void
a_left_message_has_no_agent_D2(void **state)
{
    kundo_json_t  *j;

    assert_done(make_start(VISITOR, "f"));

    j = as(make_visitor(VISITOR), 1);
    kundo_assert_str(get(j, "status")->str, "open");
    assert_int_equal(get(j, "left_message")->num, 1);
    assert_int_equal(get(j, "agent")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "queue_position")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "last_message")->type, KUNDO_JSON_NULL);
}


static void
unread_is_each_readers_own_D7(void **state)
{
    kundo_json_t  *j;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "2"));
    assert_done(make_seen(make_agent(EVA), 1, 1));
    assert_done(make_post(make_agent(BO), 1, "a", "3"));

    j = as(make_visitor(VISITOR), 1);
    assert_int_equal(get(j, "unread")->num, 1);
    assert_int_equal(get(j, "last_seq")->num, 3);
    assert_int_equal(get(get(j, "last_message"), "seq")->num, 3);

    j = as(make_agent(EVA), 1);
    assert_int_equal(get(j, "unread")->num, 2);
    kundo_assert_str(get(get(j, "agent"), "name")->str, "Agent");

    j = as(make_agent(BO), 1);
    assert_int_equal(get(j, "unread")->num, 0);
}


static void
participants_are_the_starter_and_the_agents(void **state)
{
    kundo_json_t  *j;

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_agent(BO), 1, "a", "1"));
    assert_done(make_post(make_agent(EVA), 1, "a", "2"));

    j = as(make_visitor(VISITOR), 1);
    assert_int_equal(get(j, "participants")->n, 3);
    assert_int_equal(get(j, "seen")->n, 3);
    kundo_assert_str(get(get(j, "participants")->child, "kind")->str,
                     "visitor");
    kundo_assert_str(get(get(j, "participants")->child->next, "kind")->str,
                     "agent");
    kundo_assert_str(get(get(j, "starter"), "kind")->str, "visitor");
}


/* Another status, agent and flow; who has seen what is of now. */

static void
a_place_of_then_can_be_shown_with_what_is_now(void **state)
{
    kundo_hot_t          hot, then;
    kundo_json_t        *j;
    kundo_json_error_t   err;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_seen(make_agent(EVA), 1, 1));

    hot = hot_of(1);
    then = hot;
    then.agent = BO;
    then.status = KUNDO_STATUS_CLOSED;

    domain.rd.viewer = make_agent(EVA);
    kundo_out_init(&out, &domain.arena, 512);
    assert_int_equal(kundo_render_conversation_placed(&domain.rd, &out, 1,
                                                      &hot, &then),
                     KUNDO_OK);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len), &j,
                                      &err), KUNDO_OK);

    kundo_assert_str(get(j, "status")->str, "closed");
    assert_int_equal(get(j, "unread")->num, 0);
}


static void
a_row_that_is_gone_is_damage(void **state)
{
    uint8_t      key[8];
    kundo_hot_t  hot;

    assert_done(make_start(VISITOR, "f"));
    hot = hot_of(1);

    kundo_be64_put(key, 1);
    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_CONV,
                                        kundo_str_make(key, 8)), KUNDO_OK);

    kundo_out_init(&out, &domain.arena, 512);
    assert_int_equal(kundo_render_conversation(&domain.rd, &out, 1, &hot),
                     KUNDO_DAMAGED);
    store_abort();
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(one_that_waits_has_a_position_D2),
        cast_test(a_left_message_has_no_agent_D2),
        cast_test(unread_is_each_readers_own_D7),
        cast_test(participants_are_the_starter_and_the_agents),
        cast_test(a_place_of_then_can_be_shown_with_what_is_now),
        cast_test(a_row_that_is_gone_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

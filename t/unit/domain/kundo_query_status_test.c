/* Status: what anybody may know of a flow. */

#include "domain/kundo_query_status.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"


#define get(json, name)  kundo_json_get(json, kundo_str(name))


static kundo_rc_t
ask(kundo_str_t flow, kundo_json_t **root)
{
    kundo_rc_t           rc;
    kundo_out_t          out;
    kundo_json_error_t   err;

    kundo_arena_reset(&domain.arena);
    kundo_out_init(&out, &domain.arena, 256);
    domain.rd.viewer = make_system();

    rc = kundo_query_status(&domain.rd, &out, flow);

    if (rc == KUNDO_OK) {
        assert_false(out.failed);
        assert_int_equal(kundo_json_parse(&domain.arena,
                                          kundo_str_make(out.data, out.len),
                                          root, &err), KUNDO_OK);
    }

    return rc;
}


static kundo_json_t *
status(void)
{
    kundo_json_t  *root;

    assert_int_equal(ask(kundo_str("f"), &root), KUNDO_OK);

    return root;
}


static void
it_says_whether_a_chat_would_be_served(void **state)
{
    kundo_json_t  *j;

    j = status();
    assert_int_equal(j->n, 4);
    kundo_assert_str(get(j, "flow")->str, "f");
    assert_int_equal(get(j, "available")->num, 0);
    assert_int_equal(get(j, "queue")->num, 0);
    assert_int_equal(get(j, "opens_at")->type, KUNDO_JSON_NULL);

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_start(VISITOR, "f"));

    j = status();
    assert_int_equal(j->n, 4);
    assert_int_equal(get(j, "available")->num, 1);
    assert_int_equal(get(j, "queue")->num, 1);
}


static void
a_private_flow_is_as_none_S1_3(void **state)
{
    kundo_json_t     *j;
    kundo_command_t   cmd = make_flow_add("p", 9);

    cmd.u.flow_add.public = 0;
    assert_done(cmd);

    assert_int_equal(ask(kundo_str("p"), &j), KUNDO_NOT_FOUND);
    assert_int_equal(ask(kundo_str("x"), &j), KUNDO_NOT_FOUND);
}


/* Three of them, whoever they are. */

static void
it_names_who_is_online(void **state)
{
    char              email[8], name[8];
    unsigned          i;
    kundo_json_t     *j;
    kundo_command_t   cmd;

    for (i = 0; i < 4; i++) {
        snprintf(email, sizeof(email), "%u@x", i);
        snprintf(name, sizeof(name), "Nr %u", i);

        cmd = make_agent_add(email);
        cmd.u.agent_add.name = kundo_str_cstr(name);
        assert_done(cmd);
        assert_done(make_presence(domain.result.no, KUNDO_STATE_ONLINE, "f",
                                  1));

        j = get(status(), "agents");
        assert_int_equal(j->n, i < 3 ? i + 1 : 3);
        kundo_assert_str(j->child->str, "Nr 0");
    }

    assert_done(make_start(VISITOR, "f"));

    j = get(status(), "agents");
    kundo_assert_str(j->child->str, "Nr 1");
    kundo_assert_str(j->child->next->next->str, "Nr 3");
}


static void
a_flow_may_keep_the_names_to_itself(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_non_null(get(status(), "agents"));

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_SHOW_AGENTS;
    assert_done(cmd);

    assert_null(get(status(), "agents"));
}


static void
it_says_how_soon_one_is_answered_S2_8(void **state)
{
    char          cid[8];
    unsigned      i;
    kundo_json_t  *j;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));
    domain.now_ms = MAKE_NOW_MS;

    for (i = 1; i <= 3; i++) {
        assert_null(get(status(), "answers_in_s"));

        snprintf(cid, sizeof(cid), "c%u", i);
        assert_done(make_start(VISITOR, "f"));
        assert_done(make_post(make_visitor(VISITOR), i, cid, "hej"));
        domain.now_ms += 41500;
        assert_done(make_post(make_agent(EVA), i, cid, "hej"));
    }

    j = get(status(), "answers_in_s");
    assert_non_null(j);
    assert_int_equal(j->num, 42);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(it_says_whether_a_chat_would_be_served),
        cast_test(a_private_flow_is_as_none_S1_3),
        cast_test(it_names_who_is_online),
        cast_test(a_flow_may_keep_the_names_to_itself),
        cast_test(it_says_how_soon_one_is_answered_S2_8)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rendering: persons, messages, flows, presence, problems, as JSON. */

#include "domain/kundo_render.c"
#include "unit/kundo_domain_test.h"

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


#define begin()          kundo_out_init(&out, &domain.arena, 64)
#define get(json, name)  kundo_json_get(json, kundo_str(name))

#define assert_out(lit)                                                       \
    kundo_assert_str(kundo_str_make(out.data, out.len), lit)


static void
ids_tell_nothing_and_none_is_null(void **state)
{
    uint64_t  no;

    begin();
    kundo_render_id(&domain.rd, &out, KUNDO_SEAL_AGENT, 0);
    assert_out("null");

    begin();
    kundo_render_id(&domain.rd, &out, KUNDO_SEAL_AGENT, 7);
    assert_int_equal(out.len, KUNDO_ID_LEN + 2);
    assert_int_equal(out.data[0], '"');
    assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_AGENT, 0,
                                    kundo_str_make(out.data + 1,
                                                   KUNDO_ID_LEN), &no),
                     KUNDO_OK);
    assert_int_equal(no, 7);

    /* a cursor is bound to the store's epoch */

    begin();
    kundo_render_cursor(&domain.rd, &out, 9);
    assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_CURSOR,
                                    store.txn.meta.epoch,
                                    kundo_str_make(out.data + 1,
                                                   KUNDO_ID_LEN), &no),
                     KUNDO_OK);
    assert_int_equal(no, 9);
    assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_CURSOR,
                                    store.txn.meta.epoch + 1,
                                    kundo_str_make(out.data + 1,
                                                   KUNDO_ID_LEN), &no),
                     KUNDO_NOT_FOUND);
}


static void
persons_have_three_members(void **state)
{
    kundo_json_t  *j;

    assert_done(make_visitor_add());
    assert_done(make_agent_add("a@x"));
    assert_done(make_flow_add("f", 1));

    begin();
    assert_int_equal(kundo_render_person(&domain.rd, &out,
                                         KUNDO_PERSON_VISITOR, 1, 0),
                     KUNDO_OK);
    j = parse();
    assert_int_equal(j->n, 3);
    kundo_assert_str(get(j, "kind")->str, "visitor");
    assert_int_equal(get(j, "name")->type, KUNDO_JSON_NULL);

    begin();
    assert_int_equal(kundo_render_person(&domain.rd, &out,
                                         KUNDO_PERSON_AGENT, 2, 0),
                     KUNDO_OK);
    j = parse();
    kundo_assert_str(get(j, "kind")->str, "agent");
    kundo_assert_str(get(j, "name")->str, "Agent");

    /* the system has the flow's name */

    begin();
    assert_int_equal(kundo_render_person(&domain.rd, &out,
                                         KUNDO_PERSON_SYSTEM, 0, 1),
                     KUNDO_OK);
    j = parse();
    kundo_assert_str(get(j, "kind")->str, "system");
    kundo_assert_str(get(j, "name")->str, "Flow");

    begin();
    assert_int_equal(kundo_render_person(&domain.rd, &out,
                                         KUNDO_PERSON_SYSTEM, 0, 0),
                     KUNDO_OK);
    assert_int_equal(get(parse(), "name")->type, KUNDO_JSON_NULL);

    begin();
    assert_int_equal(kundo_render_person(&domain.rd, &out,
                                         KUNDO_PERSON_AGENT, 99, 0),
                     KUNDO_DAMAGED);
}


static void
a_message_is_the_same_from_the_log_and_from_a_command(void **state)
{
    kundo_out_t      log;
    kundo_json_t    *j;
    kundo_message_t  m;

    assert_done(make_visitor_add());
    assert_done(make_flow_add("f", 1));
    assert_done(make_start(1, "f"));
    assert_done(make_post(make_visitor(1), 1, "\"c\"", "a\\n\\u003cb"));

    begin();
    assert_int_equal(kundo_render_message_at(&domain.rd, &out,
                                             domain.result.lpos),
                     KUNDO_OK);
    log = out;
    j = parse();

    assert_int_equal(j->n, 10);
    kundo_assert_str(get(j, "cid")->str, "\"c\"");
    kundo_assert_str(get(j, "text")->str, "a\n<b");
    kundo_assert_str(get(j, "created_at")->str, "2026-11-21T08:30:00.000Z");
    assert_int_equal(get(j, "edited_at")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "attachments")->n, 0);
    assert_int_equal(get(j, "mentions")->n, 0);
    assert_int_equal(get(j, "seq")->num, 1);

    memset(&m, 0, sizeof(m));
    m.lpos = domain.result.lpos;
    m.cno = 1;
    m.from = 1;
    m.from_kind = KUNDO_PERSON_VISITOR;
    m.ms = domain.result.ms;
    m.seq = domain.result.seq;
    m.cid = kundo_str("\"c\"");
    m.text = kundo_str("a\\n\\u003cb");

    begin();
    assert_int_equal(kundo_render_message(&domain.rd, &out, &m), KUNDO_OK);
    assert_int_equal(out.len, log.len);
    assert_memory_equal(out.data, log.data, log.len);

    assert_int_equal(kundo_render_message_at(&domain.rd, &out, 99),
                     KUNDO_DAMAGED);
}


static void
a_visitor_shows_her_token_once(void **state)
{
    kundo_person_t  p;
    kundo_json_t   *j;

    assert_done(make_visitor_add());
    assert_int_equal(kundo_person_get(&store.txn, 1, &p), KUNDO_OK);

    begin();
    kundo_render_visitor(&domain.rd, &out, &p, kundo_str("secret"));
    j = parse();
    kundo_assert_str(get(j, "token")->str, "secret");
    assert_int_equal(j->n, 7);

    p.verified = 1;
    p.email = kundo_str("<e@x>");

    begin();
    kundo_render_visitor(&domain.rd, &out, &p, kundo_str_null);
    j = parse();
    assert_int_equal(j->n, 6);
    assert_int_equal(get(j, "verified")->num, 1);
    kundo_assert_str(get(j, "email")->str, "<e@x>");
    assert_null(memchr(out.data, '<', out.len));
}


static void
a_flow_says_who_may_work_in_it(void **state)
{
    kundo_flow_t   f;
    kundo_json_t  *j;

    memset(&f, 0, sizeof(f));
    f.id = kundo_str("f");
    f.name = kundo_str("Flow");
    f.any_agent = 1;
    f.max_queue = 5;

    begin();
    assert_int_equal(kundo_render_flow(&domain.rd, &out, &f), KUNDO_OK);
    j = parse();
    assert_int_equal(get(j, "agents")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "welcome")->type, KUNDO_JSON_NULL);
    assert_int_equal(get(j, "public")->num, 0);
    assert_int_equal(get(j, "max_queue")->num, 5);

    f.any_agent = 0;
    f.public = 1;
    f.agents = kundo_str_make("\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0\5", 16);
    f.welcome = kundo_str("");

    begin();
    assert_int_equal(kundo_render_flow(&domain.rd, &out, &f), KUNDO_OK);
    j = parse();
    assert_int_equal(get(j, "agents")->n, 2);
    assert_int_equal(get(j, "public")->num, 1);
    assert_int_equal(get(j, "welcome")->type, KUNDO_JSON_STRING);
}


static void
presence_lists_active_flows_only(void **state)
{
    kundo_json_t      *j;
    kundo_presence_t   p;

    assert_done(make_flow_add("f", 1));
    assert_done(make_flow_add("g", 1));

    memset(&p, 0, sizeof(p));
    p.state = KUNDO_STATE_BUSY;
    p.nflows = 2;
    p.flows[0].flow = 1;
    p.flows[1].flow = 2;
    p.flows[1].active = 1;

    begin();
    assert_int_equal(kundo_render_presence(&domain.rd, &out, &p), KUNDO_OK);
    j = parse();
    assert_int_equal(get(j, "flows")->n, 1);
    kundo_assert_str(get(j, "flows")->child->str, "g");
    kundo_assert_str(get(j, "state")->str, "busy");

    p.flows[1].flow = 3;
    begin();
    assert_int_equal(kundo_render_presence(&domain.rd, &out, &p),
                     KUNDO_DAMAGED);
}


static void
a_problem_is_a_document_of_rfc_9457(void **state)
{
    kundo_json_t  *j;

    begin();
    kundo_render_problem(&out, KUNDO_AGENT_FULL, NULL);
    j = parse();
    assert_int_equal(j->n, 5);
    kundo_assert_str(get(j, "type")->str, "about:blank");
    assert_int_equal(get(j, "status")->num, 409);
    kundo_assert_str(get(j, "code")->str, "agent_full");
    kundo_assert_str(get(j, "detail")->str, "The agent has no room");

    begin();
    kundo_render_problem(&out, KUNDO_BAD_VALUE, "\"x\" is not taken");
    kundo_assert_str(get(parse(), "detail")->str, "\"x\" is not taken");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(ids_tell_nothing_and_none_is_null),
        domain_test(persons_have_three_members),
        domain_test(a_message_is_the_same_from_the_log_and_from_a_command),
        domain_test(a_visitor_shows_her_token_once),
        domain_test(a_flow_says_who_may_work_in_it),
        domain_test(presence_lists_active_flows_only),
        domain_test(a_problem_is_a_document_of_rfc_9457)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

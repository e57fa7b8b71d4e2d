/* Envelopes: the shape of each event (API.md, Events). */

#include "domain/kundo_envelope.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"


static kundo_out_t  out;


/* The newest event but n, as a viewer gets it. */

static kundo_json_t *
event(kundo_actor_t viewer, unsigned n)
{
    uint64_t             jno;
    kundo_json_t        *root;
    kundo_journal_t      row;
    kundo_json_error_t   err;

    jno = store.txn.meta.last_jno - n;
    domain.rd.viewer = viewer;

    assert_int_equal(kundo_journal_get(&store.txn, jno, &row), KUNDO_OK);

    kundo_out_init(&out, &domain.arena, 512);
    assert_int_equal(kundo_stream_render(&domain.rd, &out, jno, &row),
                     KUNDO_OK);

    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len),
                                      &root, &err), KUNDO_OK);

    return root;
}


#define get(json, name)  kundo_json_get(json, kundo_str(name))


static void
assert_type(kundo_json_t *e, const char *type)
{
    assert_non_null(get(e, "type"));
    assert_true(kundo_str_eq(get(e, "type")->str, kundo_str_cstr(type)));
}


/* What is common to all: cursor, type, at, conversation, data. */

static void
an_envelope_has_five_members(void **state)
{
    uint64_t       no;
    kundo_json_t  *e;

    assert_done(make_start(VISITOR, "f"));
    e = event(make_visitor(VISITOR), 0);

    assert_int_equal(e->n, 5);
    assert_type(e, "conversation.updated");
    kundo_assert_str(get(e, "at")->str, "2026-11-21T08:30:00.000Z");

    assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_CURSOR,
                                    store.txn.meta.epoch,
                                    get(e, "cursor")->str, &no), KUNDO_OK);
    assert_int_equal(no, store.txn.meta.last_jno);

    assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_CONVERSATION, 0,
                                    get(e, "conversation")->str, &no),
                     KUNDO_OK);
    assert_int_equal(no, 1);
    assert_int_equal(get(get(e, "data"), "left_message")->num, 1);
}


static void
each_type_has_its_data(void **state)
{
    kundo_json_t  *e, *data;

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    e = event(make_agent(BO), 0);
    assert_type(e, "presence.changed");
    assert_int_equal(get(e, "conversation")->type, KUNDO_JSON_NULL);
    data = get(e, "data");
    assert_int_equal(data->n, 2);
    assert_non_null(get(data, "agent"));
    kundo_assert_str(get(data, "state")->str, "busy");

    assert_done(make_start(VISITOR, "f"));
    e = event(make_visitor(VISITOR), 0);
    assert_type(e, "conversation.queued");
    assert_int_equal(get(e, "data")->n, 1);
    assert_int_equal(get(get(e, "data"), "position")->num, 1);

    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej"));
    e = event(make_visitor(VISITOR), 0);
    assert_type(e, "message.created");
    data = get(e, "data");
    kundo_assert_str(get(data, "text")->str, "hej");
    assert_int_equal(get(data, "seq")->num, 1);

    assert_done(make_seen(make_agent(EVA), 1, 1));
    e = event(make_visitor(VISITOR), 0);
    assert_type(e, "message.seen");
    data = get(e, "data");
    assert_int_equal(data->n, 2);
    assert_int_equal(get(data, "seq")->num, 1);
    kundo_assert_str(get(get(data, "by"), "kind")->str, "agent");

    assert_done(make_close(make_visitor(VISITOR), 1));
    e = event(make_visitor(VISITOR), 0);
    assert_type(e, "conversation.closed");
    kundo_assert_str(get(get(e, "data"), "status")->str, "closed");

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    assert_done(make_open(EVA, 1));
    assert_type(event(make_agent(EVA), 1), "conversation.reopened");
    e = event(make_agent(EVA), 0);
    assert_type(e, "conversation.assigned");
    kundo_assert_str(get(get(get(e, "data"), "agent"), "name")->str,
                     "Agent");

    /* no longer in the queue, the old event has no position */

    e = event(make_visitor(VISITOR), 6);
    assert_type(e, "conversation.queued");
    assert_int_equal(get(get(e, "data"), "position")->type,
                     KUNDO_JSON_NULL);
}


/*
 * Given late: the agent of then, but what each has seen by now, and each
 * her own.
 */

static void
an_old_event_mixes_up_nobodys_seen_D7(void **state)
{
    unsigned       n;
    kundo_json_t  *e, *seen;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    n = (unsigned) store.txn.meta.last_jno;

    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "2"));
    assert_done(make_post(make_visitor(VISITOR), 1, "c", "3"));
    assert_done(make_seen(make_agent(EVA), 1, 1));

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, NULL, 0));
    assert_done(make_seen(make_agent(BO), 1, 3));
    assert_int_equal(hot_of(1).agent, BO);

    e = event(make_agent(EVA), (unsigned) store.txn.meta.last_jno - n);
    assert_type(e, "conversation.assigned");

    e = get(e, "data");
    assert_int_equal(get(e, "unread")->num, 2);

    seen = get(e, "seen");
    assert_int_equal(seen->n, 3);
    assert_int_equal(seen->child->num, 3);                /* visitor */
    assert_int_equal(seen->child->next->num, 1);          /* Eva */
    assert_int_equal(seen->child->next->next->num, 3);    /* Bo */
}


static void
marks_and_typing_have_their_shapes_S2_2(void **state)
{
    kundo_json_t        *e;
    kundo_json_error_t   err;

    kundo_out_init(&out, &domain.arena, 512);
    kundo_stream_render_mark(&domain.rd, &out, "hello", 7, MAKE_NOW_MS);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len), &e,
                                      &err), KUNDO_OK);
    assert_int_equal(e->n, 5);
    assert_type(e, "hello");
    assert_int_equal(get(e, "data")->n, 0);
    assert_int_equal(get(e, "conversation")->type, KUNDO_JSON_NULL);

    assert_done(make_start(VISITOR, "f"));

    kundo_out_init(&out, &domain.arena, 512);
    assert_int_equal(kundo_stream_render_typing(&domain.rd, &out, 1, VISITOR,
                                                1, MAKE_NOW_MS), KUNDO_OK);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len), &e,
                                      &err), KUNDO_OK);
    assert_null(get(e, "cursor"));
    assert_type(e, "typing");
    assert_int_equal(get(get(e, "data"), "on")->num, 1);
    kundo_assert_str(get(get(get(e, "data"), "by"), "kind")->str,
                     "visitor");
}


static void
a_position_is_that_of_now_D2(void **state)
{
    kundo_json_t        *e;
    kundo_json_error_t   err;

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_close(make_visitor(VISITOR), 1));

    kundo_out_init(&out, &domain.arena, 512);
    assert_int_equal(kundo_stream_render_position(&domain.rd, &out, 9, 2,
                                                  MAKE_NOW_MS), KUNDO_OK);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len), &e,
                                      &err), KUNDO_OK);
    assert_type(e, "conversation.queued");
    assert_int_equal(get(get(e, "data"), "position")->num, 1);
}


static void
too_little_memory_is_a_fault(void **state)
{
    kundo_arena_t    small;
    kundo_journal_t  row;

    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(kundo_journal_get(&store.txn, store.txn.meta.last_jno,
                                       &row), KUNDO_OK);

    kundo_arena_init(&small, 300);
    kundo_out_init(&out, &small, 64);
    domain.rd.viewer = make_visitor(VISITOR);

    assert_int_equal(kundo_stream_render(&domain.rd, &out, 1, &row),
                     KUNDO_NO_MEMORY);

    kundo_arena_free(&small);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(an_envelope_has_five_members),
        cast_test(each_type_has_its_data),
        cast_test(an_old_event_mixes_up_nobodys_seen_D7),
        cast_test(marks_and_typing_have_their_shapes_S2_2),
        cast_test(a_position_is_that_of_now_D2),
        cast_test(too_little_memory_is_a_fault)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

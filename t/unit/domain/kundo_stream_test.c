/* Streams: from a cursor on exactly what came after it and may be seen. */

#include "domain/kundo_stream.c"
#include "unit/kundo_cast_test.h"


static kundo_stream_list_t  list;


static kundo_rc_t
since(kundo_actor_t viewer, uint64_t jno)
{
    kundo_rc_t  rc;

    kundo_arena_reset(&domain.arena);
    domain.rd.viewer = viewer;

    rc = kundo_stream_since(&domain.rd, jno, &list);

    return rc;
}


static uint64_t
now_of(kundo_actor_t viewer)
{
    uint64_t  jno;

    domain.rd.viewer = viewer;
    assert_int_equal(kundo_stream_now(&domain.rd, &jno), KUNDO_OK);

    return jno;
}


#define last_jno  (store.txn.meta.last_jno)


static void
a_visitor_gets_her_own_events_in_order(void **state)
{
    unsigned  i;

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(OTHER, "f"));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_done(make_post(make_visitor(OTHER), 2, "a", "2"));
    assert_done(make_post(make_visitor(VISITOR), 3, "a", "3"));
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "4"));

    assert_int_equal(since(make_visitor(VISITOR), 0), KUNDO_OK);
    assert_int_equal(list.n, 7);
    assert_int_equal(list.upto, last_jno);

    for (i = 1; i < list.n; i++) {
        assert_true(list.jnos[i] > list.jnos[i - 1]);
    }

    assert_int_equal(since(make_visitor(VISITOR), last_jno - 2), KUNDO_OK);
    assert_int_equal(list.n, 2);
    assert_int_equal(since(make_visitor(VISITOR), last_jno), KUNDO_OK);
    assert_int_equal(list.n, 0);
}


/* The absence of internal things in what a customer gets: her cursor. */

static void
a_visitors_cursor_tells_nothing_of_others(void **state)
{
    uint64_t  was;

    assert_int_equal(now_of(make_visitor(VISITOR)), 0);
    assert_done(make_start(VISITOR, "f"));
    was = now_of(make_visitor(VISITOR));
    assert_int_equal(was, last_jno);

    assert_done(make_start(OTHER, "f"));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_int_equal(now_of(make_visitor(VISITOR)), was);
    assert_int_equal(now_of(make_agent(EVA)), last_jno);
}


static void
an_agent_gets_what_her_flows_and_chats_bring(void **state)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    assert_done(cmd);

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));

    /* that there is a flow, and another one now, is for every agent */

    assert_int_equal(since(make_agent(EVA), 0), KUNDO_OK);
    assert_int_equal(list.n, 2);
    assert_int_equal(since(make_admin(EVA), 0), KUNDO_OK);
    assert_int_equal(list.n, 5);

    /* so is presence */

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, NULL, 1));
    assert_int_equal(since(make_agent(EVA), 0), KUNDO_OK);
    assert_int_equal(list.n, 3);
    assert_int_equal(list.jnos[2], last_jno);

    /* what she takes part in, from then on and before */

    assert_done(make_post(make_admin(EVA), 1, "b", "2"));
    assert_int_equal(since(make_agent(EVA), 0), KUNDO_OK);
    assert_int_equal(list.n, 8);
    assert_int_equal(since(make_agent(BO), 0), KUNDO_OK);
    assert_int_equal(list.n, 3);
}


static void
what_is_for_workers_is_for_nobody_else(void **state)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SESSION_END, make_system());
    cmd.u.session_end.session = 1;
    assert_done(cmd);
    assert_done(make_disable("bo@x", 1));

    assert_int_equal(since(make_admin(EVA), last_jno - 2), KUNDO_OK);
    assert_int_equal(list.n, 0);
    assert_int_equal(since(make_visitor(VISITOR), 0), KUNDO_OK);
    assert_int_equal(list.n, 0);
}


static void
a_cursor_that_is_not_known_is_refused(void **state)
{
    uint64_t  jno;
    uint8_t   id[KUNDO_ID_LEN];

    assert_done(make_start(VISITOR, "f"));

    kundo_seal_put(domain.seal, KUNDO_SEAL_CURSOR, store.txn.meta.epoch,
                   last_jno, id);
    assert_int_equal(kundo_stream_cursor(&domain.rd,
                                         kundo_str_make(id, sizeof(id)),
                                         &jno), KUNDO_OK);
    assert_int_equal(jno, last_jno);

    /* of a future that was lost, of another epoch, of nothing */

    kundo_seal_put(domain.seal, KUNDO_SEAL_CURSOR, store.txn.meta.epoch,
                   last_jno + 1, id);
    assert_int_equal(kundo_stream_cursor(&domain.rd,
                                         kundo_str_make(id, sizeof(id)),
                                         &jno), KUNDO_NOT_FOUND);

    kundo_seal_put(domain.seal, KUNDO_SEAL_CURSOR,
                   store.txn.meta.epoch + 1, last_jno, id);
    assert_int_equal(kundo_stream_cursor(&domain.rd,
                                         kundo_str_make(id, sizeof(id)),
                                         &jno), KUNDO_NOT_FOUND);

    assert_int_equal(kundo_stream_cursor(&domain.rd, kundo_str("x"), &jno),
                     KUNDO_NOT_FOUND);
}


static void
trim(uint64_t ms)
{
    int  more;

    assert_int_equal(kundo_journal_trim(&store.txn, ms, &more), KUNDO_OK);
}


static void
what_was_trimmed_is_a_reset_only_for_whom_it_concerns(void **state)
{
    char      id[16];
    unsigned  i;
    uint64_t  mine;

    assert_done(make_start(VISITOR, "f"));
    mine = last_jno;

    domain.now_ms = MAKE_NOW_MS + 1000;
    assert_done(make_start(OTHER, "f"));

    /* what is in the tail is never trimmed */

    for (i = 0; i < KUNDO_JOURNAL_TAIL; i++) {
        snprintf(id, sizeof(id), "other%u", i);
        assert_done(make_flow_add(id, 1));
    }

    trim(MAKE_NOW_MS + 1);
    assert_true(store.txn.meta.first_jno > mine);

    /* the visitor had seen all of hers; of one event she had not */

    assert_int_equal(since(make_visitor(VISITOR), mine), KUNDO_OK);
    assert_int_equal(list.n, 0);
    assert_int_equal(since(make_visitor(VISITOR), mine - 1),
                     KUNDO_NOT_FOUND);
    assert_int_equal(since(make_visitor(OTHER), 0), KUNDO_OK);
    assert_int_equal(list.n, 2);

    /* an agent scans: right behind the trimmed ones she may still begin */

    assert_int_equal(since(make_agent(EVA), store.txn.meta.first_jno - 1),
                     KUNDO_OK);
    assert_int_equal(since(make_agent(EVA), store.txn.meta.first_jno - 2),
                     KUNDO_NOT_FOUND);

    /* later she writes: the chain goes on over the gap */

    assert_done(make_post(make_visitor(VISITOR), 1, "a", "1"));
    assert_int_equal(since(make_visitor(VISITOR), mine), KUNDO_OK);
    assert_int_equal(list.n, 1);
}


/* One agent's list has a bound; upto says where it goes on. */

static void
an_agent_far_behind_goes_on_in_parts(void **state)
{
    unsigned  i, n;
    uint64_t  from;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    from = last_jno;

    for (i = 0; i < KUNDO_RESUME_MAX + 100; i++) {
        assert_done(make_presence(EVA, i % 2 ? KUNDO_STATE_ONLINE
                                             : KUNDO_STATE_BUSY, NULL, 0));
    }

    assert_int_equal(since(make_agent(BO), from), KUNDO_OK);
    assert_int_equal(list.n, KUNDO_RESUME_MAX);
    assert_int_equal(list.upto, from + KUNDO_RESUME_MAX);
    n = list.n;

    assert_int_equal(since(make_agent(BO), list.upto), KUNDO_OK);
    assert_int_equal(list.n, KUNDO_RESUME_MAX + 100 - n);
    assert_int_equal(list.upto, last_jno);
}


/* Beyond the bound it is not known whether something is missing. */

static void
a_visitor_of_too_many_conversations_reads_afresh(void **state)
{
    unsigned  i;

    for (i = 0; i < KUNDO_STREAM_OWN_MAX; i++) {
        assert_done(make_start(VISITOR, "f"));
    }

    domain.now_ms = MAKE_NOW_MS + 60000;
    assert_int_equal(since(make_visitor(VISITOR), last_jno), KUNDO_OK);
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(since(make_visitor(VISITOR), last_jno - 1),
                     KUNDO_NOT_FOUND);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(a_visitor_gets_her_own_events_in_order),
        cast_test(a_visitors_cursor_tells_nothing_of_others),
        cast_test(an_agent_gets_what_her_flows_and_chats_bring),
        cast_test(what_is_for_workers_is_for_nobody_else),
        cast_test(a_cursor_that_is_not_known_is_refused),
        cast_test(what_was_trimmed_is_a_reset_only_for_whom_it_concerns),
        cast_test(an_agent_far_behind_goes_on_in_parts),
        cast_test(a_visitor_of_too_many_conversations_reads_afresh)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

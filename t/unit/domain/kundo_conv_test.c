/* Conversations: their rows, the lists they stand in, who may see them. */

#include "domain/kundo_conv.c"
#include "unit/kundo_cast_test.h"


static int
stands_in(kundo_view_audience_t kind, uint64_t no, kundo_view_t view,
    uint64_t cno)
{
    int                 found = 0;
    kundo_rc_t          rc;
    kundo_view_walk_t   vw;
    kundo_view_place_t  place = { kind, view, no };

    for (rc = kundo_view_first(&store.txn, place, UINT32_MAX, &vw);
         rc == KUNDO_OK;
         rc = kundo_view_next(&vw))
    {
        if (vw.cno == cno) {
            assert_int_equal(vw.minute, hot_of(cno).updated_ms / 60000);
            found++;
        }
    }

    kundo_view_close(&vw);

    return found;
}


static void
lists_follow_the_status(void **state)
{
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_agent(EVA), 1, "a", "hej"));

    assert_int_equal(stands_in('f', 1, 'o', 1), 1);
    assert_int_equal(stands_in('v', VISITOR, 'o', 1), 1);
    assert_int_equal(stands_in('a', EVA, 'o', 1), 1);

    domain.now_ms = MAKE_NOW_MS + 90000;
    assert_done(make_close(make_visitor(VISITOR), 1));

    assert_int_equal(stands_in('f', 1, 'o', 1), 0);
    assert_int_equal(stands_in('f', 1, 'c', 1), 1);
    assert_int_equal(stands_in('v', VISITOR, 'o', 1), 1);
    assert_int_equal(stands_in('a', EVA, 'o', 1), 0);
    assert_int_equal(stands_in('a', EVA, 'c', 1), 1);

    domain.now_ms = MAKE_NOW_MS + 190000;
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "hej"));

    assert_int_equal(stands_in('f', 1, 'o', 1), 1);
    assert_int_equal(stands_in('f', 1, 'c', 1), 0);
    assert_int_equal(stands_in('a', EVA, 'o', 1), 1);
    assert_int_equal(stands_in('a', EVA, 'c', 1), 0);
}


/* Dirty pages: a row of a view moves at most once a minute. */

static void
within_a_minute_the_lists_are_left_alone(void **state)
{
    uint8_t       key[22];
    kundo_str_t   v;
    kundo_key_t   k;

    assert_done(make_start(VISITOR, "f"));

    /* the row is gone; nobody who writes within the minute looks for it */

    k.len = 0;
    kundo_key_u8(&k, 'v');
    kundo_key_u64(&k, VISITOR);
    kundo_key_u8(&k, 'o');
    kundo_key_u32(&k, ~(uint32_t) (MAKE_NOW_MS / 60000));
    kundo_key_u64(&k, 1);
    memcpy(key, k.data, sizeof(key));

    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_VIEW,
                                        kundo_key_str(&k)), KUNDO_OK);

    domain.now_ms = MAKE_NOW_MS + 59999;
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_int_equal(hot_of(1).updated_ms, MAKE_NOW_MS + 59999);
    assert_int_equal(hot_of(1).view_minute, MAKE_NOW_MS / 60000);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_VIEW,
                                     kundo_str_make(key, sizeof(key)),
                                     kundo_str_null), KUNDO_OK);

    domain.now_ms = MAKE_NOW_MS + 60000;
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "hej"));
    assert_int_equal(kundo_table_get(&store.txn, KUNDO_TABLE_VIEW,
                                     kundo_str_make(key, sizeof(key)), &v),
                     KUNDO_NOT_FOUND);
    assert_int_equal(stands_in('v', VISITOR, 'o', 1), 1);
}


static kundo_rc_t
access_of(kundo_actor_t actor, uint64_t cno)
{
    kundo_hot_t  hot;

    return kundo_conv_access(&store.txn, &actor, cno, &hot);
}


static void
what_one_may_not_see_does_not_exist(void **state)
{
    kundo_command_t  cmd;

    assert_done(make_start(VISITOR, "f"));

    assert_int_equal(access_of(make_visitor(VISITOR), 1), KUNDO_OK);
    assert_int_equal(access_of(make_visitor(OTHER), 1), KUNDO_NOT_FOUND);
    assert_int_equal(access_of(make_visitor(VISITOR), 2), KUNDO_NOT_FOUND);
    assert_int_equal(access_of(make_agent(EVA), 1), KUNDO_OK);
    assert_int_equal(access_of(make_system(), 1), KUNDO_NOT_FOUND);

    /* numbers of visitors and agents are of one row: kinds do not mix */

    assert_int_equal(access_of(make_actor(KUNDO_PERSON_BOT, VISITOR, 0), 1),
                     KUNDO_NOT_FOUND);

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    cmd.u.flow_update.agents = kundo_str_make("\0\0\0\0\0\0\0\4", 8);
    assert_done(cmd);

    assert_int_equal(access_of(make_agent(EVA), 1), KUNDO_NOT_FOUND);
    assert_int_equal(access_of(make_agent(4), 1), KUNDO_OK);
    assert_int_equal(access_of(make_admin(EVA), 1), KUNDO_OK);

    /* who takes part goes on seeing it */

    assert_done(make_post(make_admin(EVA), 1, "a", "hej"));
    assert_int_equal(access_of(make_agent(EVA), 1), KUNDO_OK);
}


/* Beyond the bound an agent has the chat, sees it and does not follow it. */

static void
participants_have_a_bound(void **state)
{
    char             email[24];
    uint64_t         i, last;
    kundo_conv_t     c;
    kundo_command_t  cmd;

    assert_done(make_start(VISITOR, "f"));

    for (i = 1; i <= KUNDO_PARTICIPANTS_MAX; i++) {
        snprintf(email, sizeof(email), "n%u@x", (unsigned) i);
        assert_done(make_agent_add(email));
        assert_done(make_post(make_agent(domain.result.no), 1, "a", "hej"));
    }

    assert_int_equal(kundo_conv_get(&store.txn, 1, &c), KUNDO_OK);
    assert_int_equal(c.nagents, KUNDO_PARTICIPANTS_MAX);

    last = 4 + KUNDO_PARTICIPANTS_MAX;
    assert_true(kundo_conv_has_agent(&c, last));
    assert_false(kundo_conv_has_agent(&c, EVA));

    assert_done(make_close(make_visitor(VISITOR), 1));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_post(make_visitor(VISITOR), 1, "b", "hej"));
    assert_int_equal(hot_of(1).agent, EVA);

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("f");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    assert_done(cmd);

    assert_int_equal(access_of(make_agent(EVA), 1), KUNDO_OK);
    assert_done(make_post(make_agent(EVA), 1, "c", "hej"));
    assert_int_equal(stands_in('a', EVA, 'o', 1), 0);
    assert_int_equal(presence_of(EVA).nchats, 1);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint8_t       key[8], row[64];
    kundo_conv_t  c;

    memset(row, 0, sizeof(row));
    kundo_be64_put(key, 9);

#define assert_damaged(n)                                                     \
    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_CONV,            \
                                     kundo_str_make(key, 8),                  \
                                     kundo_str_make(row, n)), KUNDO_OK);      \
    assert_int_equal(kundo_conv_get(&store.txn, 9, &c), KUNDO_DAMAGED)

    assert_damaged(23);
    row[0] = KUNDO_CONV_ROW;
    assert_damaged(22);
    assert_damaged(24);

    /* more agents than there may be, or than there are */

    row[22] = KUNDO_PARTICIPANTS_MAX + 1;
    assert_damaged(23);
    row[22] = 2;
    assert_damaged(31);

    assert_int_equal(kundo_conv_get(&store.txn, 10, &c), KUNDO_NOT_FOUND);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(lists_follow_the_status),
        cast_test(within_a_minute_the_lists_are_left_alone),
        cast_test(what_one_may_not_see_does_not_exist),
        cast_test(participants_have_a_bound),
        cast_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

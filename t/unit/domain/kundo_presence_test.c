/* Presence: rows, and places in room. */

#include "domain/kundo_presence.c"
#include "unit/kundo_cast_test.h"


static void
who_was_never_there_is_offline_with_the_default(void **state)
{
    kundo_presence_t  p = presence_of(EVA);

    assert_int_equal(p.state, KUNDO_STATE_OFFLINE);
    assert_int_equal(p.max_chats, 4);
    assert_int_equal(p.nchats, 0);
    assert_int_equal(p.nflows, 0);
    assert_null(kundo_presence_flow(&p, 1));
}


static void
refusals_have_an_order_D4(void **state)
{
    kundo_presence_t  p;

    memset(&p, 0, sizeof(p));
    p.max_chats = 1;
    p.nchats = 1;

    assert_int_equal(kundo_presence_refusal(&p), KUNDO_AGENT_OFFLINE);
    p.state = KUNDO_STATE_BUSY;
    assert_int_equal(kundo_presence_refusal(&p), KUNDO_AGENT_BUSY);
    p.state = KUNDO_STATE_ONLINE;
    assert_int_equal(kundo_presence_refusal(&p), KUNDO_AGENT_FULL);
    p.nchats = 0;
    assert_int_equal(kundo_presence_refusal(&p), KUNDO_OK);
}


static void
places_in_room_follow_state_and_chats_S2_3_S2_4(void **state)
{
    /* who is full has a row, too, behind */

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2));
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);

    assert_int_equal(presence_of(EVA).room, KUNDO_ROOM_TURN);

    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(presence_of(EVA).room, KUNDO_ROOM_TURN);
    assert_done(make_start(VISITOR, "f"));
    assert_int_equal(presence_of(EVA).room, KUNDO_ROOM_FULL);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);

    assert_done(make_close(make_agent(EVA), 1));
    assert_int_equal(presence_of(EVA).room, KUNDO_ROOM_TURN);
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);

    assert_done(make_presence(EVA, KUNDO_STATE_BUSY, NULL, 0));
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 0);
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 0));
    assert_int_equal(rows_of(KUNDO_TABLE_ROOM), 1);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint8_t           key[8];
    kundo_presence_t  p;

    assert_done(make_presence(EVA, KUNDO_STATE_OFFLINE, "f", 4));
    kundo_be64_put(key, EVA);

    p = presence_of(EVA);
    assert_int_equal(p.nflows, 1);
    p.nflows = 2;

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PRESENCE,
                                     kundo_str_make(key, 8),
                                     kundo_str_make(&p, sizeof(p))),
                     KUNDO_OK);
    assert_int_equal(kundo_presence_get(&store.txn, EVA, &p), KUNDO_DAMAGED);

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_PRESENCE,
                                     kundo_str_make(key, 8),
                                     kundo_str("short")), KUNDO_OK);
    assert_int_equal(kundo_presence_get(&store.txn, EVA, &p), KUNDO_DAMAGED);

    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_PRESENCE,
                                        kundo_str_make(key, 8)), KUNDO_OK);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(who_was_never_there_is_offline_with_the_default),
        cast_test(refusals_have_an_order_D4),
        cast_test(places_in_room_follow_state_and_chats_S2_3_S2_4),
        cast_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

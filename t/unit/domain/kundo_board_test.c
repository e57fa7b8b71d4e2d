/* The board: which events can change it. */

#include "domain/kundo_board.c"
#include "unit/kundo_cast_test.h"


/* Whether any event since then can change it. */

static int
shows_since(uint64_t jno)
{
    int              shows;
    kundo_journal_t  row;

    for (shows = 0; ++jno <= store.txn.meta.last_jno; /* void */ ) {
        assert_int_equal(kundo_journal_get(&store.txn, jno, &row), KUNDO_OK);
        shows |= kundo_board_shows(&row);
    }

    return shows;
}


#define assert_shows(cmd, must)                                               \
    do {                                                                      \
        uint64_t  was_ = store.txn.meta.last_jno;                             \
                                                                              \
        assert_done(cmd);                                                     \
        assert_int_not_equal(store.txn.meta.last_jno, was_);                  \
        assert_int_equal(shows_since(was_), must);                            \
    } while (0)


static void
what_is_said_is_no_change(void **state)
{
    assert_shows(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1), 1);
    assert_shows(make_start(VISITOR, "f"), 1);

    /* the first text arms a deadline, the answer ends it */

    assert_shows(make_post(make_visitor(VISITOR), 1, "c1", "hej"), 0);
    assert_int_not_equal(hot_of(1).focus_due_ms, 0);
    assert_shows(make_post(make_agent(EVA), 1, "c2", "hej"), 0);
    assert_shows(make_post(make_visitor(VISITOR), 1, "c3", "tack"), 0);
    assert_shows(make_seen(make_agent(EVA), 1, 3), 0);

    assert_shows(make_start(OTHER, "f"), 1);
    assert_shows(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 2), 1);
    assert_shows(make_close(make_visitor(VISITOR), 1), 1);
    assert_shows(make_open(EVA, 1), 1);
}


static void
to_be_overdue_is_a_change(void **state)
{
    uint64_t         ms;
    kundo_command_t  cmd;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "c1", "hej"));

    ms = hot_of(1).focus_due_ms;

    cmd = make_command(KUNDO_COMMAND_DUE_FIRE, make_system());
    cmd.now_ms = ms;
    cmd.u.due_fire.ms = ms;
    cmd.u.due_fire.kind = KUNDO_DUE_FOCUS;
    cmd.u.due_fire.no = 1;

    assert_shows(cmd, 1);
    assert_int_not_equal(hot_of(1).overdue, 0);

    assert_shows(make_post(make_agent(EVA), 1, "c2", "hej"), 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cast_test(what_is_said_is_no_change),
        cast_test(to_be_overdue_is_a_change)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

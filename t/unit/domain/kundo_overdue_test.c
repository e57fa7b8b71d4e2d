/* Overdue: the longest first, and none is looked at twice (D1). */

#include "domain/kundo_overdue.c"
#include "unit/kundo_work_test.h"


#define EVA   7
#define BO    8
#define FLOW  1


/* Conversation i + 1, which `agent` has and `missed` has missed. */

static void
put(unsigned i, uint64_t agent, uint64_t missed)
{
    kundo_conv_t  c;

    memset(&c, 0, sizeof(kundo_conv_t));
    c.missed[0] = missed;
    c.nmissed = 1;

    hots[i].flow = FLOW;
    hots[i].agent = agent;

    assert_int_equal(kundo_overdue_put(&w, i + 1, &hots[i]), KUNDO_OK);
    assert_int_equal(kundo_hot_put(&store.txn, i + 1, &hots[i]), KUNDO_OK);
    assert_int_equal(kundo_conv_put(&w, i + 1, &c), KUNDO_OK);
}


/* The conversation that an agent may get. */

static uint64_t
first(uint64_t agent, int *more)
{
    uint64_t  place, cno;

    *more = 0;

    assert_int_equal(kundo_overdue_first(&w, FLOW, agent, &place, &cno, more),
                     KUNDO_OK);
    assert_int_equal(place, cno ? hots[cno - 1].overdue : 0);

    return cno;
}


static void
not_her_own_and_none_that_she_has_missed_D1(void **state)
{
    int  more;

    assert_int_equal(first(EVA, &more), 0);

    put(0, EVA, BO);
    put(1, BO, EVA);
    put(2, 9, 9);

    assert_int_equal(first(EVA, &more), 3);
    assert_int_equal(first(BO, &more), 3);
    assert_int_equal(first(9, &more), 1);

    assert_int_equal(kundo_overdue_delete(&w, &hots[2]), KUNDO_OK);
    assert_int_equal(hots[2].overdue, 0);
    assert_int_equal(kundo_overdue_delete(&w, &hots[2]), KUNDO_OK);

    assert_int_equal(first(EVA, &more), 0);
    assert_int_equal(first(9, &more), 1);
    assert_int_equal(more, 0);

    /* a new one comes behind all that were passed */

    put(3, 9, 9);
    assert_int_equal(first(EVA, &more), 4);
}


static void
what_was_passed_is_not_read_again(void **state)
{
    int          more;
    unsigned     i;
    kundo_key_t  key;

    for (i = 0; i < 5; i++) {
        put(i, EVA, EVA);
    }

    put(5, BO, BO);
    assert_int_equal(first(EVA, &more), 6);

    /* without its row one that is read would be damage */

    key.len = 0;
    kundo_key_u64(&key, 3);
    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_CONV,
                                        kundo_key_str(&key)), KUNDO_OK);

    assert_int_equal(first(EVA, &more), 6);
}


static void
one_that_lies_behind_a_chunk_is_found_in_the_end(void **state)
{
    int       more;
    unsigned  i;

    for (i = 0; i < KUNDO_CHUNK + 3; i++) {
        put(i, EVA, EVA);
    }

    put(i, BO, BO);

    assert_int_equal(first(EVA, &more), 0);
    assert_int_equal(more, 1);
    assert_int_equal(first(EVA, &more), i + 1);
    assert_int_equal(more, 0);
}


static void
a_row_without_its_conversation_is_damage(void **state)
{
    int       more;
    uint64_t  place, cno;

    hots[0].flow = FLOW;
    assert_int_equal(kundo_overdue_put(&w, 1, &hots[0]), KUNDO_OK);
    assert_int_equal(kundo_overdue_first(&w, FLOW, EVA, &place, &cno, &more),
                     KUNDO_DAMAGED);

    hots[0].overdue++;
    assert_int_equal(kundo_overdue_delete(&w, &hots[0]), KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        work_test(not_her_own_and_none_that_she_has_missed_D1),
        work_test(what_was_passed_is_not_read_again),
        work_test(one_that_lies_behind_a_chunk_is_found_in_the_end),
        work_test(a_row_without_its_conversation_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

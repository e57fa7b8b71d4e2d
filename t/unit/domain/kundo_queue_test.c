/* Queue: first in, first out, each flow for itself (D2). */

#include "domain/kundo_queue.c"
#include "unit/kundo_work_test.h"


static void
enter(unsigned i, uint32_t flow)
{
    hots[i].flow = flow;
    assert_int_equal(kundo_queue_enter(&w, 100 + i, &hots[i]), KUNDO_OK);
}


static uint64_t
head(uint32_t flow)
{
    uint64_t  qno, cno = 0;

    assert_int_equal(kundo_queue_head(&store.txn, flow, &qno, &cno),
                     KUNDO_OK);

    return qno ? cno : 0;
}


static uint32_t
length(uint32_t flow)
{
    uint32_t  n;

    assert_int_equal(kundo_queue_length(&store.txn, flow, &n), KUNDO_OK);

    return n;
}


static uint32_t
position(unsigned i)
{
    uint32_t  n;

    assert_int_equal(kundo_queue_position(&store.txn, &hots[i], &n),
                     KUNDO_OK);

    return n;
}


static void
first_in_first_out(void **state)
{
    assert_int_equal(head(1), 0);
    assert_int_equal(length(1), 0);

    enter(0, 1);
    enter(1, 2);
    enter(2, 1);
    enter(3, 1);

    assert_int_equal(head(1), 100);
    assert_int_equal(head(2), 101);
    assert_int_equal(length(1), 3);
    assert_int_equal(length(2), 1);
    assert_int_equal(length(3), 0);
    assert_int_equal(position(0), 1);
    assert_int_equal(position(3), 3);
    assert_int_equal(position(1), 1);
}


static void
those_behind_move_up_and_are_told(void **state)
{
    uint64_t         qno;
    kundo_journal_t  row;

    enter(0, 1);
    enter(1, 1);
    enter(2, 1);
    qno = hots[1].qno;

    assert_int_equal(kundo_queue_leave(&w, 2, &hots[1], 0), KUNDO_OK);
    assert_int_equal(hots[1].qno, 0);
    assert_int_equal(position(2), 2);

    assert_int_equal(kundo_journal_get(&store.txn, 1, &row), KUNDO_OK);
    assert_int_equal(row.type, KUNDO_EVENT_QUEUE_MOVED);
    assert_int_equal(row.audience, KUNDO_AUDIENCE_QUEUED);
    assert_int_equal(row.flow, 1);
    assert_int_equal(row.ref, qno);
    assert_int_equal(row.cno, 0);
    assert_int_equal(row.actor, 0);

    /* the last one has nobody behind to tell, whoever is before */

    assert_int_equal(kundo_queue_leave(&w, 3, &hots[2], 0), KUNDO_OK);
    assert_int_equal(store.txn.meta.last_jno, 1);
    assert_int_equal(position(0), 1);
    assert_int_equal(kundo_queue_leave(&w, 1, &hots[0], 0), KUNDO_OK);
    assert_int_equal(store.txn.meta.last_jno, 1);
    assert_int_equal(length(1), 0);
}


static void
who_is_not_in_it_cannot_leave(void **state)
{
    enter(0, 1);
    hots[0].qno++;

    assert_int_equal(kundo_queue_remove(&w, 1, &hots[0], 0), KUNDO_DAMAGED);
}


static void
a_row_of_another_shape_is_damage(void **state)
{
    uint64_t  qno, cno;

    assert_int_equal(kundo_table_put(&store.txn, KUNDO_TABLE_QUEUE,
                                     kundo_str_make("\0\0\0\1\0\0\0\0"
                                                    "\0\0\0\1", 12),
                                     kundo_str("short")), KUNDO_OK);
    assert_int_equal(kundo_queue_head(&store.txn, 1, &qno, &cno),
                     KUNDO_DAMAGED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        work_test(first_in_first_out),
        work_test(those_behind_move_up_and_are_told),
        work_test(who_is_not_in_it_cannot_leave),
        work_test(a_row_of_another_shape_is_damage)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

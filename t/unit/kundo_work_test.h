/*
 * What a test needs that calls parts of a command by themselves: work, and
 * hot rows behind which there need not be a conversation.
 */

#ifndef KUNDO_WORK_TEST_H
#define KUNDO_WORK_TEST_H


#include "unit/kundo_domain_test.h"

#include "base/kundo_limit.h"


static kundo_work_t  w;
static kundo_hot_t   hots[2 * KUNDO_CHUNK];


static inline int
work_set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    w = domain_work();
    memset(hots, 0, sizeof(hots));

    return 0;
}


/* What is left of that is no sound store. */

static inline int
work_tear_down(void **state)
{
    store_abort();

    return domain_tear_down(state);
}


#define work_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, work_set_up, work_tear_down)


#endif /* KUNDO_WORK_TEST_H */

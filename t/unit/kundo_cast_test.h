/*
 * Whom most tests of the domain know: two visitors, two agents, who are
 * offline, and a flow for everyone, in which nine may wait.
 */

#ifndef KUNDO_CAST_TEST_H
#define KUNDO_CAST_TEST_H


#include "unit/kundo_domain_test.h"


#define VISITOR  1
#define OTHER    2
#define EVA      3
#define BO       4


static inline int
cast_set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_visitor_add());
    assert_done(make_visitor_add());
    assert_done(make_agent_add("eva@x"));
    assert_done(make_agent_add("bo@x"));
    assert_done(make_flow_add("f", 9));

    return 0;
}


#define cast_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, cast_set_up, domain_tear_down)


#endif /* KUNDO_CAST_TEST_H */

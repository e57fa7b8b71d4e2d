/* Result codes: one row each; refusals and faults kept apart. */

#include "base/kundo_rc.c"
#include "unit/kundo_test.h"


static void
every_code_has_its_row(void **state)
{
    kundo_rc_t   rc;
    const char  *p;

    assert_int_equal(sizeof(kundo_rc_rows) / sizeof(kundo_rc_rows[0]),
                     KUNDO_RC_N);

    for (rc = KUNDO_OK; rc < KUNDO_RC_N; rc++) {
        assert_true(kundo_rc_title(rc)[0] != '\0');
        assert_true(strlen(kundo_rc_title(rc)) < 80);
        assert_true(kundo_rc_code(rc)[0] != '\0');

        for (p = kundo_rc_code(rc); *p != '\0'; p++) {
            assert_true((*p >= 'a' && *p <= 'z') || *p == '_');
        }
    }
}


static void
a_fault_is_503_and_a_refusal_4xx(void **state)
{
    kundo_rc_t  rc;

    assert_int_equal(kundo_rc_status(KUNDO_OK), 200);
    assert_false(kundo_rc_is_fault(KUNDO_OK));
    assert_false(kundo_rc_is_refusal(KUNDO_OK));

    for (rc = KUNDO_OK + 1; rc < KUNDO_RC_N; rc++) {
        assert_int_not_equal(kundo_rc_is_fault(rc), kundo_rc_is_refusal(rc));

        if (kundo_rc_is_fault(rc)) {
            assert_int_equal(kundo_rc_status(rc), 503);
            assert_string_equal(kundo_rc_code(rc), "unavailable");

        } else {
            assert_in_range(kundo_rc_status(rc), 400, 499);
            assert_string_not_equal(kundo_rc_code(rc), "unavailable");
        }
    }
}


static void
refusals_have_words_of_their_own(void **state)
{
    kundo_rc_t  a, b;

    for (a = KUNDO_OK; a < KUNDO_NO_MEMORY; a++) {
        for (b = a + 1; b < KUNDO_NO_MEMORY; b++) {
            assert_string_not_equal(kundo_rc_code(a), kundo_rc_code(b));
        }
    }
}


/* The words that clients rest on. */

static void
the_words_of_the_api(void **state)
{
    assert_string_equal(kundo_rc_code(KUNDO_NOT_FOUND), "not_found");
    assert_int_equal(kundo_rc_status(KUNDO_NOT_FOUND), 404);
    assert_string_equal(kundo_rc_code(KUNDO_UNAUTHORIZED), "unauthorized");
    assert_int_equal(kundo_rc_status(KUNDO_UNAUTHORIZED), 401);
    assert_string_equal(kundo_rc_code(KUNDO_CID_REUSED), "cid_reused");
    assert_int_equal(kundo_rc_status(KUNDO_CID_REUSED), 409);
    assert_string_equal(kundo_rc_code(KUNDO_BAD_JSON), "bad_json");
    assert_string_equal(kundo_rc_code(KUNDO_UNKNOWN_FIELD), "unknown_field");
    assert_string_equal(kundo_rc_code(KUNDO_BAD_VALUE), "bad_value");
    assert_string_equal(kundo_rc_code(KUNDO_FLOW_INACTIVE), "flow_inactive");
    assert_string_equal(kundo_rc_code(KUNDO_AGENT_OFFLINE), "agent_offline");
    assert_string_equal(kundo_rc_code(KUNDO_AGENT_BUSY), "agent_busy");
    assert_string_equal(kundo_rc_code(KUNDO_AGENT_FULL), "agent_full");
    assert_string_equal(kundo_rc_code(KUNDO_TOO_LARGE), "too_large");
    assert_int_equal(kundo_rc_status(KUNDO_TOO_LARGE), 413);
    assert_string_equal(kundo_rc_code(KUNDO_RATE_LIMITED), "rate_limited");
    assert_int_equal(kundo_rc_status(KUNDO_RATE_LIMITED), 429);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(every_code_has_its_row),
        cmocka_unit_test(a_fault_is_503_and_a_refusal_4xx),
        cmocka_unit_test(refusals_have_words_of_their_own),
        cmocka_unit_test(the_words_of_the_api),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

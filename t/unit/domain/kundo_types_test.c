/* The domain's words as the API spells them. */

#include "domain/kundo_types.c"
#include "unit/kundo_test.h"


static void
words_are_those_of_the_api(void **state)
{
    assert_string_equal(kundo_state_name(KUNDO_STATE_ONLINE), "online");
    assert_string_equal(kundo_state_name(KUNDO_STATE_BUSY), "busy");
    assert_string_equal(kundo_state_name(KUNDO_STATE_OFFLINE), "offline");
    assert_string_equal(kundo_state_name((kundo_state_t) 9), "offline");

    assert_string_equal(kundo_status_name(KUNDO_STATUS_QUEUED), "queued");
    assert_string_equal(kundo_status_name(KUNDO_STATUS_OPEN), "open");
    assert_string_equal(kundo_status_name(KUNDO_STATUS_CLOSED), "closed");
    assert_string_equal(kundo_status_name((kundo_status_t) 9), "closed");

    assert_string_equal(kundo_role_name(KUNDO_ROLE_AGENT), "agent");
    assert_string_equal(kundo_role_name(KUNDO_ROLE_ADMIN), "admin");

    assert_string_equal(kundo_person_kind_name(KUNDO_PERSON_SYSTEM),
                        "system");
    assert_string_equal(kundo_person_kind_name(KUNDO_PERSON_VISITOR),
                        "visitor");
    assert_string_equal(kundo_person_kind_name(KUNDO_PERSON_AGENT), "agent");
    assert_string_equal(kundo_person_kind_name(KUNDO_PERSON_BOT), "bot");
}


static void
every_event_has_a_name(void **state)
{
    unsigned  i;

    for (i = 0; i < KUNDO_EVENT_N; i++) {
        assert_non_null(strchr(kundo_event_name((kundo_event_type_t) i),
                               '.'));
    }

    assert_string_equal(kundo_event_name(KUNDO_EVENT_MESSAGE_CREATED),
                        "message.created");
    assert_string_equal(kundo_event_name(KUNDO_EVENT_QUEUE_MOVED),
                        "conversation.queued");
    assert_string_equal(kundo_event_name(KUNDO_EVENT_N), "unknown");
}


static void
words_are_read_exactly(void **state)
{
    kundo_role_t   role;
    kundo_state_t  state_;

    assert_int_equal(kundo_state_parse(kundo_str("busy"), &state_),
                     KUNDO_OK);
    assert_int_equal(state_, KUNDO_STATE_BUSY);
    assert_int_equal(kundo_state_parse(kundo_str("Busy"), &state_),
                     KUNDO_BAD_VALUE);
    assert_int_equal(kundo_state_parse(kundo_str("bus"), &state_),
                     KUNDO_BAD_VALUE);
    assert_int_equal(kundo_state_parse(kundo_str_null, &state_),
                     KUNDO_BAD_VALUE);

    assert_int_equal(kundo_role_parse(kundo_str("admin"), &role), KUNDO_OK);
    assert_int_equal(role, KUNDO_ROLE_ADMIN);
    assert_int_equal(kundo_role_parse(kundo_str("root"), &role),
                     KUNDO_BAD_VALUE);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(words_are_those_of_the_api),
        cmocka_unit_test(every_event_has_a_name),
        cmocka_unit_test(words_are_read_exactly)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The domain's words as text.
 */

#include "domain/kundo_types.h"


#define KUNDO_EVENT_TEXT(name, text)  text,

static const char  *kundo_event_names[] = {
    KUNDO_EVENT_LIST(KUNDO_EVENT_TEXT)
};

static const char  *kundo_person_kinds[] = {
    "system", "visitor", "agent", "bot"
};

static const char  *kundo_states[] = { "offline", "online", "busy" };
static const char  *kundo_statuses[] = { "queued", "open", "closed" };
static const char  *kundo_roles[] = { "agent", "admin" };


const char *
kundo_event_name(kundo_event_type_t type)
{
    return type < KUNDO_EVENT_N ? kundo_event_names[type] : "unknown";
}


const char *
kundo_person_kind_name(kundo_person_kind_t kind)
{
    return kundo_person_kinds[kind & 3];
}


const char *
kundo_state_name(kundo_state_t state)
{
    return state <= KUNDO_STATE_BUSY ? kundo_states[state] : "offline";
}


const char *
kundo_status_name(kundo_status_t status)
{
    return status <= KUNDO_STATUS_CLOSED ? kundo_statuses[status] : "closed";
}


const char *
kundo_role_name(kundo_role_t role)
{
    return kundo_roles[role & 1];
}


static kundo_rc_t
kundo_word(const char **words, unsigned n, kundo_str_t word, unsigned *at)
{
    unsigned  i;

    for (i = 0; i < n; i++) {
        if (kundo_str_eq(word, kundo_str_cstr(words[i]))) {
            *at = i;
            return KUNDO_OK;
        }
    }

    return KUNDO_BAD_VALUE;
}


kundo_rc_t
kundo_state_parse(kundo_str_t word, kundo_state_t *state)
{
    unsigned    at = 0;
    kundo_rc_t  rc;

    rc = kundo_word(kundo_states, 3, word, &at);
    *state = (kundo_state_t) at;

    return rc;
}


kundo_rc_t
kundo_role_parse(kundo_str_t word, kundo_role_t *role)
{
    unsigned    at = 0;
    kundo_rc_t  rc;

    rc = kundo_word(kundo_roles, 2, word, &at);
    *role = (kundo_role_t) at;

    return rc;
}

/*
 * Ask: what a flow wants to know of a visitor before a chat begins.
 */

#ifndef KUNDO_ASK_H
#define KUNDO_ASK_H


#include "base/kundo_out.h"
#include "domain/kundo_person.h"


/*
 * A set of fields (name, email, phone), each optional or required; 0 asks
 * nothing.  Two bits a field.
 */
typedef uint8_t  kundo_ask_t;

/* Adds a field; KUNDO_BAD_VALUE for another field or level. */
kundo_rc_t kundo_ask_add(kundo_ask_t *ask, kundo_str_t field,
    kundo_str_t level);

/* {"name":"required"}, in the order of the fields. */
void kundo_ask_render(kundo_out_t *out, kundo_ask_t ask);

/* Whether she has told all that is required. */
int kundo_ask_is_answered(kundo_ask_t ask, const kundo_person_t *visitor);


#endif /* KUNDO_ASK_H */

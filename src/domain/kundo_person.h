/*
 * Persons: visitors and agents, their rows and how they are found.
 */

#ifndef KUNDO_PERSON_H
#define KUNDO_PERSON_H


#include "domain/kundo_work.h"


#define KUNDO_ADDRESS_AGENT  'a'      /* rows of address: every agent */


typedef struct {
    uint64_t             no;
    uint64_t             created_ms;
    kundo_str_t          name;
    kundo_str_t          email;
    kundo_str_t          phone;
    kundo_str_t          locale;
    kundo_str_t          hash;        /* of an agent's password */
    uint32_t             generation;  /* of the password and its sessions */
    kundo_person_kind_t  kind;
    kundo_role_t         role;
    unsigned             disabled:1;
    unsigned             verified:1;  /* name and e-mail, by the site */
    unsigned             subject:1;   /* the site has a name for her, too */
} kundo_person_t;


/* Strings point into the map; null (data NULL) where not known. */
kundo_rc_t kundo_person_get(kundo_txn_t *txn, uint64_t no,
    kundo_person_t *person);

kundo_rc_t kundo_person_put(kundo_work_t *w, const kundo_person_t *person);

/* Tells the workers that the row is another now. */
kundo_rc_t kundo_person_changed(kundo_work_t *w, uint64_t no);

/* An agent by e-mail, whatever its case. */
kundo_rc_t kundo_person_find_agent(kundo_txn_t *txn, kundo_str_t email,
    uint64_t *no);

kundo_rc_t kundo_agent_add(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_agent_password(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_agent_disable(kundo_work_t *w, const kundo_command_t *cmd);

/* Every agent, in the order of their addresses; ends when each() gives
 * another than KUNDO_OK, and gives that. */
typedef kundo_rc_t (*kundo_person_pt)(void *data, uint64_t no);

kundo_rc_t kundo_person_agents(kundo_txn_t *txn, kundo_person_pt each,
    void *data);



#endif /* KUNDO_PERSON_H */

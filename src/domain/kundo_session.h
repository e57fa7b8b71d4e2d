/*
 * Sessions: log-ins of visitors and agents.
 */

#ifndef KUNDO_SESSION_H
#define KUNDO_SESSION_H


#include "domain/kundo_person.h"


#define KUNDO_SESSION_DIGEST_BYTES  sizeof(((kundo_session_t *) 0)->digest)


/* Gives a person a session; its number goes to the result. */
kundo_rc_t kundo_session_create(kundo_work_t *w, const kundo_person_t *p,
    kundo_str_t digest);

kundo_rc_t kundo_session_add(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_session_renew(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_session_end(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_session_expire(kundo_work_t *w, uint64_t no);

/*
 * Who a session belongs to: KUNDO_OK, KUNDO_UNAUTHORIZED (unknown, ended,
 * expired, disabled, password changed) or a fault.  The digest of the
 * token's secret is compared by the caller with row->digest.
 */
kundo_rc_t kundo_session_get(kundo_txn_t *txn, uint64_t no, uint64_t now_ms,
    kundo_session_t *row, kundo_person_t *person);


#endif /* KUNDO_SESSION_H */

/*
 * Presence: what its files share.
 */

#ifndef KUNDO_PRESENCE_INTERNAL_H
#define KUNDO_PRESENCE_INTERNAL_H


#include "domain/kundo_presence.h"


/* Active in these flows and in no other; p is put by the caller. */
kundo_rc_t kundo_presence_works_in(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p, const uint32_t *nos, unsigned n);

/* Counts the agent in or out of the flows that it is active in. */
kundo_rc_t kundo_presence_count(kundo_work_t *w, const kundo_presence_t *p,
    int by);

/* Offline, busy or online (S2.3); p is put by the caller. */
kundo_rc_t kundo_presence_state(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p, kundo_state_t state);

kundo_rc_t kundo_presence_emit(kundo_work_t *w, uint64_t agent,
    const kundo_presence_t *p);

/* D3: every live chat of an agent who is gone is routed anew. */
kundo_rc_t kundo_presence_reroute(kundo_work_t *w, uint64_t agent);


#endif /* KUNDO_PRESENCE_INTERNAL_H */

/*
 * Room: who is online in a flow, in turn, and who of them may get a chat.
 */

#ifndef KUNDO_ROOM_H
#define KUNDO_ROOM_H


#include "domain/kundo_presence.h"


/* Puts, or takes away, the row of an agent in one flow. */
kundo_rc_t kundo_room_put(kundo_work_t *w, uint64_t agent,
    const kundo_presence_flow_t *f, kundo_room_t room);
kundo_rc_t kundo_room_delete(kundo_work_t *w, uint64_t agent,
    const kundo_presence_flow_t *f, kundo_room_t room);

/* All rows of an agent, of the active flows, from where they are to `room`. */
kundo_rc_t kundo_room_move(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p, kundo_room_t room);

/* The first agent in turn to whom a chat may come (S1.2), or 0. */
kundo_rc_t kundo_room_first(kundo_txn_t *txn, uint32_t flow,
    uint64_t *agent);

/* As first, but none of these n agents; also of those who are full. */
kundo_rc_t kundo_room_other(kundo_txn_t *txn, uint32_t flow,
    kundo_room_t room, const uint64_t *but, unsigned n, uint64_t *agent);

/*
 * At most max agents who are online: first those to whom a chat may come,
 * then those who are full, each in turn.
 */
kundo_rc_t kundo_room_agents(kundo_txn_t *txn, uint32_t flow,
    uint64_t *agents, unsigned max, unsigned *n);


#endif /* KUNDO_ROOM_H */

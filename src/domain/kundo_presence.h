/*
 * Presence: who works where, with how many chats, and who has gone.
 */

#ifndef KUNDO_PRESENCE_H
#define KUNDO_PRESENCE_H


#include "domain/kundo_work.h"


/* The row of an agent; a cleared one, offline, where there is none yet. */
kundo_rc_t kundo_presence_get(kundo_txn_t *txn, uint64_t agent,
    kundo_presence_t *p);

/* The row alone. */
kundo_rc_t kundo_presence_row(kundo_txn_t *txn, uint64_t agent,
    const kundo_presence_t *p);

/*
 * Puts the row and its places in room: an agent is there, once for each
 * active flow, as long as new chats may come (S2.3, S2.4).
 */
kundo_rc_t kundo_presence_put(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p);

/* The entry of a flow, or NULL. */
kundo_presence_flow_t *kundo_presence_flow(kundo_presence_t *p,
    uint32_t flow);

#define kundo_presence_has_room(p)                                            \
    ((p)->state == KUNDO_STATE_ONLINE && (p)->nchats < (p)->max_chats)

int kundo_presence_has_chat(const kundo_presence_t *p, uint64_t cno);

/* The agent has got a chat of this flow: one more, and last in turn. */
kundo_rc_t kundo_presence_took(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p, uint64_t cno, uint32_t flow);

/* A live chat is off the agent's hands; what waits comes next. */
kundo_rc_t kundo_presence_freed(kundo_work_t *w, uint64_t agent,
    uint64_t cno);

/* Why an agent cannot get a chat (D4): KUNDO_OK if so. */
kundo_rc_t kundo_presence_refusal(const kundo_presence_t *p);

/* D3: offline, and the chats to others. */
kundo_rc_t kundo_presence_go_offline(kundo_work_t *w, uint64_t agent);

kundo_rc_t kundo_presence_set(kundo_work_t *w, const kundo_command_t *cmd);

/*
 * The agents of a flow have changed: who may not work in it any more does
 * not; the chats that she has she keeps.
 * In chunks.
 */
kundo_rc_t kundo_presence_expel(kundo_work_t *w, uint32_t flow);

kundo_rc_t kundo_presence_lost(kundo_work_t *w, uint64_t agent, uint64_t ms);

/* Connections: first of an agent in a worker, last one gone, worker gone. */
kundo_rc_t kundo_link_up(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_link_down(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_worker_join(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_worker_gone(kundo_work_t *w, const kundo_command_t *cmd);

/* Arms or disarms the row that D3 needs, as p says; p is put by the caller. */
kundo_rc_t kundo_presence_watch(kundo_work_t *w, uint64_t agent,
    kundo_presence_t *p);


#endif /* KUNDO_PRESENCE_H */

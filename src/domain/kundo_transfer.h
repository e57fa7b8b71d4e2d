/*
 * Transfers: a chat goes to another agent, to another flow, or on by
 * itself.
 */

#ifndef KUNDO_TRANSFER_H
#define KUNDO_TRANSFER_H


#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"


/*
 * Why a conversation cannot go to an agent or a flow, as things are now:
 * KUNDO_OK if it can, and then the agent who would get it.  An agent's
 * refusal is the first that holds of offline, busy, full (D4); a flow's is
 * flow_inactive, or what keeps all of its active agents but the one who has
 * it.  What is no live chat takes no room: nobody is too full for it.
 */
kundo_rc_t kundo_transfer_agent_target(kundo_txn_t *txn,
    const kundo_hot_t *hot, uint64_t agent, kundo_presence_t *p);
kundo_rc_t kundo_transfer_flow_target(kundo_txn_t *txn,
    const kundo_hot_t *hot, uint32_t flow, uint64_t *agent);

/*
 * Moves it, which the caller has found possible: p is the presence of
 * `agent`, flow the one that it has from now on.  Puts hot.
 */
kundo_rc_t kundo_transfer_move(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent, kundo_presence_t *p, uint32_t flow,
    int automatic);

kundo_rc_t kundo_conversation_transfer(kundo_work_t *w,
    const kundo_command_t *cmd);


#endif /* KUNDO_TRANSFER_H */

/*
 * Focus: whether the agent of a chat has turned to it in time, and where
 * it goes when not (S2.6, D1).
 */

#ifndef KUNDO_FOCUS_H
#define KUNDO_FOCUS_H


#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"


/* Her text stands: arms, if the agent has not been there yet. */
kundo_rc_t kundo_focus_asked(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* An agent has answered. */
kundo_rc_t kundo_focus_answered(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* Another agent has it: what stands unanswered arms anew, unsaid. */
kundo_rc_t kundo_focus_assigned(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* It is with no agent, or closed: disarmed, and not overdue. */
kundo_rc_t kundo_focus_end(kundo_work_t *w, kundo_hot_t *hot);

/*
 * The overdue chat that has waited longest in the flow and that this agent
 * may get: not her own, and not one that she has missed.  *place and *cno
 * are 0 when there is none.
 */
kundo_rc_t kundo_focus_overdue(kundo_txn_t *txn, uint32_t flow,
    uint64_t agent, uint64_t *place, uint64_t *cno);

/* The row of due has come: the chat goes on, or is overdue. */
kundo_rc_t kundo_focus_due(kundo_work_t *w, uint64_t cno, uint64_t ms);

kundo_rc_t kundo_conversation_focus(kundo_work_t *w,
    const kundo_command_t *cmd);


#endif /* KUNDO_FOCUS_H */

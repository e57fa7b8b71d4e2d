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

/* Closed: disarmed, not overdue, and whoever missed it forgotten. */
kundo_rc_t kundo_focus_closed(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* It is with no agent: disarmed, and not overdue. */
kundo_rc_t kundo_focus_end(kundo_work_t *w, kundo_hot_t *hot);

/* The row of due has come: the chat goes on, or is overdue. */
kundo_rc_t kundo_focus_due(kundo_work_t *w, uint64_t cno, uint64_t ms);

kundo_rc_t kundo_conversation_focus(kundo_work_t *w,
    const kundo_command_t *cmd);


#endif /* KUNDO_FOCUS_H */

/*
 * Overdue: the chats to which nobody has turned in time, and for whom they
 * are (D1).
 */

#ifndef KUNDO_OVERDUE_H
#define KUNDO_OVERDUE_H


#include "domain/kundo_work.h"


/* At the end of those of hot's flow; hot is put by the caller. */
kundo_rc_t kundo_overdue_put(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* Also of one that is not. */
kundo_rc_t kundo_overdue_delete(kundo_work_t *w, kundo_hot_t *hot);

/*
 * The one that has waited longest in the flow and that this agent may get:
 * not her own, and not one that she has missed.  *place and *cno are 0 when
 * there is none; *more is set when it is not known yet: ask again in
 * another command.
 */
kundo_rc_t kundo_overdue_first(kundo_work_t *w, uint32_t flow,
    uint64_t agent, uint64_t *place, uint64_t *cno, int *more);


#endif /* KUNDO_OVERDUE_H */

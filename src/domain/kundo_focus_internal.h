/*
 * Focus: what its files share.
 */

#ifndef KUNDO_FOCUS_INTERNAL_H
#define KUNDO_FOCUS_INTERNAL_H


#include "domain/kundo_focus.h"


/* A row of due at focus_due_ms, unless an earlier one will look anyway. */
kundo_rc_t kundo_focus_row(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot);

/*
 * Agents see it armed or overdue, or not any more; customers see nothing of
 * it.  overdue: it has become so, or is not any more.
 */
kundo_rc_t kundo_focus_tell(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    int overdue);


#endif /* KUNDO_FOCUS_INTERNAL_H */

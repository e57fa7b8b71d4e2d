/*
 * Events: a change, written to the journal in the transaction that makes
 * it.
 */

#ifndef KUNDO_EVENT_H
#define KUNDO_EVENT_H


#include "domain/kundo_work.h"
#include "store/kundo_journal.h"


typedef struct {
    kundo_event_type_t  type;
    kundo_audience_t    audience;
    uint64_t            ref;          /* lpos, session, state ... */
    uint64_t            other;        /* a person who gets it, too */
    uint32_t            seq;
    uint32_t            flow;         /* where there is no conversation */
    unsigned            system:1;     /* done by no person */
} kundo_event_t;


/* ref of an update that moves only the time by which an agent must come. */

#define KUNDO_UPDATED_DEADLINE  1


/*
 * Appends the event.  hot, unless NULL, gets the new head of its chains
 * and is put by the caller afterwards.
 */
kundo_rc_t kundo_event_emit(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_event_t *event);

/* The common case: to ALL of a conversation, nothing more to say. */
kundo_rc_t kundo_event_of(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_event_type_t type, uint64_t other);


#endif /* KUNDO_EVENT_H */

/*
 * Work: what one command has at hand while it is applied.  Internal to the
 * domain.
 */

#ifndef KUNDO_WORK_H
#define KUNDO_WORK_H


#include "base/kundo_arena.h"
#include "domain/kundo_command.h"
#include "store/kundo_due.h"
#include "store/kundo_hot.h"


#define KUNDO_FREED_MAX  16       /* more of them get it by a row of due */

typedef struct {
    kundo_txn_t     *txn;
    kundo_arena_t   *arena;
    kundo_result_t  *result;
    uint64_t         now_ms;      /* never less than any before */
    kundo_actor_t    actor;
    unsigned         nfreed;      /* agents who have got room, in order: */
    unsigned         nsettled;    /*   they get what waits at the end, and */
    uint64_t         freed[KUNDO_FREED_MAX];   /* so many have got it */
} kundo_work_t;


/* A refusal with the sentence that explains it. */

static inline kundo_rc_t
kundo_work_refuse(kundo_work_t *w, kundo_rc_t rc, const char *detail)
{
    w->result->detail = detail;
    return rc;
}


static inline int
kundo_work_lists(const uint64_t *persons, unsigned n, uint64_t person)
{
    unsigned  i;

    for (i = 0; i < n; i++) {
        if (persons[i] == person) {
            return 1;
        }
    }

    return 0;
}


typedef enum {
    KUNDO_DUE_AGENT_LOST = 1,     /* no = agent; D3 */
    KUNDO_DUE_SESSION,            /* no = session */
    KUNDO_DUE_FLOW_EMPTY,         /* no = flow; D2 */
    KUNDO_DUE_IDEM,               /* no = serial; value = key of idem */
    KUNDO_DUE_TRIM,               /* the journal's front */
    KUNDO_DUE_FLOW_EXPEL,         /* no = flow; S1.7 */
    KUNDO_DUE_FOCUS,              /* no = conversation; S2.6 */
    KUNDO_DUE_ROOM,               /* no = agent, who has got room */
    KUNDO_DUE_HOURS               /* no = flow, which opens or closes */
} kundo_due_kind_t;


#endif /* KUNDO_WORK_H */

/*
 * Facts: what happened to conversations, for the statistics.  A row is
 * written with the change itself, never altered, and stays when the
 * conversation is gone.
 */

#ifndef KUNDO_FACT_H
#define KUNDO_FACT_H


#include "domain/kundo_conversation.h"


typedef enum {
    KUNDO_FACT_STARTED = 1,       /* agent: who got it at once */
    KUNDO_FACT_ASSIGNED,          /* value: ms since the start, if FIRST */
    KUNDO_FACT_QUEUED,            /* left a queue; value: ms in it */
    KUNDO_FACT_LEFT,              /* became a left message (D2) */
    KUNDO_FACT_ANSWERED,          /* value: ms, S2.8 */
    KUNDO_FACT_TRANSFERRED,       /* agent, flow -> value, flow_to (D11) */
    KUNDO_FACT_CLOSED,
    KUNDO_FACT_REOPENED,
    KUNDO_FACT_N
} kundo_fact_type_t;

/* flags */

#define KUNDO_FACT_AUTOMATIC   0x01   /* TRANSFERRED: by auto-transfer */
#define KUNDO_FACT_FIRST       0x02   /* ASSIGNED: nobody had it before */
#define KUNDO_FACT_NOT_LIVE    0x04   /* ASSIGNED, ANSWERED: it was left as a
                                         message, or closed, before */
#define KUNDO_FACT_MISSED      0x08   /* CLOSED: a question stood unanswered */

typedef kundo_fact_row_t  kundo_fact_t;


/*
 * Of the conversation as it stands: STARTED and REOPENED once it has its
 * place, LEFT, and CLOSED before it is.
 */
kundo_rc_t kundo_fact_plain(kundo_work_t *w, kundo_fact_type_t type,
    uint64_t cno, const kundo_hot_t *hot);

/* Before the agent takes part: nobody but a transfer gave it. */
kundo_rc_t kundo_fact_assigned(kundo_work_t *w, uint64_t cno,
    const kundo_hot_t *hot, const kundo_conv_t *conv, uint64_t agent);

/* Of what left a queue; agent: who took it, 0 = nobody. */
kundo_rc_t kundo_fact_queued(kundo_work_t *w, uint64_t cno, uint32_t flow,
    uint64_t agent, uint64_t ms);

kundo_rc_t kundo_fact_answered(kundo_work_t *w, uint64_t cno,
    const kundo_hot_t *hot, uint64_t ms);
kundo_rc_t kundo_fact_transferred(kundo_work_t *w, uint64_t cno,
    const kundo_line_row_t *line);


/*
 * The facts of one type with from_ms <= ms < to_ms, oldest first or, `back`,
 * newest first, in pieces: a long walk lets go of its snapshot between them,
 * which is no loss as facts do not change.
 */

typedef struct {
    uint64_t      ms;
    uint64_t      n;              /* its serial: a place to go on from */
    kundo_fact_t  row;
} kundo_fact_at_t;

typedef kundo_rc_t (*kundo_fact_pt)(void *data, const kundo_fact_at_t *fact);

typedef struct {
    kundo_fact_type_t  type;
    int                back;
    uint64_t           from_ms;
    uint64_t           to_ms;
    kundo_fact_at_t    beyond;    /* ms 0: all; else only those after (back:
                                     before) this place */
} kundo_fact_range_t;

/* KUNDO_NOT_FOUND of each() ends the walk, which then gives KUNDO_OK. */
kundo_rc_t kundo_fact_walk(kundo_txn_t *txn, const kundo_fact_range_t *range,
    kundo_fact_pt each, void *data);


#endif /* KUNDO_FACT_H */

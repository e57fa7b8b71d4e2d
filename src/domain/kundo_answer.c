/*
 * Answers.  Two flags in hot say whether one is waited for, so that other
 * messages cost nothing; the times stand in conv, the flow's mean in pace.
 */

#include "domain/kundo_answer.h"
#include "base/kundo_pack.h"
#include "domain/kundo_fact.h"


#define KUNDO_ANSWER_WEIGHT  8       /* the newest is an eighth of the mean */
#define KUNDO_ANSWER_ENOUGH  3       /* fewer are no custom */
#define KUNDO_ANSWER_MS_MAX  (3600 * 1000)   /* forgotten for longer is
                                                forgotten all the same */


static kundo_rc_t
kundo_answer_pace(kundo_txn_t *txn, uint32_t flow, kundo_pace_t *pace)
{
    uint8_t     key[4];
    kundo_rc_t  rc;

    kundo_be32_put(key, flow);

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_PACE, kundo_str_make(key, 4),
                               pace, sizeof(kundo_pace_t));

    if (rc == KUNDO_NOT_FOUND) {
        memset(pace, 0, sizeof(kundo_pace_t));
        return KUNDO_OK;
    }

    return rc;
}


/* An exponential mean in whole numbers: the same on every machine. */

static kundo_rc_t
kundo_answer_measure(kundo_work_t *w, uint32_t flow, uint64_t ms)
{
    uint8_t       key[4];
    kundo_rc_t    rc;
    kundo_pace_t  pace;

    rc = kundo_answer_pace(w->txn, flow, &pace);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (ms > KUNDO_ANSWER_MS_MAX) {
        ms = KUNDO_ANSWER_MS_MAX;
    }

    pace.mean = pace.n == 0 ? ms * KUNDO_ANSWER_WEIGHT
                            : pace.mean - pace.mean / KUNDO_ANSWER_WEIGHT
                              + ms;
    pace.n++;

    kundo_be32_put(key, flow);

    return kundo_table_put(w->txn, KUNDO_TABLE_PACE, kundo_str_make(key, 4),
                           kundo_str_make(&pace, sizeof(kundo_pace_t)));
}


kundo_rc_t
kundo_answer_note(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    int           asks, answers;
    kundo_rc_t    rc;
    kundo_conv_t  c;

    asks = w->actor.no == hot->starter && hot->own_starter == 0;
    answers = w->actor.kind == KUNDO_PERSON_AGENT
              && (hot->flags & KUNDO_CONV_UNANSWERED);

    if (!asks && !answers) {
        return KUNDO_OK;
    }

    rc = kundo_conv_row(w->txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (asks) {
        c.asked_ms = w->now_ms;

        hot->flags |= KUNDO_CONV_UNANSWERED;

        if (hot->flags & KUNDO_CONV_LEFT_MESSAGE) {
            hot->flags |= KUNDO_CONV_INTERRUPTED;
        }

        return kundo_conv_put(w, cno, &c);
    }

    c.answered_ms = w->now_ms;
    c.answered_by = w->actor.no;

    hot->flags &= (uint8_t) ~KUNDO_CONV_UNANSWERED;

    rc = kundo_conv_put(w, cno, &c);

    if (rc == KUNDO_OK) {
        rc = kundo_fact_answered(w, cno, hot, c.answered_ms - c.asked_ms);
    }

    if (rc != KUNDO_OK || (hot->flags & KUNDO_CONV_INTERRUPTED)) {
        return rc;
    }

    return kundo_answer_measure(w, hot->flow, c.answered_ms - c.asked_ms);
}


kundo_rc_t
kundo_answer_usual(kundo_txn_t *txn, uint32_t flow, int *known,
    uint64_t *seconds)
{
    kundo_rc_t    rc;
    kundo_pace_t  pace;

    rc = kundo_answer_pace(txn, flow, &pace);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* rounded up: better early than late */

    *known = pace.n >= KUNDO_ANSWER_ENOUGH;
    *seconds = (pace.mean / KUNDO_ANSWER_WEIGHT + 999) / 1000;

    return KUNDO_OK;
}

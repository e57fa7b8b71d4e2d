/*
 * Check: who waits in a queue, and who has let wait.
 */

#include <inttypes.h>

#include "domain/kundo_check_internal.h"
#include "domain/kundo_queue.h"


/* Each flow is counted: its length, when the next one begins. */

static kundo_rc_t
kundo_check_length(kundo_check_run_t *run)
{
    uint32_t    n;
    kundo_rc_t  rc;

    rc = kundo_queue_length(run->txn, run->flow, &n);

    if (rc != KUNDO_OK || n != run->waiting) {
        kundo_check_problem(run, "flow %u: %u wait, %u counted", run->flow,
                            run->waiting, n);
    }

    return rc == KUNDO_IO ? rc : KUNDO_OK;
}


/* In the order of the rows: 1, 2, 3 ... */

static kundo_rc_t
kundo_check_queue(kundo_check_run_t *run, kundo_str_t key, kundo_str_t value)
{
    uint32_t     flow, n;
    uint64_t     qno, cno, starter;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    flow = kundo_be32_get(key.data);
    qno = kundo_be64_get(key.data + 4);
    memcpy(&cno, value.data, sizeof(uint64_t));
    memcpy(&starter, value.data + 8, sizeof(uint64_t));

    if (flow != run->flow) {
        rc = kundo_check_length(run);
        if (rc != KUNDO_OK) {
            return rc;
        }

        run->flow = flow;
        run->waiting = 0;
    }

    run->ranks += run->waiting == 0
                  ? 3 : (qno >> 6 != run->qno >> 6)
                        + (qno >> 12 != run->qno >> 12);
    run->waiting++;
    run->qno = qno;

    rc = kundo_hot_get(run->txn, cno, &hot);

    if (rc != KUNDO_OK || hot.flow != flow || hot.qno != qno
        || hot.starter != starter)
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": does not wait "
                            "where it is listed so", cno);
        return rc == KUNDO_IO ? rc : KUNDO_OK;
    }

    rc = kundo_queue_position(run->txn, &hot, &n);

    if (rc != KUNDO_OK || n != run->waiting) {
        kundo_check_problem(run, "conversation %" PRIu64 ": waits as number "
                            "%u, counted as %u", cno, run->waiting, n);
    }

    return rc == KUNDO_IO ? rc : KUNDO_OK;
}


static kundo_rc_t
kundo_check_rank(kundo_check_run_t *run, kundo_str_t key, kundo_str_t value)
{
    run->ranks--;

    return KUNDO_OK;
}


kundo_rc_t
kundo_check_queues(kundo_check_run_t *run)
{
    kundo_rc_t  rc;

    rc = kundo_check_rows(run, KUNDO_TABLE_QUEUE, 12, 16, kundo_check_queue);

    if (rc == KUNDO_OK) {
        rc = kundo_check_length(run);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_check_rows(run, KUNDO_TABLE_RANK, 13, 8,
                              kundo_check_rank);
    }

    if (rc == KUNDO_OK && run->ranks != 0) {
        kundo_check_problem(run, "there are counts of who waits where nobody "
                            "does");
    }

    return rc;
}


/* Who is overdue says where, and who is there is overdue. */

static kundo_rc_t
kundo_check_overdue(kundo_check_run_t *run, kundo_str_t key,
    kundo_str_t value)
{
    uint64_t     cno;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    memcpy(&cno, value.data, sizeof(uint64_t));

    rc = kundo_hot_get(run->txn, cno, &hot);

    run->overdue--;

    if (rc != KUNDO_OK || hot.flow != kundo_be32_get(key.data)
        || hot.overdue != kundo_be64_get(key.data + 4))
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": not overdue where "
                            "it is listed so", cno);
        return rc == KUNDO_IO ? rc : KUNDO_OK;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_check_overdues(kundo_check_run_t *run)
{
    kundo_rc_t  rc;

    rc = kundo_check_rows(run, KUNDO_TABLE_OVERDUE, 12, 8,
                          kundo_check_overdue);

    if (rc == KUNDO_OK && run->check->problems == 0 && run->overdue != 0) {
        kundo_check_problem(run, "a conversation is overdue and not listed "
                            "so");
    }

    return rc;
}

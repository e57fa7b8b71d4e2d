/*
 * Check: every conversation's seqs, places and chain; every agent's chats;
 * how soon flows answer.
 */

#include "domain/kundo_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "domain/kundo_check_internal.h"
#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"
#include "store/kundo_journal.h"
#include "store/kundo_log.h"


void
kundo_check_problem(kundo_check_run_t *run, const char *fmt, ...)
{
    char     line[256];
    va_list  args;

    va_start(args, fmt);
    vsnprintf(line, sizeof(line), fmt, args);
    va_end(args);

    run->check->problems++;
    run->report(run->data, line);
}


/* Sent again, a message would be known. */

static kundo_rc_t
kundo_check_cid(kundo_check_run_t *run, uint64_t cno, const kundo_hot_t *hot,
    const kundo_log_row_t *row)
{
    kundo_rc_t       rc;
    kundo_log_row_t  found;

    rc = kundo_log_find_cid(run->txn, cno, hot, row->head.from, row->cid,
                            &found);

    if (rc == KUNDO_NOT_FOUND
        || (rc == KUNDO_OK && found.lpos != row->lpos))
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": message %u is not "
                            "found by its cid", cno, row->head.seq);
        return KUNDO_OK;
    }

    return rc;
}


/* seq 1 .. last_seq, each found where the blocks and the hot row say. */

static kundo_rc_t
kundo_check_messages(kundo_check_run_t *run, uint64_t cno,
    const kundo_hot_t *hot)
{
    uint32_t         seq, from, to;
    uint64_t         lpos[KUNDO_LIST_MAX], prev;
    kundo_rc_t       rc;
    kundo_log_row_t  row;

    prev = 0;

    for (from = 1; from <= hot->last_seq; from = to + 1) {
        to = hot->last_seq - from >= KUNDO_LIST_MAX
             ? from + KUNDO_LIST_MAX - 1 : hot->last_seq;

        rc = kundo_log_range(run->txn, cno, hot, from, to, lpos);

        for (seq = from; rc == KUNDO_OK && seq <= to; seq++) {

            rc = kundo_log_get(run->txn, lpos[seq - from], &row);
            if (rc != KUNDO_OK) {
                break;
            }

            run->check->messages++;

            if (row.head.cno != cno || row.head.seq != seq
                || row.lpos <= prev)
            {
                kundo_check_problem(run, "conversation %" PRIu64 ": log row %"
                                    PRIu64 " is not its message %u", cno,
                                    row.lpos, seq);

            } else if (row.head.from != 0) {
                rc = kundo_check_cid(run, cno, hot, &row);
            }

            prev = row.lpos;
        }

        if (rc != KUNDO_OK) {
            kundo_check_problem(run, "conversation %" PRIu64 ": messages %u "
                                "to %u cannot be read: %s", cno, from, to,
                                kundo_rc_title(rc));
            return rc == KUNDO_IO ? rc : KUNDO_OK;
        }
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_check_chain(kundo_check_run_t *run, uint64_t cno,
    const kundo_hot_t *hot)
{
    uint64_t         jno;
    kundo_rc_t       rc;
    kundo_journal_t  row;

    for (jno = hot->any_jno;
         jno >= run->txn->meta.first_jno && jno != 0;
         jno = row.prev_any)
    {
        rc = kundo_journal_get(run->txn, jno, &row);

        if (rc != KUNDO_OK || row.cno != cno || row.prev_any >= jno) {
            kundo_check_problem(run, "conversation %" PRIu64 ": event %"
                                PRIu64 " is not of its chain", cno, jno);
            return kundo_rc_is_fault(rc) ? rc : KUNDO_OK;
        }
    }

    return KUNDO_OK;
}


/* S2.4: what is live with an agent is among the chats that she has. */

static void
kundo_check_live(kundo_check_run_t *run, uint64_t cno, const kundo_hot_t *hot)
{
    kundo_presence_t  p;

    /* a row that cannot be read is found as the agent's */

    if (kundo_conv_is_live(hot)
        && kundo_presence_get(run->txn, hot->agent, &p) == KUNDO_OK
        && !kundo_presence_has_chat(&p, cno))
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": live with agent %"
                            PRIu64 ", who does not have it", cno, hot->agent);
    }
}


static kundo_rc_t
kundo_check_conversation(kundo_check_run_t *run, uint64_t cno,
    const kundo_hot_t *hot)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;

    run->check->conversations++;

    rc = kundo_conv_get(run->txn, cno, &c);

    if (rc != KUNDO_OK) {
        kundo_check_problem(run, "conversation %" PRIu64 ": its row: %s",
                            cno, kundo_rc_title(rc));
        return KUNDO_OK;
    }

    if ((hot->status == KUNDO_STATUS_QUEUED) != (hot->qno != 0)) {
        kundo_check_problem(run, "conversation %" PRIu64 ": queued without a "
                            "place in the queue, or the reverse", cno);
    }

    if (hot->agent != 0 && !kundo_conv_has_agent(&c, hot->agent)
        && c.nagents < KUNDO_PARTICIPANTS_MAX)
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": its agent does "
                            "not take part", cno);
    }

    if ((hot->flags & KUNDO_CONV_UNANSWERED)
        ? c.asked_ms == 0 || c.answered_ms != 0
        : (c.answered_ms != 0) != (c.asked_ms != 0))
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": waits for an "
                            "answer, or not, against its times", cno);
    }

    if (c.answered_ms < c.asked_ms && c.answered_ms != 0) {
        kundo_check_problem(run, "conversation %" PRIu64 ": answered before "
                            "it was asked", cno);
    }

    kundo_check_live(run, cno, hot);

    run->overdue += hot->overdue != 0;

    if ((hot->overdue != 0 || hot->focus_due_ms != 0)
        && (!kundo_conv_is_live(hot) || hot->waits_ms == 0
            || (hot->flags & KUNDO_CONV_FOCUSED)))
    {
        kundo_check_problem(run, "conversation %" PRIu64 ": waits for its "
                            "agent's focus without cause", cno);
    }

    rc = kundo_check_messages(run, cno, hot);

    return rc == KUNDO_OK ? kundo_check_chain(run, cno, hot) : rc;
}


/* S2.4: an agent's live chats are those that are live with her. */

static kundo_rc_t
kundo_check_agent(kundo_check_run_t *run, uint64_t agent,
    const kundo_presence_t *p)
{
    unsigned     i;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    run->check->agents++;

    for (i = 0; i < p->nchats; i++) {
        rc = kundo_hot_get(run->txn, p->chats[i], &hot);

        if (rc != KUNDO_OK || hot.agent != agent
            || !kundo_conv_is_live(&hot))
        {
            kundo_check_problem(run, "agent %" PRIu64 ": conversation %"
                                PRIu64 " is not live with the agent", agent,
                                p->chats[i]);
        }

        if (i > 0 && p->chats[i] <= p->chats[i - 1]) {
            kundo_check_problem(run, "agent %" PRIu64 ": live chats out of "
                                "order", agent);
        }
    }

    if ((p->room == KUNDO_ROOM_TURN) != kundo_presence_has_room(p)) {
        kundo_check_problem(run, "agent %" PRIu64 ": in room, or not, against "
                            "the count of chats", agent);
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_check_hot(kundo_check_run_t *run, kundo_str_t key, kundo_str_t value)
{
    kundo_hot_t  hot;

    memcpy(&hot, value.data, sizeof(kundo_hot_t));

    return kundo_check_conversation(run, kundo_be64_get(key.data), &hot);
}


static kundo_rc_t
kundo_check_presence(kundo_check_run_t *run, kundo_str_t key,
    kundo_str_t value)
{
    uint64_t          agent;
    kundo_rc_t        rc;
    kundo_presence_t  p;

    agent = kundo_be64_get(key.data);

    rc = kundo_presence_get(run->txn, agent, &p);

    if (rc != KUNDO_OK) {
        kundo_check_problem(run, "agent %" PRIu64 ": a row of presence: %s",
                            agent, kundo_rc_title(rc));
        return rc == KUNDO_IO ? rc : KUNDO_OK;
    }

    return kundo_check_agent(run, agent, &p);
}


static kundo_rc_t
kundo_check_pace(kundo_check_run_t *run, kundo_str_t key, kundo_str_t value)
{
    uint32_t      flow;
    kundo_pace_t  pace;

    memcpy(&pace, value.data, sizeof(kundo_pace_t));
    flow = kundo_be32_get(key.data);

    if (pace.n == 0 || flow == 0 || flow > run->txn->meta.last_fno) {
        kundo_check_problem(run, "flow %u: the time of answers that nobody "
                            "gave", flow);
    }

    return KUNDO_OK;
}


/* A note is a row of the log that is no message. */

static kundo_rc_t
kundo_check_note(kundo_check_run_t *run, kundo_str_t key, kundo_str_t value)
{
    uint64_t         cno, lpos;
    kundo_rc_t       rc;
    kundo_log_row_t  row;

    cno = kundo_be64_get(key.data);
    lpos = kundo_be64_get(key.data + 8);

    rc = kundo_log_get(run->txn, lpos, &row);

    run->check->notes++;

    if (rc != KUNDO_OK || row.head.cno != cno || row.head.seq != 0) {
        kundo_check_problem(run, "conversation %" PRIu64 ": log row %" PRIu64
                            " is not its note", cno, lpos);
        return rc == KUNDO_IO ? rc : KUNDO_OK;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_check_rows(kundo_check_run_t *run, kundo_table_t table, size_t key_len,
    size_t size, kundo_check_row_pt row)
{
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    rc = kundo_walk_open(run->txn, table, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         rc = kundo_walk_next(&walk))
    {
        if (walk.key.len != key_len
            || (walk.value.len != size && size != KUNDO_CHECK_ANY))
        {
            kundo_check_problem(run, "a row of %s has a wrong size",
                                kundo_table_name(table));
            continue;
        }

        rc = row(run, walk.key, walk.value);
        if (rc != KUNDO_OK) {
            break;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_check(kundo_txn_t *txn, kundo_arena_t *arena, kundo_check_t *check,
    kundo_check_pt report, void *data)
{
    kundo_rc_t         rc;
    kundo_check_run_t  run = { .txn = txn, .arena = arena, .check = check,
                               .report = report, .data = data };

    memset(check, 0, sizeof(kundo_check_t));

    rc = kundo_check_queues(&run);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_check_rows(&run, KUNDO_TABLE_HOT, 8, sizeof(kundo_hot_t),
                          kundo_check_hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_check_rows(&run, KUNDO_TABLE_NOTE, 16, 0, kundo_check_note);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (check->problems == 0
        && check->messages + check->notes != txn->meta.last_lpos)
    {
        kundo_check_problem(&run, "the conversations have %" PRIu64
                            " messages and notes, the log has %" PRIu64,
                            check->messages + check->notes,
                            txn->meta.last_lpos);
    }

    rc = kundo_check_overdues(&run);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_check_rows(&run, KUNDO_TABLE_PRESENCE, 8, KUNDO_CHECK_ANY,
                          kundo_check_presence);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_check_hours(&run);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_check_rows(&run, KUNDO_TABLE_PACE, 4, sizeof(kundo_pace_t),
                            kundo_check_pace);
}

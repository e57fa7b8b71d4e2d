/*
 * The board: flows, room and what is overdue, gathered of one snapshot.
 * Counts are read where they are kept; rows are walked only of agents,
 * queues and what is overdue.
 */

#include "domain/kundo_board.h"

#include <stdlib.h>

#include "base/kundo_limit.h"


static kundo_rc_t
kundo_board_flows(kundo_board_t *b)
{
    uint32_t    no, n;
    kundo_rc_t  rc;

    n = b->txn->meta.last_fno;

    b->flows = kundo_arena_calloc(b->arena, ((size_t) n + 1)
                                            * sizeof(kundo_board_flow_t));
    if (b->flows == NULL) {
        return KUNDO_NO_MEMORY;
    }

    for (no = 1; no <= n; no++) {
        rc = kundo_flow_get(b->txn, no, &b->flows[no].flow);

        if (rc == KUNDO_NOT_FOUND) {
            b->flows[no].flow.no = 0;

        } else if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}


static int
kundo_board_compare(const void *one, const void *two)
{
    const uint64_t  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


static kundo_rc_t
kundo_board_late(kundo_board_t *b, const kundo_walk_t *walk)
{
    uint32_t     flow;
    uint64_t     cno;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    if (walk->key.len != 12 || walk->value.len != sizeof(uint64_t)) {
        return KUNDO_DAMAGED;
    }

    flow = kundo_be32_get(walk->key.data);

    if (flow <= b->txn->meta.last_fno) {
        b->flows[flow].overdue++;
    }

    if (b->nlate == KUNDO_BOARD_OVERDUE) {
        return KUNDO_OK;
    }

    memcpy(&cno, walk->value.data, sizeof(uint64_t));

    rc = kundo_hot_get(b->txn, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    b->late[b->nlate++] = hot.agent;

    return KUNDO_OK;
}


/* S2.6: what is overdue, by flow and by agent. */

static kundo_rc_t
kundo_board_all_overdue(kundo_board_t *b)
{
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    rc = kundo_walk_open(b->txn, KUNDO_TABLE_OVERDUE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         rc = kundo_walk_next(&walk))
    {
        if (b->late == NULL) {
            b->late = kundo_arena_alloc(b->arena, KUNDO_BOARD_OVERDUE
                                                  * sizeof(uint64_t));
            if (b->late == NULL) {
                rc = KUNDO_NO_MEMORY;
                break;
            }
        }

        rc = kundo_board_late(b, &walk);
        if (rc != KUNDO_OK) {
            break;
        }
    }

    kundo_walk_close(&walk);

    if (b->late != NULL && b->nlate > 1) {
        qsort(b->late, b->nlate, sizeof(uint64_t), kundo_board_compare);
    }

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


uint64_t
kundo_board_overdue_of(const kundo_board_t *b, uint64_t agent)
{
    size_t  low, high, mid, n;

    low = 0;
    high = b->nlate;

    while (low < high) {
        mid = low + (high - low) / 2;

        if (b->late[mid] < agent) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    for (n = 0; low + n < b->nlate && b->late[low + n] == agent; n++) {
        /* void */
    }

    return n;
}


void
kundo_board_count(kundo_board_t *b, const kundo_presence_t *p)
{
    unsigned  i;

    if (!kundo_presence_has_room(p)) {
        return;
    }

    for (i = 0; i < p->nflows; i++) {
        if (p->flows[i].active
            && p->flows[i].flow <= b->txn->meta.last_fno)
        {
            b->flows[p->flows[i].flow].room += p->max_chats - p->nchats;
        }
    }
}


kundo_rc_t
kundo_board_read(kundo_board_t *b, kundo_txn_t *txn, kundo_arena_t *arena)
{
    kundo_rc_t  rc;

    memset(b, 0, sizeof(kundo_board_t));
    b->txn = txn;
    b->arena = arena;

    rc = kundo_board_flows(b);

    return rc == KUNDO_OK ? kundo_board_all_overdue(b) : rc;
}


int
kundo_board_shows(const kundo_journal_t *row)
{
    switch (row->type) {

    case KUNDO_EVENT_CONVERSATION_OPENED:
    case KUNDO_EVENT_CONVERSATION_ASSIGNED:
    case KUNDO_EVENT_CONVERSATION_QUEUED:
    case KUNDO_EVENT_CONVERSATION_TRANSFERRED:
    case KUNDO_EVENT_CONVERSATION_CLOSED:
    case KUNDO_EVENT_CONVERSATION_REOPENED:
    case KUNDO_EVENT_QUEUE_MOVED:
    case KUNDO_EVENT_PRESENCE_CHANGED:
    case KUNDO_EVENT_FLOW_CHANGED:
        return 1;

    case KUNDO_EVENT_CONVERSATION_UPDATED:
        return row->ref != KUNDO_UPDATED_DEADLINE;

    default:
        return 0;
    }
}

/*
 * Presence: the row of an agent, and where it belongs in room.
 */

#include "domain/kundo_presence.h"

#include <stddef.h>

#include "base/kundo_limit.h"
#include "domain/kundo_room.h"
#include "domain/kundo_routing.h"


#define KUNDO_PRESENCE_HEAD  offsetof(kundo_presence_t, flows)


kundo_rc_t
kundo_presence_get(kundo_txn_t *txn, uint64_t agent, kundo_presence_t *p)
{
    size_t       flows, chats;
    uint8_t      key[8];
    kundo_rc_t   rc;
    kundo_str_t  row = kundo_str_null;

    kundo_be64_put(key, agent);

    rc = kundo_table_get(txn, KUNDO_TABLE_PRESENCE, kundo_str_make(key, 8),
                         &row);

    if (rc == KUNDO_NOT_FOUND) {
        memset(p, 0, sizeof(kundo_presence_t));
        p->max_chats = txn->meta.max_chats;
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (row.len < KUNDO_PRESENCE_HEAD) {
        return KUNDO_DAMAGED;
    }

    memcpy(p, row.data, KUNDO_PRESENCE_HEAD);

    flows = p->nflows * sizeof(kundo_presence_flow_t);
    chats = p->nchats * sizeof(uint64_t);

    if (p->nflows > KUNDO_AGENT_FLOWS_MAX || p->nchats > KUNDO_CHATS_MAX
        || row.len != KUNDO_PRESENCE_HEAD + flows + chats)
    {
        return KUNDO_DAMAGED;
    }

    memcpy(p->flows, row.data + KUNDO_PRESENCE_HEAD, flows);
    memcpy(p->chats, row.data + KUNDO_PRESENCE_HEAD + flows, chats);

    return KUNDO_OK;
}


kundo_rc_t
kundo_presence_row(kundo_txn_t *txn, uint64_t agent,
    const kundo_presence_t *p)
{
    size_t      flows, chats;
    uint8_t     key[8], *row;
    kundo_rc_t  rc;

    flows = p->nflows * sizeof(kundo_presence_flow_t);
    chats = p->nchats * sizeof(uint64_t);

    kundo_be64_put(key, agent);

    rc = kundo_table_reserve(txn, KUNDO_TABLE_PRESENCE,
                             kundo_str_make(key, 8),
                             KUNDO_PRESENCE_HEAD + flows + chats, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memcpy(row, p, KUNDO_PRESENCE_HEAD);
    memcpy(row + KUNDO_PRESENCE_HEAD, p->flows, flows);
    memcpy(row + KUNDO_PRESENCE_HEAD + flows, p->chats, chats);

    return KUNDO_OK;
}


kundo_presence_flow_t *
kundo_presence_flow(kundo_presence_t *p, uint32_t flow)
{
    unsigned  i;

    for (i = 0; i < p->nflows; i++) {
        if (p->flows[i].flow == flow) {
            return &p->flows[i];
        }
    }

    return NULL;
}


/* Where the rows of an agent belong. */

static kundo_room_t
kundo_presence_place(const kundo_presence_t *p)
{
    if (p->state != KUNDO_STATE_ONLINE) {
        return KUNDO_ROOM_NONE;
    }

    return kundo_presence_has_room(p) ? KUNDO_ROOM_TURN : KUNDO_ROOM_FULL;
}


kundo_rc_t
kundo_presence_put(kundo_work_t *w, uint64_t agent, kundo_presence_t *p)
{
    kundo_rc_t  rc;

    rc = kundo_room_move(w, agent, p, kundo_presence_place(p));

    return rc == KUNDO_OK ? kundo_presence_row(w->txn, agent, p) : rc;
}


int
kundo_presence_has_chat(const kundo_presence_t *p, uint64_t cno)
{
    return kundo_work_lists(p->chats, p->nchats, cno);
}


/* How many chats are in front of this one. */

static unsigned
kundo_presence_before(const kundo_presence_t *p, uint64_t cno)
{
    unsigned  n;

    for (n = 0; n < p->nchats && p->chats[n] < cno; n++) { /* void */ }

    return n;
}


kundo_rc_t
kundo_presence_took(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    uint64_t cno, uint32_t flow)
{
    unsigned                n;
    kundo_rc_t              rc;
    kundo_presence_flow_t  *f;

    n = kundo_presence_before(p, cno);

    /* who asks for it has seen to it that there is room (S2.4) */

    if (p->nchats == KUNDO_CHATS_MAX || kundo_presence_has_chat(p, cno)) {
        return KUNDO_DAMAGED;
    }

    memmove(p->chats + n + 1, p->chats + n,
            (p->nchats - n) * sizeof(uint64_t));
    p->chats[n] = cno;
    p->nchats++;

    f = kundo_presence_flow(p, flow);

    if (f != NULL) {
        if (f->active) {
            rc = kundo_room_delete(w, agent, f, (kundo_room_t) p->room);
            if (rc != KUNDO_OK) {
                return rc;
            }
        }

        f->turn = ++w->txn->meta.last_turn;

        if (f->active) {
            rc = kundo_room_put(w, agent, f, (kundo_room_t) p->room);
            if (rc != KUNDO_OK) {
                return rc;
            }
        }
    }

    return kundo_presence_put(w, agent, p);
}


kundo_rc_t
kundo_presence_freed(kundo_work_t *w, uint64_t agent, uint64_t cno)
{
    unsigned          n;
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    n = kundo_presence_before(&p, cno);

    if (n < p.nchats && p.chats[n] == cno) {
        p.nchats--;
        memmove(p.chats + n, p.chats + n + 1,
                (p.nchats - n) * sizeof(uint64_t));
    }

    rc = kundo_presence_put(w, agent, &p);

    return rc == KUNDO_OK ? kundo_routing_room(w, agent) : rc;
}


kundo_rc_t
kundo_presence_refusal(const kundo_presence_t *p)
{
    if (p->state == KUNDO_STATE_OFFLINE) {
        return KUNDO_AGENT_OFFLINE;
    }

    if (p->state == KUNDO_STATE_BUSY) {
        return KUNDO_AGENT_BUSY;
    }

    return p->nchats < p->max_chats ? KUNDO_OK : KUNDO_AGENT_FULL;
}

/*
 * Presence: the row of an agent, and where it belongs in room.
 */

#include "domain/kundo_presence.h"

#include <stddef.h>

#include "base/kundo_limit.h"
#include "domain/kundo_room.h"
#include "domain/kundo_routing.h"


/* Of the row: as many entries as are used. */

static size_t
kundo_presence_size(const kundo_presence_t *p)
{
    return offsetof(kundo_presence_t, flows)
           + p->nflows * sizeof(kundo_presence_flow_t);
}


kundo_rc_t
kundo_presence_get(kundo_txn_t *txn, uint64_t agent, kundo_presence_t *p)
{
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

    if (row.len < offsetof(kundo_presence_t, flows)
        || row.len > sizeof(kundo_presence_t))
    {
        return KUNDO_DAMAGED;
    }

    memcpy(p, row.data, row.len);

    return row.len == kundo_presence_size(p) ? KUNDO_OK : KUNDO_DAMAGED;
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
    uint8_t     key[8];
    kundo_rc_t  rc;

    rc = kundo_room_move(w, agent, p, kundo_presence_place(p));
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_be64_put(key, agent);

    return kundo_table_put(w->txn, KUNDO_TABLE_PRESENCE,
                           kundo_str_make(key, 8),
                           kundo_str_make(p, kundo_presence_size(p)));
}


kundo_rc_t
kundo_presence_took(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    uint32_t flow)
{
    kundo_rc_t              rc;
    kundo_presence_flow_t  *f;

    p->chats++;
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
kundo_presence_freed(kundo_work_t *w, uint64_t agent)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (p.chats > 0) {
        p.chats--;
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

    return p->chats < p->max_chats ? KUNDO_OK : KUNDO_AGENT_FULL;
}

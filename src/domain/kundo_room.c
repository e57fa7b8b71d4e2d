/*
 * Room.  Rows: flow 4, turn 8, agent 8; of who is full with a bit set in
 * the flow, so that they stand behind all flows' turns.
 */

#include "domain/kundo_room.h"
#include "base/kundo_pack.h"


static kundo_str_t
kundo_room_key(kundo_key_t *k, uint64_t agent,
    const kundo_presence_flow_t *f, kundo_room_t room)
{
    k->len = 0;
    kundo_key_u32(k, room == KUNDO_ROOM_FULL ? f->flow | KUNDO_ROOM_BEHIND
                                             : f->flow);
    kundo_key_u64(k, f->turn);
    kundo_key_u64(k, agent);

    return kundo_key_str(k);
}


kundo_rc_t
kundo_room_put(kundo_work_t *w, uint64_t agent,
    const kundo_presence_flow_t *f, kundo_room_t room)
{
    kundo_key_t  key;

    if (room == KUNDO_ROOM_NONE) {
        return KUNDO_OK;
    }

    return kundo_table_put(w->txn, KUNDO_TABLE_ROOM,
                           kundo_room_key(&key, agent, f, room),
                           kundo_str_null);
}


kundo_rc_t
kundo_room_delete(kundo_work_t *w, uint64_t agent,
    const kundo_presence_flow_t *f, kundo_room_t room)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    if (room == KUNDO_ROOM_NONE) {
        return KUNDO_OK;
    }

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_ROOM,
                            kundo_room_key(&key, agent, f, room));

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_room_move(kundo_work_t *w, uint64_t agent, kundo_presence_t *p,
    kundo_room_t room)
{
    unsigned    i;
    kundo_rc_t  rc;

    if (p->room == room) {
        return KUNDO_OK;
    }

    for (i = 0; i < p->nflows; i++) {

        if (!p->flows[i].active) {
            continue;
        }

        rc = kundo_room_delete(w, agent, &p->flows[i],
                               (kundo_room_t) p->room);

        if (rc == KUNDO_OK) {
            rc = kundo_room_put(w, agent, &p->flows[i], room);
        }

        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    p->room = (uint8_t) room;

    return KUNDO_OK;
}


/* Agents of a room, but for some, after those that are there. */

static kundo_rc_t
kundo_room_read(kundo_txn_t *txn, uint32_t flow, kundo_room_t room,
    const uint64_t *but, unsigned nbut, uint64_t *agents, unsigned max,
    unsigned *n)
{
    uint64_t      agent;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    if (*n == max) {
        return KUNDO_OK;
    }

    key.len = 0;
    kundo_key_u32(&key, room == KUNDO_ROOM_FULL ? flow | KUNDO_ROOM_BEHIND
                                                : flow);

    rc = kundo_walk_open(txn, KUNDO_TABLE_ROOM, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4) && *n < max;
         rc = kundo_walk_next(&walk))
    {
        if (walk.key.len != 20) {
            rc = KUNDO_DAMAGED;
            break;
        }

        agent = kundo_be64_get(walk.key.data + 12);

        if (!kundo_work_lists(but, nbut, agent)) {
            agents[(*n)++] = agent;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


kundo_rc_t
kundo_room_other(kundo_txn_t *txn, uint32_t flow, kundo_room_t room,
    const uint64_t *but, unsigned n, uint64_t *agent)
{
    unsigned  found;

    found = 0;
    *agent = 0;

    return kundo_room_read(txn, flow, room, but, n, agent, 1, &found);
}


kundo_rc_t
kundo_room_first(kundo_txn_t *txn, uint32_t flow, uint64_t *agent)
{
    return kundo_room_other(txn, flow, KUNDO_ROOM_TURN, NULL, 0, agent);
}


kundo_rc_t
kundo_room_agents(kundo_txn_t *txn, uint32_t flow, uint64_t *agents,
    unsigned max, unsigned *n)
{
    kundo_rc_t  rc;

    *n = 0;

    rc = kundo_room_read(txn, flow, KUNDO_ROOM_TURN, NULL, 0, agents, max, n);

    return rc == KUNDO_OK ? kundo_room_read(txn, flow, KUNDO_ROOM_FULL, NULL,
                                            0, agents, max, n)
                          : rc;
}

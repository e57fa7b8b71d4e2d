/*
 * Conversations: the row of what changes rarely, and the lists.
 * Row, packed: version 1, kind 1, channel 1, created_ms 8, starter 8,
 * asked_ms 8, answered_ms 8, answered_by 8, then n 4 and n x agent 8, and
 * as many of those who have missed it.
 */

#include "domain/kundo_conversation.h"


#define KUNDO_CONV_ROW         1
#define KUNDO_CONV_PLACES_MAX  (2 + KUNDO_PARTICIPANTS_MAX)


static kundo_rc_t
kundo_conv_unpack_list(kundo_unpack_t *u, uint64_t *agents, unsigned *n)
{
    unsigned  i;

    *n = kundo_unpack_u32(u);

    if (*n > KUNDO_PARTICIPANTS_MAX) {
        return KUNDO_DAMAGED;
    }

    for (i = 0; i < *n; i++) {
        agents[i] = kundo_unpack_u64(u);
    }

    return KUNDO_OK;
}


static void
kundo_conv_pack_list(kundo_out_t *out, const uint64_t *agents, unsigned n)
{
    unsigned  i;

    kundo_pack_u32(out, n);

    for (i = 0; i < n; i++) {
        kundo_pack_u64(out, agents[i]);
    }
}


kundo_rc_t
kundo_conv_get(kundo_txn_t *txn, uint64_t cno, kundo_conv_t *c)
{
    kundo_rc_t      rc;
    kundo_str_t     v = kundo_str_null;
    kundo_unpack_t  u;

    rc = kundo_table_get_no(txn, KUNDO_TABLE_CONV, cno, &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_unpack_init(&u, v);

    if (kundo_unpack_u8(&u) != KUNDO_CONV_ROW) {
        return KUNDO_DAMAGED;
    }

    c->kind = kundo_unpack_u8(&u);
    c->channel = kundo_unpack_u8(&u);
    c->created_ms = kundo_unpack_u64(&u);
    c->starter = kundo_unpack_u64(&u);
    c->asked_ms = kundo_unpack_u64(&u);
    c->answered_ms = kundo_unpack_u64(&u);
    c->answered_by = kundo_unpack_u64(&u);

    if (kundo_conv_unpack_list(&u, c->agents, &c->nagents) != KUNDO_OK
        || kundo_conv_unpack_list(&u, c->missed, &c->nmissed) != KUNDO_OK)
    {
        return KUNDO_DAMAGED;
    }

    return kundo_unpack_done(&u) ? KUNDO_OK : KUNDO_DAMAGED;
}


kundo_rc_t
kundo_conv_row(kundo_txn_t *txn, uint64_t cno, kundo_conv_t *c)
{
    kundo_rc_t  rc;

    rc = kundo_conv_get(txn, cno, c);

    return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
}


kundo_rc_t
kundo_conv_put(kundo_work_t *w, uint64_t cno, const kundo_conv_t *c)
{
    uint8_t      key[8];
    kundo_out_t  out;

    kundo_out_init(&out, w->arena,
                   64 + 8 * ((size_t) c->nagents + c->nmissed));

    kundo_pack_u8(&out, KUNDO_CONV_ROW);
    kundo_pack_u8(&out, c->kind);
    kundo_pack_u8(&out, c->channel);
    kundo_pack_u64(&out, c->created_ms);
    kundo_pack_u64(&out, c->starter);
    kundo_pack_u64(&out, c->asked_ms);
    kundo_pack_u64(&out, c->answered_ms);
    kundo_pack_u64(&out, c->answered_by);
    kundo_conv_pack_list(&out, c->agents, c->nagents);
    kundo_conv_pack_list(&out, c->missed, c->nmissed);

    if (out.failed) {
        return KUNDO_NO_MEMORY;
    }

    kundo_be64_put(key, cno);

    return kundo_table_put(w->txn, KUNDO_TABLE_CONV, kundo_str_make(key, 8),
                           kundo_str_make(out.data, out.len));
}


int
kundo_conv_has_agent(const kundo_conv_t *c, uint64_t agent)
{
    return kundo_work_lists(c->agents, c->nagents, agent);
}


int
kundo_conv_has_missed(const kundo_conv_t *c, uint64_t agent)
{
    return kundo_work_lists(c->missed, c->nmissed, agent);
}


kundo_rc_t
kundo_conv_missed(kundo_work_t *w, uint64_t cno, uint64_t agent)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;

    rc = kundo_conv_row(w->txn, cno, &c);
    if (rc != KUNDO_OK || kundo_conv_has_missed(&c, agent)) {
        return rc;
    }

    /* beyond the bound the first of them may get it again */

    if (c.nmissed == KUNDO_PARTICIPANTS_MAX) {
        c.nmissed--;
        memmove(c.missed, c.missed + 1, c.nmissed * sizeof(uint64_t));
    }

    c.missed[c.nmissed++] = agent;

    return kundo_conv_put(w, cno, &c);
}


kundo_rc_t
kundo_conv_missed_none(kundo_work_t *w, uint64_t cno)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;

    rc = kundo_conv_row(w->txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    c.nmissed = 0;

    return kundo_conv_put(w, cno, &c);
}


/* The lists in which the conversation stands; returns how many. */

static unsigned
kundo_conv_places(const kundo_hot_t *hot, const kundo_conv_t *c,
    kundo_status_t status, kundo_view_place_t *places)
{
    unsigned      i, n;
    kundo_view_t  view;

    view = status == KUNDO_STATUS_CLOSED ? KUNDO_VIEW_CLOSED
                                         : KUNDO_VIEW_OPEN;
    n = 0;

    places[n].kind = KUNDO_AUDIENCE_FLOW;
    places[n].no = hot->flow;
    places[n++].view = view;

    /* a visitor has one list of all her conversations */

    places[n].kind = KUNDO_AUDIENCE_VISITOR;
    places[n].no = hot->starter;
    places[n++].view = KUNDO_VIEW_OPEN;

    for (i = 0; i < c->nagents; i++) {
        places[n].kind = KUNDO_AUDIENCE_AGENT;
        places[n].no = c->agents[i];
        places[n++].view = view;
    }

    return n;
}


kundo_rc_t
kundo_conv_join(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_conv_t *c, uint64_t agent)
{
    kundo_rc_t          rc;
    kundo_view_place_t  place;

    /* beyond the bound an agent answers without following */

    if (kundo_conv_has_agent(c, agent)
        || c->nagents == KUNDO_PARTICIPANTS_MAX)
    {
        return KUNDO_OK;
    }

    c->agents[c->nagents++] = agent;

    rc = kundo_conv_put(w, cno, c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    place.kind = KUNDO_AUDIENCE_AGENT;
    place.no = agent;
    place.view = hot->status == KUNDO_STATUS_CLOSED ? KUNDO_VIEW_CLOSED
                                                    : KUNDO_VIEW_OPEN;

    return kundo_view_add(w->txn, place, hot->view_minute, cno);
}


kundo_rc_t
kundo_conv_set_flow(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint32_t flow)
{
    kundo_rc_t          rc;
    kundo_view_place_t  place;

    if (hot->flow == flow) {
        return KUNDO_OK;
    }

    place.kind = KUNDO_AUDIENCE_FLOW;
    place.no = hot->flow;
    place.view = hot->status == KUNDO_STATUS_CLOSED ? KUNDO_VIEW_CLOSED
                                                    : KUNDO_VIEW_OPEN;

    rc = kundo_view_remove(w->txn, place, hot->view_minute, cno);
    if (rc != KUNDO_OK) {
        return rc;
    }

    hot->flow = flow;
    place.no = flow;

    return kundo_view_add(w->txn, place, hot->view_minute, cno);
}


kundo_rc_t
kundo_conv_set_status(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_status_t status)
{
    unsigned            i, n;
    kundo_rc_t          rc;
    kundo_conv_t        c;
    kundo_view_place_t  from[KUNDO_CONV_PLACES_MAX];
    kundo_view_place_t  to[KUNDO_CONV_PLACES_MAX];

    if ((hot->status == KUNDO_STATUS_CLOSED)
        == (status == KUNDO_STATUS_CLOSED))
    {
        hot->status = (uint8_t) status;
        return KUNDO_OK;
    }

    rc = kundo_conv_row(w->txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    n = kundo_conv_places(hot, &c, hot->status, from);
    (void) kundo_conv_places(hot, &c, status, to);

    for (i = 0; i < n; i++) {

        if (from[i].view == to[i].view) {
            continue;
        }

        rc = kundo_view_remove(w->txn, from[i], hot->view_minute, cno);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_view_add(w->txn, to[i], hot->view_minute, cno);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    hot->status = (uint8_t) status;

    return KUNDO_OK;
}


kundo_rc_t
kundo_conv_touch(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    unsigned            i, n;
    uint32_t            minute;
    kundo_rc_t          rc;
    kundo_conv_t        c;
    kundo_view_place_t  places[KUNDO_CONV_PLACES_MAX];

    hot->updated_ms = w->now_ms;
    minute = (uint32_t) (w->now_ms / 60000);

    if (minute == hot->view_minute) {
        return KUNDO_OK;
    }

    rc = kundo_conv_row(w->txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    n = kundo_conv_places(hot, &c, hot->status, places);

    for (i = 0; i < n; i++) {
        rc = kundo_view_move(w->txn, places[i], hot->view_minute, minute,
                             cno);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    hot->view_minute = minute;

    return KUNDO_OK;
}


/* First row, first places: of a conversation that is just being made. */

kundo_rc_t
kundo_conv_create(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    const kundo_conv_t *c)
{
    unsigned            i, n;
    kundo_rc_t          rc;
    kundo_view_place_t  places[KUNDO_CONV_PLACES_MAX];

    rc = kundo_conv_put(w, cno, c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    n = kundo_conv_places(hot, c, hot->status, places);

    for (i = 0; i < n; i++) {
        rc = kundo_view_add(w->txn, places[i], hot->view_minute, cno);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}

/*
 * Flows.  Row, packed: version 1, flags 1, ask 1, max_queue 4,
 * auto_transfer_s 4, created_ms 8, id, name, welcome, agents, ref_code.
 */

#include "domain/kundo_flow.h"
#include "base/kundo_limit.h"
#include "domain/kundo_event.h"
#include "domain/kundo_open.h"
#include "domain/kundo_presence.h"
#include "store/kundo_view.h"


#define KUNDO_FLOW_ROW        1
#define KUNDO_FLOW_PUBLIC     0x01
#define KUNDO_FLOW_ANY_AGENT  0x02
#define KUNDO_FLOW_WELCOME    0x04
#define KUNDO_FLOW_NAMELESS   0x08
#define KUNDO_FLOW_MISS_BUSY  0x10
#define KUNDO_FLOW_HOURS      0x20

#define KUNDO_ADDRESS_FLOW    'f'


kundo_rc_t
kundo_flow_get(kundo_txn_t *txn, uint32_t no, kundo_flow_t *f)
{
    uint8_t         key[4], flags;
    kundo_rc_t      rc;
    kundo_str_t     v = kundo_str_null;
    kundo_unpack_t  u;

    kundo_be32_put(key, no);

    rc = kundo_table_get(txn, KUNDO_TABLE_FLOW, kundo_str_make(key, 4), &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_unpack_init(&u, v);

    if (kundo_unpack_u8(&u) != KUNDO_FLOW_ROW) {
        return KUNDO_DAMAGED;
    }

    f->no = no;
    flags = kundo_unpack_u8(&u);
    f->ask = kundo_unpack_u8(&u);
    f->max_queue = kundo_unpack_u32(&u);
    f->auto_transfer_s = kundo_unpack_u32(&u);
    f->created_ms = kundo_unpack_u64(&u);
    f->id = kundo_unpack_str(&u);
    f->name = kundo_unpack_str(&u);
    f->welcome = kundo_unpack_str(&u);
    f->agents = kundo_unpack_str(&u);
    f->ref_code = kundo_unpack_str(&u);
    f->public = (flags & KUNDO_FLOW_PUBLIC) != 0;
    f->any_agent = (flags & KUNDO_FLOW_ANY_AGENT) != 0;
    f->show_agents = !(flags & KUNDO_FLOW_NAMELESS);
    f->miss_is_busy = (flags & KUNDO_FLOW_MISS_BUSY) != 0;
    f->hours = (flags & KUNDO_FLOW_HOURS) != 0;

    if (!(flags & KUNDO_FLOW_WELCOME)) {
        f->welcome = kundo_str_null;
    }

    return kundo_unpack_done(&u) ? KUNDO_OK : KUNDO_DAMAGED;
}


kundo_rc_t
kundo_flow_changed(kundo_work_t *w, uint32_t no)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_FLOW_CHANGED;
    event.audience = KUNDO_AUDIENCE_EVERY_AGENT;
    event.flow = no;

    return kundo_event_emit(w, 0, NULL, &event);
}


static kundo_rc_t
kundo_flow_put(kundo_work_t *w, const kundo_flow_t *f)
{
    uint8_t      key[4];
    kundo_rc_t   rc;
    kundo_out_t  out;

    kundo_out_init(&out, w->arena, 512);

    kundo_pack_u8(&out, KUNDO_FLOW_ROW);
    kundo_pack_u8(&out, (f->public ? KUNDO_FLOW_PUBLIC : 0)
                        | (f->any_agent ? KUNDO_FLOW_ANY_AGENT : 0)
                        | (f->welcome.data ? KUNDO_FLOW_WELCOME : 0)
                        | (f->show_agents ? 0 : KUNDO_FLOW_NAMELESS)
                        | (f->miss_is_busy ? KUNDO_FLOW_MISS_BUSY : 0)
                        | (f->hours ? KUNDO_FLOW_HOURS : 0));
    kundo_pack_u8(&out, f->ask);
    kundo_pack_u32(&out, f->max_queue);
    kundo_pack_u32(&out, f->auto_transfer_s);
    kundo_pack_u64(&out, f->created_ms);
    kundo_pack_str(&out, f->id);
    kundo_pack_str(&out, f->name);
    kundo_pack_str(&out, f->welcome);
    kundo_pack_str(&out, f->agents);
    kundo_pack_str(&out, f->ref_code);

    if (out.failed) {
        return KUNDO_NO_MEMORY;
    }

    kundo_be32_put(key, f->no);

    rc = kundo_table_put(w->txn, KUNDO_TABLE_FLOW, kundo_str_make(key, 4),
                         kundo_str_make(out.data, out.len));

    return rc == KUNDO_OK ? kundo_flow_changed(w, f->no) : rc;
}


static kundo_str_t
kundo_flow_address(kundo_key_t *k, kundo_str_t id)
{
    size_t  i;

    k->len = 0;
    kundo_key_u8(k, KUNDO_ADDRESS_FLOW);

    for (i = 0; i < id.len && i < KUNDO_ID_MAX + 1; i++) {
        kundo_key_u8(k, id.data[i]);
    }

    return kundo_key_str(k);
}


kundo_rc_t
kundo_flow_row(kundo_txn_t *txn, uint32_t no, kundo_flow_t *f)
{
    kundo_rc_t  rc;

    rc = kundo_flow_get(txn, no, f);

    return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
}


kundo_rc_t
kundo_flow_find(kundo_txn_t *txn, kundo_str_t id, kundo_flow_t *f)
{
    uint64_t     no;
    kundo_rc_t   rc;
    kundo_key_t  key;

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_ADDRESS,
                               kundo_flow_address(&key, id), &no,
                               sizeof(uint64_t));
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_flow_row(txn, (uint32_t) no, f);
}


int
kundo_flow_allows(const kundo_flow_t *f, uint64_t agent)
{
    size_t  i;

    if (f->any_agent) {
        return 1;
    }

    for (i = 0; i + 8 <= f->agents.len; i += 8) {
        if (kundo_be64_get(f->agents.data + i) == agent) {
            return 1;
        }
    }

    return 0;
}


static kundo_view_place_t
kundo_flow_place(uint32_t no, kundo_view_t view)
{
    kundo_view_place_t  place;

    place.kind = KUNDO_AUDIENCE_FLOW;
    place.view = view;
    place.no = no;

    return place;
}


kundo_rc_t
kundo_flow_active(kundo_txn_t *txn, uint32_t no, uint64_t *n)
{
    return kundo_view_count(txn, kundo_flow_place(no, KUNDO_VIEW_ACTIVE), n);
}


kundo_rc_t
kundo_flow_active_by(kundo_work_t *w, uint32_t no, int by)
{
    return kundo_view_count_by(w->txn,
                               kundo_flow_place(no, KUNDO_VIEW_ACTIVE), by);
}


kundo_rc_t
kundo_flow_live(kundo_txn_t *txn, uint32_t no, uint64_t *n)
{
    return kundo_view_count(txn, kundo_flow_place(no, KUNDO_VIEW_LIVE), n);
}


kundo_rc_t
kundo_flow_live_by(kundo_work_t *w, uint32_t no, int by)
{
    return kundo_view_count_by(w->txn, kundo_flow_place(no, KUNDO_VIEW_LIVE),
                               by);
}


uint64_t
kundo_flow_auto_transfer_ms(kundo_txn_t *txn, const kundo_flow_t *flow)
{
    return flow->auto_transfer_s == KUNDO_AUTO_TRANSFER_DEFAULT
           ? txn->meta.auto_transfer_ms : 1000ULL * flow->auto_transfer_s;
}


kundo_rc_t
kundo_flow_add(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t      no;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_flow_t  f;

    rc = kundo_flow_find(w->txn, cmd->u.flow_add.id, &f);

    if (rc == KUNDO_OK) {
        return kundo_work_refuse(w, KUNDO_EXISTS,
                                 "a flow with this id exists already");
    }

    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    if (w->txn->meta.last_fno >= KUNDO_FLOWS_MAX) {
        return kundo_work_refuse(w, KUNDO_TOO_LARGE,
                                 "a store holds at most 4096 flows");
    }

    if (cmd->u.flow_add.rule.data != NULL
        && !kundo_opening_valid(cmd->u.flow_add.opening))
    {
        return KUNDO_BAD_VALUE;
    }

    memset(&f, 0, sizeof(kundo_flow_t));

    f.no = ++w->txn->meta.last_fno;
    f.created_ms = w->now_ms;
    f.id = cmd->u.flow_add.id;
    f.name = cmd->u.flow_add.name;
    f.welcome = cmd->u.flow_add.welcome;
    f.agents = cmd->u.flow_add.agents;
    f.ref_code = cmd->u.flow_add.ref_code.len ? cmd->u.flow_add.ref_code
                                              : f.id;
    f.public = cmd->u.flow_add.public != 0;
    f.any_agent = cmd->u.flow_add.any_agent != 0;
    f.max_queue = (uint32_t) cmd->u.flow_add.max_queue;
    f.ask = (kundo_ask_t) cmd->u.flow_add.ask;
    f.show_agents = cmd->u.flow_add.show_agents != 0;
    f.auto_transfer_s = (uint32_t) cmd->u.flow_add.auto_transfer_s;
    f.miss_is_busy = cmd->u.flow_add.on_miss != 0;
    f.hours = cmd->u.flow_add.rule.data != NULL;

    no = f.no;
    w->result->no = no;

    rc = kundo_table_put(w->txn, KUNDO_TABLE_ADDRESS,
                         kundo_flow_address(&key, f.id),
                         kundo_str_make(&no, sizeof(uint64_t)));

    if (rc == KUNDO_OK && f.hours) {
        rc = kundo_open_set(w, f.no, cmd->u.flow_add.rule,
                            cmd->u.flow_add.opening);
    }

    return rc == KUNDO_OK ? kundo_flow_put(w, &f) : rc;
}


static void
kundo_flow_take(const kundo_command_t *cmd, kundo_flow_t *f)
{
    uint64_t  given;

    given = cmd->u.flow_update.given;

    if (given & KUNDO_GIVEN_NAME) {
        f->name = cmd->u.flow_update.name;
    }

    if (given & KUNDO_GIVEN_WELCOME) {
        f->welcome = cmd->u.flow_update.welcome;
    }

    if (given & KUNDO_GIVEN_AGENTS) {
        f->agents = cmd->u.flow_update.agents;
        f->any_agent = cmd->u.flow_update.any_agent != 0;
    }

    if (given & KUNDO_GIVEN_PUBLIC) {
        f->public = cmd->u.flow_update.public != 0;
    }

    if (given & KUNDO_GIVEN_MAX_QUEUE) {
        f->max_queue = (uint32_t) cmd->u.flow_update.max_queue;
    }

    if (given & KUNDO_GIVEN_ASK) {
        f->ask = (kundo_ask_t) cmd->u.flow_update.ask;
    }

    if (given & KUNDO_GIVEN_SHOW_AGENTS) {
        f->show_agents = cmd->u.flow_update.show_agents != 0;
    }

    if (given & KUNDO_GIVEN_AUTO) {
        f->auto_transfer_s = (uint32_t) cmd->u.flow_update.auto_transfer_s;
    }

    if (given & KUNDO_GIVEN_ON_MISS) {
        f->miss_is_busy = cmd->u.flow_update.on_miss != 0;
    }

    if (given & KUNDO_GIVEN_REF_CODE) {
        f->ref_code = cmd->u.flow_update.ref_code.len
                      ? cmd->u.flow_update.ref_code : f->id;
    }

    if (given & KUNDO_GIVEN_HOURS) {
        f->hours = cmd->u.flow_update.rule.data != NULL;
    }
}


kundo_rc_t
kundo_flow_update(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t      given;
    kundo_rc_t    rc;
    kundo_flow_t  f;

    rc = kundo_flow_find(w->txn, cmd->u.flow_update.id, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    given = cmd->u.flow_update.given;
    w->result->no = f.no;

    kundo_flow_take(cmd, &f);

    if ((given & KUNDO_GIVEN_HOURS) && f.hours
        && !kundo_opening_valid(cmd->u.flow_update.opening))
    {
        return KUNDO_BAD_VALUE;
    }

    /* its row first: what it has of the old one lies in the map */

    rc = kundo_flow_put(w, &f);

    if (rc == KUNDO_OK && (given & KUNDO_GIVEN_HOURS)) {
        rc = kundo_open_set(w, f.no, cmd->u.flow_update.rule,
                            cmd->u.flow_update.opening);
    }

    if (rc == KUNDO_OK && (given & KUNDO_GIVEN_AGENTS)) {
        rc = kundo_presence_expel(w, f.no);
    }

    return rc;
}

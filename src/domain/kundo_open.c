/*
 * Open.  Rows of `hours`, packed: version 1, edge_ms 8, rule, opening.  They
 * stand apart from those of `flow`, which every new chat reads.
 */

#include "domain/kundo_open.h"
#include "base/kundo_limit.h"


#define KUNDO_OPEN_ROW  1


static kundo_str_t
kundo_open_key(kundo_key_t *key, uint32_t flow)
{
    key->len = 0;
    kundo_key_u32(key, flow);

    return kundo_key_str(key);
}


kundo_rc_t
kundo_open_get(kundo_txn_t *txn, uint32_t flow, kundo_open_row_t *row)
{
    kundo_rc_t      rc;
    kundo_key_t     key;
    kundo_str_t     v = kundo_str_null;
    kundo_unpack_t  u;

    rc = kundo_table_get(txn, KUNDO_TABLE_HOURS, kundo_open_key(&key, flow),
                         &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_unpack_init(&u, v);

    if (kundo_unpack_u8(&u) != KUNDO_OPEN_ROW) {
        return KUNDO_DAMAGED;
    }

    row->edge_ms = kundo_unpack_u64(&u);
    row->rule = kundo_unpack_str(&u);
    row->opening = kundo_unpack_str(&u);

    return kundo_unpack_done(&u) && kundo_opening_valid(row->opening)
           ? KUNDO_OK : KUNDO_DAMAGED;
}


static kundo_rc_t
kundo_open_put(kundo_work_t *w, uint32_t flow, const kundo_open_row_t *row)
{
    kundo_key_t  key;
    kundo_out_t  out;

    kundo_out_init(&out, w->arena, 1024);

    kundo_pack_u8(&out, KUNDO_OPEN_ROW);
    kundo_pack_u64(&out, row->edge_ms);
    kundo_pack_str(&out, row->rule);
    kundo_pack_str(&out, row->opening);

    if (out.failed) {
        return KUNDO_NO_MEMORY;
    }

    return kundo_table_put(w->txn, KUNDO_TABLE_HOURS,
                           kundo_open_key(&key, flow),
                           kundo_str_make(out.data, out.len));
}


kundo_rc_t
kundo_open_at(kundo_txn_t *txn, const kundo_flow_t *flow, uint64_t now_ms,
    kundo_opening_t *opening)
{
    kundo_rc_t        rc;
    kundo_open_row_t  row;

    memset(opening, 0, sizeof(kundo_opening_t));
    opening->open = 1;

    if (!flow->hours) {
        return KUNDO_OK;
    }

    rc = kundo_open_get(txn, flow->no, &row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_opening_at(row.opening, now_ms, opening);

    return KUNDO_OK;
}


/* The row in due that stands for the flow's next opening or closing. */

static kundo_rc_t
kundo_open_arm(kundo_work_t *w, uint32_t flow, kundo_open_row_t *row)
{
    kundo_due_t      due;
    kundo_opening_t  now;

    kundo_opening_at(row->opening, w->now_ms, &now);

    row->edge_ms = now.changes_ms;

    if (row->edge_ms == 0) {
        return KUNDO_OK;
    }

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = row->edge_ms;
    due.kind = KUNDO_DUE_HOURS;
    due.no = flow;

    return kundo_due_put(w->txn, &due);
}


/* Takes the row's place in due away. */

static kundo_rc_t
kundo_open_disarm(kundo_work_t *w, uint32_t flow, uint64_t edge_ms)
{
    return edge_ms ? kundo_due_delete(w->txn, edge_ms, KUNDO_DUE_HOURS, flow)
                   : KUNDO_OK;
}


kundo_rc_t
kundo_open_set(kundo_work_t *w, uint32_t flow, kundo_str_t rule,
    kundo_str_t opening)
{
    kundo_rc_t        rc;
    kundo_key_t       key;
    kundo_open_row_t  row;

    rc = kundo_open_get(w->txn, flow, &row);

    if (rc == KUNDO_OK) {
        rc = kundo_open_disarm(w, flow, row.edge_ms);

    } else if (rc == KUNDO_NOT_FOUND) {
        rc = KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (rule.data == NULL) {
        rc = kundo_table_delete(w->txn, KUNDO_TABLE_HOURS,
                                kundo_open_key(&key, flow));

        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    row.rule = rule;
    row.opening = opening;

    rc = kundo_open_arm(w, flow, &row);

    return rc == KUNDO_OK ? kundo_open_put(w, flow, &row) : rc;
}


/* Strings of the row into the arena: a put moves what they point to. */

static kundo_rc_t
kundo_open_keep(kundo_work_t *w, kundo_open_row_t *row)
{
    row->rule = kundo_arena_dup(w->arena, row->rule);
    row->opening = kundo_arena_dup(w->arena, row->opening);

    return row->rule.data == NULL || row->opening.data == NULL
           ? KUNDO_NO_MEMORY : KUNDO_OK;
}


kundo_rc_t
kundo_open_due(kundo_work_t *w, uint32_t flow, uint64_t ms)
{
    kundo_rc_t        rc;
    kundo_open_row_t  row;

    rc = kundo_open_get(w->txn, flow, &row);

    if (rc == KUNDO_NOT_FOUND || (rc == KUNDO_OK && row.edge_ms != ms)) {
        return KUNDO_OK;
    }

    if (rc == KUNDO_OK) {
        rc = kundo_open_keep(w, &row);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_open_arm(w, flow, &row);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_open_put(w, flow, &row);
    }

    return rc == KUNDO_OK ? kundo_flow_changed(w, flow) : rc;
}


/*
 * A command that was made from another rule than the flow has by now says
 * nothing about it: the next look makes a new one.
 */

kundo_rc_t
kundo_flow_hours(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint32_t          flow;
    kundo_rc_t        rc;
    kundo_open_row_t  row;

    if (!kundo_opening_valid(cmd->u.flow_hours.opening)) {
        return KUNDO_BAD_VALUE;
    }

    flow = (uint32_t) cmd->u.flow_hours.flow;

    rc = kundo_open_get(w->txn, flow, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = flow;

    if (!kundo_str_eq(row.rule, cmd->u.flow_hours.rule)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    rc = kundo_open_set(w, flow, cmd->u.flow_hours.rule,
                        cmd->u.flow_hours.opening);

    return rc == KUNDO_OK ? kundo_flow_changed(w, flow) : rc;
}

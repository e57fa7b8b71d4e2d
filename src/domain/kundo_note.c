/*
 * Notes.  Rows: cno 8, lpos 8; the text stands in the log.
 */

#include "domain/kundo_note.h"
#include "domain/kundo_idem.h"
#include "store/kundo_log.h"


kundo_rc_t
kundo_note_append(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_str_t text)
{
    kundo_rc_t       rc;
    kundo_key_t      key;
    kundo_event_t    event;
    kundo_log_row_t  row;

    memset(&row, 0, sizeof(kundo_log_row_t));

    row.head.cno = cno;
    row.head.from = w->actor.no;
    row.head.from_kind = (uint8_t) w->actor.kind;
    row.head.ms = w->now_ms;
    row.text = text;

    rc = kundo_log_append_aside(w->txn, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    key.len = 0;
    kundo_key_u64(&key, cno);
    kundo_key_u64(&key, row.lpos);

    rc = kundo_table_put(w->txn, KUNDO_TABLE_NOTE, kundo_key_str(&key),
                         kundo_str_null);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->lpos = row.lpos;
    w->result->ms = w->now_ms;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_NOTE_CREATED;
    event.audience = KUNDO_AUDIENCE_AGENTS;
    event.ref = row.lpos;

    return kundo_event_emit(w, cno, hot, &event);
}


kundo_rc_t
kundo_note_add(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t      cno, lpos;
    kundo_rc_t    rc;
    kundo_hot_t   hot;
    kundo_idem_t  idem;

    cno = cmd->u.note_add.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (w->actor.kind != KUNDO_PERSON_AGENT) {
        return KUNDO_NOT_FOUND;
    }

    idem.request_hash = cmd->u.note_add.request_hash;

    rc = kundo_idem_find(w, cmd->u.note_add.key, &idem);

    if (rc == KUNDO_OK) {
        w->result->no = cno;
        w->result->lpos = idem.no;
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    rc = kundo_note_append(w, cno, &hot, cmd->u.note_add.text);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = cno;
    lpos = w->result->lpos;

    idem.no = lpos;

    rc = kundo_idem_put(w, cmd->u.note_add.key, &idem);

    return rc == KUNDO_OK ? kundo_hot_put(w->txn, cno, &hot) : rc;
}


kundo_rc_t
kundo_note_list(kundo_txn_t *txn, uint64_t cno, uint64_t before,
    uint64_t *lpos, unsigned max, unsigned *n)
{
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    *n = 0;

    key.len = 0;
    kundo_key_u64(&key, cno);
    kundo_key_u64(&key, before ? before - 1 : UINT64_MAX);

    rc = kundo_walk_open(txn, KUNDO_TABLE_NOTE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek_back(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 8) && *n < max;
         rc = kundo_walk_prev(&walk))
    {
        lpos[(*n)++] = kundo_be64_get(walk.key.data + 8);
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

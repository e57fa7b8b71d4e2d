/*
 * Apply: dispatch by table, and what fires when it is due.
 */

#include "domain/kundo_apply.h"
#include "domain/kundo_conversation.h"
#include "domain/kundo_flow.h"
#include "domain/kundo_focus.h"
#include "domain/kundo_idem.h"
#include "domain/kundo_message.h"
#include "domain/kundo_note.h"
#include "domain/kundo_open.h"
#include "domain/kundo_person.h"
#include "domain/kundo_presence.h"
#include "domain/kundo_routing.h"
#include "domain/kundo_session.h"
#include "domain/kundo_transfer.h"
#include "domain/kundo_visitor.h"


#define KUNDO_TRIM_KEEP_MS   (7ULL * 24 * 3600 * 1000)  /* cursors live so
                                                           long */
#define KUNDO_TRIM_EVERY_MS  (3600ULL * 1000)


typedef kundo_rc_t (*kundo_apply_pt)(kundo_work_t *w,
    const kundo_command_t *cmd);


static kundo_rc_t kundo_due_fire(kundo_work_t *w, const kundo_command_t *cmd);
static kundo_rc_t kundo_settings(kundo_work_t *w, const kundo_command_t *cmd);


#define KUNDO_APPLY_ROW(name, member, fields)  kundo_##member,
#define KUNDO_APPLY_NONE(f)

static const kundo_apply_pt  kundo_apply_table[] = {
    KUNDO_COMMAND_LIST(KUNDO_APPLY_ROW, KUNDO_APPLY_NONE, KUNDO_APPLY_NONE)
};


kundo_rc_t
kundo_apply(kundo_txn_t *txn, kundo_arena_t *arena,
    const kundo_command_t *cmd, kundo_result_t *result)
{
    uint64_t      was_ms;
    kundo_work_t  w;

    memset(result, 0, sizeof(kundo_result_t));

    was_ms = txn->meta.now_ms;

    if (cmd->now_ms > txn->meta.now_ms) {
        txn->meta.now_ms = cmd->now_ms;
    }

    w.txn = txn;
    w.arena = arena;
    w.result = result;
    w.now_ms = txn->meta.now_ms;
    w.actor = cmd->actor;

    w.nfreed = 0;
    w.nsettled = 0;

    result->rc = kundo_apply_table[cmd->type](&w, cmd);

    if (result->rc == KUNDO_OK) {
        result->rc = kundo_routing_settle(&w);
    }

    if (result->rc != KUNDO_OK) {
        txn->meta.now_ms = was_ms;
    }

    return result->rc;
}


static kundo_rc_t
kundo_due_trim(kundo_work_t *w)
{
    int          more;
    kundo_rc_t   rc;
    kundo_due_t  due;

    rc = kundo_journal_trim(w->txn, w->now_ms > KUNDO_TRIM_KEEP_MS
                                    ? w->now_ms - KUNDO_TRIM_KEEP_MS : 0,
                            &more);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = w->now_ms + (more ? 1 : KUNDO_TRIM_EVERY_MS);
    due.kind = KUNDO_DUE_TRIM;

    return kundo_due_put(w->txn, &due);
}


/*
 * Fires one row of the due index.  A row that is not there any more was
 * fired by another worker: nothing happens, so that each fires once.
 */

static kundo_rc_t
kundo_due_fire(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint8_t      kind;
    uint64_t     ms, no;
    kundo_rc_t   rc;
    kundo_str_t  value = kundo_str_null;

    ms = cmd->u.due_fire.ms;
    no = cmd->u.due_fire.no;
    kind = (uint8_t) cmd->u.due_fire.kind;

    rc = kundo_due_get(w->txn, ms, kind, no, &value);

    if (rc == KUNDO_NOT_FOUND || (rc == KUNDO_OK && ms > w->now_ms)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    if (kind == KUNDO_DUE_IDEM) {
        rc = kundo_idem_due(w, value);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    rc = kundo_due_delete(w->txn, ms, kind, no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->actor.kind = KUNDO_PERSON_SYSTEM;
    w->actor.no = 0;

    switch (kind) {

    case KUNDO_DUE_AGENT_LOST:
        return kundo_presence_lost(w, no, ms);

    case KUNDO_DUE_SESSION:
        return kundo_session_expire(w, no);

    case KUNDO_DUE_FLOW_EMPTY:
        return kundo_routing_flow_empty(w, (uint32_t) no);

    case KUNDO_DUE_TRIM:
        return kundo_due_trim(w);

    case KUNDO_DUE_FLOW_EXPEL:
        return kundo_presence_expel(w, (uint32_t) no);

    case KUNDO_DUE_FOCUS:
        return kundo_focus_due(w, no, ms);

    case KUNDO_DUE_ROOM:
        return kundo_routing_room(w, no);

    case KUNDO_DUE_HOURS:
        return kundo_open_due(w, (uint32_t) no, ms);

    default:
        return KUNDO_OK;
    }
}


/* Settings of nginx.conf that apply looks at; once armed, trimming goes on. */

static kundo_rc_t
kundo_settings(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_due_t    due;
    kundo_meta_t  *m;

    m = &w->txn->meta;

    m->agent_lost_ms = cmd->u.settings.agent_lost_ms;
    m->session_ms = cmd->u.settings.session_ms;
    m->auto_transfer_ms = cmd->u.settings.auto_transfer_ms;
    m->max_chats = (uint32_t) cmd->u.settings.max_chats;

    if (m->trim_armed) {
        return KUNDO_OK;
    }

    m->trim_armed = 1;

    memset(&due, 0, sizeof(kundo_due_t));
    due.ms = w->now_ms + KUNDO_TRIM_EVERY_MS;
    due.kind = KUNDO_DUE_TRIM;

    return kundo_due_put(w->txn, &due);
}

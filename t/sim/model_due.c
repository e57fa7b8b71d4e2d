/*
 * Model: what is due, and what goes by itself: the front of the journal,
 * sessions, keys of requests; and the settings of how soon.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


#define MODEL_TRIM_KEEP_MS   (7ULL * 24 * 3600 * 1000)
#define MODEL_TRIM_EVERY_MS  (3600ULL * 1000)
#define MODEL_IDEM_MS        (24ULL * 3600 * 1000)


static int
model_due_compare(const model_due_t *a, const model_due_t *b)
{
    if (a->ms != b->ms) {
        return a->ms < b->ms ? -1 : 1;
    }

    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }

    return a->no < b->no ? -1 : a->no > b->no;
}


kundo_rc_t
model_due_put(model_work_t *w, uint64_t ms, int kind, uint64_t no)
{
    int           order;
    unsigned      i;
    model_t      *m = w->m;
    model_due_t   due = { ms, no, kind };

    assert(m->ndues < MODEL_DUES);

    for (i = m->ndues; i > 0; i--) {
        order = model_due_compare(&m->dues[i - 1], &due);

        if (order == 0) {
            return KUNDO_OK;
        }

        if (order < 0) {
            break;
        }
    }

    memmove(&m->dues[i + 1], &m->dues[i],
            (m->ndues - i) * sizeof(model_due_t));

    m->dues[i] = due;
    m->ndues++;

    return KUNDO_OK;
}


int
model_due_take(model_t *m, uint64_t ms, int kind, uint64_t no)
{
    unsigned     i;
    model_due_t  due = { ms, no, kind };

    for (i = 0; i < m->ndues; i++) {
        if (model_due_compare(&m->dues[i], &due) == 0) {
            m->ndues--;
            memmove(&m->dues[i], &m->dues[i + 1],
                    (m->ndues - i) * sizeof(model_due_t));
            return 1;
        }
    }

    return 0;
}


/* The front of the journal goes after a week, in chunks; never all of it. */

/* Events that stay in the tail, however old. */

unsigned
model_tail(const model_t *m)
{
    return m->nevents ? (m->nevents - 1) % KUNDO_JOURNAL_TAIL + 1 : 0;
}


static void
model_trim(model_work_t *w)
{
    unsigned   n;
    model_t   *m = w->m;

    for (n = 0; m->first_event <= m->nevents - model_tail(m); n++) {

        if (m->events[m->first_event - 1].ms + MODEL_TRIM_KEEP_MS
            >= m->now_ms)
        {
            break;
        }

        if (n == KUNDO_CHUNK) {
            model_due_put(w, m->now_ms + 1, KUNDO_DUE_TRIM, 0);
            return;
        }

        m->first_event++;
    }

    model_due_put(w, m->now_ms + MODEL_TRIM_EVERY_MS, KUNDO_DUE_TRIM, 0);
}


static void
model_session_expire(model_work_t *w, uint64_t no)
{
    model_session_t  *s = &w->m->sessions[no - 1];

    if (s->ended) {
        return;
    }

    if (s->expires_ms > w->m->now_ms) {
        model_due_put(w, s->expires_ms, KUNDO_DUE_SESSION, no);
        return;
    }

    s->ended = 1;

    model_event_bare(w, KUNDO_EVENT_SESSION_ENDED, KUNDO_AUDIENCE_NOBODY, no,
                     s->person, 0, 0);
}


kundo_rc_t
model_idem_find(model_work_t *w, kundo_str_t key, uint64_t hash,
    uint64_t *no)
{
    unsigned       i;
    model_idem_t  *idem;

    for (i = 0; key.len && i < w->m->nidems; i++) {
        idem = &w->m->idems[i];

        if (idem->person == w->actor.no && kundo_str_eq(idem->key, key)) {
            *no = idem->no;
            return idem->hash == hash ? KUNDO_OK : KUNDO_KEY_REUSED;
        }
    }

    return KUNDO_NOT_FOUND;
}


void
model_idem_put(model_work_t *w, kundo_str_t key, uint64_t hash, uint64_t no)
{
    model_t       *m = w->m;
    model_idem_t  *idem;

    if (key.len == 0) {
        return;
    }

    assert(m->nidems < MODEL_IDEMS);

    idem = &m->idems[m->nidems++];

    idem->person = w->actor.no;
    idem->key = key;
    idem->no = no;
    idem->hash = hash;
    idem->due_no = ++m->last_due;

    model_due_put(w, m->now_ms + MODEL_IDEM_MS, KUNDO_DUE_IDEM,
                  idem->due_no);
}


static void
model_idem_forget(model_t *m, uint64_t due_no)
{
    unsigned  i;

    for (i = 0; i < m->nidems; i++) {
        if (m->idems[i].due_no == due_no) {
            m->idems[i] = m->idems[--m->nidems];
            return;
        }
    }
}


/* Fired by whoever comes first, and not before its time. */

kundo_rc_t
model_due_fire(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t   ms, no;
    model_t   *m = w->m;

    ms = cmd->u.due_fire.ms;
    no = cmd->u.due_fire.no;

    if (ms > m->now_ms
        || !model_due_take(m, ms, (int) cmd->u.due_fire.kind, no))
    {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    memset(&w->actor, 0, sizeof(kundo_actor_t));

    switch (cmd->u.due_fire.kind) {

    case KUNDO_DUE_AGENT_LOST:
        model_agent_lost(w, no, ms);
        break;

    case KUNDO_DUE_SESSION:
        model_session_expire(w, no);
        break;

    case KUNDO_DUE_FLOW_EMPTY:
        model_flow_empty(w, (uint32_t) no);
        break;

    case KUNDO_DUE_FLOW_EXPEL:
        model_expel(w, (uint32_t) no);
        break;

    case KUNDO_DUE_FOCUS:
        model_focus_due(w, no, ms);
        break;

    case KUNDO_DUE_ROOM:
        model_room(w, no);
        break;

    case KUNDO_DUE_HOURS:
        model_hours_due(w, (uint32_t) no, ms);
        break;

    case KUNDO_DUE_IDEM:
        model_idem_forget(m, no);
        break;

    case KUNDO_DUE_TRIM:
        model_trim(w);
        break;
    }

    return KUNDO_OK;
}


kundo_rc_t
model_settings(model_work_t *w, const kundo_command_t *cmd)
{
    model_t  *m = w->m;

    m->agent_lost_ms = cmd->u.settings.agent_lost_ms;
    m->session_ms = cmd->u.settings.session_ms;
    m->max_chats = (uint32_t) cmd->u.settings.max_chats;
    m->auto_transfer_ms = cmd->u.settings.auto_transfer_ms;

    if (!m->trims) {
        m->trims = 1;
        model_due_put(w, m->now_ms + MODEL_TRIM_EVERY_MS, KUNDO_DUE_TRIM, 0);
    }

    return KUNDO_OK;
}

/*
 * Model: its parts, time, what is due, settings.
 */

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/model.h"


#define MODEL_TRIM_KEEP_MS   (7ULL * 24 * 3600 * 1000)
#define MODEL_TRIM_EVERY_MS  (3600ULL * 1000)
#define MODEL_IDEM_MS        (24ULL * 3600 * 1000)


typedef kundo_rc_t (*model_command_pt)(model_work_t *w,
    const kundo_command_t *cmd);

#define MODEL_ROW(name, member, fields)  model_##member,

static const model_command_pt  model_commands[] = {
    KUNDO_COMMAND_LIST(MODEL_ROW, MODEL_NONE, MODEL_NONE)
};


void
model_init(model_t *m, uint64_t now_ms)
{
    memset(m, 0, sizeof(model_t));

    m->now_ms = now_ms;
    m->agent_lost_ms = 30000;
    m->session_ms = 30ULL * 86400 * 1000;
    m->max_chats = 4;
    m->auto_transfer_ms = 30000;
    m->first_event = 1;
}


#define model_copy_part(part, n)                                              \
    memcpy(to->part, from->part, (n) * sizeof(from->part[0]))

void
model_copy(model_t *to, const model_t *from)
{
    memcpy(to, from, offsetof(model_t, flows));

    model_copy_part(flows, from->nflows);
    model_copy_part(idems, from->nidems);
    model_copy_part(dues, from->ndues);
    model_copy_part(sessions, from->nsessions);
    model_copy_part(persons, from->npersons);
    model_copy_part(convs, from->nconvs);
    model_copy_part(messages, from->nmessages);
    model_copy_part(events, from->nevents);
    model_copy_part(lines, from->nlines);
    model_copy_part(facts, from->nfacts);
}


int
model_has_room(const model_t *m)
{
    return m->nidems < MODEL_IDEMS && m->npersons < MODEL_PERSONS
           && m->nsessions < MODEL_SESSIONS && m->nconvs < MODEL_CONVS
           && m->ndues + 512 < MODEL_DUES
           && m->nmessages + 2 < MODEL_MESSAGES
           && m->nevents + 1024 < MODEL_EVENTS
           && m->nlines + 512 < MODEL_LINES
           && m->nfacts + 1024 < MODEL_FACTS;
}


/* Time never runs backwards; a refusal leaves everything as it was. */

void
model_apply(model_t *m, const kundo_command_t *cmd, kundo_result_t *result)
{
    uint64_t      was_ms;
    model_work_t  w = { .m = m, .result = result, .actor = cmd->actor };

    memset(result, 0, sizeof(kundo_result_t));

    was_ms = m->now_ms;

    if (cmd->now_ms > m->now_ms) {
        m->now_ms = cmd->now_ms;
    }

    result->rc = model_commands[cmd->type](&w, cmd);

    if (result->rc == KUNDO_OK) {
        model_settle(&w);

    } else {
        m->now_ms = was_ms;
    }
}


model_person_t *
model_person(model_t *m, uint64_t no)
{
    return no >= 1 && no <= m->npersons ? &m->persons[no - 1] : NULL;
}


model_conv_t *
model_conv(model_t *m, uint64_t no)
{
    return no >= 1 && no <= m->nconvs ? &m->convs[no - 1] : NULL;
}


model_flow_t *
model_flow(model_t *m, uint32_t no)
{
    return no >= 1 && no <= m->nflows ? &m->flows[no - 1] : NULL;
}


uint32_t
model_flow_find(model_t *m, kundo_str_t id)
{
    unsigned  i;

    for (i = 0; i < m->nflows; i++) {
        if (kundo_str_eq(m->flows[i].id, id)) {
            return i + 1;
        }
    }

    return 0;
}


int
model_flow_allows(const model_flow_t *f, uint64_t agent)
{
    size_t  i;

    for (i = 0; i < f->agents.len; i += 8) {
        if (kundo_be64_get(f->agents.data + i) == agent) {
            return 1;
        }
    }

    return f->any_agent;
}


/* Events: with a conversation, as it stands after the change; or bare. */

static model_event_t *
model_event_add(model_work_t *w, kundo_event_type_t type,
    kundo_audience_t audience, int system)
{
    model_t        *m = w->m;
    model_event_t  *e;

    assert(m->nevents < MODEL_EVENTS);

    e = &m->events[m->nevents++];
    memset(e, 0, sizeof(model_event_t));

    e->type = type;
    e->audience = audience;
    e->ms = m->now_ms;

    if (!system) {
        e->actor = w->actor.no;
        e->actor_kind = w->actor.kind;
    }

    return e;
}


void
model_event(model_work_t *w, kundo_event_type_t type, uint64_t cno,
    uint64_t other)
{
    model_conv_t   *c = model_conv(w->m, cno);
    model_event_t  *e;

    e = model_event_add(w, type, KUNDO_AUDIENCE_ALL, 0);

    e->cno = cno;
    e->other = other;
    e->starter = c->starter;
    e->agent = c->agent;
    e->flow = c->flow;
    e->status = c->status;
    e->left = c->left;
    e->seq = c->last_seq;
}


void
model_event_bare(model_work_t *w, kundo_event_type_t type,
    kundo_audience_t audience, uint64_t ref, uint64_t other, uint32_t flow,
    int system)
{
    model_event_t  *e;

    e = model_event_add(w, type, audience, system);

    e->ref = ref;
    e->other = other;
    e->flow = flow;
}


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

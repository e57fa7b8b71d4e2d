/*
 * Model: its parts, time, and events.
 */

#include <assert.h>
#include <string.h>

#include "sim/model.h"


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

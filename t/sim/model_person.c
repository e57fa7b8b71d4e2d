/*
 * Model: visitors, agents, sessions, flows.
 */

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "sim/model.h"


static void
model_changed(model_work_t *w, uint64_t person)
{
    model_event_bare(w, KUNDO_EVENT_PERSON_CHANGED, KUNDO_AUDIENCE_NOBODY,
                     person, 0, 0, 0);
}


static void
model_session_open(model_work_t *w, const model_person_t *p,
    kundo_str_t digest)
{
    model_t          *m = w->m;
    model_session_t  *s;

    assert(m->nsessions < MODEL_SESSIONS);

    s = &m->sessions[m->nsessions++];
    memset(s, 0, sizeof(model_session_t));

    s->person = p->who.no;
    s->generation = p->generation;
    s->expires_ms = m->now_ms + m->session_ms;
    s->digest = digest;

    w->result->session = m->nsessions;
    w->result->expires_ms = s->expires_ms;

    model_due_put(w, s->expires_ms, KUNDO_DUE_SESSION, m->nsessions);
}


static model_person_t *
model_person_add(model_work_t *w, kundo_person_kind_t kind)
{
    model_t         *m = w->m;
    model_person_t  *p;

    assert(m->npersons < MODEL_PERSONS);

    p = &m->persons[m->npersons++];
    memset(p, 0, sizeof(model_person_t));

    p->who.no = m->npersons;
    p->who.kind = kind;

    w->result->no = p->who.no;

    return p;
}


/* Whom the site calls so (S4.5). */

static model_person_t *
model_subject(model_t *m, kundo_str_t subject)
{
    unsigned  i;

    for (i = 0; i < m->npersons; i++) {
        if (m->persons[i].subject.data != NULL
            && kundo_str_eq(m->persons[i].subject, subject))
        {
            return &m->persons[i];
        }
    }

    return NULL;
}


kundo_rc_t
model_visitor_add(model_work_t *w, const kundo_command_t *cmd)
{
    int              back;
    kundo_str_t      subject = cmd->u.visitor_add.subject;
    model_person_t  *p = NULL;

    if (cmd->u.visitor_add.digest.len != 16
        || (subject.data != NULL && subject.len == 0))
    {
        return KUNDO_BAD_VALUE;
    }

    if (subject.data != NULL) {
        p = model_subject(w->m, subject);
    }

    back = p != NULL;

    if (!back) {
        p = model_person_add(w, KUNDO_PERSON_VISITOR);
        p->subject = subject;
    }

    p->name = cmd->u.visitor_add.name;
    p->email = cmd->u.visitor_add.email;
    p->verified = cmd->u.visitor_add.verified != 0;

    if (!back || cmd->u.visitor_add.phone.data != NULL) {
        p->phone = cmd->u.visitor_add.phone;
    }

    if (!back || cmd->u.visitor_add.locale.data != NULL) {
        p->locale = cmd->u.visitor_add.locale;
    }

    if (back) {
        w->result->no = p->who.no;
        model_changed(w, p->who.no);
    }

    model_session_open(w, p, cmd->u.visitor_add.digest);

    return KUNDO_OK;
}


/* She never becomes another whom the site knows. */

static kundo_rc_t
model_visitor_bind(model_work_t *w, model_person_t *p, kundo_str_t subject)
{
    model_person_t  *known;

    if (subject.len == 0) {
        return KUNDO_BAD_VALUE;
    }

    known = model_subject(w->m, subject);

    if (known == p) {
        return KUNDO_OK;
    }

    if (known != NULL || p->subject.data != NULL) {
        return KUNDO_EXISTS;
    }

    p->subject = subject;

    return KUNDO_OK;
}


kundo_rc_t
model_visitor_update(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         given = cmd->u.visitor_update.given;
    kundo_rc_t       rc;
    model_person_t  *p;

    p = model_person(w->m, w->actor.no);
    if (p == NULL) {
        return KUNDO_NOT_FOUND;
    }

    if (cmd->u.visitor_update.subject.data != NULL) {
        rc = model_visitor_bind(w, p, cmd->u.visitor_update.subject);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    /* D9: what she says herself is not vouched for */

    if (given & (KUNDO_GIVEN_NAME | KUNDO_GIVEN_EMAIL)) {
        p->verified = cmd->u.visitor_update.verified != 0;
    }

    if (given & KUNDO_GIVEN_NAME) {
        p->name = cmd->u.visitor_update.name;
    }

    if (given & KUNDO_GIVEN_EMAIL) {
        p->email = cmd->u.visitor_update.email;
    }

    if (given & KUNDO_GIVEN_PHONE) {
        p->phone = cmd->u.visitor_update.phone;
    }

    if (given & KUNDO_GIVEN_LOCALE) {
        p->locale = cmd->u.visitor_update.locale;
    }

    w->result->no = p->who.no;
    model_changed(w, p->who.no);

    return KUNDO_OK;
}


kundo_rc_t
model_session_add(model_work_t *w, const kundo_command_t *cmd)
{
    model_person_t  *p;

    p = model_person(w->m, cmd->u.session_add.person);

    if (p == NULL || p->disabled
        || p->generation != cmd->u.session_add.generation)
    {
        return KUNDO_UNAUTHORIZED;
    }

    if (cmd->u.session_add.digest.len != 16) {
        return KUNDO_BAD_VALUE;
    }

    w->result->no = p->who.no;
    model_session_open(w, p, cmd->u.session_add.digest);

    return KUNDO_OK;
}


static model_session_t *
model_session(model_t *m, uint64_t no)
{
    if (no < 1 || no > m->nsessions || m->sessions[no - 1].ended) {
        return NULL;
    }

    return &m->sessions[no - 1];
}


kundo_rc_t
model_session_renew(model_work_t *w, const kundo_command_t *cmd)
{
    model_session_t  *s;

    s = model_session(w->m, cmd->u.session_renew.session);

    if (s == NULL || s->expires_ms <= w->m->now_ms) {
        return KUNDO_UNAUTHORIZED;
    }

    s->expires_ms = w->m->now_ms + w->m->session_ms;
    w->result->expires_ms = s->expires_ms;

    return KUNDO_OK;
}


kundo_rc_t
model_session_end(model_work_t *w, const kundo_command_t *cmd)
{
    model_session_t  *s;

    s = model_session(w->m, cmd->u.session_end.session);

    if (s == NULL) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    s->ended = 1;

    model_event_bare(w, KUNDO_EVENT_SESSION_ENDED, KUNDO_AUDIENCE_NOBODY,
                     cmd->u.session_end.session, s->person, 0, 0);

    return KUNDO_OK;
}


static int
model_email_eq(kundo_str_t a, kundo_str_t b)
{
    size_t  i;

    for (i = 0; a.len == b.len && i < a.len; i++) {
        if (tolower(a.data[i]) != tolower(b.data[i])) {
            return 0;
        }
    }

    return a.len == b.len;
}


static model_person_t *
model_agent(model_t *m, kundo_str_t email)
{
    unsigned  i;

    for (i = 0; i < m->npersons; i++) {
        if (m->persons[i].who.kind == KUNDO_PERSON_AGENT
            && model_email_eq(m->persons[i].email, email))
        {
            return &m->persons[i];
        }
    }

    return NULL;
}


kundo_rc_t
model_agent_add(model_work_t *w, const kundo_command_t *cmd)
{
    model_person_t  *p;

    if (model_agent(w->m, cmd->u.agent_add.email) != NULL) {
        return KUNDO_EXISTS;
    }

    p = model_person_add(w, KUNDO_PERSON_AGENT);

    p->who.role = (kundo_role_t) cmd->u.agent_add.role;
    p->name = cmd->u.agent_add.name;
    p->email = cmd->u.agent_add.email;
    p->hash = cmd->u.agent_add.hash;
    p->verified = 1;

    return KUNDO_OK;
}


kundo_rc_t
model_agent_password(model_work_t *w, const kundo_command_t *cmd)
{
    model_person_t  *p;

    p = model_agent(w->m, cmd->u.agent_password.email);
    if (p == NULL) {
        return KUNDO_NOT_FOUND;
    }

    p->hash = cmd->u.agent_password.hash;
    p->generation++;

    w->result->no = p->who.no;
    model_changed(w, p->who.no);

    return KUNDO_OK;
}


kundo_rc_t
model_agent_disable(model_work_t *w, const kundo_command_t *cmd)
{
    int              disabled = cmd->u.agent_disable.disabled != 0;
    model_person_t  *p;

    p = model_agent(w->m, cmd->u.agent_disable.email);
    if (p == NULL) {
        return KUNDO_NOT_FOUND;
    }

    w->result->no = p->who.no;

    if (p->disabled == disabled) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    p->disabled = disabled;
    p->generation++;
    model_changed(w, p->who.no);

    if (disabled) {
        model_go_offline(w, p->who.no);
    }

    return KUNDO_OK;
}

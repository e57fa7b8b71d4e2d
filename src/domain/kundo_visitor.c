/*
 * Visitors.  A subject, the site's own name for a person, leads to her by
 * the address table; of what she says herself nothing does (D9).
 */

#include "domain/kundo_visitor.h"
#include "domain/kundo_person.h"
#include "domain/kundo_session.h"


#define KUNDO_ADDRESS_SUBJECT  's'


/* The subject's key, and the number of whom it names or 0. */

static kundo_rc_t
kundo_visitor_find(kundo_work_t *w, kundo_str_t subject, kundo_key_t *key,
    uint64_t *no)
{
    size_t      i;
    kundo_rc_t  rc;

    *no = 0;

    if (subject.len == 0 || subject.len >= KUNDO_KEY_MAX_BYTES) {
        return KUNDO_BAD_VALUE;
    }

    key->len = 0;
    kundo_key_u8(key, KUNDO_ADDRESS_SUBJECT);

    for (i = 0; i < subject.len; i++) {
        kundo_key_u8(key, subject.data[i]);
    }

    rc = kundo_table_get_fixed(w->txn, KUNDO_TABLE_ADDRESS,
                               kundo_key_str(key), no, sizeof(uint64_t));

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


/* Her row, and where there is a key, that it leads to her. */

static kundo_rc_t
kundo_visitor_put(kundo_work_t *w, const kundo_person_t *p,
    const kundo_key_t *key)
{
    kundo_rc_t  rc;

    rc = kundo_person_put(w, p);

    if (rc != KUNDO_OK || key == NULL) {
        return rc;
    }

    return kundo_table_put(w->txn, KUNDO_TABLE_ADDRESS, kundo_key_str(key),
                           kundo_str_make(&p->no, sizeof(uint64_t)));
}


/* The site knows her and she comes again, with what it now vouches for. */

static kundo_rc_t
kundo_visitor_return(kundo_work_t *w, const kundo_command_t *cmd, uint64_t no)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_person_get(w->txn, no, &p);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    p.name = cmd->u.visitor_add.name;
    p.email = cmd->u.visitor_add.email;
    p.verified = cmd->u.visitor_add.verified != 0;

    if (cmd->u.visitor_add.phone.data != NULL) {
        p.phone = cmd->u.visitor_add.phone;
    }

    if (cmd->u.visitor_add.locale.data != NULL) {
        p.locale = cmd->u.visitor_add.locale;
    }

    rc = kundo_visitor_put(w, &p, NULL);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_person_changed(w, no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = no;

    return kundo_session_create(w, &p, cmd->u.visitor_add.digest);
}


/* S4.5: a visitor logs in, says who she is, or stays anonymous. */

kundo_rc_t
kundo_visitor_add(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t        no;
    kundo_rc_t      rc;
    kundo_str_t     subject;
    kundo_key_t     key;
    kundo_person_t  p;

    if (cmd->u.visitor_add.digest.len != KUNDO_SESSION_DIGEST_BYTES) {
        return KUNDO_BAD_VALUE;
    }

    subject = cmd->u.visitor_add.subject;

    if (subject.data != NULL) {
        rc = kundo_visitor_find(w, subject, &key, &no);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (no != 0) {
            return kundo_visitor_return(w, cmd, no);
        }
    }

    memset(&p, 0, sizeof(kundo_person_t));

    p.no = ++w->txn->meta.last_pno;
    p.kind = KUNDO_PERSON_VISITOR;
    p.created_ms = w->now_ms;
    p.name = cmd->u.visitor_add.name;
    p.email = cmd->u.visitor_add.email;
    p.phone = cmd->u.visitor_add.phone;
    p.locale = cmd->u.visitor_add.locale;
    p.verified = cmd->u.visitor_add.verified != 0;
    p.subject = subject.data != NULL;

    rc = kundo_visitor_put(w, &p, p.subject ? &key : NULL);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = p.no;

    return kundo_session_create(w, &p, cmd->u.visitor_add.digest);
}


/*
 * A visitor who is here already logs in.  She never becomes another whom
 * the site knows, and no second subject leads to her: each would read the
 * other's conversations.
 */

static kundo_rc_t
kundo_visitor_bind(kundo_work_t *w, kundo_person_t *p, kundo_str_t subject,
    kundo_key_t *key)
{
    uint64_t    no;
    kundo_rc_t  rc;

    rc = kundo_visitor_find(w, subject, key, &no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (no == 0 ? p->subject : no != p->no) {
        return kundo_work_refuse(w, KUNDO_EXISTS,
                                 "identity: it is another visitor's, who "
                                 "logs in by POST v1/visitor");
    }

    p->subject = 1;

    return KUNDO_OK;
}


kundo_rc_t
kundo_visitor_update(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t        given;
    kundo_rc_t      rc;
    kundo_str_t     subject;
    kundo_key_t     key;
    kundo_person_t  p;

    rc = kundo_person_get(w->txn, w->actor.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    subject = cmd->u.visitor_update.subject;

    if (subject.data != NULL) {
        rc = kundo_visitor_bind(w, &p, subject, &key);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    given = cmd->u.visitor_update.given;

    if (given & KUNDO_GIVEN_NAME) {
        p.name = cmd->u.visitor_update.name;
    }

    if (given & KUNDO_GIVEN_EMAIL) {
        p.email = cmd->u.visitor_update.email;
    }

    if (given & KUNDO_GIVEN_PHONE) {
        p.phone = cmd->u.visitor_update.phone;
    }

    if (given & KUNDO_GIVEN_LOCALE) {
        p.locale = cmd->u.visitor_update.locale;
    }

    /* what she says herself is not what the site vouched for (D9) */

    if (given & (KUNDO_GIVEN_NAME | KUNDO_GIVEN_EMAIL)) {
        p.verified = cmd->u.visitor_update.verified != 0;
    }

    rc = kundo_visitor_put(w, &p, subject.data != NULL ? &key : NULL);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = p.no;

    return kundo_person_changed(w, p.no);
}

/*
 * Sessions: created, renewed by use, ended, expired.
 */

#include "domain/kundo_session.h"
#include "domain/kundo_event.h"


static kundo_rc_t
kundo_session_row(kundo_txn_t *txn, uint64_t no, kundo_session_t *row)
{
    uint8_t  key[8];

    kundo_be64_put(key, no);

    return kundo_table_get_fixed(txn, KUNDO_TABLE_SESSION,
                                 kundo_str_make(key, 8), row,
                                 sizeof(kundo_session_t));
}


static kundo_rc_t
kundo_session_put(kundo_txn_t *txn, uint64_t no, const kundo_session_t *row)
{
    uint8_t  key[8];

    kundo_be64_put(key, no);

    return kundo_table_put(txn, KUNDO_TABLE_SESSION, kundo_str_make(key, 8),
                           kundo_str_make(row, sizeof(kundo_session_t)));
}


static kundo_rc_t
kundo_session_arm(kundo_work_t *w, uint64_t no, uint64_t ms)
{
    kundo_due_t  due;

    memset(&due, 0, sizeof(kundo_due_t));

    due.ms = ms;
    due.kind = KUNDO_DUE_SESSION;
    due.no = no;

    return kundo_due_put(w->txn, &due);
}


kundo_rc_t
kundo_session_create(kundo_work_t *w, const kundo_person_t *p,
    kundo_str_t digest)
{
    uint64_t         no;
    kundo_rc_t       rc;
    kundo_session_t  row;

    memset(&row, 0, sizeof(kundo_session_t));

    if (digest.len != KUNDO_SESSION_DIGEST_BYTES) {
        return KUNDO_BAD_VALUE;
    }

    no = ++w->txn->meta.last_sno;

    row.person = p->no;
    row.kind = (uint8_t) p->kind;
    row.generation = p->generation;
    row.created_ms = w->now_ms;
    row.expires_ms = w->now_ms + w->txn->meta.session_ms;
    memcpy(row.digest, digest.data, sizeof(row.digest));

    w->result->session = no;
    w->result->expires_ms = row.expires_ms;

    rc = kundo_session_put(w->txn, no, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_session_arm(w, no, row.expires_ms);
}


/* An agent's log-in, after the password was checked. */

kundo_rc_t
kundo_session_add(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_person_get(w->txn, cmd->u.session_add.person, &p);

    if (rc != KUNDO_OK && rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    /* the account may have changed while the password was checked */

    if (rc == KUNDO_NOT_FOUND || p.disabled
        || p.generation != cmd->u.session_add.generation)
    {
        return KUNDO_UNAUTHORIZED;
    }

    w->result->no = p.no;

    return kundo_session_create(w, &p, cmd->u.session_add.digest);
}


kundo_rc_t
kundo_session_renew(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t       rc;
    kundo_session_t  row;

    rc = kundo_session_row(w->txn, cmd->u.session_renew.session, &row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_UNAUTHORIZED : rc;
    }

    /* what has expired stays so, however late its due row fires */

    if (row.expires_ms <= w->now_ms) {
        return KUNDO_UNAUTHORIZED;
    }

    /* the due row moves on when it fires */

    row.expires_ms = w->now_ms + w->txn->meta.session_ms;
    w->result->expires_ms = row.expires_ms;

    return kundo_session_put(w->txn, cmd->u.session_renew.session, &row);
}


static kundo_rc_t
kundo_session_delete(kundo_work_t *w, uint64_t no,
    const kundo_session_t *row)
{
    uint8_t        key[8];
    kundo_rc_t     rc;
    kundo_event_t  event;

    kundo_be64_put(key, no);

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_SESSION,
                            kundo_str_make(key, 8));
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_SESSION_ENDED;
    event.audience = KUNDO_AUDIENCE_NOBODY;
    event.ref = no;
    event.other = row->person;

    return kundo_event_emit(w, 0, NULL, &event);
}


kundo_rc_t
kundo_session_end(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         no;
    kundo_rc_t       rc;
    kundo_session_t  row;

    no = cmd->u.session_end.session;

    rc = kundo_session_row(w->txn, no, &row);

    if (rc == KUNDO_NOT_FOUND) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_session_delete(w, no, &row);
}


kundo_rc_t
kundo_session_expire(kundo_work_t *w, uint64_t no)
{
    kundo_rc_t       rc;
    kundo_session_t  row;

    rc = kundo_session_row(w->txn, no, &row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    if (row.expires_ms > w->now_ms) {
        return kundo_session_arm(w, no, row.expires_ms);
    }

    return kundo_session_delete(w, no, &row);
}


kundo_rc_t
kundo_session_get(kundo_txn_t *txn, uint64_t no, uint64_t now_ms,
    kundo_session_t *row, kundo_person_t *person)
{
    kundo_rc_t  rc;

    rc = kundo_session_row(txn, no, row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_UNAUTHORIZED : rc;
    }

    if (row->expires_ms <= now_ms) {
        return KUNDO_UNAUTHORIZED;
    }

    rc = kundo_person_get(txn, row->person, person);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_UNAUTHORIZED : rc;
    }

    if (person->disabled || person->generation != row->generation) {
        return KUNDO_UNAUTHORIZED;
    }

    return KUNDO_OK;
}

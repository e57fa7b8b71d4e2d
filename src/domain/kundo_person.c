/*
 * Persons.  Row, packed: version 1, kind 1, role 1, flags 1, generation 4,
 * created_ms 8, then name, email, phone, locale, hash, each with a byte
 * that says whether it is known.
 */

#include "domain/kundo_person.h"
#include "base/kundo_limit.h"
#include "domain/kundo_event.h"
#include "domain/kundo_presence.h"


#define KUNDO_PERSON_ROW       1
#define KUNDO_PERSON_DISABLED  0x01
#define KUNDO_PERSON_VERIFIED  0x02
#define KUNDO_PERSON_SUBJECT   0x04



static void
kundo_person_pack_str(kundo_out_t *out, kundo_str_t s)
{
    kundo_pack_u8(out, s.data != NULL);
    kundo_pack_str(out, s);
}


static kundo_str_t
kundo_person_unpack_str(kundo_unpack_t *u)
{
    uint8_t      known;
    kundo_str_t  s;

    known = kundo_unpack_u8(u);
    s = kundo_unpack_str(u);

    return known ? s : kundo_str_null;
}


kundo_rc_t
kundo_person_get(kundo_txn_t *txn, uint64_t no, kundo_person_t *p)
{
    uint8_t         flags;
    kundo_rc_t      rc;
    kundo_str_t     v = kundo_str_null;
    kundo_unpack_t  u;

    rc = kundo_table_get_no(txn, KUNDO_TABLE_PERSON, no, &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_unpack_init(&u, v);

    if (kundo_unpack_u8(&u) != KUNDO_PERSON_ROW) {
        return KUNDO_DAMAGED;
    }

    p->no = no;
    p->kind = (kundo_person_kind_t) kundo_unpack_u8(&u);
    p->role = (kundo_role_t) kundo_unpack_u8(&u);
    flags = kundo_unpack_u8(&u);
    p->generation = kundo_unpack_u32(&u);
    p->created_ms = kundo_unpack_u64(&u);
    p->name = kundo_person_unpack_str(&u);
    p->email = kundo_person_unpack_str(&u);
    p->phone = kundo_person_unpack_str(&u);
    p->locale = kundo_person_unpack_str(&u);
    p->hash = kundo_person_unpack_str(&u);
    p->disabled = (flags & KUNDO_PERSON_DISABLED) != 0;
    p->verified = (flags & KUNDO_PERSON_VERIFIED) != 0;
    p->subject = (flags & KUNDO_PERSON_SUBJECT) != 0;

    return kundo_unpack_done(&u) ? KUNDO_OK : KUNDO_DAMAGED;
}


kundo_rc_t
kundo_person_put(kundo_work_t *w, const kundo_person_t *p)
{
    uint8_t      key[8];
    kundo_out_t  out;

    kundo_out_init(&out, w->arena, 512);

    kundo_pack_u8(&out, KUNDO_PERSON_ROW);
    kundo_pack_u8(&out, (uint8_t) p->kind);
    kundo_pack_u8(&out, (uint8_t) p->role);
    kundo_pack_u8(&out, (p->disabled ? KUNDO_PERSON_DISABLED : 0)
                        | (p->verified ? KUNDO_PERSON_VERIFIED : 0)
                        | (p->subject ? KUNDO_PERSON_SUBJECT : 0));
    kundo_pack_u32(&out, p->generation);
    kundo_pack_u64(&out, p->created_ms);
    kundo_person_pack_str(&out, p->name);
    kundo_person_pack_str(&out, p->email);
    kundo_person_pack_str(&out, p->phone);
    kundo_person_pack_str(&out, p->locale);
    kundo_person_pack_str(&out, p->hash);

    if (out.failed) {
        return KUNDO_NO_MEMORY;
    }

    kundo_be64_put(key, p->no);

    return kundo_table_put(w->txn, KUNDO_TABLE_PERSON, kundo_str_make(key, 8),
                           kundo_str_make(out.data, out.len));
}


static kundo_str_t
kundo_person_address(kundo_key_t *k, kundo_str_t email)
{
    size_t   i;
    uint8_t  c;

    k->len = 0;
    kundo_key_u8(k, KUNDO_ADDRESS_AGENT);

    for (i = 0; i < email.len && k->len < KUNDO_KEY_MAX_BYTES; i++) {
        c = email.data[i];
        kundo_key_u8(k, c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }

    return kundo_key_str(k);
}


kundo_rc_t
kundo_person_find_agent(kundo_txn_t *txn, kundo_str_t email, uint64_t *no)
{
    kundo_key_t  key;

    return kundo_table_get_fixed(txn, KUNDO_TABLE_ADDRESS,
                                 kundo_person_address(&key, email), no,
                                 sizeof(uint64_t));
}


kundo_rc_t
kundo_person_changed(kundo_work_t *w, uint64_t no)
{
    kundo_event_t  event;

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_PERSON_CHANGED;
    event.audience = KUNDO_AUDIENCE_NOBODY;
    event.ref = no;

    return kundo_event_emit(w, 0, NULL, &event);
}


kundo_rc_t
kundo_agent_add(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t        no;
    kundo_rc_t      rc;
    kundo_key_t     key;
    kundo_person_t  p;

    rc = kundo_person_find_agent(w->txn, cmd->u.agent_add.email, &no);

    if (rc == KUNDO_OK) {
        return kundo_work_refuse(w, KUNDO_EXISTS,
                                 "an agent with this e-mail exists already");
    }

    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    memset(&p, 0, sizeof(kundo_person_t));

    p.no = ++w->txn->meta.last_pno;
    p.kind = KUNDO_PERSON_AGENT;
    p.role = (kundo_role_t) cmd->u.agent_add.role;
    p.created_ms = w->now_ms;
    p.name = cmd->u.agent_add.name;
    p.email = cmd->u.agent_add.email;
    p.hash = cmd->u.agent_add.hash;
    p.verified = 1;

    rc = kundo_table_put(w->txn, KUNDO_TABLE_ADDRESS,
                         kundo_person_address(&key, p.email),
                         kundo_str_make(&p.no, sizeof(uint64_t)));
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = p.no;

    return kundo_person_put(w, &p);
}


static kundo_rc_t
kundo_agent_by_email(kundo_work_t *w, kundo_str_t email, kundo_person_t *p)
{
    uint64_t    no;
    kundo_rc_t  rc;

    rc = kundo_person_find_agent(w->txn, email, &no);

    if (rc == KUNDO_NOT_FOUND) {
        return kundo_work_refuse(w, KUNDO_NOT_FOUND,
                                 "no agent has this e-mail");
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_person_get(w->txn, no, p);

    return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
}


/* Another password ends all the sessions of the agent. */

kundo_rc_t
kundo_agent_password(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_agent_by_email(w, cmd->u.agent_password.email, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    p.hash = cmd->u.agent_password.hash;
    p.generation++;

    w->result->no = p.no;

    rc = kundo_person_put(w, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_person_changed(w, p.no);
}


kundo_rc_t
kundo_agent_disable(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_agent_by_email(w, cmd->u.agent_disable.email, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = p.no;

    if (p.disabled == (cmd->u.agent_disable.disabled != 0)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    p.disabled = cmd->u.agent_disable.disabled != 0;
    p.generation++;

    rc = kundo_person_put(w, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_person_changed(w, p.no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    /* chats must not stay with somebody who cannot log in */

    return p.disabled ? kundo_presence_go_offline(w, p.no) : KUNDO_OK;
}


kundo_rc_t
kundo_person_agents(kundo_txn_t *txn, kundo_person_pt each, void *data)
{
    uint64_t      no;
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    key.len = 0;
    kundo_key_u8(&key, KUNDO_ADDRESS_AGENT);

    rc = kundo_walk_open(txn, KUNDO_TABLE_ADDRESS, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 1);
         rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(uint64_t)) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&no, walk.value.data, sizeof(uint64_t));

        rc = each(data, no);
        if (rc != KUNDO_OK) {
            break;
        }
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

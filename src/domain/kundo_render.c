/*
 * Rendering: persons, messages, presence.
 */

#include "domain/kundo_render.h"
#include "codec/kundo_json_out.h"


void
kundo_render_id(kundo_reader_t *rd, kundo_out_t *out, kundo_seal_kind_t kind,
    uint64_t no)
{
    uint8_t  *p;

    if (no == 0) {
        kundo_out_lit(out, "null");
        return;
    }

    p = kundo_out_room(out, KUNDO_ID_LEN + 2);
    if (p == NULL) {
        return;
    }

    p[0] = '"';
    kundo_seal_put(rd->seal, kind, 0, no, p + 1);
    p[KUNDO_ID_LEN + 1] = '"';

    out->len += KUNDO_ID_LEN + 2;
}


/* Bound to the store's epoch: a restored store has another one. */

void
kundo_render_cursor(kundo_reader_t *rd, kundo_out_t *out, uint64_t jno)
{
    uint8_t  *p;

    p = kundo_out_room(out, KUNDO_ID_LEN + 2);
    if (p == NULL) {
        return;
    }

    p[0] = '"';
    kundo_seal_put(rd->seal, KUNDO_SEAL_CURSOR, rd->txn->meta.epoch, jno,
                   p + 1);
    p[KUNDO_ID_LEN + 1] = '"';

    out->len += KUNDO_ID_LEN + 2;
}


static kundo_rc_t
kundo_render_system(kundo_reader_t *rd, kundo_out_t *out, uint32_t flow)
{
    kundo_rc_t    rc;
    kundo_flow_t  f;

    f.name = kundo_str_null;

    if (flow != 0) {
        rc = kundo_flow_get(rd->txn, flow, &f);
        if (rc != KUNDO_OK && rc != KUNDO_NOT_FOUND) {
            return rc;
        }
    }

    kundo_out_lit(out, "{\"kind\":\"system\",\"id\":\"system\",\"name\":");
    kundo_json_out_string_or_null(out, f.name);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_person(kundo_reader_t *rd, kundo_out_t *out,
    kundo_person_kind_t kind, uint64_t no, uint32_t flow)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    if (no == 0) {
        return kundo_render_system(rd, out, flow);
    }

    rc = kundo_person_get(rd->txn, no, &p);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kind = p.kind;

    if (kind == KUNDO_PERSON_AGENT) {
        kundo_out_lit(out, "{\"kind\":\"agent\",\"id\":");
        kundo_render_id(rd, out, KUNDO_SEAL_AGENT, no);

    } else {
        kundo_out_lit(out, "{\"kind\":\"visitor\",\"id\":");
        kundo_render_id(rd, out, KUNDO_SEAL_VISITOR, no);
    }

    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string_or_null(out, p.name);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_message(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_message_t *m)
{
    kundo_rc_t  rc;

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_MESSAGE, m->lpos);
    kundo_out_lit(out, ",\"conversation\":");
    kundo_render_id(rd, out, KUNDO_SEAL_CONVERSATION, m->cno);
    kundo_out_lit(out, ",\"seq\":");
    kundo_out_u64(out, m->seq);
    kundo_out_lit(out, ",\"cid\":");
    kundo_json_out_string(out, m->cid);
    kundo_out_lit(out, ",\"from\":");

    rc = kundo_render_person(rd, out, m->from_kind, m->from, m->flow);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, ",\"text\":\"");
    kundo_out_str(out, m->text);
    kundo_out_lit(out, "\",\"attachments\":[],\"mentions\":[],"
                       "\"created_at\":");
    kundo_json_out_time(out, m->ms);
    kundo_out_lit(out, ",\"edited_at\":null}");

    return KUNDO_OK;
}


kundo_rc_t
kundo_render_message_at(kundo_reader_t *rd, kundo_out_t *out, uint64_t lpos)
{
    kundo_rc_t       rc;
    kundo_log_row_t  row;
    kundo_message_t  m;

    rc = kundo_log_get(rd->txn, lpos, &row);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    m.lpos = lpos;
    m.cno = row.head.cno;
    m.from = row.head.from;
    m.ms = row.head.ms;
    m.cid = row.cid;
    m.text = row.text;
    m.from_kind = (kundo_person_kind_t) row.head.from_kind;
    m.seq = row.head.seq;
    m.flow = row.head.flow;

    return kundo_render_message(rd, out, &m);
}


kundo_rc_t
kundo_render_presence(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_presence_t *p)
{
    unsigned      i, n;
    kundo_rc_t    rc;
    kundo_flow_t  f;

    kundo_out_lit(out, "{\"state\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_state_name(p->state)));
    kundo_out_lit(out, ",\"flows\":[");

    for (i = 0, n = 0; i < p->nflows; i++) {

        if (!p->flows[i].active) {
            continue;
        }

        rc = kundo_flow_row(rd->txn, p->flows[i].flow, &f);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (n++) {
            kundo_out_lit(out, ",");
        }

        kundo_json_out_string(out, f.id);
    }

    kundo_out_lit(out, "],\"max_chats\":");
    kundo_out_u64(out, p->max_chats);
    kundo_out_lit(out, ",\"chats\":");
    kundo_out_u64(out, p->nchats);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


/* token is given once, at the log-in; else null data. */

void
kundo_render_visitor(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_person_t *p, kundo_str_t token)
{
    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_VISITOR, p->no);

    if (token.data != NULL) {
        kundo_out_lit(out, ",\"token\":");
        kundo_json_out_string(out, token);
    }

    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string_or_null(out, p->name);
    kundo_out_lit(out, ",\"email\":");
    kundo_json_out_string_or_null(out, p->email);
    kundo_out_lit(out, ",\"phone\":");
    kundo_json_out_string_or_null(out, p->phone);
    kundo_out_lit(out, ",\"locale\":");
    kundo_json_out_string_or_null(out, p->locale);

    if (p->verified) {
        kundo_out_lit(out, ",\"verified\":true}");

    } else {
        kundo_out_lit(out, ",\"verified\":false}");
    }
}


void
kundo_render_agent(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_person_t *p)
{
    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(rd, out, KUNDO_SEAL_AGENT, p->no);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, p->name);
    kundo_out_lit(out, ",\"email\":");
    kundo_json_out_string(out, p->email);
    kundo_out_lit(out, ",\"role\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_role_name(p->role)));
    kundo_out_lit(out, "}");
}


void
kundo_render_problem(kundo_out_t *out, kundo_rc_t rc, const char *detail)
{
    kundo_out_lit(out, "{\"type\":\"about:blank\",\"title\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_rc_title(rc)));
    kundo_out_lit(out, ",\"status\":");
    kundo_out_u64(out, (uint64_t) kundo_rc_status(rc));
    kundo_out_lit(out, ",\"code\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_rc_code(rc)));
    kundo_out_lit(out, ",\"detail\":");
    kundo_json_out_string(out, kundo_str_cstr(detail ? detail
                                                     : kundo_rc_title(rc)));
    kundo_out_lit(out, "}");
}

/*
 * Compare: what the API answers, as JSON, to somebody: a conversation and its
 * messages.
 */

#include <string.h>

#include "codec/kundo_json_out.h"
#include "sim/rendered.h"


void
rendered_reader(look_t *look, const kundo_actor_t *viewer,
    kundo_reader_t *rd)
{
    memset(rd, 0, sizeof(kundo_reader_t));

    rd->txn = look->txn;
    rd->seal = look->seal;
    rd->arena = look->arena;
    rd->viewer = *viewer;
}


kundo_json_t *
rendered_parse(look_t *look, const kundo_out_t *out)
{
    kundo_json_t        *root;
    kundo_json_error_t   err;

    if (out->failed) {
        sim_fail("an answer does not fit the arena");
    }

    if (kundo_json_parse(look->arena, kundo_str_make(out->data, out->len),
                         &root, &err)
        != KUNDO_OK)
    {
        sim_fail("an answer is no JSON: %s", err.detail);
    }

    return root;
}


kundo_json_t *
rendered_member(kundo_json_t *object, kundo_str_t name)
{
    kundo_json_t  *member;

    member = kundo_json_get(object, name);

    if (member == NULL) {
        sim_fail("an answer has no \"%.*s\"", (int) name.len,
                 (const char *) name.data);
    }

    return member;
}


/* The number behind an id; 0 for null. */

uint64_t
rendered_no(look_t *look, kundo_json_t *id, kundo_seal_kind_t kind)
{
    uint64_t  no;

    if (id->type == KUNDO_JSON_NULL) {
        return 0;
    }

    if (kundo_seal_get(look->seal, kind, 0, id->str, &no) != KUNDO_OK) {
        sim_fail("\"%.*s\" is no id", (int) id->str.len,
                 (const char *) id->str.data);
    }

    return no;
}


static void
rendered_time(look_t *look, kundo_json_t *time, uint64_t ms,
    const char *what, uint64_t no)
{
    kundo_out_t  out;

    kundo_out_init(&out, look->arena, 32);
    kundo_json_out_time(&out, ms);

    if (time->str.len + 2 != out.len
        || memcmp(time->str.data, out.data + 1, time->str.len) != 0)
    {
        sim_fail("%s of %llu is %.*s, must be %.*s", what,
                 (unsigned long long) no, (int) time->str.len,
                 (const char *) time->str.data, (int) out.len,
                 (const char *) out.data);
    }
}


static uint32_t
rendered_seen(model_conv_t *c, uint64_t person)
{
    const model_reader_t  *r = model_reader(c, person);

    return r->seen > r->own ? r->seen : r->own;
}


/* {"ID": seq, ...} of the starter and the agents who take part. */

static void
rendered_check_seen(look_t *look, kundo_json_t *seen, uint64_t cno)
{
    unsigned       i;
    uint64_t       no;
    kundo_str_t    id;
    kundo_json_t  *one;
    model_conv_t  *c = model_conv(look->m, cno);

    sim_eq_of("seen: persons", cno, seen->n, c->nagents + 1);

    for (one = seen->child, i = 0; one != NULL; one = one->next, i++) {
        id = one->key;

        if (kundo_seal_get(look->seal, i ? KUNDO_SEAL_AGENT
                                         : KUNDO_SEAL_VISITOR, 0, id, &no)
            != KUNDO_OK)
        {
            sim_fail("seen: \"%.*s\" is no id", (int) id.len,
                     (const char *) id.data);
        }

        sim_eq_of("seen: person", cno, no,
                  i ? c->agents[i - 1] : c->starter);
        sim_eq_of("seen: seq", cno, one->num, rendered_seen(c, no));
    }
}


static void
rendered_check_message(look_t *look, kundo_json_t *json, uint32_t lpos)
{
    kundo_str_t       kind;
    kundo_out_t       text;
    kundo_json_t     *from;
    model_person_t   *p;
    model_message_t  *m = &look->m->messages[lpos - 1];

    sim_eq("message", rendered_no(look, rendered_get(json, "id"),
                                  KUNDO_SEAL_MESSAGE), lpos);
    sim_eq_of("conversation of message", lpos,
              rendered_no(look, rendered_get(json, "conversation"),
                          KUNDO_SEAL_CONVERSATION), m->cno);
    sim_eq_of("seq of message", lpos, rendered_get(json, "seq")->num,
              m->seq);
    rendered_time(look, rendered_get(json, "created_at"), m->ms,
                  "created_at", lpos);

    kundo_out_init(&text, look->arena, 64);
    kundo_json_out_escape(&text, rendered_get(json, "text")->str);

    if (!kundo_str_eq(rendered_get(json, "cid")->str, m->cid)
        || !kundo_str_eq(kundo_str_make(text.data, text.len), m->text))
    {
        sim_fail("message %u has another text or cid", lpos);
    }

    from = rendered_get(json, "from");
    kind = rendered_get(from, "kind")->str;

    if (m->from == 0) {
        sim_eq_of("from of message", lpos,
                  kundo_str_eq(kind, kundo_str("system")), 1);
        return;
    }

    p = model_person(look->m, m->from);

    sim_eq_of("from of message", lpos,
              rendered_no(look, rendered_get(from, "id"),
                          p->who.kind == KUNDO_PERSON_AGENT
                          ? KUNDO_SEAL_AGENT : KUNDO_SEAL_VISITOR),
              m->from);
}


void
rendered_check(look_t *look, const kundo_actor_t *viewer, kundo_json_t *json,
    uint64_t cno)
{
    uint32_t       mine;
    kundo_str_t    status;
    kundo_json_t  *j;
    model_conv_t  *c = model_conv(look->m, cno);
    model_flow_t  *f;

    status = kundo_str_cstr(kundo_status_name(c->status));

    sim_eq("conversation", rendered_no(look, rendered_get(json, "id"),
                                       KUNDO_SEAL_CONVERSATION), cno);
    sim_eq_of("status", cno,
              kundo_str_eq(rendered_get(json, "status")->str, status), 1);

    /* S1.3: a 2nd line has no name for a customer */

    f = model_flow(look->m, c->flow);
    j = rendered_get(json, "flow");

    if (viewer->kind == KUNDO_PERSON_VISITOR && !f->public) {
        sim_eq_of("flow", cno, j->type, KUNDO_JSON_NULL);

    } else {
        sim_eq_of("flow", cno, kundo_str_eq(j->str, f->id), 1);
    }

    if (viewer->kind == KUNDO_PERSON_AGENT) {
        sim_eq_of("overdue", cno, rendered_get(json, "overdue")->num,
                  c->overdue != 0);
        j = rendered_get(json, "focus_due_at");

        if (c->focus_due_ms) {
            rendered_time(look, j, c->focus_due_ms, "focus_due_at", cno);

        } else {
            sim_eq_of("focus_due_at", cno, j->type, KUNDO_JSON_NULL);
        }
    }

    sim_eq_of("left_message", cno, rendered_get(json, "left_message")->num,
              c->left);
    sim_eq_of("last_seq", cno, rendered_get(json, "last_seq")->num,
              c->last_seq);

    j = rendered_get(json, "queue_position");
    sim_eq_of("queue_position", cno, j->type == KUNDO_JSON_NULL ? 0 : j->num,
              c->place ? model_position(look->m, c) : 0);

    j = rendered_get(json, "agent");
    j = j->type == KUNDO_JSON_NULL ? j : rendered_get(j, "id");
    sim_eq_of("agent", cno, rendered_no(look, j, KUNDO_SEAL_AGENT),
              c->agent);

    mine = rendered_seen(c, viewer->no);
    sim_eq_of("unread", cno, rendered_get(json, "unread")->num,
              c->last_seq - mine);
    rendered_check_seen(look, rendered_get(json, "seen"), cno);

    sim_eq_of("participants", cno, rendered_get(json, "participants")->n,
              c->nagents + 1);

    rendered_time(look, rendered_get(json, "created_at"), c->created_ms,
                  "created_at", cno);
    rendered_time(look, rendered_get(json, "updated_at"), c->updated_ms,
                  "updated_at", cno);

    sim_eq_of("overdue", cno, kundo_json_get(json, kundo_str("overdue"))
                              != NULL,
              viewer->kind == KUNDO_PERSON_AGENT);

    j = rendered_get(json, "last_message");

    if (c->last_message) {
        rendered_check_message(look, j, c->last_message);

    } else {
        sim_eq_of("last_message", cno, j->type, KUNDO_JSON_NULL);
    }
}


kundo_actor_t
rendered_somebody(look_t *look)
{
    return look->m->persons[chance_below(look->chance,
                                         look->m->npersons)].who;
}


/* All messages of a conversation, by pages, forwards or backwards. */

static void
rendered_messages(look_t *look, const kundo_actor_t *viewer, uint64_t cno)
{
    int                      backward;
    uint32_t                 i, n, at, pages;
    uint32_t                 lpos[MODEL_MESSAGES + 1];
    kundo_out_t              out;
    kundo_json_t            *root, *item, *next;
    model_conv_t            *c = model_conv(look->m, cno);
    kundo_reader_t           rd;
    kundo_messages_query_t   q;

    for (i = c->last_message; i != 0; i = look->m->messages[i - 1].prev) {
        lpos[look->m->messages[i - 1].seq] = i;
    }

    memset(&q, 0, sizeof(kundo_messages_query_t));

    backward = (int) chance_below(look->chance, 2);
    q.has_after = !backward;
    q.page.limit = 1 + (uint32_t) chance_below(look->chance, 20);

    rendered_reader(look, viewer, &rd);
    at = backward ? c->last_seq : 0;

    for (pages = 0; pages < RENDERED_PAGES_MAX; pages++) {

        kundo_out_init(&out, look->arena, 4096);
        sim_ok(kundo_query_messages(&rd, &out, cno, &q), "messages");

        root = rendered_parse(look, &out);
        n = rendered_get(root, "items")->n;
        item = rendered_get(root, "items")->child;
        next = rendered_get(root, "next");

        if (n > q.page.limit || (backward && n > at)) {
            sim_fail("a page of %u messages, where %u were asked for", n,
                     q.page.limit);
        }

        for (i = 1; item != NULL; item = item->next, i++) {
            rendered_check_message(look, item, lpos[backward ? at - n + i
                                                             : at + i]);
        }

        at = backward ? at - n : at + n;

        if (next->type == KUNDO_JSON_NULL) {
            break;
        }

        q.page.after = next->str;
    }

    sim_eq_of("messages by pages", cno, at, backward ? 0 : c->last_seq);
}


void
compare_rendered(look_t *look, uint64_t cno)
{
    kundo_rc_t      rc;
    kundo_out_t     out;
    kundo_actor_t   viewer;
    kundo_reader_t  rd;

    viewer = rendered_somebody(look);
    rendered_reader(look, &viewer, &rd);

    kundo_out_init(&out, look->arena, 4096);
    rc = kundo_query_conversation(&rd, &out, cno);

    if (!model_sees(look->m, &viewer, cno)) {
        sim_eq_of("answer to one who may not see it", cno, rc,
                  KUNDO_NOT_FOUND);
        return;
    }

    sim_ok(rc, "conversation");
    rendered_check(look, &viewer, rendered_parse(look, &out), cno);
    rendered_messages(look, &viewer, cno);
}

/*
 * Compare: every row of a store.
 */

#include <string.h>

#include "domain/kundo_conversation.h"
#include "domain/kundo_line.h"
#include "domain/kundo_note.h"
#include "domain/kundo_open.h"
#include "domain/kundo_person.h"
#include "domain/kundo_session.h"
#include "sim/look.h"
#include "store/kundo_journal.h"
#include "store/kundo_log.h"


static void
compare_str(const char *what, uint64_t no, kundo_str_t is, kundo_str_t must)
{
    if ((is.data == NULL) != (must.data == NULL) || !kundo_str_eq(is, must))
    {
        sim_fail("%s of %llu is \"%.*s\", must be \"%.*s\"", what,
                 (unsigned long long) no, (int) is.len,
                 (const char *) is.data, (int) must.len,
                 (const char *) must.data);
    }
}


uint64_t
compare_count(look_t *look, kundo_table_t table)
{
    uint64_t      n;
    kundo_rc_t    rc;
    kundo_walk_t  walk;

    sim_ok(kundo_walk_open(look->txn, table, &walk), "walk");

    for (n = 0, rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         n++, rc = kundo_walk_next(&walk))
    {
        /* void */
    }

    kundo_walk_close(&walk);

    return n;
}


static void
compare_messages(look_t *look, uint64_t cno)
{
    uint32_t          i, seq, to;
    uint64_t          lpos[KUNDO_LIST_MAX];
    kundo_hot_t       hot;
    model_conv_t     *c = model_conv(look->m, cno);
    model_message_t  *m;
    kundo_log_row_t   row, found;

    sim_ok(kundo_hot_get(look->txn, cno, &hot), "hot");

    i = c->last_message;

    for (seq = c->last_seq; seq > 0; seq--) {

        if (i == 0) {
            sim_fail("conversation %llu has no message %u",
                     (unsigned long long) cno, seq);
        }

        to = (uint32_t) chance_below(look->chance, KUNDO_LIST_MAX);
        to = seq + to > c->last_seq ? c->last_seq : seq + to;
        to = chance_one_in(look->chance, 8) ? to : seq;

        sim_ok(kundo_log_range(look->txn, cno, &hot, seq, to, lpos),
               "range");
        sim_eq_of("place of message", seq, lpos[0], i);

        m = &look->m->messages[i - 1];
        sim_ok(kundo_log_get(look->txn, lpos[0], &row), "message");

        sim_eq_of("conversation of message", i, row.head.cno, cno);
        sim_eq_of("seq of message", i, row.head.seq, seq);
        sim_eq_of("from of message", i, row.head.from, m->from);
        sim_eq_of("ms of message", i, row.head.ms, m->ms);
        compare_str("cid of message", i, row.cid, m->cid);
        compare_str("text of message", i, row.text, m->text);

        if (chance_one_in(look->chance, 4)) {
            sim_ok(kundo_log_find_cid(look->txn, cno, &hot, m->from, m->cid,
                                      &found), "cid");
            sim_eq_of("place of the cid of message", i, found.lpos, i);
        }

        i = m->prev;
    }

    sim_eq_of("messages", cno, i, 0);
}


/* Lines in their order, and notes, newest first. */

static void
compare_beside(look_t *look, uint64_t cno)
{
    unsigned          i, j, n;
    uint64_t          lpos[KUNDO_LIST_MAX];
    model_t          *m = look->m;
    kundo_line_t      lines[KUNDO_LIST_MAX];
    kundo_log_row_t   row;

    sim_ok(kundo_line_read(look->txn, cno, 0, UINT32_MAX, lines,
                           KUNDO_LIST_MAX, &n), "lines");

    for (i = 0, j = 0; i < m->nlines && j < n; i++) {
        if (m->lines[i].cno == cno
            && memcmp(&m->lines[i].row, &lines[j++],
                      sizeof(kundo_line_t)) != 0)
        {
            sim_fail("line %u of conversation %llu is another one", j,
                     (unsigned long long) cno);
        }
    }

    sim_ok(kundo_note_list(look->txn, cno, 0, lpos, KUNDO_LIST_MAX, &n),
           "notes");

    for (i = m->nmessages, j = 0; i > 0 && j < n; i--) {
        if (m->messages[i - 1].cno == cno && m->messages[i - 1].seq == 0) {
            sim_eq_of("place of a note", cno, lpos[j++], i);
            sim_ok(kundo_log_get(look->txn, i, &row), "note");
            sim_eq_of("from of note", i, row.head.from,
                      m->messages[i - 1].from);
            compare_str("text of note", i, row.text,
                        m->messages[i - 1].text);
        }
    }

    sim_eq_of("notes", cno, n, j);
}


static void
compare_person(look_t *look, model_person_t *p)
{
    uint64_t        no = p->who.no;
    kundo_person_t  is;

    sim_ok(kundo_person_get(look->txn, no, &is), "person");

    sim_eq_of("kind", no, is.kind, p->who.kind);
    sim_eq_of("role", no, is.role, p->who.role);
    sim_eq_of("generation", no, is.generation, p->generation);
    sim_eq_of("disabled", no, is.disabled, p->disabled);
    sim_eq_of("verified", no, is.verified, p->verified);
    sim_eq_of("subject", no, is.subject, p->subject.data != NULL);

    compare_str("name", no, is.name, p->name);
    compare_str("email", no, is.email, p->email);
    compare_str("phone", no, is.phone, p->phone);
    compare_str("locale", no, is.locale, p->locale);
    compare_str("hash", no, is.hash, p->hash);
}


/* A session opens only while nothing has made it void. */

static void
compare_session(look_t *look, uint64_t no)
{
    kundo_rc_t        rc, must;
    model_t          *m = look->m;
    kundo_person_t    p;
    model_person_t   *of;
    kundo_session_t   row;
    model_session_t  *s = &m->sessions[no - 1];

    rc = kundo_session_get(look->txn, no, m->now_ms, &row, &p);

    of = model_person(m, s->person);
    must = s->ended || s->expires_ms <= m->now_ms || of->disabled
           || of->generation != s->generation
           ? KUNDO_UNAUTHORIZED : KUNDO_OK;

    sim_eq_of("answer to session", no, rc, must);

    if (rc == KUNDO_OK) {
        sim_eq_of("person of session", no, p.no, s->person);
        sim_eq_of("end of session", no, row.expires_ms, s->expires_ms);
        compare_str("digest of session", no, kundo_str_make(row.digest, 16),
                    s->digest);
    }
}


static void
compare_persons(look_t *look)
{
    unsigned   i, sessions, links;
    model_t   *m = look->m;

    for (i = 0, links = 0; i < m->npersons; i++) {
        compare_person(look, &m->persons[i]);
        links += (unsigned) __builtin_popcountll(m->persons[i].links);
    }

    for (i = 0, sessions = 0; i < m->nsessions; i++) {
        compare_session(look, i + 1);
        sessions += !m->sessions[i].ended;
    }

    sim_eq("rows of person", compare_count(look, KUNDO_TABLE_PERSON),
           m->npersons);
    sim_eq("rows of session", compare_count(look, KUNDO_TABLE_SESSION),
           sessions);
    sim_eq("rows of link", compare_count(look, KUNDO_TABLE_LINK), links);
    sim_eq("rows of worker", compare_count(look, KUNDO_TABLE_WORKER),
           __builtin_popcountll(m->workers));
    sim_eq("rows of idem", compare_count(look, KUNDO_TABLE_IDEM), m->nidems);
}


static void
compare_hours(look_t *look, uint32_t flow, const model_flow_t *f)
{
    kundo_open_row_t  is;

    if (f->rule.data == NULL) {
        sim_eq_of("no hours of flow", flow,
                  kundo_open_get(look->txn, flow, &is), KUNDO_NOT_FOUND);
        return;
    }

    sim_ok(kundo_open_get(look->txn, flow, &is), "hours");
    sim_eq_of("edge of flow", flow, is.edge_ms, f->edge_ms);
    sim_eq_of("spans of flow", flow, is.opening.len, 16 + f->nspans * 16);
    compare_str("rule of flow", flow, is.rule, f->rule);
}


static void
compare_flows(look_t *look)
{
    unsigned       i, paces, hours;
    uint64_t       active;
    model_t       *m = look->m;
    kundo_flow_t   is;
    model_flow_t  *f;

    for (i = 0, paces = 0, hours = 0; i < m->nflows; i++) {
        f = &m->flows[i];
        paces += f->answers != 0;
        hours += f->rule.data != NULL;

        sim_ok(kundo_flow_find(look->txn, f->id, &is), "flow");
        sim_eq_of("number of flow", i + 1, is.no, i + 1);
        sim_eq_of("public of flow", i + 1, is.public, f->public);
        sim_eq_of("any_agent of flow", i + 1, is.any_agent, f->any_agent);
        sim_eq_of("max_queue of flow", i + 1, is.max_queue, f->max_queue);
        sim_eq_of("ask of flow", i + 1, is.ask, f->ask);
        sim_eq_of("show_agents of flow", i + 1, is.show_agents,
                  f->show_agents);
        sim_eq_of("auto_transfer_s of flow", i + 1, is.auto_transfer_s,
                  f->auto_transfer_s);
        sim_eq_of("miss_is_busy of flow", i + 1, is.miss_is_busy,
                  f->miss_is_busy);
        sim_eq_of("hours of flow", i + 1, is.hours, f->rule.data != NULL);
        compare_hours(look, i + 1, f);
        compare_str("name of flow", i + 1, is.name, f->name);
        compare_str("ref_code of flow", i + 1, is.ref_code, f->ref_code);
        compare_str("welcome of flow", i + 1, is.welcome, f->welcome);

        sim_eq_of("agents of flow", i + 1,
                  kundo_str_eq(is.agents, f->agents), 1);

        sim_ok(kundo_flow_active(look->txn, i + 1, &active), "active");
        sim_eq_of("active of flow", i + 1, active,
                  model_flow_active(m, i + 1));
    }

    sim_eq("rows of flow", compare_count(look, KUNDO_TABLE_FLOW),
           m->nflows);
    sim_eq("rows of pace", compare_count(look, KUNDO_TABLE_PACE), paces);
    sim_eq("rows of hours", compare_count(look, KUNDO_TABLE_HOURS), hours);
}


void
compare_all(look_t *look)
{
    unsigned   i;
    model_t   *m = look->m;

    compare_step(look, m->nevents);

    for (i = (unsigned) m->first_event; i <= m->nevents; i++) {
        compare_event(look, i);
    }

    for (i = 1; i <= m->nconvs; i++) {
        compare_conversation(look, i);
        compare_messages(look, i);
        compare_beside(look, i);
    }

    compare_persons(look);
    compare_flows(look);
    compare_status(look);
    compare_facts(look);
    compare_views(look);

    sim_eq("rows of log", compare_count(look, KUNDO_TABLE_LOG),
           m->nmessages);
    sim_eq("rows of line", compare_count(look, KUNDO_TABLE_LINE), m->nlines);
    sim_eq("rows of fact", compare_count(look, KUNDO_TABLE_FACT), m->nfacts);
    sim_eq("rows of hot", compare_count(look, KUNDO_TABLE_HOT), m->nconvs);
    sim_eq("rows of conv", compare_count(look, KUNDO_TABLE_CONV),
           m->nconvs);
    sim_eq("rows of journal", compare_count(look, KUNDO_TABLE_JOURNAL),
           m->nevents - (m->first_event - 1) - model_tail(m));

    compare_check(look);
}

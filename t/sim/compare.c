/*
 * Compare: the result of a command, and what it may have changed.
 */


#include "domain/kundo_check.h"
#include "domain/kundo_message.h"
#include "domain/kundo_presence.h"
#include "sim/look.h"
#include "store/kundo_journal.h"
#include "store/kundo_log.h"


void
compare_result(const kundo_result_t *is, const kundo_result_t *must)
{
    if (is->rc != must->rc) {
        sim_fail("the command is answered \"%s\", must be \"%s\"",
                 kundo_rc_code(is->rc), kundo_rc_code(must->rc));
    }

    if (must->rc != KUNDO_OK) {
        return;
    }

    sim_eq("result: no", is->no, must->no);
    sim_eq("result: session", is->session, must->session);
    sim_eq("result: lpos", is->lpos, must->lpos);
    sim_eq("result: ms", is->ms, must->ms);
    sim_eq("result: expires_ms", is->expires_ms, must->expires_ms);
    sim_eq("result: seq", is->seq, must->seq);
    sim_eq("result: repeated", is->repeated, must->repeated);
    sim_eq("result: more", is->more, must->more);
}


void
compare_event(look_t *look, uint64_t jno)
{
    kundo_rc_t            rc;
    model_event_t        *e = &look->m->events[jno - 1];
    kundo_journal_t       row;

    rc = kundo_journal_get(look->txn, jno, &row);

    if (rc != KUNDO_OK) {
        sim_fail("event %llu is not there: %s", (unsigned long long) jno,
                 kundo_rc_title(rc));
    }

    if (row.type != e->type) {
        sim_fail("event %llu is %s, must be %s", (unsigned long long) jno,
                 kundo_event_name(row.type), kundo_event_name(e->type));
    }

    sim_eq_of("conversation of event", jno, row.cno, e->cno);
    sim_eq_of("audience of event", jno, row.audience, e->audience);
    sim_eq_of("ref of event", jno, row.ref, e->ref);
    sim_eq_of("ms of event", jno, row.ms, e->ms);
    sim_eq_of("actor of event", jno, row.actor, e->actor);
    sim_eq_of("actor_kind of event", jno, row.actor_kind, e->actor_kind);
    sim_eq_of("starter of event", jno, row.starter, e->starter);
    sim_eq_of("agent of event", jno, row.agent, e->agent);
    sim_eq_of("other of event", jno, row.other, e->other);
    sim_eq_of("flow of event", jno, row.flow, e->flow);
    sim_eq_of("status of event", jno, row.status, e->status);
    sim_eq_of("left_message of event", jno,
              row.flags & KUNDO_CONV_LEFT_MESSAGE, e->left);

    if (e->cno) {
        sim_eq_of("seq of event", jno, row.seq, e->seq);
    }
}


/* S2.4: those that are live with the agent, in order. */

static void
compare_chats(const model_t *m, uint64_t agent, const kundo_presence_t *is)
{
    unsigned  i, n;

    sim_eq_of("chats", agent, is->nchats, model_chats(m, agent));

    for (i = 0, n = 0; i < m->nconvs; i++) {
        if (model_conv_live(&m->convs[i], agent)) {
            sim_eq_of("live chat of agent", agent, is->chats[n++], i + 1);
        }
    }
}


static void
compare_presence(look_t *look, model_person_t *p)
{
    unsigned          i, n;
    uint64_t          no = p->who.no;
    model_t          *m = look->m;
    kundo_presence_t  is;

    sim_ok(kundo_presence_get(look->txn, no, &is), "presence");

    sim_eq_of("state", no, is.state, p->state);
    compare_chats(m, no, &is);
    sim_eq_of("max_chats", no, is.max_chats, model_max_chats(m, p));
    sim_eq_of("links", no, is.links, __builtin_popcountll(p->links));
    sim_eq_of("since_ms", no, is.since_ms, p->since_ms);
    sim_eq_of("lost_ms", no, is.lost_ms, p->lost_ms);
    sim_eq_of("room", no, is.room, p->state != KUNDO_STATE_ONLINE
                                   ? KUNDO_ROOM_NONE
                                   : model_has_room_for(m, p)
                                   ? KUNDO_ROOM_TURN : KUNDO_ROOM_FULL);

    for (i = 0, n = 0; i < is.nflows; i++) {

        if (is.flows[i].flow < 1 || is.flows[i].flow > m->nflows) {
            sim_fail("agent %llu works in flow %u, which is none",
                     (unsigned long long) no, is.flows[i].flow);
        }

        sim_eq_of("work in a flow", no, is.flows[i].active != 0,
                  p->active[is.flows[i].flow - 1]);
        sim_eq_of("turn", no, is.flows[i].turn,
                  p->turn[is.flows[i].flow - 1]);

        n += is.flows[i].active != 0;
    }

    for (i = 0; i < m->nflows; i++) {
        n -= p->active[i];
    }

    sim_eq_of("flows missing", no, n, 0);
}


/*
 * S2.3, S2.4, without the model: who has just got a chat is online and has
 * not more than she wants.
 */

static void
compare_assigned(look_t *look, uint64_t agent)
{
    kundo_presence_t  p;

    sim_ok(kundo_presence_get(look->txn, agent, &p), "presence");

    if (p.state != KUNDO_STATE_ONLINE) {
        sim_fail("agent %llu gets a chat, but is %s",
                 (unsigned long long) agent, kundo_state_name(p.state));
    }

    if (p.nchats > p.max_chats) {
        sim_fail("agent %llu gets chat %u of %u", (unsigned long long) agent,
                 p.nchats, p.max_chats);
    }
}


static void
compare_meta(look_t *look)
{
    model_t       *m = look->m;
    kundo_meta_t  *is = &look->txn->meta;

    sim_eq("now_ms", is->now_ms, m->now_ms);
    sim_eq("last_cno", is->last_cno, m->nconvs);
    sim_eq("last_pno", is->last_pno, m->npersons);
    sim_eq("last_sno", is->last_sno, m->nsessions);
    sim_eq("last_wno", is->last_wno, m->nworkers);
    sim_eq("last_fno", is->last_fno, m->nflows);
    sim_eq("last_lpos", is->last_lpos, m->nmessages);
    sim_eq("last_jno", is->last_jno, m->nevents);
    sim_eq("first_jno", is->first_jno, m->first_event);
    sim_eq("last_qno", is->last_qno, m->last_place);
    sim_eq("last_turn", is->last_turn, m->last_turn);
    sim_eq("last_due", is->last_due, m->last_due);
    sim_eq("agent_lost_ms", is->agent_lost_ms, m->agent_lost_ms);
    sim_eq("session_ms", is->session_ms, m->session_ms);
    sim_eq("max_chats", is->max_chats, m->max_chats);
    sim_eq("auto_transfer_ms", is->auto_transfer_ms, m->auto_transfer_ms);
    sim_eq("last_line", is->last_line, m->nlines);
}


void
compare_conversation(look_t *look, uint64_t cno)
{
    unsigned       i;
    kundo_hot_t    hot;
    kundo_conv_t   conv;
    kundo_seen_t   seen;
    model_conv_t  *c = model_conv(look->m, cno);

    sim_ok(kundo_hot_get(look->txn, cno, &hot), "hot");
    sim_ok(kundo_conv_get(look->txn, cno, &conv), "conv");

    sim_eq_of("status", cno, hot.status, c->status);
    sim_eq_of("agent", cno, hot.agent, c->agent);
    sim_eq_of("left_message", cno, hot.flags & KUNDO_CONV_LEFT_MESSAGE,
              c->left);
    sim_eq_of("flow", cno, hot.flow, c->flow);
    sim_eq_of("starter", cno, hot.starter, c->starter);
    sim_eq_of("place in the queue", cno, hot.qno, c->place);
    sim_eq_of("overdue", cno, hot.overdue, c->overdue);

    if (c->place) {
        sim_eq_of("queued_ms", cno, hot.queued_ms, c->queued_ms);
    }

    sim_eq_of("last_agent", cno, hot.last_agent, c->last_agent);
    sim_eq_of("last_flow", cno, hot.last_flow, c->last_flow);
    sim_eq_of("waits_ms", cno, hot.waits_ms, c->waits_ms);
    sim_eq_of("focus_due_ms", cno, hot.focus_due_ms, c->focus_due_ms);
    sim_eq_of("focus_row_ms", cno, hot.focus_row_ms, c->focus_row_ms);
    sim_eq_of("focused", cno, (hot.flags & KUNDO_CONV_FOCUSED) != 0,
              c->focused);
    sim_eq_of("agents who have missed", cno, conv.nmissed, c->nmissed);

    for (i = 0; i < conv.nmissed; i++) {
        sim_eq_of("who has missed", cno, conv.missed[i], c->missed[i]);
    }

    sim_eq_of("updated_ms", cno, hot.updated_ms, c->updated_ms);
    sim_eq_of("minute", cno, hot.view_minute, c->updated_ms / 60000);
    sim_eq_of("last_seq", cno, hot.last_seq, c->last_seq);
    sim_eq_of("last message", cno, kundo_hot_last_lpos(&hot), c->last_message);

    sim_eq_of("starter (row)", cno, conv.starter, c->starter);
    sim_eq_of("created_ms", cno, conv.created_ms, c->created_ms);
    sim_eq_of("asked_ms", cno, conv.asked_ms, c->asked_ms);
    sim_eq_of("answered_ms", cno, conv.answered_ms, c->answered_ms);
    sim_eq_of("answered_by", cno, conv.answered_by, c->answered_by);
    sim_eq_of("unanswered", cno, (hot.flags & KUNDO_CONV_UNANSWERED) != 0,
              c->asked_ms != 0 && c->answered_ms == 0);
    sim_eq_of("participants", cno, conv.nagents, c->nagents);

    for (i = 0; i < c->nagents; i++) {
        sim_eq_of("participant", cno, conv.agents[i], c->agents[i]);
    }

    for (i = 0; i < c->nreaders; i++) {
        sim_ok(kundo_message_seen_by(look->txn, cno, &hot,
                                     c->readers[i].person, &seen), "seen");
        sim_eq_of("seen", cno, seen.seen, c->readers[i].seen);
        sim_eq_of("written", cno, seen.own, c->readers[i].own);
    }
}


void
compare_step(look_t *look, unsigned first_event)
{
    unsigned        i;
    uint64_t        last = 0;
    model_t        *m = look->m;
    model_event_t  *e;

    compare_meta(look);

    for (i = first_event; i < m->nevents; i++) {
        e = &m->events[i];

        compare_event(look, i + 1);

        if (e->cno != 0 && e->cno != last) {
            compare_conversation(look, e->cno);
            last = e->cno;
        }

        if (e->type == KUNDO_EVENT_CONVERSATION_ASSIGNED && !e->left) {
            compare_assigned(look, e->agent);
        }
    }

    for (i = 0; i < m->npersons; i++) {
        if (m->persons[i].who.kind == KUNDO_PERSON_AGENT) {
            compare_presence(look, &m->persons[i]);
        }
    }

    compare_short_tables(look);
}


static void
compare_problem(void *data, const char *line)
{
    sim_fail("check: %s", line);
}


void
compare_check(look_t *look)
{
    kundo_check_t  check;

    sim_ok(kundo_check(look->txn, look->arena, &check, compare_problem,
                       NULL), "check");

    sim_eq("check: conversations", check.conversations, look->m->nconvs);
    sim_eq("check: messages and notes", check.messages + check.notes,
           look->m->nmessages);
}

/*
 * Messages.
 */

#include "domain/kundo_message.h"
#include "domain/kundo_answer.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_focus.h"
#include "domain/kundo_presence.h"
#include "domain/kundo_queue.h"
#include "domain/kundo_routing.h"


static kundo_rc_t kundo_message_take(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);
static kundo_rc_t kundo_message_go_on(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);


static kundo_str_t
kundo_message_seen_key(kundo_key_t *k, uint64_t person, uint64_t cno)
{
    k->len = 0;
    kundo_key_u64(k, person);
    kundo_key_u64(k, cno);

    return kundo_key_str(k);
}


/*
 * Of the starter and of the chat's agent it stands in hot, so that the
 * path of a message touches no other row; of others in `seen`.
 */

kundo_rc_t
kundo_message_seen_by(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot,
    uint64_t person, kundo_seen_t *seen)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    if (person == hot->starter) {
        seen->seen = hot->seen_starter;
        seen->own = hot->own_starter;
        return KUNDO_OK;
    }

    if (person == hot->agent) {
        seen->seen = hot->seen_agent;
        seen->own = hot->own_agent;
        return KUNDO_OK;
    }

    seen->seen = 0;
    seen->own = 0;

    rc = kundo_table_get_fixed(txn, KUNDO_TABLE_SEEN,
                               kundo_message_seen_key(&key, person, cno),
                               seen, sizeof(kundo_seen_t));

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


static kundo_rc_t
kundo_message_seen_put(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t person, const kundo_seen_t *seen)
{
    kundo_key_t  key;

    if (person == hot->starter) {
        hot->seen_starter = seen->seen;
        hot->own_starter = seen->own;
        return KUNDO_OK;
    }

    if (person == hot->agent) {
        hot->seen_agent = seen->seen;
        hot->own_agent = seen->own;
        return KUNDO_OK;
    }

    return kundo_table_put(w->txn, KUNDO_TABLE_SEEN,
                           kundo_message_seen_key(&key, person, cno),
                           kundo_str_make(seen, sizeof(kundo_seen_t)));
}


kundo_rc_t
kundo_message_hand_over(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    uint64_t agent)
{
    uint64_t      was;
    kundo_rc_t    rc;
    kundo_seen_t  seen;

    was = hot->agent;

    if (was == agent) {
        return KUNDO_OK;
    }

    rc = kundo_message_seen_by(w->txn, cno, hot, was, &seen);
    hot->agent = 0;

    if (rc == KUNDO_OK && was != 0) {
        rc = kundo_message_seen_put(w, cno, hot, was, &seen);
    }

    if (rc == KUNDO_OK && agent != 0) {
        rc = kundo_message_seen_by(w->txn, cno, hot, agent, &seen);

        hot->agent = agent;
        hot->seen_agent = seen.seen;
        hot->own_agent = seen.own;
    }

    return rc;
}


kundo_rc_t
kundo_message_append(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    int system, kundo_str_t cid, kundo_str_t text)
{
    kundo_rc_t       rc;
    kundo_seen_t     seen;
    kundo_event_t    event;
    kundo_log_row_t  row;

    memset(&row, 0, sizeof(kundo_log_row_t));

    row.head.ms = w->now_ms;
    row.cid = cid;
    row.text = text;

    if (system) {
        row.head.flow = hot->flow;

    } else {
        row.head.from = w->actor.no;
        row.head.from_kind = (uint8_t) w->actor.kind;

        rc = kundo_answer_note(w, cno, hot);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    rc = kundo_log_append(w->txn, cno, hot, &row);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (!system) {
        rc = kundo_message_seen_by(w->txn, cno, hot, w->actor.no, &seen);

        if (rc == KUNDO_OK) {
            seen.own = row.head.seq;
            rc = kundo_message_seen_put(w, cno, hot, w->actor.no, &seen);
        }

        if (rc != KUNDO_OK) {
            return rc;
        }

        /* D5: a survey goes by these, wherever the chat goes later */

        if (w->actor.kind == KUNDO_PERSON_AGENT) {
            hot->last_agent = w->actor.no;
            hot->last_flow = hot->flow;
        }
    }

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_MESSAGE_CREATED;
    event.audience = KUNDO_AUDIENCE_ALL;
    event.ref = row.lpos;
    event.seq = row.head.seq;
    event.system = system != 0;

    w->result->lpos = row.lpos;
    w->result->seq = row.head.seq;
    w->result->ms = w->now_ms;

    rc = kundo_event_emit(w, cno, hot, &event);
    if (rc != KUNDO_OK || system) {
        return rc;
    }

    return w->actor.kind == KUNDO_PERSON_AGENT
           ? kundo_focus_answered(w, cno, hot)
           : kundo_focus_asked(w, cno, hot);
}


/* The same cid again: the message that stands, or a refusal. */

static kundo_rc_t
kundo_message_repeated(kundo_work_t *w, const kundo_command_t *cmd,
    const kundo_log_row_t *row)
{
    if (!kundo_str_eq(row->text, cmd->u.message_post.text)) {
        return kundo_work_refuse(w, KUNDO_CID_REUSED,
                                 "a message with this cid and another text "
                                 "stands in the conversation");
    }

    w->result->repeated = 1;
    w->result->lpos = row->lpos;
    w->result->seq = row->head.seq;
    w->result->ms = row->head.ms;

    return KUNDO_OK;
}


kundo_rc_t
kundo_message_post(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         cno;
    kundo_rc_t       rc;
    kundo_hot_t      hot;
    kundo_log_row_t  row;

    cno = cmd->u.message_post.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    w->result->no = cno;

    rc = kundo_log_find_cid(w->txn, cno, &hot, w->actor.no,
                            cmd->u.message_post.cid, &row);
    if (rc == KUNDO_OK) {
        return kundo_message_repeated(w, cmd, &row);
    }

    if (rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    rc = KUNDO_OK;

    if (w->actor.kind == KUNDO_PERSON_AGENT) {
        rc = kundo_message_take(w, cno, &hot);

    } else if (hot.status == KUNDO_STATUS_CLOSED) {
        rc = kundo_message_go_on(w, cno, &hot);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_conv_touch(w, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_message_append(w, cno, &hot, 0, cmd->u.message_post.cid,
                              cmd->u.message_post.text);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_hot_put(w->txn, cno, &hot);
}


/*
 * What an agent's answer does to whose the conversation is: a queued one
 * is taken, with room only (D4); a left message is the first answerer's
 * (D2); in another's the agent takes part (D10).
 */

static kundo_rc_t
kundo_message_take(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    kundo_rc_t        rc;
    kundo_conv_t      conv;
    kundo_routing_t   why;
    kundo_presence_t  p;

    if (hot->status == KUNDO_STATUS_CLOSED) {
        return kundo_work_refuse(w, KUNDO_CLOSED,
                                 "open the conversation before answering");
    }

    if (hot->agent == w->actor.no) {
        return KUNDO_OK;
    }

    if (hot->status == KUNDO_STATUS_QUEUED) {
        rc = kundo_presence_get(w->txn, w->actor.no, &p);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_presence_refusal(&p);
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_queue_leave(w, cno, hot, w->actor.no);
        if (rc != KUNDO_OK) {
            return rc;
        }

        memset(&why, 0, sizeof(kundo_routing_t));

        return kundo_routing_assign(w, cno, hot, w->actor.no, &p, &why);
    }

    rc = kundo_conv_row(w->txn, cno, &conv);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (hot->agent == 0) {
        rc = kundo_fact_assigned(w, cno, hot, &conv, w->actor.no);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    rc = kundo_conv_join(w, cno, hot, &conv, w->actor.no);
    if (rc != KUNDO_OK || hot->agent != 0) {
        return rc;
    }

    rc = kundo_message_hand_over(w, cno, hot, w->actor.no);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_event_of(w, cno, hot, KUNDO_EVENT_CONVERSATION_ASSIGNED, 0);
}


/*
 * S4.3: the customer adds to what was ended: it goes on, with the agent who
 * had it, if she still works in its flow (S1.3).
 */

static kundo_rc_t
kundo_message_go_on(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot)
{
    uint64_t                prefer;
    kundo_rc_t              rc;
    kundo_presence_t        p;
    kundo_presence_flow_t  *f;

    prefer = hot->agent;

    if (prefer != 0) {
        rc = kundo_presence_get(w->txn, prefer, &p);
        if (rc != KUNDO_OK) {
            return rc;
        }

        f = kundo_presence_flow(&p, hot->flow);

        if (f == NULL || !f->active) {
            prefer = 0;
        }
    }

    return kundo_conversation_reopen(w, cno, hot, prefer);
}


/* D7; seq never goes back, and never beyond what there is. */

kundo_rc_t
kundo_message_seen(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint32_t       seq;
    uint64_t       cno;
    kundo_rc_t     rc;
    kundo_hot_t    hot;
    kundo_seen_t   seen;
    kundo_event_t  event;

    cno = cmd->u.message_seen.cno;

    rc = kundo_conv_access(w->txn, &w->actor, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (cmd->u.message_seen.seq > hot.last_seq) {
        return kundo_work_refuse(w, KUNDO_BAD_VALUE,
                                 "seq is above the conversation's last_seq");
    }

    seq = (uint32_t) cmd->u.message_seen.seq;

    rc = kundo_message_seen_by(w->txn, cno, &hot, w->actor.no, &seen);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (seq <= seen.seen) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    seen.seen = seq;

    rc = kundo_message_seen_put(w, cno, &hot, w->actor.no, &seen);
    if (rc != KUNDO_OK) {
        return rc;
    }

    memset(&event, 0, sizeof(kundo_event_t));

    event.type = KUNDO_EVENT_MESSAGE_SEEN;
    event.audience = KUNDO_AUDIENCE_ALL;
    event.seq = seq;

    rc = kundo_event_emit(w, cno, &hot, &event);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_hot_put(w->txn, cno, &hot);
}

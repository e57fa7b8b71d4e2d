/*
 * Queries: the board, as JSON.
 */

#include "base/kundo_limit.h"
#include "codec/kundo_json_out.h"
#include "domain/kundo_board.h"
#include "domain/kundo_query.h"
#include "domain/kundo_queue.h"


typedef struct {
    kundo_board_t    board;
    kundo_reader_t  *rd;
    kundo_out_t     *out;
    unsigned         nagents;     /* listed, who are there */
    unsigned         noffline;    /* listed, who are not */
    uint64_t         more_agents;
    uint64_t         more_flows;
} kundo_board_list_t;


static void
kundo_board_works_in(kundo_board_list_t *b, const kundo_presence_t *p)
{
    unsigned             i, n;
    kundo_board_flow_t  *f;

    for (i = 0, n = 0; i < p->nflows; i++) {

        if (p->state == KUNDO_STATE_OFFLINE || !p->flows[i].active
            || p->flows[i].flow > b->rd->txn->meta.last_fno)
        {
            continue;
        }

        f = &b->board.flows[p->flows[i].flow];

        if (f->flow.no == 0) {
            continue;
        }

        if (n++) {
            kundo_out_lit(b->out, ",");
        }

        kundo_json_out_string(b->out, f->flow.id);
    }
}


static void
kundo_board_time(kundo_out_t *out, uint64_t ms)
{
    if (ms) {
        kundo_json_out_time(out, ms);

    } else {
        kundo_out_lit(out, "null");
    }
}


static void
kundo_board_agent(kundo_board_list_t *b, const kundo_person_t *person,
    const kundo_presence_t *p)
{
    kundo_out_t  *out;

    out = b->out;

    if (b->nagents + b->noffline > 1) {
        kundo_out_lit(out, ",");
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_render_id(b->rd, out, KUNDO_SEAL_AGENT, person->no);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, person->name);
    kundo_out_lit(out, ",\"state\":");
    kundo_json_out_string(out, kundo_str_cstr(kundo_state_name(
                                              (kundo_state_t) p->state)));
    kundo_out_lit(out, ",\"since\":");
    kundo_board_time(out, p->since_ms);
    kundo_out_lit(out, ",\"flows\":[");
    kundo_board_works_in(b, p);
    kundo_out_lit(out, "],\"chats\":");
    kundo_out_u64(out, p->nchats);
    kundo_out_lit(out, ",\"max_chats\":");
    kundo_out_u64(out, p->max_chats);
    kundo_out_lit(out, ",\"overdue\":");
    kundo_out_u64(out, kundo_board_overdue_of(&b->board, person->no));
    kundo_out_lit(out, "}");
}


/* Counts the agent, and lists her as far as the bounds go. */

static kundo_rc_t
kundo_board_person(void *data, uint64_t no)
{
    kundo_rc_t           rc;
    kundo_person_t       person;
    kundo_presence_t     p;
    kundo_board_list_t  *b = data;

    rc = kundo_person_get(b->rd->txn, no, &person);

    if (rc == KUNDO_OK) {
        rc = kundo_presence_get(b->rd->txn, no, &p);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_board_count(&b->board, &p);

    if (p.state == KUNDO_STATE_OFFLINE) {

        if (person.disabled) {
            return KUNDO_OK;
        }

        if (b->noffline == KUNDO_BOARD_OFFLINE) {
            b->more_agents++;
            return KUNDO_OK;
        }

        b->noffline++;

    } else {
        if (b->nagents == KUNDO_BOARD_AGENTS) {
            b->more_agents++;
            return KUNDO_OK;
        }

        b->nagents++;
    }

    kundo_board_agent(b, &person, &p);

    return KUNDO_OK;
}


/* D2: who is first in the queue waits longest. */

static kundo_rc_t
kundo_board_queue(kundo_board_list_t *b, uint32_t no, uint32_t *n,
    uint64_t *ms)
{
    uint64_t     qno, cno = 0;
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    *ms = 0;

    rc = kundo_queue_length(b->rd->txn, no, n);
    if (rc != KUNDO_OK || *n == 0) {
        return rc;
    }

    rc = kundo_queue_head(b->rd->txn, no, &qno, &cno);

    if (rc == KUNDO_OK) {
        rc = kundo_hot_get(b->rd->txn, cno, &hot);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    *ms = hot.queued_ms;

    return KUNDO_OK;
}


static kundo_rc_t
kundo_board_flow(kundo_board_list_t *b, const kundo_board_flow_t *f)
{
    uint32_t      queue;
    uint64_t      active, chats, ms;
    kundo_rc_t    rc;
    kundo_out_t  *out;

    out = b->out;

    rc = kundo_flow_active(b->rd->txn, f->flow.no, &active);

    if (rc == KUNDO_OK) {
        rc = kundo_flow_live(b->rd->txn, f->flow.no, &chats);
    }

    if (rc == KUNDO_OK) {
        rc = kundo_board_queue(b, f->flow.no, &queue, &ms);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"id\":");
    kundo_json_out_string(out, f->flow.id);
    kundo_out_lit(out, ",\"name\":");
    kundo_json_out_string(out, f->flow.name);

    if (f->flow.public) {
        kundo_out_lit(out, ",\"public\":true,\"active\":");

    } else {
        kundo_out_lit(out, ",\"public\":false,\"active\":");
    }

    kundo_out_u64(out, active);
    kundo_out_lit(out, ",\"room\":");
    kundo_out_u64(out, f->room);
    kundo_out_lit(out, ",\"chats\":");
    kundo_out_u64(out, chats);
    kundo_out_lit(out, ",\"queue\":");
    kundo_out_u64(out, queue);
    kundo_out_lit(out, ",\"waiting_since\":");
    kundo_board_time(out, ms);
    kundo_out_lit(out, ",\"overdue\":");
    kundo_out_u64(out, f->overdue);
    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


static kundo_rc_t
kundo_board_flows(kundo_board_list_t *b)
{
    unsigned    n;
    uint32_t    no;
    kundo_rc_t  rc;

    for (no = 1, n = 0; no <= b->rd->txn->meta.last_fno; no++) {

        if (b->board.flows[no].flow.no == 0) {
            continue;
        }

        if (n == KUNDO_BOARD_FLOWS) {
            b->more_flows++;
            continue;
        }

        if (n++) {
            kundo_out_lit(b->out, ",");
        }

        rc = kundo_board_flow(b, &b->board.flows[no]);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_board(kundo_reader_t *rd, kundo_out_t *out, uint64_t now_ms)
{
    kundo_rc_t          rc;
    kundo_board_list_t  b;

    memset(&b, 0, sizeof(kundo_board_list_t));
    b.rd = rd;
    b.out = out;

    rc = kundo_board_read(&b.board, rd->txn, rd->arena);

    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"at\":");
    kundo_json_out_time(out, now_ms);
    kundo_out_lit(out, ",\"agents\":[");

    rc = kundo_person_agents(rd->txn, kundo_board_person, &b);

    kundo_out_lit(out, "],\"flows\":[");

    if (rc == KUNDO_OK) {
        rc = kundo_board_flows(&b);
    }

    kundo_out_lit(out, "],\"more\":{\"agents\":");
    kundo_out_u64(out, b.more_agents);
    kundo_out_lit(out, ",\"flows\":");
    kundo_out_u64(out, b.more_flows);
    kundo_out_lit(out, "}}");

    return rc;
}

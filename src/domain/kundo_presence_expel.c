/*
 * Presence: out of a flow in which an agent may not work any more (S1.7).
 */

#include "base/kundo_limit.h"
#include "domain/kundo_flow.h"
#include "domain/kundo_person.h"
#include "domain/kundo_presence_internal.h"


/* Whether an agent works in a flow that is not open to her. */

static kundo_rc_t
kundo_presence_trespasses(kundo_work_t *w, uint64_t agent, uint32_t no,
    kundo_presence_t *p, int *yes)
{
    kundo_rc_t              rc;
    kundo_flow_t            flow;
    kundo_person_t          person;
    kundo_presence_flow_t  *f;

    *yes = 0;

    rc = kundo_presence_get(w->txn, agent, p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    f = kundo_presence_flow(p, no);

    if (f == NULL || !f->active) {
        return KUNDO_OK;
    }

    rc = kundo_flow_get(w->txn, no, &flow);

    if (rc == KUNDO_OK) {
        rc = kundo_person_get(w->txn, agent, &person);
    }

    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    *yes = person.role != KUNDO_ROLE_ADMIN
           && !kundo_flow_allows(&flow, agent);

    return KUNDO_OK;
}


/* The next agent who has a row; *agent is the one before. */

static kundo_rc_t
kundo_presence_next(kundo_txn_t *txn, uint64_t *agent)
{
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    rc = kundo_walk_open(txn, KUNDO_TABLE_PRESENCE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    key.len = 0;
    kundo_key_u64(&key, *agent + 1);

    rc = kundo_walk_seek(&walk, kundo_key_str(&key));

    if (rc == KUNDO_OK) {
        *agent = kundo_be64_get(walk.key.data);
    }

    kundo_walk_close(&walk);

    return rc;
}


/* Out of room, out of the count, and every agent hears of it. */

static kundo_rc_t
kundo_presence_expel_one(kundo_work_t *w, uint64_t agent, uint32_t flow,
    kundo_presence_t *p)
{
    unsigned    i, n;
    uint32_t    nos[KUNDO_AGENT_FLOWS_MAX];
    kundo_rc_t  rc;

    for (i = 0, n = 0; i < p->nflows; i++) {
        if (p->flows[i].active && p->flows[i].flow != flow) {
            nos[n++] = p->flows[i].flow;
        }
    }

    rc = kundo_presence_works_in(w, agent, p, nos, n);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_presence_emit(w, agent, p);

    return rc == KUNDO_OK ? kundo_presence_put(w, agent, p) : rc;
}


kundo_rc_t
kundo_presence_expel(kundo_work_t *w, uint32_t flow)
{
    int               yes;
    unsigned          n;
    uint64_t          agent;
    kundo_rc_t        rc;
    kundo_due_t       due;
    kundo_presence_t  p;

    n = 0;
    agent = 0;

    /* one at a time: a walk does not outlive a change of its table */

    for ( ;; ) {
        rc = kundo_presence_next(w->txn, &agent);
        if (rc != KUNDO_OK) {
            return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
        }

        rc = kundo_presence_trespasses(w, agent, flow, &p, &yes);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (!yes) {
            continue;
        }

        if (n++ == KUNDO_CHUNK) {
            memset(&due, 0, sizeof(kundo_due_t));
            due.ms = w->now_ms;
            due.kind = KUNDO_DUE_FLOW_EXPEL;
            due.no = flow;

            return kundo_due_put(w->txn, &due);
        }

        rc = kundo_presence_expel_one(w, agent, flow, &p);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }
}

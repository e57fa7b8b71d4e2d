/*
 * Links: which worker of nginx holds a connection of which agent.  Rows:
 * worker 8, person 8; changed by edges only, so that nothing is guessed.
 */

#include "base/kundo_limit.h"
#include "domain/kundo_presence.h"


static void
kundo_link_key(kundo_key_t *k, uint64_t worker, uint64_t person)
{
    k->len = 0;
    kundo_key_u64(k, worker);
    kundo_key_u64(k, person);
}


static kundo_rc_t
kundo_link_count(kundo_work_t *w, uint64_t agent, int by)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(w->txn, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (by > 0) {
        p.links++;

    } else if (p.links > 0) {
        p.links--;
    }

    rc = kundo_presence_watch(w, agent, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_presence_put(w, agent, &p);
}


/*
 * Of a worker that is not on the list nobody would notice the death: its
 * links would stand for ever.
 */

kundo_rc_t
kundo_link_up(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t   rc;
    kundo_key_t  key;
    kundo_str_t  v;

    rc = kundo_table_get_no(w->txn, KUNDO_TABLE_WORKER,
                            cmd->u.link_up.worker, &v);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_link_key(&key, cmd->u.link_up.worker, w->actor.no);

    rc = kundo_table_get(w->txn, KUNDO_TABLE_LINK, kundo_key_str(&key), &v);
    if (rc != KUNDO_NOT_FOUND) {
        w->result->repeated = 1;
        return rc;
    }

    rc = kundo_table_put(w->txn, KUNDO_TABLE_LINK, kundo_key_str(&key),
                         kundo_str_null);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_link_count(w, w->actor.no, 1);
}


kundo_rc_t
kundo_link_down(kundo_work_t *w, const kundo_command_t *cmd)
{
    kundo_rc_t   rc;
    kundo_key_t  key;

    kundo_link_key(&key, cmd->u.link_down.worker, w->actor.no);

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_LINK, kundo_key_str(&key));

    if (rc == KUNDO_NOT_FOUND) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_link_count(w, w->actor.no, -1);
}


/*
 * A worker starts: it gets a number that was never used before; or it was
 * taken for dead and keeps the one that it has.
 */

kundo_rc_t
kundo_worker_join(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint8_t             key[8];
    kundo_worker_row_t  row;

    w->result->no = cmd->u.worker_join.worker;

    if (w->result->no == 0) {
        w->result->no = ++w->txn->meta.last_wno;
    }

    row.pid = cmd->u.worker_join.pid;
    row.started_ms = w->now_ms;

    kundo_be64_put(key, w->result->no);

    return kundo_table_put(w->txn, KUNDO_TABLE_WORKER, kundo_str_make(key, 8),
                           kundo_str_make(&row, sizeof(kundo_worker_row_t)));
}


/* D3: a worker that is gone holds no connection; in chunks. */

kundo_rc_t
kundo_worker_gone(kundo_work_t *w, const kundo_command_t *cmd)
{
    uint8_t       no[8];
    unsigned      i, n;
    uint64_t      agents[KUNDO_CHUNK];
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    kundo_link_key(&key, cmd->u.worker_gone.worker, 0);
    n = 0;

    rc = kundo_walk_open(w->txn, KUNDO_TABLE_LINK, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 8)
         && walk.key.len == 16 && n < KUNDO_CHUNK;
         rc = kundo_walk_next(&walk))
    {
        agents[n++] = kundo_be64_get(walk.key.data + 8);
    }

    kundo_walk_close(&walk);

    if (rc != KUNDO_OK && rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    for (i = 0; i < n; i++) {
        kundo_link_key(&key, cmd->u.worker_gone.worker, agents[i]);

        rc = kundo_table_delete(w->txn, KUNDO_TABLE_LINK,
                                kundo_key_str(&key));
        if (rc != KUNDO_OK) {
            return rc;
        }

        rc = kundo_link_count(w, agents[i], -1);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (n == KUNDO_CHUNK) {
        w->result->more = 1;
        return KUNDO_OK;
    }

    kundo_be64_put(no, cmd->u.worker_gone.worker);

    rc = kundo_table_delete(w->txn, KUNDO_TABLE_WORKER,
                            kundo_str_make(no, 8));

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

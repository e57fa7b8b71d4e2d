/*
 * Model: workers and agents' connections to them (D3).
 */

#include <assert.h>

#include "sim/model.h"


static void
model_link(model_work_t *w, model_person_t *p, uint64_t links)
{
    p->links = links;

    if (p->max_chats == 0) {
        p->max_chats = w->m->max_chats;
    }

    model_watch(w, p);
}


/* A worker that is not there cannot be missed when it dies. */

kundo_rc_t
model_link_up(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         bit;
    model_person_t  *p = model_person(w->m, w->actor.no);

    bit = 1ULL << (cmd->u.link_up.worker - 1);

    if (!(w->m->workers & bit)) {
        return KUNDO_NOT_FOUND;
    }

    if (p->links & bit) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_link(w, p, p->links | bit);

    return KUNDO_OK;
}


kundo_rc_t
model_link_down(model_work_t *w, const kundo_command_t *cmd)
{
    uint64_t         bit;
    model_person_t  *p = model_person(w->m, w->actor.no);

    bit = 1ULL << (cmd->u.link_down.worker - 1);

    if (!(p->links & bit)) {
        w->result->repeated = 1;
        return KUNDO_OK;
    }

    model_link(w, p, p->links & ~bit);

    return KUNDO_OK;
}


kundo_rc_t
model_worker_join(model_work_t *w, const kundo_command_t *cmd)
{
    if (cmd->u.worker_join.worker) {
        w->m->workers |= 1ULL << (cmd->u.worker_join.worker - 1);
        w->result->no = cmd->u.worker_join.worker;
        return KUNDO_OK;
    }

    assert(w->m->nworkers < MODEL_WORKERS);

    w->m->workers |= 1ULL << w->m->nworkers;
    w->result->no = ++w->m->nworkers;

    return KUNDO_OK;
}


kundo_rc_t
model_worker_gone(model_work_t *w, const kundo_command_t *cmd)
{
    unsigned         i, n;
    uint64_t         bit;
    model_person_t  *p;

    bit = 1ULL << (cmd->u.worker_gone.worker - 1);

    for (i = 0, n = 0; i < w->m->npersons; i++) {
        p = &w->m->persons[i];

        if (!(p->links & bit)) {
            continue;
        }

        if (n == KUNDO_CHUNK) {
            break;
        }

        model_link(w, p, p->links & ~bit);
        n++;
    }

    if (n == KUNDO_CHUNK) {
        w->result->more = 1;
        return KUNDO_OK;
    }

    w->m->workers &= ~bit;

    return KUNDO_OK;
}

/*
 * Conversations: who may see one.
 */

#include "domain/kundo_conversation.h"


static kundo_rc_t
kundo_conv_agent_access(kundo_txn_t *txn, const kundo_actor_t *actor,
    uint64_t cno, const kundo_hot_t *hot)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;
    kundo_flow_t  f;

    if (hot->agent == actor->no || actor->role == KUNDO_ROLE_ADMIN) {
        return KUNDO_OK;
    }

    rc = kundo_flow_row(txn, hot->flow, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (kundo_flow_allows(&f, actor->no)) {
        return KUNDO_OK;
    }

    rc = kundo_conv_row(txn, cno, &c);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_conv_has_agent(&c, actor->no) ? KUNDO_OK : KUNDO_NOT_FOUND;
}


kundo_rc_t
kundo_conv_access(kundo_txn_t *txn, const kundo_actor_t *actor, uint64_t cno,
    kundo_hot_t *hot)
{
    kundo_rc_t  rc;

    rc = kundo_hot_get(txn, cno, hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    switch (actor->kind) {

    case KUNDO_PERSON_VISITOR:
        return hot->starter == actor->no ? KUNDO_OK : KUNDO_NOT_FOUND;

    case KUNDO_PERSON_AGENT:
        return kundo_conv_agent_access(txn, actor, cno, hot);

    default:
        return KUNDO_NOT_FOUND;
    }
}

/*
 * Open: whether a flow takes new chats at a time, as its row of `hours` says.
 */

#ifndef KUNDO_OPEN_H
#define KUNDO_OPEN_H


#include "codec/kundo_opening.h"
#include "domain/kundo_flow.h"


/* Strings point into the map. */

typedef struct {
    uint64_t     edge_ms;         /* of its row in due; 0 = none */
    kundo_str_t  rule;            /* JSON, as the administrator wrote it */
    kundo_str_t  opening;         /* the same as UTC: codec/kundo_opening.h */
} kundo_open_row_t;


/* KUNDO_NOT_FOUND: the flow is always open. */
kundo_rc_t kundo_open_get(kundo_txn_t *txn, uint32_t flow,
    kundo_open_row_t *row);

/* A flow without hours is open, and nothing changes that. */
kundo_rc_t kundo_open_at(kundo_txn_t *txn, const kundo_flow_t *flow,
    uint64_t now_ms, kundo_opening_t *opening);

/* The flow gets these hours; rule.data NULL: none. */
kundo_rc_t kundo_open_set(kundo_work_t *w, uint32_t flow, kundo_str_t rule,
    kundo_str_t opening);

/* It opens or closes: agents are told, and the next time is armed. */
kundo_rc_t kundo_open_due(kundo_work_t *w, uint32_t flow, uint64_t ms);

/* The same rule as UTC from now on. */
kundo_rc_t kundo_flow_hours(kundo_work_t *w, const kundo_command_t *cmd);


#endif /* KUNDO_OPEN_H */

/*
 * Flows: where chats come in, and who may take them.
 */

#ifndef KUNDO_FLOW_H
#define KUNDO_FLOW_H


#include "domain/kundo_ask.h"


#define KUNDO_AUTO_TRANSFER_DEFAULT  UINT32_MAX   /* as the store says */

typedef struct {
    uint64_t     created_ms;
    kundo_str_t  id;              /* chosen by the administrator */
    kundo_str_t  name;
    kundo_str_t  welcome;         /* escaped JSON; data NULL = none, S2.5 */
    kundo_str_t  agents;          /* n x person 8, big-endian */
    kundo_str_t  ref_code;        /* S0.7; never empty: else the id */
    uint32_t     no;
    uint32_t     max_queue;
    uint32_t     auto_transfer_s; /* S2.6; 0 = off */
    kundo_ask_t  ask;             /* of visitors, before a chat */
    unsigned     public:1;        /* a private one is nowhere on the site */
    unsigned     any_agent:1;     /* every agent may choose it */
    unsigned     show_agents:1;   /* its status names who is there */
    unsigned     hours:1;         /* it has a row of `hours` */
    unsigned     miss_is_busy:1;  /* D1: who misses a chat is set busy */
} kundo_flow_t;


/* Strings point into the map. */
kundo_rc_t kundo_flow_get(kundo_txn_t *txn, uint32_t no, kundo_flow_t *flow);

/* The same where the row must exist: without it the store is damaged. */
kundo_rc_t kundo_flow_row(kundo_txn_t *txn, uint32_t no, kundo_flow_t *flow);

kundo_rc_t kundo_flow_find(kundo_txn_t *txn, kundo_str_t id,
    kundo_flow_t *flow);

/* Whether this agent may work in the flow. */
int kundo_flow_allows(const kundo_flow_t *flow, uint64_t agent);

/* Its own time of auto-transfer, or that of the store; 0 = off (S2.6). */
uint64_t kundo_flow_auto_transfer_ms(kundo_txn_t *txn,
    const kundo_flow_t *flow);

/* Agents who are online or busy in it. */
kundo_rc_t kundo_flow_active(kundo_txn_t *txn, uint32_t no, uint64_t *n);
kundo_rc_t kundo_flow_active_by(kundo_work_t *w, uint32_t no, int by);

/* Live chats that agents have in it. */
kundo_rc_t kundo_flow_live(kundo_txn_t *txn, uint32_t no, uint64_t *n);
kundo_rc_t kundo_flow_live_by(kundo_work_t *w, uint32_t no, int by);

/* Agents hear of it. */
kundo_rc_t kundo_flow_changed(kundo_work_t *w, uint32_t no);

kundo_rc_t kundo_flow_add(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_flow_update(kundo_work_t *w, const kundo_command_t *cmd);


#endif /* KUNDO_FLOW_H */

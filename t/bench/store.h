/*
 * Store: a store for the bench, filled by the domain's own commands.  What
 * is refused ends the program.
 */

#ifndef STORE_H
#define STORE_H


#include <stdio.h>

#include "domain/kundo_apply.h"


#define STORE_BATCH  64           /* commands of one transaction, as under
                                     load */

typedef struct {
    kundo_env_t    *env;
    kundo_txn_t     txn;
    kundo_arena_t   arena;
    unsigned        batch;        /* commands in txn; 0 = not begun */
    unsigned        batch_max;    /* then they are committed */
    uint64_t        now_ms;
} store_t;


void store_open(store_t *s, const char *path, uint64_t now_ms, int nosync);
void store_close(store_t *s);

/* At s->now_ms, in a transaction that others may share. */
kundo_result_t store_apply(store_t *s, kundo_command_t *cmd);
void store_commit(store_t *s);

/* agent_lost far away: agents stay online without a connection. */
void store_settings(store_t *s, uint64_t max_chats);

/* Without a digest nobody can log in as her. */
kundo_result_t store_visitor(store_t *s, kundo_str_t digest);
uint64_t store_agent(store_t *s, const char *id);

/* For one agent, or for every one with 0. */
void store_flow(store_t *s, const char *id, uint64_t agent,
    uint64_t max_queue, uint64_t auto_transfer_s);

/* max_chats 0: what the settings say. */
void store_presence(store_t *s, uint64_t agent, kundo_state_t state,
    const char *const *flows, unsigned nflows, uint64_t max_chats);

uint64_t store_chat(store_t *s, uint64_t visitor, const char *flow);

/* A text is escaped JSON. */
void store_text(store_t *s, uint64_t cno, uint64_t from,
    kundo_person_kind_t kind, uint64_t cid, kundo_str_t text);

uint64_t store_clock_ms(void);

_Noreturn void store_fail(const char *what, const char *why);


#endif /* STORE_H */

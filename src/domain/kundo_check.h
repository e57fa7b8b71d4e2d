/*
 * Check: what must hold of a store, looked at row by row.
 */

#ifndef KUNDO_CHECK_H
#define KUNDO_CHECK_H


#include "base/kundo_arena.h"
#include "store/kundo_env.h"


typedef struct {
    uint64_t  conversations;
    uint64_t  messages;
    uint64_t  notes;
    uint64_t  agents;
    uint64_t  problems;
} kundo_check_t;


/* Called for each thing that is wrong, with a line that names it. */
typedef void (*kundo_check_pt)(void *data, const char *line);


/* KUNDO_OK also when there are problems; they are counted. */
kundo_rc_t kundo_check(kundo_txn_t *txn, kundo_arena_t *arena,
    kundo_check_t *check, kundo_check_pt report, void *data);


#endif /* KUNDO_CHECK_H */

/*
 * Apply: the only way to change anything.  Deterministic: the same store
 * and the same commands give the same rows.
 */

#ifndef KUNDO_APPLY_H
#define KUNDO_APPLY_H


#include "base/kundo_arena.h"
#include "domain/kundo_command.h"
#include "store/kundo_env.h"


/*
 * Applies a command within a write transaction.  The return value, also in
 * result->rc, is KUNDO_OK, a refusal (nothing was changed, the transaction
 * goes on), or a fault (the transaction must be aborted).  The arena is
 * scratch: the caller resets it between commands.
 */
kundo_rc_t kundo_apply(kundo_txn_t *txn, kundo_arena_t *arena,
    const kundo_command_t *cmd, kundo_result_t *result);


#endif /* KUNDO_APPLY_H */

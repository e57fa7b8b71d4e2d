/*
 * Migration: how a store of an older version becomes one of today's, in
 * the transaction that opens it.
 */

#ifndef KUNDO_MIGRATE_H
#define KUNDO_MIGRATE_H


#include "store/kundo_env.h"


/* Brings a store from version `from` to from + 1; ends with from 0. */

typedef struct {
    uint32_t      from;
    kundo_rc_t  (*step)(kundo_env_t *env, struct MDB_txn *mdb,
                        kundo_meta_t *meta);
} kundo_migrate_step_t;


extern const kundo_migrate_step_t  kundo_migrate_steps[];


/*
 * Whether the header is one of a store that the steps bring to today's
 * version; of a shorter, older one the rest of meta is 0.  KUNDO_DAMAGED,
 * KUNDO_TOO_NEW or KUNDO_TOO_OLD with a line in error (256 bytes).
 */
kundo_rc_t kundo_migrate_check(kundo_str_t header,
    const kundo_migrate_step_t *steps, kundo_meta_t *meta, char *error);

/* The same, and runs the steps; where it fails nothing is changed. */
kundo_rc_t kundo_migrate(kundo_env_t *env, struct MDB_txn *mdb,
    kundo_str_t header, const kundo_migrate_step_t *steps, char *error);


#endif /* KUNDO_MIGRATE_H */

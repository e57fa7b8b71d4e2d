/*
 * The store room's own view of an environment.
 */

#ifndef KUNDO_ENV_INTERNAL_H
#define KUNDO_ENV_INTERNAL_H


#include <lmdb.h>

#include "store/kundo_env.h"


struct kundo_env_s {
    MDB_env   *mdb;
    MDB_dbi    dbi[KUNDO_TABLE_N];
    uint64_t   written;           /* bytes of the file; the writer's */
};


kundo_rc_t kundo_env_rc(int mdb_rc);


#endif /* KUNDO_ENV_INTERNAL_H */

/*
 * Migration: the version of a store and the steps between versions.
 */

#include "store/kundo_migrate.h"

#include <stdio.h>

#include "store/kundo_env_internal.h"


const kundo_migrate_step_t  kundo_migrate_steps[] = {
    { 0, NULL }                       /* version 1 is the first */
};


kundo_rc_t
kundo_migrate(kundo_env_t *env, struct MDB_txn *mdb, kundo_str_t header,
    const kundo_migrate_step_t *steps, char *error)
{
    int                          rc;
    MDB_val                      key, val;
    kundo_rc_t                   krc;
    kundo_meta_t                 meta;
    const kundo_migrate_step_t  *s;

    if (header.len != sizeof(kundo_meta_t)) {
        snprintf(error, 256, "the store's header has %zu bytes, not %zu: "
                 "the store is damaged or not of kundo", header.len,
                 sizeof(kundo_meta_t));
        return KUNDO_DAMAGED;
    }

    memcpy(&meta, header.data, sizeof(kundo_meta_t));

    if (meta.magic != KUNDO_STORE_MAGIC) {
        snprintf(error, 256, "the store's header is not of kundo: the store "
                 "is damaged");
        return KUNDO_DAMAGED;
    }

    if (meta.version > KUNDO_STORE_VERSION
        || meta.apply_version > KUNDO_APPLY_VERSION)
    {
        snprintf(error, 256, "the store has version %u, this program knows "
                 "up to %u: install the newer one", meta.version,
                 (unsigned) KUNDO_STORE_VERSION);
        return KUNDO_TOO_NEW;
    }

    if (meta.version == KUNDO_STORE_VERSION) {
        return KUNDO_OK;
    }

    for (s = steps; s->step != NULL && meta.version < KUNDO_STORE_VERSION;
         s++)
    {
        if (s->from != meta.version) {
            continue;
        }

        krc = s->step(env, mdb, &meta);
        if (krc != KUNDO_OK) {
            snprintf(error, 256, "the store could not be brought from "
                     "version %u to %u: %s", s->from, s->from + 1,
                     kundo_rc_title(krc));
            return krc;
        }

        meta.version++;
    }

    if (meta.version != KUNDO_STORE_VERSION) {
        snprintf(error, 256, "the store has version %u, from which there is "
                 "no way to %u", meta.version,
                 (unsigned) KUNDO_STORE_VERSION);
        return KUNDO_TOO_OLD;
    }

    key.mv_data = "meta";
    key.mv_size = 4;
    val.mv_data = &meta;
    val.mv_size = sizeof(kundo_meta_t);

    rc = mdb_put(mdb, env->dbi[KUNDO_TABLE_META], &key, &val, 0);

    return kundo_env_rc(rc);
}

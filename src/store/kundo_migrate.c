/*
 * Migration: the version of a store and the steps between versions.
 */

#include "store/kundo_migrate.h"

#include <stdio.h>

#include "store/kundo_env_internal.h"


/* What every version has of a header: magic, version, apply version. */

#define KUNDO_MIGRATE_HEAD  16


const kundo_migrate_step_t  kundo_migrate_steps[] = {
    { 0, NULL }                       /* none older was released */
};


/*
 * Reads a header, of whatever length its version gives it: what an older one
 * does not have is 0.
 */

static kundo_rc_t
kundo_migrate_read(kundo_str_t header, kundo_meta_t *meta, char *error)
{
    memset(meta, 0, sizeof(kundo_meta_t));

    memcpy(meta, header.data, header.len < sizeof(kundo_meta_t)
                              ? header.len : sizeof(kundo_meta_t));

    if (header.len < KUNDO_MIGRATE_HEAD || meta->magic != KUNDO_STORE_MAGIC) {
        snprintf(error, 256, "the store's header is not of kundo: the store "
                 "is damaged");
        return KUNDO_DAMAGED;
    }

    if (meta->version > KUNDO_STORE_VERSION
        || meta->apply_version > KUNDO_APPLY_VERSION)
    {
        snprintf(error, 256, "the store has version %u.%u, this program "
                 "knows up to %u.%u: install the newer one, or restore the "
                 "backup from before the upgrade", meta->version,
                 meta->apply_version, (unsigned) KUNDO_STORE_VERSION,
                 (unsigned) KUNDO_APPLY_VERSION);
        return KUNDO_TOO_NEW;
    }

    if (meta->version == KUNDO_STORE_VERSION
        && header.len != sizeof(kundo_meta_t))
    {
        snprintf(error, 256, "the store's header has %zu bytes, not %zu: "
                 "the store is damaged", header.len, sizeof(kundo_meta_t));
        return KUNDO_DAMAGED;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_migrate_check(kundo_str_t header, const kundo_migrate_step_t *steps,
    kundo_meta_t *meta, char *error)
{
    uint32_t                     version;
    kundo_rc_t                   rc;
    const kundo_migrate_step_t  *s;

    rc = kundo_migrate_read(header, meta, error);
    if (rc != KUNDO_OK) {
        return rc;
    }

    version = meta->version;

    for (s = steps; s->step != NULL; s++) {
        version += s->from == version;
    }

    if (version != KUNDO_STORE_VERSION) {
        snprintf(error, 256, "the store has version %u, from which there is "
                 "no way to %u: use the program that made it, or another "
                 "folder", meta->version, (unsigned) KUNDO_STORE_VERSION);
        return KUNDO_TOO_OLD;
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_migrate_steps_run(kundo_env_t *env, struct MDB_txn *mdb,
    const kundo_migrate_step_t *steps, kundo_meta_t *meta, char *error)
{
    kundo_rc_t                   rc;
    const kundo_migrate_step_t  *s;

    for (s = steps; s->step != NULL && meta->version < KUNDO_STORE_VERSION;
         s++)
    {
        if (s->from != meta->version) {
            continue;
        }

        rc = s->step(env, mdb, meta);
        if (rc != KUNDO_OK) {
            snprintf(error, 256, "the store could not be brought from "
                     "version %u to %u: %s", s->from, s->from + 1,
                     kundo_rc_title(rc));
            return rc;
        }

        meta->version++;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_migrate(kundo_env_t *env, struct MDB_txn *mdb, kundo_str_t header,
    const kundo_migrate_step_t *steps, char *error)
{
    int           rc;
    MDB_val       key, val;
    kundo_rc_t    krc;
    kundo_meta_t  meta;

    krc = kundo_migrate_check(header, steps, &meta, error);
    if (krc != KUNDO_OK) {
        return krc;
    }

    if (meta.version == KUNDO_STORE_VERSION
        && meta.apply_version == KUNDO_APPLY_VERSION)
    {
        return KUNDO_OK;
    }

    krc = kundo_migrate_steps_run(env, mdb, steps, &meta, error);
    if (krc != KUNDO_OK) {
        return krc;
    }

    /* from now on older programs leave it alone */

    meta.apply_version = KUNDO_APPLY_VERSION;

    key.mv_data = "meta";
    key.mv_size = 4;
    val.mv_data = &meta;
    val.mv_size = sizeof(kundo_meta_t);

    rc = mdb_put(mdb, env->dbi[KUNDO_TABLE_META], &key, &val, 0);
    if (rc != 0) {
        snprintf(error, 256, "the store's header: %s", mdb_strerror(rc));
    }

    return kundo_env_rc(rc);
}

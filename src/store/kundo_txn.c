/*
 * Transactions: begin, renew, reset, commit, abort; the header of the store
 * is read with each.
 */

#include "store/kundo_growth.h"
#include "store/kundo_journal.h"


static kundo_rc_t
kundo_txn_meta(kundo_txn_t *txn)
{
    int      rc;
    MDB_val  key, val;

    txn->ntail = 0;
    txn->tail_read = 0;

    key.mv_data = "meta";
    key.mv_size = 4;

    rc = mdb_get(txn->mdb, txn->env->dbi[KUNDO_TABLE_META], &key, &val);
    if (rc != 0) {
        return rc == MDB_NOTFOUND ? KUNDO_DAMAGED : kundo_env_rc(rc);
    }

    memcpy(&txn->meta, val.mv_data, val.mv_size < sizeof(kundo_meta_t)
                                    ? val.mv_size : sizeof(kundo_meta_t));

    /* a newer program may have changed it under this one's hands */

    if (val.mv_size >= offsetof(kundo_meta_t, epoch)
        && txn->meta.magic == KUNDO_STORE_MAGIC
        && (txn->meta.version != KUNDO_STORE_VERSION
            || txn->meta.apply_version != KUNDO_APPLY_VERSION))
    {
        return KUNDO_TOO_NEW;
    }

    return val.mv_size == sizeof(kundo_meta_t) ? KUNDO_OK : KUNDO_DAMAGED;
}


static kundo_rc_t
kundo_txn_begin(kundo_env_t *env, kundo_txn_t *txn, unsigned flags)
{
    int         rc;
    kundo_rc_t  krc;

    txn->env = env;
    txn->write = (flags & MDB_RDONLY) == 0;
    txn->live = 0;

    rc = mdb_txn_begin(env->mdb, NULL, flags, &txn->mdb);
    if (rc != 0) {
        txn->mdb = NULL;
        return kundo_env_rc(rc);
    }

    txn->live = 1;

    krc = kundo_txn_meta(txn);
    if (krc != KUNDO_OK) {
        kundo_txn_abort(txn);
    }

    return krc;
}


kundo_rc_t
kundo_txn_begin_write(kundo_env_t *env, kundo_txn_t *txn)
{
    kundo_rc_t  rc;

    rc = kundo_txn_begin(env, txn, 0);

    if (rc == KUNDO_OK) {
        kundo_growth_ahead(env);
    }

    return rc;
}


kundo_rc_t
kundo_txn_begin_read(kundo_env_t *env, kundo_txn_t *txn)
{
    return kundo_txn_begin(env, txn, MDB_RDONLY);
}


kundo_rc_t
kundo_txn_renew(kundo_txn_t *txn)
{
    int         rc;
    kundo_rc_t  krc;

    if (txn->live) {
        return KUNDO_OK;
    }

    rc = mdb_txn_renew(txn->mdb);
    if (rc != 0) {
        return kundo_env_rc(rc);
    }

    txn->live = 1;

    krc = kundo_txn_meta(txn);
    if (krc != KUNDO_OK) {
        kundo_txn_reset(txn);
    }

    return krc;
}


void
kundo_txn_reset(kundo_txn_t *txn)
{
    if (txn->live) {
        mdb_txn_reset(txn->mdb);
        txn->live = 0;
    }
}


kundo_rc_t
kundo_txn_again(kundo_txn_t *txn)
{
    if (txn->write) {
        return KUNDO_OK;
    }

    kundo_txn_reset(txn);

    return kundo_txn_renew(txn);
}


uint64_t
kundo_txn_id(const kundo_txn_t *txn)
{
    return mdb_txn_id(txn->mdb);
}


kundo_rc_t
kundo_txn_commit(kundo_txn_t *txn)
{
    int         rc;
    MDB_val     key, val;
    kundo_rc_t  krc;

    krc = kundo_journal_settle(txn);
    if (krc != KUNDO_OK) {
        kundo_txn_abort(txn);
        return krc;
    }

    key.mv_data = "meta";
    key.mv_size = 4;
    val.mv_data = &txn->meta;
    val.mv_size = sizeof(kundo_meta_t);

    rc = mdb_put(txn->mdb, txn->env->dbi[KUNDO_TABLE_META], &key, &val, 0);

    if (rc != 0) {
        kundo_txn_abort(txn);
        return kundo_env_rc(rc);
    }

    rc = mdb_txn_commit(txn->mdb);

    txn->mdb = NULL;
    txn->live = 0;

    return kundo_env_rc(rc);
}


void
kundo_txn_abort(kundo_txn_t *txn)
{
    if (txn->mdb != NULL) {
        mdb_txn_abort(txn->mdb);
    }

    txn->mdb = NULL;
    txn->live = 0;
}

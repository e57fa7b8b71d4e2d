/*
 * Hot copy and figures of an environment.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/kundo_env_internal.h"


static kundo_rc_t
kundo_backup_epoch(const char *path, uint32_t epoch, char *error)
{
    kundo_rc_t           rc;
    kundo_txn_t          txn;
    kundo_env_t         *copy;
    kundo_env_options_t  options;

    memset(&options, 0, sizeof(kundo_env_options_t));
    options.map_size = (size_t) 1 << 36;

    rc = kundo_env_open(&copy, path, &options, error);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_txn_begin_write(copy, &txn);
    if (rc == KUNDO_OK) {
        txn.meta.epoch = epoch;
        rc = kundo_txn_commit(&txn);
    }

    if (rc != KUNDO_OK) {
        snprintf(error, 256, "the copy cannot be marked: %s",
                 kundo_rc_title(rc));
    }

    kundo_env_close(copy);

    return rc;
}


/* For its owner's eyes only, like the store itself, from the first byte on. */

static int
kundo_backup_copy(kundo_env_t *env, const char *file)
{
    int  fd, rc;

    fd = open(file, O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600);
    if (fd == -1) {
        return errno;
    }

    rc = mdb_env_copyfd2(env->mdb, fd, MDB_CP_COMPACT);

    if (rc == 0 && fsync(fd) != 0) {
        rc = errno;
    }

    if (close(fd) != 0 && rc == 0) {
        rc = errno;
    }

    return rc;
}


kundo_rc_t
kundo_env_backup(kundo_env_t *env, const char *path, uint32_t epoch,
    char *error)
{
    int         rc;
    char        file[1024];
    kundo_rc_t  krc;

    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        rc = errno;
        snprintf(error, 256, "folder \"%.120s\": %s", path, strerror(rc));
        return kundo_env_rc(rc);
    }

    snprintf(file, sizeof(file), "%s/data.mdb", path);

    if (access(file, F_OK) == 0) {
        snprintf(error, 256, "folder \"%.120s\" holds a store already: name "
                 "an empty one", path);
        return KUNDO_EXISTS;
    }

    rc = kundo_backup_copy(env, file);
    if (rc != 0) {
        (void) unlink(file);
        snprintf(error, 256, "the copy to \"%.120s\" failed: %s", path,
                 mdb_strerror(rc));
        return kundo_env_rc(rc);
    }

    krc = kundo_backup_epoch(path, epoch, error);

    /* with the epoch of the store itself it would pass for that one */

    if (krc != KUNDO_OK) {
        (void) unlink(file);
    }

    return krc;
}


static uint64_t
kundo_stat_free(MDB_txn *mdb, size_t page_size)
{
    size_t       n;
    MDB_val      key, val;
    uint64_t     pages;
    MDB_cursor  *cursor;

    pages = 0;

    /* the free list is LMDB's table 0: lists of page numbers, count first */

    if (mdb_cursor_open(mdb, 0, &cursor) != 0) {
        return 0;
    }

    while (mdb_cursor_get(cursor, &key, &val, MDB_NEXT) == 0) {
        if (val.mv_size >= sizeof(size_t)) {
            memcpy(&n, val.mv_data, sizeof(size_t));
            pages += n;
        }
    }

    mdb_cursor_close(cursor);

    return pages * page_size;
}


kundo_rc_t
kundo_env_stat(kundo_env_t *env, kundo_env_stat_t *stat)
{
    int          i, rc;
    MDB_stat     st;
    MDB_envinfo  info;
    kundo_rc_t   krc;
    kundo_txn_t  txn;

    memset(stat, 0, sizeof(kundo_env_stat_t));

    krc = kundo_txn_begin_read(env, &txn);
    if (krc != KUNDO_OK) {
        return krc;
    }

    rc = mdb_env_info(env->mdb, &info);

    for (i = 0; i < KUNDO_TABLE_N && rc == 0; i++) {
        rc = mdb_stat(txn.mdb, env->dbi[i], &st);
        stat->rows[i] = st.ms_entries;
    }

    if (rc == 0) {
        stat->map_size = info.me_mapsize;
        stat->used = (info.me_last_pgno + 1) * (uint64_t) st.ms_psize;
        stat->free = kundo_stat_free(txn.mdb, st.ms_psize);
        stat->last_txn = info.me_last_txnid;
        stat->readers = info.me_numreaders;
        stat->readers_max = info.me_maxreaders;
    }

    kundo_txn_abort(&txn);

    return kundo_env_rc(rc);
}

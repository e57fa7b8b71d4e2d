/*
 * Environment: opening, version, transactions.
 */

#include "store/kundo_env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/kundo_env_internal.h"
#include "store/kundo_extent.h"
#include "store/kundo_migrate.h"


#define KUNDO_ENV_READERS  512    /* workers x (loop and io tasks) */


static const char  *kundo_table_names[] = {
#define KUNDO_TABLE_NAME(name, text)  text,
    KUNDO_TABLE_LIST(KUNDO_TABLE_NAME)
#undef KUNDO_TABLE_NAME
};


static int kundo_env_cloexec(kundo_env_t *env);
static kundo_rc_t kundo_env_check_folder(const char *path, int create,
    char *error);
static kundo_rc_t kundo_env_check_size(kundo_env_t *env, const char *path,
    char *error);
static kundo_rc_t kundo_env_tables(kundo_env_t *env,
    const kundo_env_options_t *options, char *error);
static kundo_rc_t kundo_env_meta(kundo_env_t *env, MDB_txn *mdb,
    const kundo_env_options_t *options, char *error);


kundo_rc_t
kundo_env_rc(int mdb_rc)
{
    switch (mdb_rc) {

    case 0:
        return KUNDO_OK;

    case MDB_NOTFOUND:
        return KUNDO_NOT_FOUND;

    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
        return KUNDO_MAP_FULL;

    case ENOSPC:
    case EDQUOT:
        return KUNDO_NO_SPACE;

    case ENOMEM:
        return KUNDO_NO_MEMORY;

    case EACCES:
    case EPERM:
        return KUNDO_NOT_OWNER;

    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_PANIC:
        return KUNDO_DAMAGED;

    default:
        return KUNDO_IO;
    }
}


const char *
kundo_table_name(kundo_table_t table)
{
    return kundo_table_names[table];
}


kundo_rc_t
kundo_env_open(kundo_env_t **envp, const char *path,
    const kundo_env_options_t *options, char *error)
{
    int           rc;
    kundo_rc_t    krc;
    unsigned      flags;
    kundo_env_t  *env;

    krc = kundo_env_check_folder(path, options->seed != NULL, error);
    if (krc != KUNDO_OK) {
        return krc;
    }

    env = calloc(1, sizeof(kundo_env_t));
    if (env == NULL) {
        snprintf(error, 256, "out of memory");
        return KUNDO_NO_MEMORY;
    }

    flags = MDB_NOTLS | MDB_NORDAHEAD | MDB_NOMEMINIT;
    if (options->nosync) {
        flags |= MDB_NOSYNC;
    }

    rc = mdb_env_create(&env->mdb);
    if (rc == 0) {
        rc = mdb_env_set_mapsize(env->mdb, options->map_size);
    }
    if (rc == 0) {
        rc = mdb_env_set_maxreaders(env->mdb, KUNDO_ENV_READERS);
    }
    if (rc == 0) {
        rc = mdb_env_set_maxdbs(env->mdb, KUNDO_TABLE_N + 8);
    }
    if (rc == 0) {
        rc = mdb_env_open(env->mdb, path, flags, 0600);
    }
    if (rc == 0) {
        rc = kundo_env_cloexec(env);
    }

    if (rc != 0) {
        krc = kundo_env_rc(rc);
        snprintf(error, 256, "store \"%.120s\" cannot be opened: %s%s", path,
                 mdb_strerror(rc),
                 krc == KUNDO_DAMAGED ? "; restore it from a backup" : "");
        kundo_env_close(env);
        return krc;
    }

    krc = kundo_env_check_size(env, path, error);
    if (krc != KUNDO_OK) {
        kundo_env_close(env);
        return krc;
    }

    kundo_env_reader_check(env);

    krc = kundo_env_tables(env, options, error);
    if (krc != KUNDO_OK) {
        kundo_env_close(env);
        return krc;
    }

    *envp = env;

    return KUNDO_OK;
}


/* LMDB leaves its data file open across an exec. */

static int
kundo_env_cloexec(kundo_env_t *env)
{
    int               rc;
    mdb_filehandle_t  fd;

    rc = mdb_env_get_fd(env->mdb, &fd);
    if (rc != 0) {
        return rc;
    }

    return fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ? errno : 0;
}


static kundo_rc_t
kundo_env_check_folder(const char *path, int create, char *error)
{
    char         file[1024];
    struct stat  st;

    if (stat(path, &st) != 0) {
        if (errno == ENOENT && create && mkdir(path, 0700) == 0) {
            return KUNDO_OK;
        }

        snprintf(error, 256, "folder \"%.120s\" of the store: %s", path,
                 strerror(errno));
        return KUNDO_IO;
    }

    if (!S_ISDIR(st.st_mode)) {
        snprintf(error, 256, "\"%.120s\" is not a folder", path);
        return KUNDO_IO;
    }

    snprintf(file, sizeof(file), "%s/data.mdb", path);

    if (stat(file, &st) != 0) {
        if (create) {
            return KUNDO_OK;
        }

        snprintf(error, 256, "folder \"%.120s\" holds no store", path);
        return KUNDO_NOT_FOUND;
    }

    /* root could open it, but would leave files that the owner cannot */

    if (st.st_uid != geteuid()) {
        snprintf(error, 256, "store \"%.120s\" belongs to uid %u, but this "
                 "process runs as uid %u", path, (unsigned) st.st_uid,
                 (unsigned) geteuid());
        return KUNDO_NOT_OWNER;
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_env_check_size(kundo_env_t *env, const char *path, char *error)
{
    uint64_t    has, wanted;
    kundo_rc_t  rc;

    has = 0;
    wanted = 0;

    rc = kundo_extent_check(env, &has, &wanted);

    if (rc == KUNDO_DAMAGED) {
        snprintf(error, 256, "store \"%.120s\" is cut off: data.mdb has %llu "
                 "bytes of %llu; restore it from a backup", path,
                 (unsigned long long) has, (unsigned long long) wanted);

    } else if (rc != KUNDO_OK) {
        snprintf(error, 256, "store \"%.120s\": %s", path,
                 kundo_rc_title(rc));
    }

    return rc;
}


static kundo_rc_t
kundo_env_tables(kundo_env_t *env, const kundo_env_options_t *options,
    char *error)
{
    int         i, rc;
    MDB_txn    *mdb;
    kundo_rc_t  krc;

    rc = mdb_txn_begin(env->mdb, NULL, 0, &mdb);

    if (rc == 0) {
        for (i = 0; i < KUNDO_TABLE_N && rc == 0; i++) {

            /* meta stands beside the tables' own records, which every
               commit writes: one dirty page less */

            rc = mdb_dbi_open(mdb, i == KUNDO_TABLE_META
                                   ? NULL : kundo_table_names[i],
                              i == KUNDO_TABLE_META ? 0 : MDB_CREATE,
                              &env->dbi[i]);
        }

        if (rc != 0) {
            mdb_txn_abort(mdb);
        }
    }

    if (rc != 0) {
        snprintf(error, 256, "tables of the store: %s", mdb_strerror(rc));
        return kundo_env_rc(rc);
    }

    krc = kundo_env_meta(env, mdb, options, error);
    if (krc != KUNDO_OK) {
        mdb_txn_abort(mdb);
        return krc;
    }

    /* nothing is written where nothing changed */

    rc = mdb_txn_commit(mdb);
    if (rc != 0) {
        snprintf(error, 256, "tables of the store: %s", mdb_strerror(rc));
    }

    return kundo_env_rc(rc);
}


static kundo_rc_t
kundo_env_meta(kundo_env_t *env, MDB_txn *mdb,
    const kundo_env_options_t *options, char *error)
{
    int           rc;
    MDB_val       key, val;
    MDB_stat      st;
    kundo_meta_t  meta;

    key.mv_data = "meta";
    key.mv_size = 4;

    rc = mdb_get(mdb, env->dbi[KUNDO_TABLE_META], &key, &val);

    if (rc == 0) {
        return kundo_migrate(env, mdb, kundo_str_make(val.mv_data,
                             val.mv_size), kundo_migrate_steps, error);
    }

    if (rc != MDB_NOTFOUND) {
        snprintf(error, 256, "the store's header: %s", mdb_strerror(rc));
        return kundo_env_rc(rc);
    }

    if (options->seed == NULL) {
        snprintf(error, 256, "the folder holds no store of kundo");
        return KUNDO_NOT_FOUND;
    }

    /* what stands beside the tables' own records is another program's */

    rc = mdb_stat(mdb, env->dbi[KUNDO_TABLE_META], &st);
    if (rc != 0 || st.ms_entries != KUNDO_TABLE_N - 1) {
        snprintf(error, 256, "the folder holds a store that is not of kundo");
        return rc == 0 ? KUNDO_DAMAGED : kundo_env_rc(rc);
    }

    memset(&meta, 0, sizeof(kundo_meta_t));

    meta.magic = KUNDO_STORE_MAGIC;
    meta.version = KUNDO_STORE_VERSION;
    meta.apply_version = KUNDO_APPLY_VERSION;
    meta.now_ms = options->now_ms;
    meta.created_ms = options->now_ms;
    meta.first_jno = 1;
    meta.max_chats = 4;
    meta.agent_lost_ms = 30000;
    meta.auto_transfer_ms = 30000;
    meta.session_ms = 30ULL * 86400 * 1000;

    memcpy(meta.seal_key, options->seed, 16);
    memcpy(meta.token_key, options->seed + 16, 32);
    memcpy(&meta.epoch, options->seed + 48, 4);

    val.mv_data = &meta;
    val.mv_size = sizeof(kundo_meta_t);

    rc = mdb_put(mdb, env->dbi[KUNDO_TABLE_META], &key, &val, 0);
    if (rc != 0) {
        snprintf(error, 256, "the store's header: %s", mdb_strerror(rc));
    }

    return kundo_env_rc(rc);
}


void
kundo_env_close(kundo_env_t *env)
{
    if (env->mdb != NULL) {
        mdb_env_close(env->mdb);
    }

    free(env);
}


uint64_t
kundo_env_last_txn(kundo_env_t *env)
{
    MDB_envinfo  info;

    mdb_env_info(env->mdb, &info);

    return info.me_last_txnid;
}


void
kundo_env_reader_check(kundo_env_t *env)
{
    int  dead;

    (void) mdb_reader_check(env->mdb, &dead);
}

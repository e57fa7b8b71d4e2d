/*
 * Environment: one LMDB store of one process, and its transactions.  The
 * store room is the only user of LMDB.
 */

#ifndef KUNDO_ENV_H
#define KUNDO_ENV_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"
#include "store/kundo_schema.h"


#define KUNDO_ENV_SEED_BYTES  64


typedef struct kundo_env_s  kundo_env_t;
typedef struct kundo_txn_s  kundo_txn_t;

struct MDB_txn;
struct MDB_cursor;


typedef struct {
    size_t          map_size;     /* bytes; the most a store can grow to */
    const uint8_t  *seed;         /* KUNDO_ENV_SEED_BYTES of chance, with
                                     which a new store gets its keys; NULL
                                     never creates */
    uint64_t        now_ms;       /* creation time of a new store */
    unsigned        nosync:1;     /* for tests and benches only */
} kundo_env_options_t;


/* A transaction.  meta is read at begin and written at commit. */

struct kundo_txn_s {
    struct MDB_txn  *mdb;
    kundo_env_t     *env;
    kundo_meta_t     meta;
    kundo_journal_t  tail[KUNDO_JOURNAL_TAIL];   /* kundo_journal.c's */
    unsigned         ntail:8;
    unsigned         tail_read:1;
    unsigned         write:1;
    unsigned         live:1;
};


/*
 * Opens or creates the store in the folder `path`; once in a process and
 * never before a fork.  error (of 256 bytes) gets one line that says what
 * is wrong and what would be right.
 */
kundo_rc_t kundo_env_open(kundo_env_t **env, const char *path,
    const kundo_env_options_t *options, char *error);
void kundo_env_close(kundo_env_t *env);

/* Of the newest committed transaction; cheap enough for a timer. */
uint64_t kundo_env_last_txn(kundo_env_t *env);

/* Frees the reader slots of processes that are gone. */
void kundo_env_reader_check(kundo_env_t *env);

/* A hot copy into the folder `path`, with another epoch. */
kundo_rc_t kundo_env_backup(kundo_env_t *env, const char *path,
    uint32_t epoch, char *error);

typedef struct {
    uint64_t  map_size;
    uint64_t  used;               /* bytes up to the last page in use */
    uint64_t  free;               /* bytes of pages to be used again */
    uint64_t  last_txn;
    uint32_t  readers;
    uint32_t  readers_max;
    uint64_t  rows[KUNDO_TABLE_N];
} kundo_env_stat_t;

kundo_rc_t kundo_env_stat(kundo_env_t *env, kundo_env_stat_t *stat);
const char *kundo_table_name(kundo_table_t table);


/* begin..commit of a writer must be in one thread (LMDB's lock). */
kundo_rc_t kundo_txn_begin_write(kundo_env_t *env, kundo_txn_t *txn);
kundo_rc_t kundo_txn_commit(kundo_txn_t *txn);
void kundo_txn_abort(kundo_txn_t *txn);

/*
 * A reader is begun once, reset before the thread waits for anything, and
 * renewed for the next look; any thread, one at a time.
 */
kundo_rc_t kundo_txn_begin_read(kundo_env_t *env, kundo_txn_t *txn);
kundo_rc_t kundo_txn_renew(kundo_txn_t *txn);
void kundo_txn_reset(kundo_txn_t *txn);

/* A reader lets go of its snapshot for the newest; of a writer nothing. */
kundo_rc_t kundo_txn_again(kundo_txn_t *txn);

/* Of the snapshot that a reader has, or had until it was reset. */
uint64_t kundo_txn_id(const kundo_txn_t *txn);


#endif /* KUNDO_ENV_H */

/*
 * floorfill DIR MODE MESSAGES ROOMS SIZE: messages for floor to go on from,
 * in the keys of its MODE (lmdb or lmdbseq) and the size that wsbench sends,
 * one room after the other, as a live server would have stored them.
 */

#include <errno.h>
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define BATCH      64        /* messages of one transaction, as under load */
#define TEXT_MAX   60000     /* wsbench's own limit */
#define MAP_BYTES  (16ull << 30)


static void check(const char *what, int rc);
static void fill(MDB_env *env, int in_order, uint64_t messages,
    uint64_t rooms, size_t size);


int
main(int argc, char **argv)
{
    int        in_order;
    size_t     size;
    MDB_env   *env;
    uint64_t   messages, rooms;

    if (argc != 6) {
        fprintf(stderr, "usage: floorfill DIR MODE MESSAGES ROOMS SIZE\n");
        return 2;
    }

    in_order = strcmp(argv[2], "lmdbseq") == 0;
    messages = strtoull(argv[3], NULL, 10);
    rooms = strtoull(argv[4], NULL, 10);
    size = strtoul(argv[5], NULL, 10);

    if (rooms == 0 || size > TEXT_MAX) {
        fprintf(stderr, "floorfill: no rooms, or messages too large\n");
        return 2;
    }

    check("mdb_env_create", mdb_env_create(&env));
    check("mdb_env_set_mapsize", mdb_env_set_mapsize(env, MAP_BYTES));
    check("mdb_env_open", mdb_env_open(env, argv[1], MDB_NOSYNC, 0644));

    fill(env, in_order, messages, rooms, size);

    check("mdb_env_sync", mdb_env_sync(env, 1));
    mdb_env_close(env);

    return 0;
}


static void
fill(MDB_env *env, int in_order, uint64_t messages, uint64_t rooms,
    size_t size)
{
    int        len;
    char      *text, *value;
    MDB_val    key, data;
    MDB_dbi    dbi;
    MDB_txn   *txn;
    uint64_t   n, row[2];

    text = malloc(size + 1);
    value = malloc(size + 128);

    if (text == NULL || value == NULL) {
        check("malloc", ENOMEM);
    }

    memset(text, 'x', size);
    text[size] = '\0';

    for (n = 0; n < messages; n++) {

        if (n % BATCH == 0) {
            check("mdb_txn_begin", mdb_txn_begin(env, NULL, 0, &txn));
            check("mdb_dbi_open", mdb_dbi_open(txn, NULL, 0, &dbi));
        }

        len = sprintf(value, "{\"id\":\"%016llu\",\"ts\":%llu,"
                      "\"text\":\"%s\"}", (unsigned long long) n,
                      1700000000000000ull + n, text);

        row[0] = in_order ? 0 : __builtin_bswap64(n % rooms);
        row[1] = __builtin_bswap64(n + 1);

        key.mv_size = sizeof(row);
        key.mv_data = row;
        data.mv_size = len;
        data.mv_data = value;

        check("mdb_put", mdb_put(txn, dbi, &key, &data, 0));

        if (n % BATCH == BATCH - 1 || n + 1 == messages) {
            check("mdb_txn_commit", mdb_txn_commit(txn));
        }
    }

    free(value);
    free(text);
}


static void
check(const char *what, int rc)
{
    if (rc != 0) {
        fprintf(stderr, "floorfill: %s: %s\n", what, mdb_strerror(rc));
        exit(1);
    }
}

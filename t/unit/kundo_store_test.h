/*
 * What a test needs of a store: a folder of its own, a transaction.
 */

#ifndef KUNDO_STORE_TEST_H
#define KUNDO_STORE_TEST_H


#include "unit/kundo_test.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/kundo_table.h"


#define STORE_NOW_MS  1795249800000ULL     /* 2026-11-21T08:30:00Z */


typedef struct {
    char           dir[64];
    char           path[80];
    char           error[256];
    kundo_env_t   *env;
    kundo_txn_t    txn;
} store_t;

static store_t  store;


/* A text about versions, from this program's up. */

__attribute__((format(printf, 1, 2)))
static inline const char *
store_words(const char *format, ...)
{
    va_list      args;
    static char  text[128];

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);

    return text;
}


static inline kundo_rc_t
store_open_at(const char *path, size_t map_size, int create)
{
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_env_options_t  options;

    memset(seed, 0x5a, sizeof(seed));
    memset(&options, 0, sizeof(options));

    options.map_size = map_size;
    options.seed = create ? seed : NULL;
    options.now_ms = STORE_NOW_MS;
    options.nosync = 1;

    store.error[0] = '\0';
    store.env = NULL;

    return kundo_env_open(&store.env, path, &options, store.error);
}


#define store_open()                                                          \
    assert_int_equal(store_open_at(store.path, 64 << 20, 1), KUNDO_OK)

#define store_close()                                                         \
    do {                                                                      \
        if (store.env != NULL) {                                              \
            kundo_env_close(store.env);                                       \
            store.env = NULL;                                                 \
        }                                                                     \
    } while (0)

#define store_begin()                                                         \
    assert_int_equal(kundo_txn_begin_write(store.env, &store.txn), KUNDO_OK)

#define store_read()                                                          \
    assert_int_equal(kundo_txn_begin_read(store.env, &store.txn), KUNDO_OK)

#define store_commit()                                                        \
    assert_int_equal(kundo_txn_commit(&store.txn), KUNDO_OK)

#define store_abort()  kundo_txn_abort(&store.txn)


static inline void
store_remove(const char *path)
{
    DIR            *dir;
    char            name[512];
    struct dirent  *entry;

    dir = opendir(path);

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0
            && strcmp(entry->d_name, "..") != 0)
        {
            snprintf(name, sizeof(name), "%.200s/%.200s", path,
                     entry->d_name);
            store_remove(name);
        }
    }

    if (dir != NULL) {
        closedir(dir);
    }

    (void) remove(path);
}


/* A folder without a store. */

static inline int
store_folder(void **state)
{
    strcpy(store.dir, "/dev/shm/kundo-unit-XXXXXX");

    if (mkdtemp(store.dir) == NULL) {
        return -1;
    }

    snprintf(store.path, sizeof(store.path), "%s/main", store.dir);

    store.env = NULL;
    store.txn.mdb = NULL;

    return 0;
}


/* A new store with a write transaction. */

static inline int
store_set_up(void **state)
{
    if (store_folder(state) != 0) {
        return -1;
    }

    store_open();
    store_begin();

    return 0;
}


static inline int
store_tear_down(void **state)
{
    store_abort();
    store_close();

    store_remove(store.dir);

    return 0;
}


#define store_test(f)                                                         \
    cmocka_unit_test_setup_teardown(f, store_set_up, store_tear_down)


#endif /* KUNDO_STORE_TEST_H */

/*
 * Peek: finds the row "meta" as LMDB would, by reading the file.
 */

#include "store/kundo_peek.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/kundo_migrate.h"
#include "store/kundo_page.h"


#define KUNDO_PEEK_DEPTH  32             /* LMDB's own for a tree */
#define KUNDO_PEEK_TRIES  16             /* a writer commits meanwhile */


typedef struct {
    int           fd;
    size_t        page_size;
    uint64_t      txn;
    uint64_t      root;                  /* of the tree of tables */
    uint8_t      *page;
    kundo_str_t   header;                /* within page */
} kundo_peek_t;


/* The newer of the two meta pages.  KUNDO_NOT_FOUND for an empty file. */

static kundo_rc_t
kundo_peek_meta(kundo_peek_t *k)
{
    int       i;
    ssize_t   n;
    uint8_t   meta[KUNDO_PAGE_META];
    uint64_t  txn;

    for (i = 0; i < 2; i++) {
        n = pread(k->fd, meta, sizeof(meta), i ? (off_t) k->page_size : 0);

        if (n == 0 && i == 0) {
            return KUNDO_NOT_FOUND;
        }

        if (n != sizeof(meta)
            || kundo_page_u32(meta + KUNDO_PAGE_HEADER) != KUNDO_PAGE_MAGIC
            || kundo_page_u32(meta + KUNDO_PAGE_HEADER + 4)
               != KUNDO_PAGE_FORMAT)
        {
            return KUNDO_DAMAGED;
        }

        txn = kundo_page_u64(meta + KUNDO_PAGE_TXN);

        if (i == 0) {
            k->page_size = kundo_page_u32(meta + KUNDO_PAGE_FREE);

        } else if (txn < k->txn) {
            break;
        }

        k->txn = txn;
        k->root = kundo_page_u64(meta + KUNDO_PAGE_TABLES + KUNDO_PAGE_ROOT);

        if (k->page_size < sizeof(meta)
            || k->page_size > KUNDO_PAGE_SIZE_MAX)
        {
            return KUNDO_DAMAGED;
        }
    }

    return KUNDO_OK;
}


/* The last node of a page whose key is not behind `key`; NULL for none. */

static const uint8_t *
kundo_peek_node(const kundo_peek_t *k, kundo_str_t key, kundo_str_t *found)
{
    int             order;
    size_t          i, n, at, len;
    const uint8_t  *node;

    node = NULL;
    n = kundo_page_u16(k->page + 12);

    for (i = KUNDO_PAGE_HEADER; i + 2 <= n && i + 2 <= k->page_size; i += 2) {

        at = kundo_page_u16(k->page + i);
        if (at + KUNDO_PAGE_NODE > k->page_size) {
            break;
        }

        len = kundo_page_u16(k->page + at + 6);
        if (at + KUNDO_PAGE_NODE + len > k->page_size) {
            break;
        }

        order = memcmp(k->page + at + KUNDO_PAGE_NODE, key.data,
                       len < key.len ? len : key.len);

        if (node != NULL && (order > 0 || (order == 0 && len > key.len))) {
            break;
        }

        /* the first one of a branch stands for all that is before */

        node = k->page + at;
        *found = kundo_str_make(node + KUNDO_PAGE_NODE, len);
    }

    return node;
}


/* KUNDO_NOT_FOUND for a page that the file does not have. */

static kundo_rc_t
kundo_peek_find(kundo_peek_t *k, kundo_str_t key)
{
    size_t          at, len;
    unsigned        depth;
    uint64_t        pgno;
    kundo_str_t     found;
    const uint8_t  *node;

    pgno = k->root;

    for (depth = 0; depth < KUNDO_PEEK_DEPTH; depth++) {

        if (pgno > INT64_MAX / k->page_size
            || pread(k->fd, k->page, k->page_size,
                     (off_t) (pgno * k->page_size))
               != (ssize_t) k->page_size)
        {
            return KUNDO_NOT_FOUND;
        }

        node = kundo_peek_node(k, key, &found);
        if (node == NULL) {
            return KUNDO_DAMAGED;
        }

        if (kundo_page_u16(k->page + 10) & KUNDO_PAGE_BRANCH) {
            pgno = kundo_page_below(node);
            continue;
        }

        at = (size_t) (node - k->page) + KUNDO_PAGE_NODE + found.len;
        len = kundo_page_data_len(node);

        if (!kundo_str_eq(found, key)
            || kundo_page_u16(node + 4) & (KUNDO_PAGE_BIG|KUNDO_PAGE_SUBTREE)
            || at + len > k->page_size)
        {
            return KUNDO_DAMAGED;
        }

        k->header = kundo_str_make(k->page + at, len);

        return KUNDO_OK;
    }

    return KUNDO_DAMAGED;
}


/*
 * Nothing holds the pages that are read: where another transaction has come
 * meanwhile they may be those of two.
 */

static kundo_rc_t
kundo_peek_header(kundo_peek_t *k, const char *path, char *error)
{
    int           i;
    uint64_t      txn;
    kundo_rc_t    rc, again;

    rc = KUNDO_OK;

    for (i = 0; i < KUNDO_PEEK_TRIES; i++) {

        rc = kundo_peek_meta(k);

        if (rc == KUNDO_DAMAGED) {
            snprintf(error, 256, "\"%.160s/data.mdb\" is no LMDB file of "
                     "version %d", path, KUNDO_PAGE_FORMAT);
        }

        if (rc != KUNDO_OK || k->root == KUNDO_PAGE_NONE) {
            return rc == KUNDO_OK ? KUNDO_NOT_FOUND : rc;
        }

        txn = k->txn;
        rc = kundo_peek_find(k, kundo_str("meta"));
        again = kundo_peek_meta(k);

        if (again == KUNDO_OK && txn == k->txn) {
            break;
        }
    }

    if (rc == KUNDO_OK) {
        return KUNDO_OK;
    }

    if (rc == KUNDO_NOT_FOUND) {
        snprintf(error, 256, "the store is cut off; restore it from a backup");

    } else {
        snprintf(error, 256, "the store has no header of kundo: it is "
                 "damaged, or another program's");
    }

    return KUNDO_DAMAGED;
}


kundo_rc_t
kundo_peek(const char *path, char *error)
{
    char          name[1024];
    kundo_rc_t    rc;
    kundo_meta_t  meta;
    kundo_peek_t  k;

    snprintf(name, sizeof(name), "%s/data.mdb", path);

    k.fd = open(name, O_RDONLY|O_CLOEXEC|O_NONBLOCK|O_NOCTTY);
    if (k.fd == -1) {
        return KUNDO_OK;
    }

    k.page = malloc(KUNDO_PAGE_SIZE_MAX);

    if (k.page == NULL) {
        (void) close(k.fd);
        snprintf(error, 256, "out of memory");
        return KUNDO_NO_MEMORY;
    }

    rc = kundo_peek_header(&k, path, error);

    if (rc == KUNDO_OK) {
        rc = kundo_migrate_check(k.header, kundo_migrate_steps, &meta, error);
    }

    free(k.page);
    (void) close(k.fd);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

/*
 * Extent: the trees of a store, read as a file and not by the map.  Knows
 * the format of LMDB's pages, and nothing of what is in them.
 */

#include "store/kundo_extent.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/kundo_page.h"


#define KUNDO_EXTENT_DEPTH     64        /* LMDB's own is 32 for a tree */
#define KUNDO_EXTENT_TRIES     16        /* a writer commits meanwhile */


typedef struct {
    int        fd;
    size_t     page_size;
    uint64_t   pages;                    /* whole ones in the file */
    uint8_t   *buffers;                  /* one for each level */
} kundo_extent_t;


static kundo_rc_t kundo_extent_tree(kundo_extent_t *x, uint64_t root,
    unsigned depth);


/* What a node of a leaf has elsewhere: a long value, or a tree of its own. */

static kundo_rc_t
kundo_extent_leaf(kundo_extent_t *x, const uint8_t *page, size_t at,
    unsigned depth)
{
    size_t    data, len;
    uint64_t  first, n;
    uint16_t  flags;

    flags = kundo_page_u16(page + at + 4);
    len = kundo_page_data_len(page + at);
    data = at + KUNDO_PAGE_NODE + kundo_page_u16(page + at + 6);

    if (flags & KUNDO_PAGE_BIG) {

        if (data + 8 > x->page_size) {
            return KUNDO_DAMAGED;
        }

        first = kundo_page_u64(page + data);
        n = (KUNDO_PAGE_HEADER - 1 + len) / x->page_size + 1;

        return first < x->pages && n <= x->pages - first ? KUNDO_OK
                                                         : KUNDO_DAMAGED;
    }

    if (flags & KUNDO_PAGE_SUBTREE) {

        if (data + KUNDO_PAGE_TREE > x->page_size) {
            return KUNDO_DAMAGED;
        }

        return kundo_extent_tree(x,
                            kundo_page_u64(page + data + KUNDO_PAGE_ROOT),
                            depth);
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_extent_page(kundo_extent_t *x, const uint8_t *page, unsigned depth)
{
    size_t      i, n, at;
    uint16_t    flags;
    kundo_rc_t  rc;

    flags = kundo_page_u16(page + 10);
    n = kundo_page_u16(page + 12);

    if (n < KUNDO_PAGE_HEADER || n > x->page_size
        || !(flags & (KUNDO_PAGE_BRANCH|KUNDO_PAGE_LEAF)))
    {
        return KUNDO_DAMAGED;
    }

    n = (n - KUNDO_PAGE_HEADER) / 2;
    rc = KUNDO_OK;

    for (i = 0; i < n && rc == KUNDO_OK; i++) {

        at = kundo_page_u16(page + KUNDO_PAGE_HEADER + 2 * i);

        if (at + KUNDO_PAGE_NODE > x->page_size) {
            return KUNDO_DAMAGED;
        }

        if (flags & KUNDO_PAGE_LEAF) {
            rc = kundo_extent_leaf(x, page, at, depth + 1);
            continue;
        }

        rc = kundo_extent_tree(x, kundo_page_below(page + at), depth + 1);
    }

    return rc;
}


static kundo_rc_t
kundo_extent_tree(kundo_extent_t *x, uint64_t root, unsigned depth)
{
    uint8_t  *page;

    if (root == KUNDO_PAGE_NONE) {
        return KUNDO_OK;                 /* empty */
    }

    if (root >= x->pages || depth == KUNDO_EXTENT_DEPTH) {
        return KUNDO_DAMAGED;
    }

    page = x->buffers + depth * x->page_size;

    if (pread(x->fd, page, x->page_size, (off_t) (root * x->page_size))
        != (ssize_t) x->page_size)
    {
        return KUNDO_IO;
    }

    return kundo_extent_page(x, page, depth);
}


/* The meta page of the transaction that the reader holds, so that nothing
 * of its trees is overwritten; KUNDO_NOT_FOUND when two newer came. */

static kundo_rc_t
kundo_extent_meta(kundo_extent_t *x, uint64_t txn, uint8_t *meta)
{
    unsigned  i;

    for (i = 0; i < 2; i++) {

        if (pread(x->fd, meta, KUNDO_PAGE_META,
                  (off_t) (i * x->page_size))
            != KUNDO_PAGE_META)
        {
            return KUNDO_IO;
        }

        if (kundo_page_u64(meta + KUNDO_PAGE_TXN) == txn) {
            return KUNDO_OK;
        }
    }

    return KUNDO_NOT_FOUND;
}


static kundo_rc_t
kundo_extent_walk(kundo_extent_t *x, MDB_env *mdb, uint64_t *has,
    uint64_t *wanted)
{
    int          rc;
    uint8_t      meta[KUNDO_PAGE_META];
    MDB_txn     *txn;
    kundo_rc_t   krc;
    struct stat  st;

    rc = mdb_txn_begin(mdb, NULL, MDB_RDONLY, &txn);
    if (rc != 0) {
        return kundo_env_rc(rc);
    }

    krc = kundo_extent_meta(x, mdb_txn_id(txn), meta);

    if (krc == KUNDO_OK && fstat(x->fd, &st) != 0) {
        krc = KUNDO_IO;
    }

    if (krc == KUNDO_OK) {
        *has = (uint64_t) st.st_size;
        *wanted = (kundo_page_u64(meta + KUNDO_PAGE_LAST) + 1)
                  * x->page_size;
        x->pages = *has / x->page_size;
    }

    if (krc == KUNDO_OK && *has < *wanted) {
        krc = kundo_extent_tree(x, kundo_page_u64(meta + KUNDO_PAGE_FREE
                                                    + KUNDO_PAGE_ROOT), 0);

        if (krc == KUNDO_OK) {
            krc = kundo_extent_tree(x,
                               kundo_page_u64(meta + KUNDO_PAGE_TABLES
                                                + KUNDO_PAGE_ROOT), 0);
        }
    }

    mdb_txn_abort(txn);

    return krc;
}


/* Under the writer's lock: otherwise it could cut off what was just added. */

static kundo_rc_t
kundo_extent_lengthen(kundo_extent_t *x, MDB_env *mdb, uint64_t wanted)
{
    int          rc;
    MDB_txn     *txn;
    struct stat  st;

    rc = mdb_txn_begin(mdb, NULL, 0, &txn);
    if (rc != 0) {
        return kundo_env_rc(rc);
    }

    rc = fstat(x->fd, &st);

    if (rc == 0 && (uint64_t) st.st_size < wanted) {
        rc = ftruncate(x->fd, (off_t) wanted);
    }

    mdb_txn_abort(txn);

    return rc == 0 ? KUNDO_OK : KUNDO_IO;
}


kundo_rc_t
kundo_extent_check(kundo_env_t *env, uint64_t *has, uint64_t *wanted)
{
    int             i;
    MDB_stat        st;
    kundo_rc_t      rc;
    kundo_extent_t  x;

    if (mdb_env_get_fd(env->mdb, &x.fd) != 0
        || mdb_env_stat(env->mdb, &st) != 0)
    {
        return KUNDO_IO;
    }

    x.page_size = st.ms_psize;
    x.pages = 0;
    x.buffers = malloc(KUNDO_EXTENT_DEPTH * x.page_size);

    if (x.buffers == NULL) {
        return KUNDO_NO_MEMORY;
    }

    rc = KUNDO_NOT_FOUND;

    for (i = 0; i < KUNDO_EXTENT_TRIES && rc == KUNDO_NOT_FOUND; i++) {
        rc = kundo_extent_walk(&x, env->mdb, has, wanted);
    }

    if (rc == KUNDO_OK && *has < *wanted) {
        rc = kundo_extent_lengthen(&x, env->mdb, *wanted);
    }

    free(x.buffers);

    return rc == KUNDO_NOT_FOUND ? KUNDO_IO : rc;
}

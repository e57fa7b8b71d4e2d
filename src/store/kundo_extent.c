/*
 * Extent: the trees of a store, read as a file and not by the map.  Knows
 * the format of LMDB's pages (version 1, all of 0.9), and nothing of what
 * is in them.
 */

#include "store/kundo_extent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>


/*
 *  a page      pgno 8, 2, flags 2, lower 2, upper 2, offsets of nodes 2 ...
 *  a meta page at 16: magic 4, version 4, 16, tree of what is free 48,
 *              tree of tables 48, last page 8, transaction 8
 *  a tree      40, root 8
 *  a node      low 2, high 2, flags 2, key length 2, key, data
 *
 * In a branch low, high and flags are the page below; in a leaf low and
 * high are the data's length.
 */

#define KUNDO_EXTENT_HEADER    16
#define KUNDO_EXTENT_NODE      8
#define KUNDO_EXTENT_ROOT      40
#define KUNDO_EXTENT_TREE      48
#define KUNDO_EXTENT_FREE      40        /* in a meta page */
#define KUNDO_EXTENT_TABLES    88
#define KUNDO_EXTENT_LAST      136
#define KUNDO_EXTENT_TXN       144
#define KUNDO_EXTENT_META      152

#define KUNDO_EXTENT_BRANCH    0x01      /* flags of a page */
#define KUNDO_EXTENT_LEAF      0x02
#define KUNDO_EXTENT_BIG       0x01      /* flags of a leaf's node */
#define KUNDO_EXTENT_SUBTREE   0x02

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


static uint16_t
kundo_extent_u16(const uint8_t *p)
{
    uint16_t  v;

    memcpy(&v, p, sizeof(uint16_t));

    return v;
}


static uint64_t
kundo_extent_u64(const uint8_t *p)
{
    uint64_t  v;

    memcpy(&v, p, sizeof(uint64_t));

    return v;
}


/* What a node of a leaf has elsewhere: a long value, or a tree of its own. */

static kundo_rc_t
kundo_extent_leaf(kundo_extent_t *x, const uint8_t *page, size_t at,
    unsigned depth)
{
    size_t    data, len;
    uint64_t  first, n;
    uint16_t  flags;

    flags = kundo_extent_u16(page + at + 4);
    len = kundo_extent_u16(page + at)
          | (size_t) kundo_extent_u16(page + at + 2) << 16;
    data = at + KUNDO_EXTENT_NODE + kundo_extent_u16(page + at + 6);

    if (flags & KUNDO_EXTENT_BIG) {

        if (data + 8 > x->page_size) {
            return KUNDO_DAMAGED;
        }

        first = kundo_extent_u64(page + data);
        n = (KUNDO_EXTENT_HEADER - 1 + len) / x->page_size + 1;

        return first < x->pages && n <= x->pages - first ? KUNDO_OK
                                                         : KUNDO_DAMAGED;
    }

    if (flags & KUNDO_EXTENT_SUBTREE) {

        if (data + KUNDO_EXTENT_TREE > x->page_size) {
            return KUNDO_DAMAGED;
        }

        return kundo_extent_tree(x,
                            kundo_extent_u64(page + data + KUNDO_EXTENT_ROOT),
                            depth);
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_extent_page(kundo_extent_t *x, const uint8_t *page, unsigned depth)
{
    size_t      i, n, at;
    uint64_t    below;
    uint16_t    flags;
    kundo_rc_t  rc;

    flags = kundo_extent_u16(page + 10);
    n = kundo_extent_u16(page + 12);

    if (n < KUNDO_EXTENT_HEADER || n > x->page_size
        || !(flags & (KUNDO_EXTENT_BRANCH|KUNDO_EXTENT_LEAF)))
    {
        return KUNDO_DAMAGED;
    }

    n = (n - KUNDO_EXTENT_HEADER) / 2;
    rc = KUNDO_OK;

    for (i = 0; i < n && rc == KUNDO_OK; i++) {

        at = kundo_extent_u16(page + KUNDO_EXTENT_HEADER + 2 * i);

        if (at + KUNDO_EXTENT_NODE > x->page_size) {
            return KUNDO_DAMAGED;
        }

        if (flags & KUNDO_EXTENT_LEAF) {
            rc = kundo_extent_leaf(x, page, at, depth + 1);
            continue;
        }

        below = kundo_extent_u16(page + at)
                | (uint64_t) kundo_extent_u16(page + at + 2) << 16
                | (uint64_t) kundo_extent_u16(page + at + 4) << 32;

        rc = kundo_extent_tree(x, below, depth + 1);
    }

    return rc;
}


static kundo_rc_t
kundo_extent_tree(kundo_extent_t *x, uint64_t root, unsigned depth)
{
    uint8_t  *page;

    if (root == UINT64_MAX) {
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

        if (pread(x->fd, meta, KUNDO_EXTENT_META,
                  (off_t) (i * x->page_size))
            != KUNDO_EXTENT_META)
        {
            return KUNDO_IO;
        }

        if (kundo_extent_u64(meta + KUNDO_EXTENT_TXN) == txn) {
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
    uint8_t      meta[KUNDO_EXTENT_META];
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
        *wanted = (kundo_extent_u64(meta + KUNDO_EXTENT_LAST) + 1)
                  * x->page_size;
        x->pages = *has / x->page_size;
    }

    if (krc == KUNDO_OK && *has < *wanted) {
        krc = kundo_extent_tree(x, kundo_extent_u64(meta + KUNDO_EXTENT_FREE
                                                    + KUNDO_EXTENT_ROOT), 0);

        if (krc == KUNDO_OK) {
            krc = kundo_extent_tree(x,
                               kundo_extent_u64(meta + KUNDO_EXTENT_TABLES
                                                + KUNDO_EXTENT_ROOT), 0);
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

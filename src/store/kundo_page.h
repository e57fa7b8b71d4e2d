/*
 * Pages: how LMDB's lie in its file (format 1, all of 0.9), for what reads
 * the file and not the map.
 */

#ifndef KUNDO_PAGE_H
#define KUNDO_PAGE_H


#include <stdint.h>
#include <string.h>


/*
 *  a page      pgno 8, 2, flags 2, lower 2, upper 2, offsets of nodes 2 ...
 *  a meta page at 16: magic 4, format 4, 16, tree of what is free 48 (its
 *              first 4: size of a page), tree of tables 48, last page 8,
 *              transaction 8.  There are two, the first two pages.
 *  a tree      40, root 8
 *  a node      low 2, high 2, flags 2, key length 2, key, data
 *
 * In a branch low, high and flags are the page below; in a leaf low and
 * high are the data's length.
 */

#define KUNDO_PAGE_MAGIC       0xbeefc0de
#define KUNDO_PAGE_FORMAT      1

#define KUNDO_PAGE_HEADER      16
#define KUNDO_PAGE_NODE        8
#define KUNDO_PAGE_ROOT        40        /* in a tree */
#define KUNDO_PAGE_TREE        48
#define KUNDO_PAGE_FREE        40        /* in a meta page */
#define KUNDO_PAGE_TABLES      88
#define KUNDO_PAGE_LAST        136
#define KUNDO_PAGE_TXN         144
#define KUNDO_PAGE_META        152

#define KUNDO_PAGE_BRANCH      0x01      /* flags of a page */
#define KUNDO_PAGE_LEAF        0x02
#define KUNDO_PAGE_BIG         0x01      /* flags of a leaf's node */
#define KUNDO_PAGE_SUBTREE     0x02

#define KUNDO_PAGE_NONE        UINT64_MAX      /* root of an empty tree */
#define KUNDO_PAGE_SIZE_MAX    65536


static inline uint16_t
kundo_page_u16(const uint8_t *p)
{
    uint16_t  v;

    memcpy(&v, p, sizeof(uint16_t));

    return v;
}


static inline uint32_t
kundo_page_u32(const uint8_t *p)
{
    uint32_t  v;

    memcpy(&v, p, sizeof(uint32_t));

    return v;
}


static inline uint64_t
kundo_page_u64(const uint8_t *p)
{
    uint64_t  v;

    memcpy(&v, p, sizeof(uint64_t));

    return v;
}


/* Of a leaf's node, which lies at `node`. */

static inline size_t
kundo_page_data_len(const uint8_t *node)
{
    return kundo_page_u16(node) | (size_t) kundo_page_u16(node + 2) << 16;
}


/* The page below a branch's node. */

static inline uint64_t
kundo_page_below(const uint8_t *node)
{
    return kundo_page_u16(node) | (uint64_t) kundo_page_u16(node + 2) << 16
           | (uint64_t) kundo_page_u16(node + 4) << 32;
}


#endif /* KUNDO_PAGE_H */

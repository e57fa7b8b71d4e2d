/*
 * Keys: the order of their bytes is the order of their numbers, for every
 * pair; what a list or the due index makes of them has the order it needs.
 *
 * Input: twice kind 1, number 4, number 8, number 8.
 */

#include "kundo_fuzz.h"

#include "store/kundo_due.c"
#include "store/kundo_log.c"
#include "store/kundo_view.c"


typedef struct {
    uint8_t   kind;
    uint32_t  small;
    uint64_t  a;
    uint64_t  b;
} numbers_t;

#define NUMBERS_BYTES  21


static void
take(const uint8_t *p, numbers_t *n)
{
    n->kind = p[0];
    memcpy(&n->small, p + 1, 4);
    memcpy(&n->a, p + 5, 8);
    memcpy(&n->b, p + 13, 8);
}


#define order(x, y)  ((x) < (y) ? -1 : (x) > (y))


static int
bytes_order(kundo_str_t x, kundo_str_t y)
{
    int  rc;

    /* as LMDB does */

    rc = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);

    return rc ? order(rc, 0) : order(x.len, y.len);
}


static int
first(int one, int two, int three, int four)
{
    return one ? one : two ? two : three ? three : four;
}


static void
check_numbers(const numbers_t *x, const numbers_t *y)
{
    uint8_t      be[8];
    kundo_key_t  k, l;

    k.len = 0;
    l.len = 0;

    kundo_key_u8(&k, x->kind);
    kundo_key_u32(&k, x->small);
    kundo_key_u64(&k, x->a);
    kundo_key_u64(&k, x->b);

    kundo_key_u8(&l, y->kind);
    kundo_key_u32(&l, y->small);
    kundo_key_u64(&l, y->a);
    kundo_key_u64(&l, y->b);

    kundo_must(k.len == NUMBERS_BYTES);
    kundo_must(bytes_order(kundo_key_str(&k), kundo_key_str(&l))
               == first(order(x->kind, y->kind), order(x->small, y->small),
                        order(x->a, y->a), order(x->b, y->b)));

    kundo_must(kundo_be32_get(k.data + 1) == x->small);
    kundo_must(kundo_be64_get(k.data + 5) == x->a);

    kundo_be64_put(be, x->b);
    kundo_must(memcmp(be, k.data + 13, 8) == 0);
}


/* Newest minute first, then by conversation, within one list. */

static void
check_view(const numbers_t *x, const numbers_t *y)
{
    kundo_key_t         k, l;
    kundo_view_place_t  p, q;

    p.kind = KUNDO_AUDIENCE_AGENT;
    p.view = (kundo_view_t) x->kind;
    p.no = x->a;
    q.kind = KUNDO_AUDIENCE_AGENT;
    q.view = (kundo_view_t) y->kind;
    q.no = y->a;

    kundo_must(bytes_order(kundo_view_key(&k, p, x->small, x->b),
                           kundo_view_key(&l, q, y->small, y->b))
               == first(order(x->a, y->a), order(x->kind, y->kind),
                        order(y->small, x->small), order(x->b, y->b)));

    kundo_must(~kundo_be32_get(k.data + KUNDO_VIEW_PREFIX) == x->small);
    kundo_must(kundo_be64_get(k.data + KUNDO_VIEW_PREFIX + 4) == x->b);
}


static void
check_due(const numbers_t *x, const numbers_t *y)
{
    kundo_key_t  k, l;

    kundo_must(bytes_order(kundo_due_key(&k, x->a, x->kind, x->b),
                           kundo_due_key(&l, y->a, y->kind, y->b))
               == first(order(x->a, y->a), order(x->kind, y->kind),
                        order(x->b, y->b), 0));
}


/* 128 seqs have one row, and the rows of a conversation are in order. */

static void
check_block(const numbers_t *x, const numbers_t *y)
{
    uint32_t     s, t;
    kundo_key_t  k, l;

    s = x->small ? x->small : 1;
    t = y->small ? y->small : 1;

    kundo_log_block_key(&k, x->a, s);
    kundo_log_block_key(&l, y->a, t);

    kundo_must(bytes_order(kundo_key_str(&k), kundo_key_str(&l))
               == first(order(x->a, y->a),
                        order((s - 1) / KUNDO_BLOCK_SEQS,
                              (t - 1) / KUNDO_BLOCK_SEQS), 0, 0));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    numbers_t  x, y;

    if (size < 2 * NUMBERS_BYTES) {
        return 0;
    }

    take(data, &x);
    take(data + NUMBERS_BYTES, &y);

    check_numbers(&x, &y);
    check_view(&x, &y);
    check_due(&x, &y);
    check_block(&x, &y);

    return 0;
}

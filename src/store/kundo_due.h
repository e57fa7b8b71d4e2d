/*
 * Due index: what has to happen at a time.  The leader of the workers
 * fires the head of it; a row survives every restart.
 */

#ifndef KUNDO_DUE_H
#define KUNDO_DUE_H


#include "store/kundo_table.h"


typedef struct {
    uint64_t     ms;
    uint64_t     no;
    kundo_str_t  value;           /* points into the map */
    uint8_t      kind;            /* kundo_due_kind_t of the domain */
} kundo_due_t;


kundo_rc_t kundo_due_put(kundo_txn_t *txn, const kundo_due_t *due);

/* KUNDO_OK also when there was none. */
kundo_rc_t kundo_due_delete(kundo_txn_t *txn, uint64_t ms, uint8_t kind,
    uint64_t no);

/* KUNDO_NOT_FOUND when the row is not there (any more). */
kundo_rc_t kundo_due_get(kundo_txn_t *txn, uint64_t ms, uint8_t kind,
    uint64_t no, kundo_str_t *value);

/* Up to max rows from the head that are due at now_ms; *n is how many, and
 * *next_ms the time of the row after them, 0 = none. */
kundo_rc_t kundo_due_head(kundo_txn_t *txn, uint64_t now_ms,
    kundo_due_t *rows, unsigned max, unsigned *n, uint64_t *next_ms);


#endif /* KUNDO_DUE_H */

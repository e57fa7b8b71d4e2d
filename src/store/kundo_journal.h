/*
 * Journal: what has happened, in order.  The truth behind every event.
 */

#ifndef KUNDO_JOURNAL_H
#define KUNDO_JOURNAL_H


#include "store/kundo_table.h"


/* Appends with the next jno, which is given back. */
kundo_rc_t kundo_journal_append(kundo_txn_t *txn, const kundo_journal_t *row,
    uint64_t *jno);

/* Before a commit: the tail goes where the next transaction finds it. */
kundo_rc_t kundo_journal_settle(kundo_txn_t *txn);

kundo_rc_t kundo_journal_get(kundo_txn_t *txn, uint64_t jno,
    kundo_journal_t *row);

/*
 * Reads up to max rows after jno, in order; *n is how many.  The number of
 * rows[i] goes to jnos[i].
 */
kundo_rc_t kundo_journal_read(kundo_txn_t *txn, uint64_t after_jno,
    kundo_journal_t *rows, uint64_t *jnos, unsigned max, unsigned *n);

/*
 * Deletes up to KUNDO_CHUNK rows that are older than before_ms; *more is
 * set when there are others.  The tail stays: a cursor always has something
 * behind it.
 */
kundo_rc_t kundo_journal_trim(kundo_txn_t *txn, uint64_t before_ms,
    int *more);


#endif /* KUNDO_JOURNAL_H */

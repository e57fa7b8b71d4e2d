/*
 * Check: what its files share.
 */

#ifndef KUNDO_CHECK_INTERNAL_H
#define KUNDO_CHECK_INTERNAL_H


#include "domain/kundo_check.h"
#include "store/kundo_table.h"


#define KUNDO_CHECK_ANY  SIZE_MAX     /* the row looks at its size itself */


typedef struct {
    kundo_txn_t     *txn;
    kundo_arena_t   *arena;
    kundo_check_t   *check;
    kundo_check_pt   report;
    void            *data;
    int64_t          overdue;     /* conversations, less rows of overdue */
    int64_t          ranks;       /* rows of rank that there must be */
    uint32_t         flow;        /* of the row of queue before */
    uint32_t         waiting;     /* up to it, in its flow */
    uint64_t         qno;
} kundo_check_run_t;

typedef kundo_rc_t (*kundo_check_row_pt)(kundo_check_run_t *run,
    kundo_str_t key, kundo_str_t value);


void kundo_check_problem(kundo_check_run_t *run, const char *fmt, ...);

/* Every row of a table, of one size or KUNDO_CHECK_ANY. */
kundo_rc_t kundo_check_rows(kundo_check_run_t *run, kundo_table_t table,
    size_t key_len, size_t size, kundo_check_row_pt row);

/* Who waits: in the queues, and overdue. */
kundo_rc_t kundo_check_queues(kundo_check_run_t *run);
kundo_rc_t kundo_check_overdues(kundo_check_run_t *run);

kundo_rc_t kundo_check_hours(kundo_check_run_t *run);


#endif /* KUNDO_CHECK_INTERNAL_H */

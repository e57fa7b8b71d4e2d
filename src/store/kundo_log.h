/*
 * Log: the messages of all conversations in order of arrival, and the way
 * from a conversation's seq to its place in the log.
 */

#ifndef KUNDO_LOG_H
#define KUNDO_LOG_H


#include "store/kundo_table.h"


typedef struct {
    kundo_log_head_t  head;
    kundo_str_t       cid;
    kundo_str_t       text;       /* escaped JSON, without quotes */
    uint64_t          lpos;
} kundo_log_row_t;


/*
 * Appends a message and moves the conversation's hot row (not yet put) on:
 * seq, lpos and ring; every 16th message fills a block.  row gives head's
 * from, from_kind and ms, cid and text, and gets the rest.
 */
kundo_rc_t kundo_log_append(kundo_txn_t *txn, uint64_t cno,
    kundo_hot_t *hot, kundo_log_row_t *row);

/*
 * Appends a text that is of a conversation and no message of it: it has no
 * seq.  row gives head's cno, from, from_kind and ms, and text.
 */
kundo_rc_t kundo_log_append_aside(kundo_txn_t *txn, kundo_log_row_t *row);

/* row's strings point into the map. */
kundo_rc_t kundo_log_get(kundo_txn_t *txn, uint64_t lpos,
    kundo_log_row_t *row);

/* Place of seq (1..hot->last_seq) of a conversation. */
kundo_rc_t kundo_log_find(kundo_txn_t *txn, uint64_t cno,
    const kundo_hot_t *hot, uint32_t seq, uint64_t *lpos);

/* Places of seq from..to, all of which exist, into lpos[0 .. to - from]. */
kundo_rc_t kundo_log_range(kundo_txn_t *txn, uint64_t cno,
    const kundo_hot_t *hot, uint32_t from, uint32_t to, uint64_t *lpos);

/* The message that a sender has given this cid, or KUNDO_NOT_FOUND. */
kundo_rc_t kundo_log_find_cid(kundo_txn_t *txn, uint64_t cno,
    const kundo_hot_t *hot, uint64_t from, kundo_str_t cid,
    kundo_log_row_t *row);


#endif /* KUNDO_LOG_H */

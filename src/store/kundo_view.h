/*
 * Views: lists of conversations, newest activity first, and how many they
 * hold.  A row moves at most once a minute; the exact order within a
 * minute is restored by who reads (from hot's updated_ms).
 */

#ifndef KUNDO_VIEW_H
#define KUNDO_VIEW_H


#include "store/kundo_table.h"


typedef enum {
    KUNDO_VIEW_OPEN   = 'o',
    KUNDO_VIEW_CLOSED = 'c',
    KUNDO_VIEW_LIVE   = 'l',      /* a count: live chats of a flow */
    KUNDO_VIEW_ACTIVE = 'n'       /* a count: agents active in a flow */
} kundo_view_t;

typedef enum {
    KUNDO_AUDIENCE_FLOW    = 'f',
    KUNDO_AUDIENCE_VISITOR = 'v',
    KUNDO_AUDIENCE_AGENT   = 'a'
} kundo_view_audience_t;


typedef struct {
    kundo_view_audience_t  kind;
    kundo_view_t           view;
    uint64_t               no;       /* flow or person */
} kundo_view_place_t;


kundo_rc_t kundo_view_add(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t minute, uint64_t cno);

/* KUNDO_OK also when it was not there. */
kundo_rc_t kundo_view_remove(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t minute, uint64_t cno);

/* Like remove and add, without a change of the count. */
kundo_rc_t kundo_view_move(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t from_minute, uint32_t to_minute, uint64_t cno);

kundo_rc_t kundo_view_count(kundo_txn_t *txn, kundo_view_place_t place,
    uint64_t *n);

/* Changes a count alone; also for what is counted and never listed. */
kundo_rc_t kundo_view_count_by(kundo_txn_t *txn, kundo_view_place_t place,
    int by);


/* A walk from a minute downwards. */

typedef struct {
    kundo_walk_t  walk;
    kundo_key_t   prefix;
    uint32_t      minute;
    uint64_t      cno;
} kundo_view_walk_t;


/* The walk must be closed also when this or `next` did not give KUNDO_OK. */
kundo_rc_t kundo_view_first(kundo_txn_t *txn, kundo_view_place_t place,
    uint32_t from_minute, kundo_view_walk_t *vw);
kundo_rc_t kundo_view_next(kundo_view_walk_t *vw);
#define kundo_view_close(vw)  kundo_walk_close(&(vw)->walk)


#endif /* KUNDO_VIEW_H */

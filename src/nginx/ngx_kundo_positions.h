/*
 * Positions: telling those who wait in a queue that they moved up (D2).
 */

#ifndef NGX_KUNDO_POSITIONS_H
#define NGX_KUNDO_POSITIONS_H


#include "store/kundo_schema.h"

#include "ngx_kundo_members.h"


#define NGX_KUNDO_POSITIONS_MAX  64      /* queues of one look */


/* A queue in which those behind a place have another one. */

typedef struct {
    uint64_t             behind;
    uint32_t             flow;
} ngx_kundo_moved_t;


typedef struct {
    ngx_uint_t           n;
    ngx_kundo_moved_t    moved[NGX_KUNDO_POSITIONS_MAX];
} ngx_kundo_positions_t;


/* A queue moved; told at the end of the look, once for all its events. */
void ngx_kundo_positions_moved(ngx_kundo_positions_t *positions,
    ngx_kundo_members_t *members, kundo_reader_t *rd,
    const kundo_journal_t *row, uint64_t jno);

void ngx_kundo_positions_tell(ngx_kundo_positions_t *positions,
    ngx_kundo_members_t *members, kundo_reader_t *rd, uint64_t jno);


#endif /* NGX_KUNDO_POSITIONS_H */

/*
 * Positions.
 */

#include "domain/kundo_stream.h"

#include "ngx_kundo_positions.h"


void
ngx_kundo_positions_moved(ngx_kundo_positions_t *positions,
    ngx_kundo_members_t *members, kundo_reader_t *rd,
    const kundo_journal_t *row, uint64_t jno)
{
    ngx_uint_t          i;
    ngx_kundo_moved_t  *moved;

    moved = positions->moved;

    for (i = 0; i < positions->n; i++) {
        if (moved[i].flow == row->flow) {
            moved[i].behind = ngx_min(moved[i].behind, row->ref);
            return;
        }
    }

    if (positions->n == NGX_KUNDO_POSITIONS_MAX) {
        ngx_kundo_positions_tell(positions, members, rd, jno);
    }

    moved[positions->n].flow = row->flow;
    moved[positions->n].behind = row->ref;
    positions->n++;
}


static void
ngx_kundo_positions_flow(ngx_kundo_moved_t *moved,
    ngx_kundo_members_t *members, kundo_reader_t *rd, uint64_t jno)
{
    uint64_t             cno;
    kundo_rc_t           rc;
    kundo_hot_t          hot;
    kundo_key_t          key;
    kundo_walk_t         walk;
    ngx_kundo_member_t  *member;

    if (kundo_walk_open(rd->txn, KUNDO_TABLE_QUEUE, &walk) != KUNDO_OK) {
        return;
    }

    key.len = 0;
    kundo_key_u32(&key, moved->flow);
    kundo_key_u64(&key, moved->behind);

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4)
         && walk.value.len == 8;
         rc = kundo_walk_next(&walk))
    {
        ngx_memcpy(&cno, walk.value.data, 8);

        if (kundo_hot_get(rd->txn, cno, &hot) != KUNDO_OK) {
            break;
        }

        member = ngx_kundo_members_find(members, hot.starter);

        if (member != NULL) {
            ngx_kundo_members_position(member, rd, jno, cno);
        }
    }

    kundo_walk_close(&walk);
}


void
ngx_kundo_positions_tell(ngx_kundo_positions_t *positions,
    ngx_kundo_members_t *members, kundo_reader_t *rd, uint64_t jno)
{
    ngx_uint_t  i;

    for (i = 0; i < positions->n; i++) {
        ngx_kundo_positions_flow(&positions->moved[i], members, rd, jno);
    }

    positions->n = 0;
}

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


/* The rows say who waits: nothing else is read of those who are not here. */

static void
ngx_kundo_positions_flow(ngx_kundo_moved_t *moved,
    ngx_kundo_members_t *members, kundo_reader_t *rd, uint64_t jno)
{
    uint64_t             row[2];
    kundo_rc_t           rc;
    kundo_key_t          key;
    kundo_walk_t         walk;
    ngx_kundo_member_t  *member;

    if (members->nstreams == 0
        || kundo_walk_open(rd->txn, KUNDO_TABLE_QUEUE, &walk) != KUNDO_OK)
    {
        return;
    }

    key.len = 0;
    kundo_key_u32(&key, moved->flow);
    kundo_key_u64(&key, moved->behind);

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 4)
         && walk.value.len == sizeof(row);
         rc = kundo_walk_next(&walk))
    {
        ngx_memcpy(row, walk.value.data, sizeof(row));

        member = ngx_kundo_members_find(members, row[1]);

        if (member != NULL) {
            ngx_kundo_members_position(member, rd, jno, row[0]);
            kundo_arena_reset(rd->arena);
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

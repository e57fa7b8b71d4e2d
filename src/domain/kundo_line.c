/*
 * Lines.  Rows: cno 8, seq before it 4, serial 8 -> kundo_line_row_t.
 */

#include "domain/kundo_line.h"


kundo_rc_t
kundo_line_put(kundo_work_t *w, uint64_t cno, const kundo_hot_t *hot,
    kundo_line_t *line)
{
    kundo_key_t  key;

    line->ms = w->now_ms;
    line->after_seq = hot->last_seq;

    key.len = 0;
    kundo_key_u64(&key, cno);
    kundo_key_u32(&key, line->after_seq);
    kundo_key_u64(&key, ++w->txn->meta.last_line);

    return kundo_table_put(w->txn, KUNDO_TABLE_LINE, kundo_key_str(&key),
                           kundo_str_make(line, sizeof(kundo_line_t)));
}


kundo_rc_t
kundo_line_read(kundo_txn_t *txn, uint64_t cno, uint32_t from, uint32_t to,
    kundo_line_t *lines, unsigned max, unsigned *n)
{
    kundo_rc_t    rc;
    kundo_key_t   key;
    kundo_walk_t  walk;

    *n = 0;

    key.len = 0;
    kundo_key_u64(&key, cno);
    kundo_key_u32(&key, from);

    rc = kundo_walk_open(txn, KUNDO_TABLE_LINE, &walk);
    if (rc != KUNDO_OK) {
        return rc;
    }

    for (rc = kundo_walk_seek(&walk, kundo_key_str(&key));
         rc == KUNDO_OK && kundo_walk_within(&walk, &key, 8)
         && *n < max && kundo_be32_get(walk.key.data + 8) <= to;
         rc = kundo_walk_next(&walk))
    {
        if (walk.value.len != sizeof(kundo_line_t)) {
            rc = KUNDO_DAMAGED;
            break;
        }

        memcpy(&lines[(*n)++], walk.value.data, sizeof(kundo_line_t));
    }

    kundo_walk_close(&walk);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}

/*
 * Streams: who sees what, and resuming.  A visitor goes back along the
 * chains of her conversations; an agent scans the journal, bounded.
 */

#include "domain/kundo_stream.h"
#include "domain/kundo_line.h"

#include <stdlib.h>

#include "domain/kundo_query.h"


#define KUNDO_STREAM_OWN_MAX  1000      /* conversations of one visitor */


static kundo_rc_t
kundo_stream_own(kundo_reader_t *rd, kundo_view_walk_t *vw)
{
    kundo_view_place_t  place;

    place.kind = KUNDO_AUDIENCE_VISITOR;
    place.view = KUNDO_VIEW_OPEN;
    place.no = rd->viewer.no;

    return kundo_view_first(rd->txn, place, UINT32_MAX, vw);
}


kundo_rc_t
kundo_stream_now(kundo_reader_t *rd, uint64_t *jno)
{
    unsigned           n;
    kundo_rc_t         rc;
    kundo_hot_t        hot;
    kundo_view_walk_t  vw;

    if (rd->viewer.kind == KUNDO_PERSON_AGENT) {
        *jno = rd->txn->meta.last_jno;
        return KUNDO_OK;
    }

    *jno = 0;
    n = 0;

    for (rc = kundo_stream_own(rd, &vw);
         rc == KUNDO_OK && n < KUNDO_STREAM_OWN_MAX;
         rc = kundo_view_next(&vw), n++)
    {
        rc = kundo_hot_get(rd->txn, vw.cno, &hot);
        if (rc != KUNDO_OK) {
            break;
        }

        if (hot.public_jno > *jno) {
            *jno = hot.public_jno;
        }
    }

    kundo_view_close(&vw);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


static int
kundo_stream_compare(const void *one, const void *two)
{
    const uint64_t  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


/* Back along the chain of what the starter sees, to the cursor. */

static kundo_rc_t
kundo_stream_chain(kundo_reader_t *rd, uint64_t head, uint64_t since,
    kundo_stream_list_t *list)
{
    uint64_t         jno;
    kundo_rc_t       rc;
    kundo_journal_t  row;

    for (jno = head; jno > since; jno = row.prev_public) {

        /* a trimmed row: what lies before it is not known any more */

        if (jno < rd->txn->meta.first_jno || list->n == KUNDO_RESUME_MAX) {
            return KUNDO_NOT_FOUND;
        }

        rc = kundo_journal_get(rd->txn, jno, &row);
        if (rc != KUNDO_OK) {
            return rc;
        }

        list->jnos[list->n++] = jno;
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_stream_since_visitor(kundo_reader_t *rd, uint64_t since,
    kundo_stream_list_t *list)
{
    unsigned           n;
    kundo_rc_t         rc, chain;
    kundo_hot_t        hot;
    kundo_view_walk_t  vw;

    chain = KUNDO_OK;
    n = 0;

    for (rc = kundo_stream_own(rd, &vw);
         rc == KUNDO_OK && n < KUNDO_STREAM_OWN_MAX;
         rc = kundo_view_next(&vw), n++)
    {
        rc = kundo_hot_get(rd->txn, vw.cno, &hot);
        if (rc != KUNDO_OK) {
            break;
        }

        chain = kundo_stream_chain(rd, hot.public_jno, since, list);
        if (chain != KUNDO_OK) {
            break;
        }
    }

    kundo_view_close(&vw);

    if (rc != KUNDO_OK && rc != KUNDO_NOT_FOUND) {
        return rc;
    }

    /* in those beyond the bound something may have happened, too */

    if (n == KUNDO_STREAM_OWN_MAX && rc == KUNDO_OK) {
        return KUNDO_NOT_FOUND;
    }

    return chain;
}


kundo_rc_t
kundo_stream_sees(kundo_reader_t *rd, const kundo_journal_t *row, int *sees)
{
    kundo_rc_t    rc;
    kundo_conv_t  c;
    kundo_flow_t  f;

    *sees = 0;

    if (row->audience == KUNDO_AUDIENCE_NOBODY
        || row->audience == KUNDO_AUDIENCE_QUEUED)
    {
        return KUNDO_OK;
    }

    if (rd->viewer.kind != KUNDO_PERSON_AGENT) {
        *sees = row->audience == KUNDO_AUDIENCE_ALL
                && row->starter == rd->viewer.no;
        return KUNDO_OK;
    }

    if (row->audience == KUNDO_AUDIENCE_EVERY_AGENT
        || row->agent == rd->viewer.no || row->other == rd->viewer.no
        || rd->viewer.role == KUNDO_ROLE_ADMIN)
    {
        *sees = 1;
        return KUNDO_OK;
    }

    rc = kundo_flow_row(rd->txn, row->flow, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (kundo_flow_allows(&f, rd->viewer.no)) {
        *sees = 1;
        return KUNDO_OK;
    }

    /* who saw it in the flow that it has left hears that it is gone */

    if (row->type == KUNDO_EVENT_CONVERSATION_TRANSFERRED) {
        rc = kundo_flow_row(rd->txn, kundo_line_ref_flow(row->ref), &f);
        if (rc != KUNDO_OK) {
            return rc;
        }

        if (kundo_flow_allows(&f, rd->viewer.no)) {
            *sees = 1;
            return KUNDO_OK;
        }
    }

    rc = kundo_conv_get(rd->txn, row->cno, &c);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
    }

    *sees = kundo_conv_has_agent(&c, rd->viewer.no);

    return KUNDO_OK;
}


static kundo_rc_t
kundo_stream_since_agent(kundo_reader_t *rd, uint64_t since,
    kundo_stream_list_t *list)
{
    int               sees;
    unsigned          i, n;
    uint64_t         *jnos;
    kundo_rc_t        rc;
    kundo_journal_t  *rows;

    if (rd->txn->meta.last_jno - since > KUNDO_RESUME_SCAN
        || since + 1 < rd->txn->meta.first_jno)
    {
        return KUNDO_NOT_FOUND;
    }

    rows = kundo_arena_alloc(rd->arena,
                             KUNDO_JOURNAL_CHUNK * sizeof(kundo_journal_t));
    jnos = kundo_arena_alloc(rd->arena,
                             KUNDO_JOURNAL_CHUNK * sizeof(uint64_t));

    if (rows == NULL || jnos == NULL) {
        return KUNDO_NO_MEMORY;
    }

    do {
        rc = kundo_journal_read(rd->txn, since, rows, jnos,
                                KUNDO_JOURNAL_CHUNK, &n);

        for (i = 0; i < n && rc == KUNDO_OK; i++) {
            rc = kundo_stream_sees(rd, &rows[i], &sees);

            if (rc == KUNDO_OK && sees) {

                if (list->n == KUNDO_RESUME_MAX) {
                    return KUNDO_OK;
                }

                list->jnos[list->n++] = jnos[i];
            }

            list->upto = jnos[i];
        }

        since = list->upto;

    } while (rc == KUNDO_OK && n == KUNDO_JOURNAL_CHUNK);

    return rc;
}


kundo_rc_t
kundo_stream_cursor(kundo_reader_t *rd, kundo_str_t cursor, uint64_t *jno)
{
    kundo_rc_t  rc;

    rc = kundo_seal_get(rd->seal, KUNDO_SEAL_CURSOR, rd->txn->meta.epoch,
                        cursor, jno);

    if (rc == KUNDO_OK && *jno > rd->txn->meta.last_jno) {
        return KUNDO_NOT_FOUND;
    }

    return rc;
}


kundo_rc_t
kundo_stream_since(kundo_reader_t *rd, uint64_t since,
    kundo_stream_list_t *list)
{
    kundo_rc_t  rc;

    list->n = 0;
    list->upto = since;
    list->jnos = kundo_arena_alloc(rd->arena,
                                   KUNDO_RESUME_MAX * sizeof(uint64_t));
    if (list->jnos == NULL) {
        return KUNDO_NO_MEMORY;
    }

    if (rd->viewer.kind == KUNDO_PERSON_AGENT) {
        return kundo_stream_since_agent(rd, since, list);
    }

    rc = kundo_stream_since_visitor(rd, since, list);
    if (rc != KUNDO_OK) {
        return rc;
    }

    list->upto = rd->txn->meta.last_jno;

    if (list->n > 1) {
        qsort(list->jnos, list->n, sizeof(uint64_t), kundo_stream_compare);
    }

    return KUNDO_OK;
}

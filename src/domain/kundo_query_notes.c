/*
 * Queries: the notes of a conversation, newest first.
 */

#include "domain/kundo_note.h"
#include "domain/kundo_query.h"


#define KUNDO_PAGE_NOTES  3         /* epoch of a page's seal */


kundo_rc_t
kundo_query_notes(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno,
    const kundo_page_t *page)
{
    uint8_t      id[KUNDO_ID_LEN];
    unsigned     i, n;
    uint64_t     before, lpos[KUNDO_LIST_MAX + 1];
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_conv_access(rd->txn, &rd->viewer, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    before = 0;

    if (page->after.data != NULL
        && kundo_seal_get(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_NOTES,
                          page->after, &before)
           != KUNDO_OK)
    {
        return KUNDO_BAD_VALUE;
    }

    rc = kundo_note_list(rd->txn, cno, before, lpos, page->limit + 1, &n);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"items\":[");

    for (i = 0; i < n && i < page->limit; i++) {

        if (i && out->len > KUNDO_LIST_BYTES) {
            break;
        }

        if (i) {
            kundo_out_lit(out, ",");
        }

        rc = kundo_render_note(rd, out, lpos[i]);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (i < n) {
        kundo_seal_put(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_NOTES,
                       lpos[i - 1], id);
        kundo_out_lit(out, "],\"next\":\"");
        kundo_out_bytes(out, id, KUNDO_ID_LEN);
        kundo_out_lit(out, "\"}");

    } else {
        kundo_out_lit(out, "],\"next\":null}");
    }

    return KUNDO_OK;
}

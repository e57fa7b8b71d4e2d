/*
 * Queries: lists of conversations, newest activity first, merged of
 * several places.
 */

#include <stdlib.h>

#include "codec/kundo_json_out.h"
#include "domain/kundo_query.h"


#define KUNDO_LIST_ROWS  1024     /* candidates kept; above a page's limit */


typedef struct {
    uint64_t  updated_ms;
    uint64_t  cno;
} kundo_list_row_t;

typedef struct {
    kundo_reader_t      *rd;
    kundo_list_row_t    *rows;
    size_t               n;
    kundo_list_row_t     after;       /* updated_ms 0 = from the start */
    uint32_t             limit;
    uint64_t             total;
} kundo_list_t;


/* Newest first. */

static int
kundo_list_compare(const void *one, const void *two)
{
    const kundo_list_row_t  *a = one, *b = two;

    if (a->updated_ms != b->updated_ms) {
        return a->updated_ms < b->updated_ms ? 1 : -1;
    }

    return a->cno < b->cno ? 1 : a->cno > b->cno ? -1 : 0;
}


/* In order, and each once: a conversation may stand in several places. */

static void
kundo_list_sort(kundo_list_t *list)
{
    size_t  i, n;

    if (list->n == 0) {
        return;
    }

    qsort(list->rows, list->n, sizeof(kundo_list_row_t),
          kundo_list_compare);

    for (i = 1, n = 1; i < list->n; i++) {
        if (list->rows[i].cno != list->rows[n - 1].cno) {
            list->rows[n++] = list->rows[i];
        }
    }

    list->n = n;
}


/* Of any number of rows only those are kept that the page can need. */

static kundo_rc_t
kundo_list_add(kundo_list_t *list, const kundo_list_row_t *row)
{
    if (list->rows == NULL) {
        list->rows = kundo_arena_alloc(list->rd->arena,
                                       KUNDO_LIST_ROWS
                                       * sizeof(kundo_list_row_t));
        if (list->rows == NULL) {
            return KUNDO_NO_MEMORY;
        }
    }

    if (list->n == KUNDO_LIST_ROWS) {
        kundo_list_sort(list);

        if (list->n > list->limit + 1) {
            list->n = list->limit + 1;
        }
    }

    list->rows[list->n++] = *row;

    return KUNDO_OK;
}


/*
 * Rows of a view stand by the minute; the exact order is that of hot's
 * updated_ms, then cno.  Of each place the rows are read from the page's
 * start until limit + 1 of them lie behind the cursor and the minute of
 * the last is whole; of all of them the first limit make the page.
 */

static kundo_rc_t
kundo_list_collect(kundo_list_t *list, kundo_view_place_t place)
{
    uint32_t           taken, minute, from;
    uint64_t           n;
    kundo_rc_t         rc;
    kundo_hot_t        hot;
    kundo_list_row_t   row;
    kundo_view_walk_t  vw;

    rc = kundo_view_count(list->rd->txn, place, &n);
    if (rc != KUNDO_OK) {
        return rc;
    }

    list->total += n;

    taken = 0;
    minute = 0;
    from = list->after.updated_ms
           ? (uint32_t) (list->after.updated_ms / 60000) : UINT32_MAX;

    for (rc = kundo_view_first(list->rd->txn, place, from, &vw);
         rc == KUNDO_OK;
         rc = kundo_view_next(&vw))
    {
        if (taken > list->limit && vw.minute != minute) {
            break;
        }

        rc = kundo_hot_get(list->rd->txn, vw.cno, &hot);
        if (rc != KUNDO_OK) {
            rc = rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
            break;
        }

        row.cno = vw.cno;
        row.updated_ms = hot.updated_ms;

        if (list->after.updated_ms != 0
            && kundo_list_compare(&row, &list->after) <= 0)
        {
            continue;
        }

        rc = kundo_list_add(list, &row);
        if (rc != KUNDO_OK) {
            break;
        }

        taken++;
        minute = vw.minute;
    }

    kundo_view_close(&vw);

    return rc == KUNDO_NOT_FOUND ? KUNDO_OK : rc;
}


/* A list's cursor: two seals, of updated_ms and cno. */

static kundo_rc_t
kundo_list_cursor(kundo_list_t *list, const kundo_page_t *page)
{
    kundo_str_t  half;

    list->limit = page->limit;

    if (page->after.data == NULL) {
        return KUNDO_OK;
    }

    if (page->after.len != 2 * KUNDO_ID_LEN) {
        return KUNDO_BAD_VALUE;
    }

    half = kundo_str_make(page->after.data, KUNDO_ID_LEN);

    if (kundo_seal_get(list->rd->seal, KUNDO_SEAL_PAGE, 0, half,
                       &list->after.updated_ms) != KUNDO_OK)
    {
        return KUNDO_BAD_VALUE;
    }

    half.data += KUNDO_ID_LEN;

    return kundo_seal_get(list->rd->seal, KUNDO_SEAL_CONVERSATION, 0, half,
                          &list->after.cno) == KUNDO_OK
           ? KUNDO_OK : KUNDO_BAD_VALUE;
}


static kundo_rc_t
kundo_list_render(kundo_list_t *list, kundo_out_t *out, int count)
{
    size_t             i;
    uint8_t            id[2 * KUNDO_ID_LEN];
    kundo_rc_t         rc;
    kundo_hot_t        hot;
    kundo_list_row_t  *last;

    kundo_list_sort(list);

    kundo_out_lit(out, "{\"items\":[");

    for (i = 0; i < list->n && i < list->limit; i++) {

        if (i && out->len > KUNDO_LIST_BYTES) {
            break;
        }

        if (i) {
            kundo_out_lit(out, ",");
        }

        rc = kundo_hot_get(list->rd->txn, list->rows[i].cno, &hot);
        if (rc == KUNDO_OK) {
            rc = kundo_render_conversation(list->rd, out,
                                           list->rows[i].cno, &hot);
        }

        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    if (i < list->n) {
        last = &list->rows[i - 1];

        kundo_seal_put(list->rd->seal, KUNDO_SEAL_PAGE, 0, last->updated_ms,
                       id);
        kundo_seal_put(list->rd->seal, KUNDO_SEAL_CONVERSATION, 0, last->cno,
                       id + KUNDO_ID_LEN);

        kundo_out_lit(out, "],\"next\":\"");
        kundo_out_bytes(out, id, sizeof(id));
        kundo_out_lit(out, "\"");

    } else {
        kundo_out_lit(out, "],\"next\":null");
    }

    if (count) {
        kundo_out_lit(out, ",\"count\":");
        kundo_out_u64(out, list->total);
    }

    kundo_out_lit(out, "}");

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_conversations(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_page_t *page)
{
    kundo_rc_t          rc;
    kundo_list_t        list;
    kundo_view_place_t  place;

    memset(&list, 0, sizeof(kundo_list_t));
    list.rd = rd;

    rc = kundo_list_cursor(&list, page);
    if (rc != KUNDO_OK) {
        return rc;
    }

    place.kind = KUNDO_AUDIENCE_VISITOR;
    place.view = KUNDO_VIEW_OPEN;
    place.no = rd->viewer.no;

    rc = kundo_list_collect(&list, place);

    return rc == KUNDO_OK ? kundo_list_render(&list, out, 0) : rc;
}


/* From customers: the flows that the agent may see. */

static kundo_rc_t
kundo_list_flows(kundo_list_t *list, kundo_view_t view)
{
    uint32_t            no;
    kundo_rc_t          rc;
    kundo_flow_t        f;
    kundo_view_place_t  place;

    for (no = 1; no <= list->rd->txn->meta.last_fno; no++) {

        rc = kundo_flow_get(list->rd->txn, no, &f);

        if (rc == KUNDO_NOT_FOUND) {
            continue;
        }

        if (rc != KUNDO_OK) {
            return rc;
        }

        if (list->rd->viewer.role != KUNDO_ROLE_ADMIN
            && !kundo_flow_allows(&f, list->rd->viewer.no))
        {
            continue;
        }

        place.kind = KUNDO_AUDIENCE_FLOW;
        place.view = view;
        place.no = no;

        rc = kundo_list_collect(list, place);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    return KUNDO_OK;
}


typedef struct {
    kundo_str_t   word;
    kundo_view_t  view;
    unsigned      mine;
} kundo_inbox_t;

static const kundo_inbox_t  kundo_inboxes[] = {
    { { 4, (const uint8_t *) "open" }, KUNDO_VIEW_OPEN, 0 },
    { { 6, (const uint8_t *) "closed" }, KUNDO_VIEW_CLOSED, 0 },
    { { 10, (const uint8_t *) "my-replies" }, KUNDO_VIEW_OPEN, 1 },
    { { 9, (const uint8_t *) "my-closed" }, KUNDO_VIEW_CLOSED, 1 },
    { { 0, NULL }, KUNDO_VIEW_OPEN, 0 }
};


kundo_rc_t
kundo_query_inbox(kundo_reader_t *rd, kundo_out_t *out, kundo_str_t view,
    const kundo_page_t *page)
{
    kundo_rc_t            rc;
    kundo_list_t          list;
    kundo_view_place_t    place;
    const kundo_inbox_t  *in;

    for (in = kundo_inboxes; in->word.len; in++) {
        if (kundo_str_eq(in->word, view)) {
            break;
        }
    }

    if (in->word.len == 0) {
        return KUNDO_BAD_VALUE;
    }

    memset(&list, 0, sizeof(kundo_list_t));
    list.rd = rd;

    rc = kundo_list_cursor(&list, page);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (in->mine) {
        place.kind = KUNDO_AUDIENCE_AGENT;
        place.view = in->view;
        place.no = rd->viewer.no;

        rc = kundo_list_collect(&list, place);

    } else {
        rc = kundo_list_flows(&list, in->view);
    }

    return rc == KUNDO_OK ? kundo_list_render(&list, out, 1) : rc;
}

/*
 * Queries: one thing, or a short list of things.
 */

#include "domain/kundo_query.h"
#include "codec/kundo_json_out.h"
#include "domain/kundo_line.h"


/* The flows that an agent may choose (S1.7); administrators see all. */

kundo_rc_t
kundo_query_flows(kundo_reader_t *rd, kundo_out_t *out)
{
    uint32_t      no, n;
    kundo_rc_t    rc;
    kundo_flow_t  f;

    kundo_out_lit(out, "{\"items\":[");

    for (no = 1, n = 0; no <= rd->txn->meta.last_fno; no++) {

        rc = kundo_flow_get(rd->txn, no, &f);

        if (rc == KUNDO_NOT_FOUND) {
            continue;
        }

        if (rc != KUNDO_OK) {
            return rc;
        }

        if (rd->viewer.role != KUNDO_ROLE_ADMIN
            && !kundo_flow_allows(&f, rd->viewer.no))
        {
            continue;
        }

        if (n++) {
            kundo_out_lit(out, ",");
        }

        rc = kundo_render_flow(rd, out, &f);
        if (rc != KUNDO_OK) {
            return rc;
        }
    }

    kundo_out_lit(out, "],\"next\":null}");

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_presence(kundo_reader_t *rd, kundo_out_t *out)
{
    kundo_rc_t        rc;
    kundo_presence_t  p;

    rc = kundo_presence_get(rd->txn, rd->viewer.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_render_presence(rd, out, &p);
}


kundo_rc_t
kundo_query_me(kundo_reader_t *rd, kundo_out_t *out)
{
    kundo_rc_t      rc;
    kundo_person_t  p;

    rc = kundo_person_get(rd->txn, rd->viewer.no, &p);
    if (rc != KUNDO_OK) {
        return rc;
    }

    if (p.kind == KUNDO_PERSON_AGENT) {
        kundo_out_lit(out, "{\"agent\":");
        kundo_render_agent(rd, out, &p);
        kundo_out_lit(out, "}");

    } else {
        kundo_render_visitor(rd, out, &p, kundo_str_null);
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_conversation(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno)
{
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_conv_access(rd->txn, &rd->viewer, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    return kundo_render_conversation(rd, out, cno, &hot);
}


#define KUNDO_LINES_MAX      200   /* in one page of messages */

#define KUNDO_PAGE_FORWARD   1     /* epochs of a page's seal */
#define KUNDO_PAGE_BACKWARD  2


/* The seqs of a page: from..to, from > to where it is empty. */

static kundo_rc_t
kundo_query_range(kundo_reader_t *rd, const kundo_hot_t *hot,
    const kundo_messages_query_t *q, uint32_t *from, uint32_t *to,
    int *backward)
{
    uint32_t    limit, after, before;
    uint64_t    no;

    limit = q->page.limit;
    after = q->after_seq;
    before = q->has_before ? q->before_seq : hot->last_seq + 1;
    *backward = !q->has_after;

    if (q->page.after.data != NULL) {

        if (kundo_seal_get(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_FORWARD,
                           q->page.after, &no) == KUNDO_OK)
        {
            *backward = 0;
            after = (uint32_t) no;

        } else if (kundo_seal_get(rd->seal, KUNDO_SEAL_PAGE,
                                  KUNDO_PAGE_BACKWARD, q->page.after, &no)
                   == KUNDO_OK)
        {
            *backward = 1;
            before = (uint32_t) no;

        } else {
            return KUNDO_BAD_VALUE;
        }
    }

    if (before > hot->last_seq) {
        before = hot->last_seq + 1;
    }

    if (*backward) {
        *to = before ? before - 1 : 0;
        *from = *to > limit ? *to - limit + 1 : 1;
        return KUNDO_OK;
    }

    if (after >= hot->last_seq) {
        *from = 1;
        *to = 0;
        return KUNDO_OK;
    }

    *from = after + 1;
    *to = hot->last_seq - after > limit ? after + limit : hot->last_seq;

    return KUNDO_OK;
}


static void
kundo_query_messages_next(kundo_reader_t *rd, kundo_out_t *out,
    uint32_t last_seq, uint32_t from, uint32_t to, int backward)
{
    uint8_t  id[KUNDO_ID_LEN];

    if (from > to || (backward ? from == 1 : to == last_seq)) {
        kundo_out_lit(out, "],\"next\":null");
        return;
    }

    if (backward) {
        kundo_seal_put(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_BACKWARD, from,
                       id);
    } else {
        kundo_seal_put(rd->seal, KUNDO_SEAL_PAGE, KUNDO_PAGE_FORWARD, to, id);
    }

    kundo_out_lit(out, "],\"next\":\"");
    kundo_out_bytes(out, id, KUNDO_ID_LEN);
    kundo_out_lit(out, "\"");
}


/*
 * What happened between these messages; after the last of them, too, where
 * it is the conversation's.
 */

static kundo_rc_t
kundo_query_lines(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno,
    uint32_t from, uint32_t to, int last)
{
    unsigned      i, n;
    kundo_rc_t    rc;
    kundo_line_t  lines[KUNDO_LINES_MAX];

    rc = kundo_line_read(rd->txn, cno, from == 1 ? 0 : from,
                         last ? UINT32_MAX : to, lines, KUNDO_LINES_MAX, &n);

    kundo_out_lit(out, ",\"lines\":[");

    for (i = 0; rc == KUNDO_OK && i < n; i++) {
        if (i) {
            kundo_out_lit(out, ",");
        }

        rc = kundo_render_line(rd, out, &lines[i]);
    }

    kundo_out_lit(out, "]");

    return rc;
}


/*
 * Makes a page of long texts end before its limit, at the end away from
 * where it was asked for; one message is always in it.
 */

static kundo_rc_t
kundo_query_fit(kundo_reader_t *rd, const uint64_t *lpos, uint32_t *from,
    uint32_t *to, int backward)
{
    size_t           bytes;
    uint32_t         i, n;
    kundo_rc_t       rc;
    kundo_log_row_t  row;

    n = *to - *from + 1;
    bytes = 0;

    for (i = 0; i < n; i++) {

        rc = kundo_log_get(rd->txn, lpos[backward ? n - 1 - i : i], &row);
        if (rc != KUNDO_OK) {
            return rc;
        }

        bytes += row.text.len;

        if (i && bytes > KUNDO_LIST_BYTES) {
            break;
        }
    }

    if (backward) {
        *from = *to - i + 1;

    } else {
        *to = *from + i - 1;
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_query_messages(kundo_reader_t *rd, kundo_out_t *out, uint64_t cno,
    const kundo_messages_query_t *q)
{
    int          backward;
    uint32_t     from, to, i, first;
    uint64_t     lpos[KUNDO_LIST_MAX];
    kundo_rc_t   rc;
    kundo_hot_t  hot;

    rc = kundo_conv_access(rd->txn, &rd->viewer, cno, &hot);
    if (rc != KUNDO_OK) {
        return rc;
    }

    rc = kundo_query_range(rd, &hot, q, &from, &to, &backward);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_lit(out, "{\"items\":[");

    first = from;

    if (from <= to) {
        rc = kundo_log_range(rd->txn, cno, &hot, from, to, lpos);

        if (rc == KUNDO_OK) {
            rc = kundo_query_fit(rd, lpos, &from, &to, backward);
        }
    }

    for (i = from; rc == KUNDO_OK && i <= to; i++) {
        if (i != from) {
            kundo_out_lit(out, ",");
        }

        rc = kundo_render_message_at(rd, out, lpos[i - first]);
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_query_messages_next(rd, out, hot.last_seq, from, to, backward);

    rc = kundo_query_lines(rd, out, cno, from, to,
                           from > to || to == hot.last_seq);

    kundo_out_lit(out, "}");

    return rc;
}

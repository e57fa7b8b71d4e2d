/*
 * Sheets.
 */

#include "domain/kundo_sheet.h"

#include "codec/kundo_csv_out.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_rfc3339.h"


/* ,"name": of a JSON cell, a comma of CSV; the first has no comma. */

static kundo_str_t
kundo_sheet_head(kundo_sheet_t *s, const char *column, int first)
{
    kundo_out_t  head;

    kundo_out_init(&head, s->rd->arena, 48);
    kundo_out_str(&head, first ? kundo_str_null : kundo_str(","));

    if (!s->csv) {
        kundo_out_lit(&head, "\"");
        kundo_out_str(&head, kundo_str_cstr(column));
        kundo_out_lit(&head, "\":");
    }

    s->out->failed |= head.failed;

    return kundo_str_make(head.data, head.len);
}


void
kundo_sheet_columns(kundo_sheet_t *s, const char *const *columns)
{
    unsigned  i, n;

    for (n = 0; columns[n] != NULL; n++) { /* void */ }

    s->nrows = 0;
    s->heads = kundo_arena_alloc(s->rd->arena, n * sizeof(kundo_str_t));

    if (s->heads == NULL) {
        s->out->failed = 1;
        return;
    }

    for (i = 0; i < n; i++) {
        s->heads[i] = kundo_sheet_head(s, columns[i], i == 0);
    }
}


void
kundo_sheet_begin(kundo_sheet_t *s, kundo_reader_t *rd, kundo_out_t *out,
    const char *const *columns, int csv)
{
    unsigned  i;

    memset(s, 0, sizeof(kundo_sheet_t));

    s->rd = rd;
    s->out = out;
    s->csv = csv != 0;

    kundo_sheet_columns(s, columns);

    if (!csv) {
        kundo_out_lit(out, "[");
        return;
    }

    for (i = 0; columns[i] != NULL; i++) {
        kundo_out_str(out, i ? kundo_str(",") : kundo_str_null);
        kundo_out_str(out, kundo_str_cstr(columns[i]));
    }

    kundo_out_lit(out, "\r\n");
}


void
kundo_sheet_end(kundo_sheet_t *s)
{
    if (!s->csv) {
        kundo_out_lit(s->out, "]");
    }
}


void
kundo_sheet_row(kundo_sheet_t *s)
{
    s->ncells = 0;

    if (!s->csv) {
        kundo_out_str(s->out, s->nrows ? kundo_str(",{") : kundo_str("{"));
    }

    s->nrows++;
}


void
kundo_sheet_row_end(kundo_sheet_t *s)
{
    kundo_out_str(s->out, s->csv ? kundo_str("\r\n") : kundo_str("}"));
}


void
kundo_sheet_cell(kundo_sheet_t *s)
{
    /* without room for the heads the sheet has failed by now */

    if (s->heads != NULL) {
        kundo_out_str(s->out, s->heads[s->ncells]);
    }

    s->ncells++;
}


static void
kundo_sheet_quote(const kundo_sheet_t *s, kundo_out_t *out, kundo_str_t text)
{
    if (s->csv) {
        kundo_csv_out_text(out, text);

    } else {
        kundo_json_out_string_or_null(out, text);
    }
}


void
kundo_sheet_text(kundo_sheet_t *s, kundo_str_t text)
{
    kundo_sheet_cell(s);
    kundo_sheet_quote(s, s->out, text);
}


/* Ids are plain, also one that begins with "-". */

void
kundo_sheet_id(kundo_sheet_t *s, kundo_str_t id)
{
    kundo_sheet_cell(s);

    if (!s->csv) {
        kundo_out_lit(s->out, "\"");
    }

    kundo_out_str(s->out, id);

    if (!s->csv) {
        kundo_out_lit(s->out, "\"");
    }
}


void
kundo_sheet_u64(kundo_sheet_t *s, uint64_t v)
{
    kundo_sheet_cell(s);
    kundo_out_u64(s->out, v);
}


void
kundo_sheet_bool(kundo_sheet_t *s, int v)
{
    kundo_sheet_cell(s);
    kundo_out_str(s->out, v ? kundo_str("true") : kundo_str("false"));
}


void
kundo_sheet_time(kundo_sheet_t *s, uint64_t ms)
{
    uint8_t  text[KUNDO_RFC3339_LEN];

    kundo_rfc3339_put(text, ms);
    kundo_sheet_text(s, kundo_str_make(text, sizeof(text)));
}


static kundo_rc_t
kundo_sheet_name(kundo_sheet_t *s, uint64_t no, kundo_sheet_name_t **name)
{
    kundo_rc_t           rc;
    kundo_out_t          cell;
    kundo_person_t       p;
    kundo_sheet_name_t  *n;

    if (s->names == NULL) {
        s->names = kundo_arena_calloc(s->rd->arena,
                                      KUNDO_SHEET_NAMES
                                      * sizeof(kundo_sheet_name_t));
        if (s->names == NULL) {
            return KUNDO_NO_MEMORY;
        }
    }

    n = &s->names[no % KUNDO_SHEET_NAMES];
    *name = n;

    if (n->no == no) {
        return KUNDO_OK;
    }

    rc = kundo_person_get(s->rd->txn, no, &p);
    if (rc != KUNDO_OK) {
        return rc == KUNDO_NOT_FOUND ? KUNDO_DAMAGED : rc;
    }

    kundo_out_init(&cell, s->rd->arena, p.name.len + 16);
    kundo_sheet_quote(s, &cell, p.name);

    if (cell.failed) {
        return KUNDO_NO_MEMORY;
    }

    n->no = no;
    n->name = kundo_str_make(cell.data, cell.len);
    kundo_seal_put(s->rd->seal, KUNDO_SEAL_AGENT, 0, no, n->id);

    return KUNDO_OK;
}


kundo_rc_t
kundo_sheet_agent(kundo_sheet_t *s, uint64_t no)
{
    kundo_rc_t           rc;
    kundo_sheet_name_t  *name;

    if (no == 0) {
        kundo_sheet_text(s, kundo_str_null);
        kundo_sheet_text(s, kundo_str_null);
        return KUNDO_OK;
    }

    rc = kundo_sheet_name(s, no, &name);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_sheet_id(s, kundo_str_make(name->id, KUNDO_ID_LEN));
    kundo_sheet_cell(s);
    kundo_out_str(s->out, name->name);

    return KUNDO_OK;
}


kundo_rc_t
kundo_sheet_flow(kundo_sheet_t *s, uint32_t no)
{
    kundo_rc_t    rc;
    kundo_flow_t  f;

    if (no == 0) {
        kundo_sheet_text(s, kundo_str_null);
        kundo_sheet_text(s, kundo_str_null);
        return KUNDO_OK;
    }

    rc = kundo_flow_row(s->rd->txn, no, &f);
    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_sheet_id(s, f.id);
    kundo_sheet_text(s, f.name);

    return KUNDO_OK;
}

/*
 * Sheets: rows of named cells, as a list of JSON objects or as CSV.
 */

#ifndef KUNDO_SHEET_H
#define KUNDO_SHEET_H


#include "domain/kundo_render.h"


/* Names come again and again: of an agent the row is read once. */

#define KUNDO_SHEET_NAMES  256

typedef struct {
    uint64_t             no;
    kundo_str_t          name;        /* as a cell */
    uint8_t              id[KUNDO_ID_LEN];
} kundo_sheet_name_t;

typedef struct {
    kundo_reader_t      *rd;
    kundo_out_t         *out;
    kundo_str_t         *heads;       /* of each cell: comma and name */
    unsigned             csv:1;
    unsigned             nrows;
    unsigned             ncells;      /* of the row that is being made */
    kundo_sheet_name_t  *names;       /* by the number's rest */
} kundo_sheet_t;


/*
 * The brackets of the list, or the head line; not what stands around.  The
 * columns are names, ended by NULL.
 */
void kundo_sheet_begin(kundo_sheet_t *s, kundo_reader_t *rd,
    kundo_out_t *out, const char *const *columns, int csv);
void kundo_sheet_end(kundo_sheet_t *s);

/* Other cells, for a row that stands alone. */
void kundo_sheet_columns(kundo_sheet_t *s, const char *const *columns);

/* A row: its cells in the order of the columns. */
void kundo_sheet_row(kundo_sheet_t *s);
void kundo_sheet_row_end(kundo_sheet_t *s);

void kundo_sheet_text(kundo_sheet_t *s, kundo_str_t text);   /* data NULL =
                                                                none */
void kundo_sheet_id(kundo_sheet_t *s, kundo_str_t id);
void kundo_sheet_u64(kundo_sheet_t *s, uint64_t v);
void kundo_sheet_bool(kundo_sheet_t *s, int v);
void kundo_sheet_time(kundo_sheet_t *s, uint64_t ms);

/* Two cells each: the id and the name; of no 0, none. */
kundo_rc_t kundo_sheet_agent(kundo_sheet_t *s, uint64_t no);
kundo_rc_t kundo_sheet_flow(kundo_sheet_t *s, uint32_t no);

/* Before a cell that the caller writes by itself. */
void kundo_sheet_cell(kundo_sheet_t *s);


#endif /* KUNDO_SHEET_H */

/*
 * CSV out.
 */

#include "codec/kundo_csv_out.h"


static int
kundo_csv_is_formula(kundo_str_t s)
{
    return s.len && memchr("=+-@\t\r", s.data[0], 6) != NULL;
}


void
kundo_csv_out_text(kundo_out_t *o, kundo_str_t s)
{
    int      quoted, formula;
    size_t   i;

    formula = kundo_csv_is_formula(s);
    quoted = formula;

    for (i = 0; i < s.len && !quoted; i++) {
        quoted = memchr(",\"\r\n", s.data[i], 4) != NULL;
    }

    if (!quoted) {
        kundo_out_str(o, s);
        return;
    }

    kundo_out_lit(o, "\"");

    if (formula) {
        kundo_out_lit(o, "'");
    }

    for (i = 0; i < s.len; i++) {
        if (s.data[i] == '"') {
            kundo_out_lit(o, "\"");
        }

        kundo_out_bytes(o, s.data + i, 1);
    }

    kundo_out_lit(o, "\"");
}

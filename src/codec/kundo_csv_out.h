/*
 * CSV out (RFC 4180): cells appended to an output.  Separators and ends of
 * lines are the caller's.
 */

#ifndef KUNDO_CSV_OUT_H
#define KUNDO_CSV_OUT_H


#include "base/kundo_out.h"


/*
 * Quoted where it has to be.  A text that a spreadsheet would take for a
 * formula, as it begins with = + - @, a tab or a return, gets a ' before it.
 */
void kundo_csv_out_text(kundo_out_t *o, kundo_str_t s);


#endif /* KUNDO_CSV_OUT_H */

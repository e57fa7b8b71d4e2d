/*
 * Result codes: the tables behind kundo_rc.h.
 */

#include "base/kundo_rc.h"


typedef struct {
    int          status;
    const char  *code;
    const char  *title;
} kundo_rc_row_t;


#define KUNDO_RC_ROW(name, status, code, title)  { status, code, title },

static const kundo_rc_row_t  kundo_rc_rows[] = {
    KUNDO_RC_LIST(KUNDO_RC_ROW)
};


/* The HTTP status that answers rc (RFC 9110 15). */

int
kundo_rc_status(kundo_rc_t rc)
{
    return kundo_rc_rows[rc].status;
}


/* The stable word of the API's problem document for rc. */

const char *
kundo_rc_code(kundo_rc_t rc)
{
    return kundo_rc_rows[rc].code;
}


/* One line for people; never parsed by a client. */

const char *
kundo_rc_title(kundo_rc_t rc)
{
    return kundo_rc_rows[rc].title;
}

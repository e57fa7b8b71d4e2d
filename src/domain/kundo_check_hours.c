/*
 * Check: opening hours.
 */

#include <inttypes.h>

#include "domain/kundo_check_internal.h"
#include "domain/kundo_open.h"
#include "store/kundo_due.h"


/* A flow that says so has a row, and the row its place in due. */

static kundo_rc_t
kundo_check_flow_hours(kundo_check_run_t *run, uint32_t no)
{
    kundo_rc_t        rc;
    kundo_str_t       value;
    kundo_open_row_t  row;

    rc = kundo_open_get(run->txn, no, &row);

    if (rc == KUNDO_OK && row.edge_ms != 0) {
        rc = kundo_due_get(run->txn, row.edge_ms, KUNDO_DUE_HOURS, no,
                           &value);
    }

    if (rc != KUNDO_OK) {
        kundo_check_problem(run, "flow %" PRIu32 ": its opening hours: %s",
                            no, kundo_rc_title(rc));
    }

    return rc == KUNDO_IO ? rc : KUNDO_OK;
}


static kundo_rc_t
kundo_check_hours_row(kundo_check_run_t *run, kundo_str_t key,
    kundo_str_t value)
{
    kundo_flow_t  f;

    if (kundo_flow_get(run->txn, kundo_be32_get(key.data), &f) != KUNDO_OK
        || !f.hours)
    {
        kundo_check_problem(run, "opening hours of flow %" PRIu32 ", which "
                            "has none", kundo_be32_get(key.data));
    }

    return KUNDO_OK;
}


kundo_rc_t
kundo_check_hours(kundo_check_run_t *run)
{
    uint32_t      no;
    kundo_rc_t    rc;
    kundo_flow_t  f;

    for (no = 1; no <= run->txn->meta.last_fno; no++) {

        rc = kundo_flow_get(run->txn, no, &f);

        if (rc == KUNDO_OK && f.hours) {
            rc = kundo_check_flow_hours(run, no);
        }

        if (rc == KUNDO_IO) {
            return rc;
        }
    }

    return kundo_check_rows(run, KUNDO_TABLE_HOURS, 4, KUNDO_CHECK_ANY,
                            kundo_check_hours_row);
}

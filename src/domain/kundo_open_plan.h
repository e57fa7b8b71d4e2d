/*
 * Plan: a flow's hours as UTC, by the system's time zones.  For those who
 * make commands; what applies them has no files and no calendar.
 */

#ifndef KUNDO_OPEN_PLAN_H
#define KUNDO_OPEN_PLAN_H


#include "codec/kundo_opening.h"
#include "store/kundo_tzdata.h"


/* What a command carries; rule.data NULL: no hours. */

typedef struct {
    kundo_str_t         rule;
    kundo_str_t         opening;
    kundo_json_error_t  err;
} kundo_open_plan_t;


/*
 * From now on, in the arena.  KUNDO_OK; KUNDO_BAD_VALUE with err.detail
 * where there is no such zone in the folder; or a fault.
 */
kundo_rc_t kundo_open_plan(kundo_arena_t *arena, const char *folder,
    const kundo_hours_t *hours, uint64_t now_ms, kundo_open_plan_t *plan);

/* Of hours as text; KUNDO_BAD_JSON and what is wrong with them, too. */
kundo_rc_t kundo_open_plan_text(kundo_arena_t *arena, const char *folder,
    kundo_str_t text, uint64_t now_ms, kundo_open_plan_t *plan);


#endif /* KUNDO_OPEN_PLAN_H */

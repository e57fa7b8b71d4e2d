/*
 * Plan: the rule in one spelling, and what it means until a while from now.
 */

#include "domain/kundo_open_plan.h"

#include <stdio.h>


kundo_rc_t
kundo_open_plan(kundo_arena_t *arena, const char *folder,
    const kundo_hours_t *hours, uint64_t now_ms, kundo_open_plan_t *plan)
{
    kundo_rc_t    rc;
    kundo_out_t   rule, opening;
    kundo_str_t   file = kundo_str_null;
    kundo_zone_t  zone;

    rc = kundo_tzdata_read(arena, folder, hours->tz, KUNDO_ZONE_FILE_MAX,
                           &file);

    if (rc == KUNDO_OK) {
        rc = kundo_zone_read(&zone, file);
    }

    if (rc == KUNDO_NOT_FOUND || rc == KUNDO_BAD_VALUE) {
        plan->err.rc = KUNDO_BAD_VALUE;
        (void) snprintf(plan->err.detail, sizeof(plan->err.detail),
                        "\"hours.tz\" takes the name of a time zone, such as "
                        "\"Europe/Stockholm\": there is no \"%.*s\" in %.80s",
                        (int) hours->tz.len, (const char *) hours->tz.data,
                        folder);
        return KUNDO_BAD_VALUE;
    }

    if (rc != KUNDO_OK) {
        return rc;
    }

    kundo_out_init(&rule, arena, 512);
    kundo_out_init(&opening, arena, KUNDO_OPENING_MAX_BYTES);

    kundo_hours_render(&rule, hours);
    kundo_opening_make(&opening, hours, &zone, now_ms);

    plan->rule = kundo_str_make(rule.data, rule.len);
    plan->opening = kundo_str_make(opening.data, opening.len);

    return rule.failed || opening.failed ? KUNDO_NO_MEMORY : KUNDO_OK;
}


kundo_rc_t
kundo_open_plan_text(kundo_arena_t *arena, const char *folder,
    kundo_str_t text, uint64_t now_ms, kundo_open_plan_t *plan)
{
    kundo_rc_t      rc;
    kundo_json_t   *json;
    kundo_hours_t  *hours;

    hours = kundo_arena_alloc(arena, sizeof(kundo_hours_t));
    if (hours == NULL) {
        return KUNDO_NO_MEMORY;
    }

    rc = kundo_json_parse(arena, text, &json, &plan->err);

    if (rc == KUNDO_OK) {
        rc = kundo_hours_read(json, hours, &plan->err);
    }

    return rc == KUNDO_OK ? kundo_open_plan(arena, folder, hours, now_ms,
                                            plan)
                          : rc;
}

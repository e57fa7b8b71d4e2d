/* Plan: hours and the system's zones; what is not there is said. */

#include "domain/kundo_open_plan.c"
#include "unit/kundo_test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>


#define NOW_MS  1795249800000ULL      /* 2026-11-21T08:30:00Z, a Saturday */


static kundo_arena_t  arena;


static void
a_rule_and_what_it_means(void **state)
{
    kundo_opening_t    at;
    kundo_open_plan_t  plan;

    assert_int_equal(kundo_open_plan_text(&arena, KUNDO_TZDATA_FOLDER,
                     kundo_str("{\"week\":{\"mon\":[[\"08:00\",\"17:00\"]]},"
                               "\"tz\":\"Europe/Stockholm\"}"), NOW_MS, &plan),
                     KUNDO_OK);

    kundo_assert_str(plan.rule, "{\"tz\":\"Europe/Stockholm\",\"week\":{"
                     "\"mon\":[[\"08:00\",\"17:00\"]]},\"closed\":[]}");

    assert_true(kundo_opening_valid(plan.opening));
    kundo_opening_at(plan.opening, NOW_MS, &at);
    assert_int_equal(at.opens_ms, 1795417200000ULL);
}


static void
says(const char *folder, const char *tz, const char *what)
{
    char               text[128];
    kundo_open_plan_t  plan;

    snprintf(text, sizeof(text), "{\"tz\":\"%s\",\"week\":{}}", tz);

    assert_int_equal(kundo_open_plan_text(&arena, folder,
                                          kundo_str_cstr(text), NOW_MS,
                                          &plan), KUNDO_BAD_VALUE);

    if (strstr(plan.err.detail, what) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", plan.err.detail, what);
    }
}


static void
a_zone_that_is_not_there_is_named(void **state)
{
    char  folder[] = "/tmp/kundo_plan.XXXXXX", path[64];
    FILE  *f;

    says(KUNDO_TZDATA_FOLDER, "Europe/Atlantis",
         "there is no \"Europe/Atlantis\" in /usr/share/zoneinfo");
    says("/nonexistent", "Europe/Stockholm", "in /nonexistent");

    /* a folder, a file that is none, one without end, a pipe */

    says(KUNDO_TZDATA_FOLDER, "Europe", "there is no \"Europe\"");

    assert_non_null(mkdtemp(folder));

    snprintf(path, sizeof(path), "%s/Text", folder);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("no zone", f);
    fclose(f);
    says(folder, "Text", "there is no \"Text\"");
    unlink(path);

    snprintf(path, sizeof(path), "%s/Long", folder);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(ftruncate(fileno(f), KUNDO_ZONE_FILE_MAX + 1), 0);
    fclose(f);
    says(folder, "Long", "there is no \"Long\"");
    unlink(path);

    snprintf(path, sizeof(path), "%s/Pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    says(folder, "Pipe", "there is no \"Pipe\"");
    unlink(path);

    rmdir(folder);
}


static void
what_is_no_json_is_said(void **state)
{
    kundo_open_plan_t  plan;

    assert_int_equal(kundo_open_plan_text(&arena, KUNDO_TZDATA_FOLDER,
                                          kundo_str("{\"tz\":"), NOW_MS,
                                          &plan), KUNDO_BAD_JSON);
    assert_int_not_equal(plan.err.detail[0], '\0');
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(a_rule_and_what_it_means),
        cmocka_unit_test(a_zone_that_is_not_there_is_named),
        cmocka_unit_test(what_is_no_json_is_said),
    };

    kundo_arena_init(&arena, 16 << 20);

    return cmocka_run_group_tests(tests, NULL, NULL);
}

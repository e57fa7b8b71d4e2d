/* CSV out: cells of RFC 4180 that no spreadsheet runs. */

#include "codec/kundo_csv_out.c"
#include "unit/kundo_test.h"


static void
cell(const char *text, const char *must)
{
    kundo_out_t    out;
    kundo_arena_t  arena;

    kundo_arena_init(&arena, 4096);
    kundo_out_init(&out, &arena, 16);

    kundo_csv_out_text(&out, kundo_str_cstr(text));

    assert_int_equal(out.len, strlen(must));
    assert_memory_equal(out.data, must, out.len);

    kundo_arena_free(&arena);
}


static void
plain_text_stays_plain(void **state)
{
    cell("", "");
    cell("Åsa Öberg", "Åsa Öberg");
    cell("a=b", "a=b");
}


static void
what_separates_is_quoted(void **state)
{
    cell("Berg, Åsa", "\"Berg, Åsa\"");
    cell("Kim \"Kimmo\" Berg", "\"Kim \"\"Kimmo\"\" Berg\"");
    cell("one\ntwo", "\"one\ntwo\"");
    cell("one\rtwo", "\"one\rtwo\"");
}


static void
a_formula_is_a_text(void **state)
{
    cell("=1+1", "\"'=1+1\"");
    cell("+46", "\"'+46\"");
    cell("-1", "\"'-1\"");
    cell("@x", "\"'@x\"");
    cell("\tx", "\"'\tx\"");
    cell("=\"x\"", "\"'=\"\"x\"\"\"");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(plain_text_stays_plain),
        cmocka_unit_test(what_separates_is_quoted),
        cmocka_unit_test(a_formula_is_a_text)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

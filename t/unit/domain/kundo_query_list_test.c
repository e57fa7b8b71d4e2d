/* Lists: their exact order, by pages, whatever stands in one minute. */

#include "domain/kundo_query_list.c"
#include "unit/kundo_domain_test.h"

#include "codec/kundo_json.h"


#define VISITOR  1
#define OTHER    2
#define EVA      3
#define BO       4


static int
set_up(void **state)
{
    if (domain_set_up(state) != 0) {
        return -1;
    }

    assert_done(make_visitor_add());
    assert_done(make_visitor_add());
    assert_done(make_agent_add("eva@x"));
    assert_done(make_agent_add("bo@x"));
    assert_done(make_flow_add("f", 0));
    assert_done(make_flow_add("g", 0));

    return 0;
}


#define list_test(f)                                                          \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


/* A page: the numbers of its conversations; count -1 where there is none. */

typedef struct {
    uint64_t      cnos[KUNDO_LIST_MAX];
    unsigned      n;
    int64_t       count;
    kundo_rc_t    rc;
    kundo_str_t   next;
} list_page_t;

static uint8_t  next[64];


static list_page_t
page(kundo_actor_t viewer, const char *view, unsigned limit,
    kundo_str_t after)
{
    kundo_out_t          out;
    list_page_t          p;
    kundo_page_t         q = { limit, after };
    kundo_json_t        *root, *j;
    kundo_json_error_t   err;

    memset(&p, 0, sizeof(p));
    domain.rd.viewer = viewer;

    kundo_out_init(&out, &domain.arena, 4096);

    p.rc = view ? kundo_query_inbox(&domain.rd, &out, kundo_str_cstr(view),
                                    &q)
                : kundo_query_conversations(&domain.rd, &out, &q);

    if (p.rc != KUNDO_OK) {
        kundo_arena_reset(&domain.arena);
        return p;
    }

    assert_false(out.failed);
    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len),
                                      &root, &err), KUNDO_OK);

    for (j = kundo_json_get(root, kundo_str("items"))->child;
         j != NULL;
         j = j->next)
    {
        assert_int_equal(kundo_seal_get(domain.seal, KUNDO_SEAL_CONVERSATION,
                                        0, kundo_json_get(j,
                                        kundo_str("id"))->str,
                                        &p.cnos[p.n++]), KUNDO_OK);
    }

    j = kundo_json_get(root, kundo_str("count"));
    p.count = j ? j->num : -1;

    j = kundo_json_get(root, kundo_str("next"));

    if (j->type == KUNDO_JSON_STRING) {
        assert_int_equal(j->str.len, 2 * KUNDO_ID_LEN);
        memcpy(next, j->str.data, j->str.len);
        p.next = kundo_str_make(next, j->str.len);
    }

    kundo_arena_reset(&domain.arena);

    return p;
}


static void
start(uint64_t visitor, const char *flow, uint64_t at_ms)
{
    domain.now_ms = at_ms;
    assert_done(make_start(visitor, flow));
}


#define assert_page(p, ...)                                                   \
    do {                                                                      \
        const uint64_t  must_[] = { __VA_ARGS__ };                            \
                                                                              \
        assert_int_equal((p).n, sizeof(must_) / 8);                           \
        assert_memory_equal((p).cnos, must_, sizeof(must_));                  \
    } while (0)


static void
newest_activity_is_first_also_within_a_minute(void **state)
{
    list_page_t  p;

    start(VISITOR, "f", MAKE_NOW_MS + 1);
    start(VISITOR, "f", MAKE_NOW_MS + 3);
    start(VISITOR, "f", MAKE_NOW_MS + 3);
    start(OTHER, "f", MAKE_NOW_MS + 4);
    start(VISITOR, "f", MAKE_NOW_MS + 120000);

    p = page(make_visitor(VISITOR), NULL, 50, kundo_str_null);
    assert_page(p, 5, 3, 2, 1);
    assert_null(p.next.data);
    assert_int_equal(p.count, -1);

    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej"));

    p = page(make_visitor(VISITOR), NULL, 50, kundo_str_null);
    assert_page(p, 5, 1, 3, 2);
}


static void
pages_go_on_where_they_ended(void **state)
{
    unsigned     i, limit, got;
    list_page_t  p;

    for (i = 1; i <= 20; i++) {
        start(VISITOR, i % 3 ? "f" : "g", MAKE_NOW_MS + i / 4 * 15000);
    }

    for (limit = 1; limit <= 21; limit++) {

        p = page(make_agent(EVA), "open", limit, kundo_str_null);
        got = 0;

        for ( ;; ) {
            assert_int_equal(p.count, 20);

            for (i = 0; i < p.n; i++) {
                assert_int_equal(p.cnos[i], 20 - got);
                got++;
            }

            if (p.next.data == NULL) {
                break;
            }

            assert_int_equal(p.n, limit);
            p = page(make_agent(EVA), "open", limit, p.next);
        }

        assert_int_equal(got, 20);
    }
}


/* More in one minute than a page keeps at once. */

static void
a_crowded_minute_is_in_order(void **state)
{
    unsigned     i, got;
    list_page_t  p;

    for (i = 1; i <= 3 * KUNDO_LIST_ROWS + 7; i++) {
        start(VISITOR, i % 2 ? "f" : "g", MAKE_NOW_MS + i / 1000);
    }

    /* the oldest of them is the newest by its activity */

    assert_done(make_post(make_visitor(VISITOR), 1, "c", "hej"));
    domain.now_ms++;
    assert_done(make_post(make_visitor(VISITOR), 1, "d", "hej"));

    p = page(make_agent(EVA), "open", 15, kundo_str_null);
    assert_int_equal(p.count, 3 * KUNDO_LIST_ROWS + 7);
    assert_int_equal(p.cnos[0], 1);
    assert_int_equal(p.cnos[1], 3 * KUNDO_LIST_ROWS + 7);

    for (got = 1, i = 1; /* void */ ; i = 0) {

        for ( /* void */ ; i < p.n; i++) {
            assert_int_equal(p.cnos[i], 3 * KUNDO_LIST_ROWS + 8 - got);
            got++;
        }

        if (p.next.data == NULL) {
            break;
        }

        p = page(make_agent(EVA), "open", 15, p.next);
    }

    assert_int_equal(got, 3 * KUNDO_LIST_ROWS + 7);
}


static void
views_are_apart_S4_11_S4_13_S4_14(void **state)
{
    list_page_t  p;

    start(VISITOR, "f", MAKE_NOW_MS);
    start(VISITOR, "f", MAKE_NOW_MS + 1);
    start(VISITOR, "f", MAKE_NOW_MS + 2);

    assert_done(make_post(make_agent(EVA), 1, "c", "hej"));
    assert_done(make_post(make_agent(EVA), 2, "c", "hej"));
    assert_done(make_close(make_agent(EVA), 2));

    p = page(make_agent(EVA), "open", 9, kundo_str_null);
    assert_page(p, 3, 1);
    p = page(make_agent(EVA), "closed", 9, kundo_str_null);
    assert_page(p, 2);
    p = page(make_agent(EVA), "my-replies", 9, kundo_str_null);
    assert_page(p, 1);
    assert_int_equal(p.count, 1);
    p = page(make_agent(EVA), "my-closed", 9, kundo_str_null);
    assert_page(p, 2);
    p = page(make_agent(BO), "my-closed", 9, kundo_str_null);
    assert_int_equal(p.n, 0);

    p = page(make_agent(EVA), "none", 9, kundo_str_null);
    assert_int_equal(p.rc, KUNDO_BAD_VALUE);
}


static void
only_flows_that_the_agent_may_see_are_listed(void **state)
{
    list_page_t      p;
    kundo_command_t  cmd;

    start(VISITOR, "f", MAKE_NOW_MS);
    start(VISITOR, "g", MAKE_NOW_MS);

    cmd = make_command(KUNDO_COMMAND_FLOW_UPDATE, make_system());
    cmd.u.flow_update.id = kundo_str("g");
    cmd.u.flow_update.given = KUNDO_GIVEN_AGENTS;
    assert_done(cmd);

    p = page(make_agent(EVA), "open", 9, kundo_str_null);
    assert_page(p, 1);
    assert_int_equal(p.count, 1);

    p = page(make_admin(EVA), "open", 9, kundo_str_null);
    assert_page(p, 2, 1);
    assert_int_equal(p.count, 2);
}


static void
a_cursor_of_elsewhere_is_refused(void **state)
{
    uint8_t      ids[2 * KUNDO_ID_LEN];
    list_page_t  p;

    start(VISITOR, "f", MAKE_NOW_MS);

    p = page(make_visitor(VISITOR), NULL, 9, kundo_str("short"));
    assert_int_equal(p.rc, KUNDO_BAD_VALUE);

    memset(ids, 'A', sizeof(ids));
    p = page(make_visitor(VISITOR), NULL, 9,
             kundo_str_make(ids, sizeof(ids)));
    assert_int_equal(p.rc, KUNDO_BAD_VALUE);

    /* the halves exchanged */

    kundo_seal_put(domain.seal, KUNDO_SEAL_CONVERSATION, 0, 1, ids);
    kundo_seal_put(domain.seal, KUNDO_SEAL_PAGE, 0, MAKE_NOW_MS,
                   ids + KUNDO_ID_LEN);
    p = page(make_visitor(VISITOR), NULL, 9,
             kundo_str_make(ids, sizeof(ids)));
    assert_int_equal(p.rc, KUNDO_BAD_VALUE);
}


/* Between two pages one moves up: it is not missed twice, none comes again. */

static void
activity_between_pages_repeats_nothing(void **state)
{
    unsigned     i;
    list_page_t  p;

    for (i = 1; i <= 6; i++) {
        start(VISITOR, "f", MAKE_NOW_MS + i * 70000);
    }

    p = page(make_visitor(VISITOR), NULL, 2, kundo_str_null);
    assert_page(p, 6, 5);

    domain.now_ms += 70000;
    assert_done(make_post(make_visitor(VISITOR), 5, "c", "hej"));
    assert_done(make_post(make_visitor(VISITOR), 2, "c", "hej"));

    p = page(make_visitor(VISITOR), NULL, 9, p.next);
    assert_page(p, 4, 3, 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        list_test(newest_activity_is_first_also_within_a_minute),
        list_test(pages_go_on_where_they_ended),
        list_test(a_crowded_minute_is_in_order),
        list_test(views_are_apart_S4_11_S4_13_S4_14),
        list_test(only_flows_that_the_agent_may_see_are_listed),
        list_test(a_cursor_of_elsewhere_is_refused),
        list_test(activity_between_pages_repeats_nothing)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

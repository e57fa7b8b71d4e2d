/* Statistics as the API gives them: JSON, CSV, and what stands behind. */

#include "domain/kundo_query_statistics.c"
#include "unit/kundo_cast_test.h"

#include "codec/kundo_json.h"
#include "codec/kundo_rfc3339.h"


static kundo_out_t     out;
static kundo_period_t  period;


static int
set_up(void **state)
{
    memset(&period, 0, sizeof(period));
    period.to_ms = UINT64_MAX / 2;

    return cast_set_up(state);
}


#define statistics_test(f)                                                    \
    cmocka_unit_test_setup_teardown(f, set_up, domain_tear_down)


#define ask(query)                                                            \
    do {                                                                      \
        kundo_arena_reset(&domain.arena);                                     \
        kundo_out_init(&out, &domain.arena, 4096);                            \
        domain.rd.viewer = make_agent(EVA);                                   \
        assert_int_equal(query(&domain.rd, &out, &period), KUNDO_OK);         \
    } while (0)

#define get(json, name)  kundo_json_get(json, kundo_str(name))
#define num(json, name)  kundo_json_get(json, kundo_str(name))->num


static kundo_json_t *
parse(void)
{
    kundo_json_t        *root;
    kundo_json_error_t   err;

    assert_int_equal(kundo_json_parse(&domain.arena,
                                      kundo_str_make(out.data, out.len),
                                      &root, &err), KUNDO_OK);
    return root;
}


static void
later(uint64_t ms)
{
    domain.now_ms = store.txn.meta.now_ms + ms;
}


/* S2.8: asked, and 4 s later Eva answers; then 8 s. */

static void
two_answers(void)
{
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 4));

    assert_done(make_start(VISITOR, "f"));
    later(5000);
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    later(4000);
    assert_done(make_post(make_agent(EVA), 1, "b", "hej"));

    assert_done(make_start(OTHER, "f"));
    assert_done(make_post(make_visitor(OTHER), 2, "c", "hej"));
    later(8000);
    assert_done(make_post(make_agent(EVA), 2, "d", "hej"));
}


static void
responses_have_their_agent_and_time_S2_8(void **state)
{
    kundo_json_t  *item, *total;

    two_answers();
    ask(kundo_query_responses);

    item = get(parse(), "items");
    total = get(parse(), "total");
    assert_int_equal(item->n, 1);

    item = item->child;
    assert_true(kundo_str_eq(get(item, "name")->str, kundo_str("Agent")));
    assert_int_equal(num(item, "count"), 2);
    assert_int_equal(num(item, "mean_ms"), 6000);
    assert_int_equal(num(item, "median_ms"), 6000);
    assert_int_equal(num(item, "p90_ms"), 8000);
    assert_int_equal(num(total, "count"), 2);
    assert_int_equal(num(total, "p90_ms"), 8000);
}


static void
a_period_without_anything_is_empty(void **state)
{
    two_answers();
    period.to_ms = MAKE_NOW_MS;
    ask(kundo_query_responses);

    assert_int_equal(get(parse(), "items")->n, 0);
    assert_int_equal(num(get(parse(), "total"), "count"), 0);

    ask(kundo_query_figures);
    assert_int_equal(get(parse(), "items")->n, 0);

    ask(kundo_query_transfers);
    assert_int_equal(get(parse(), "agents")->n, 0);
    assert_int_equal(get(parse(), "flows")->n, 0);

    /* from the first moment that there is */

    assert_true(kundo_str_eq(get(get(parse(), "period"), "from")->str,
                             kundo_str("1970-01-01T00:00:00.000Z")));
}


static void
by_day_they_have_dates(void **state)
{
    uint8_t        day[KUNDO_RFC3339_LEN];
    kundo_json_t  *item;

    two_answers();
    period.by = KUNDO_BY_DAY;
    ask(kundo_query_figures);

    item = get(parse(), "items")->child;
    kundo_rfc3339_put(day, MAKE_NOW_MS);

    assert_true(kundo_str_eq(get(item, "key")->str,
                             kundo_str_make(day, 10)));
    assert_int_equal(get(item, "name")->type, KUNDO_JSON_NULL);
    assert_int_equal(num(item, "started"), 2);
    assert_int_equal(num(item, "assigned"), 2);
    assert_int_equal(num(item, "waiting_count"), 2);
    assert_int_equal(num(item, "waiting_p90_ms"), 0);
}


/* An hour before midnight there it is another day than an hour after. */

static void
days_are_those_of_the_zone(void **state)
{
    char              key[11];
    unsigned          i;
    uint64_t          midnight;
    kundo_zone_t      zone;
    kundo_json_t     *item;

    memset(&zone, 0, sizeof(zone));
    assert_int_equal(kundo_zone_tail_read(&zone.tail,
                                          kundo_str("EST5EDT,M3.2.0,M11.1.0")),
                     KUNDO_OK);

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));

    /* the clocks change in the night before 2027-11-07, 05:00 UTC */

    assert_int_equal(kundo_rfc3339_get(kundo_str("2027-11-07T04:00:00Z"),
                                       &midnight), KUNDO_OK);

    domain.now_ms = midnight - 1;
    assert_done(make_start(VISITOR, "f"));

    for (i = 0; i < 25; i++) {
        domain.now_ms = midnight + i * 3600000;
        assert_done(make_start(OTHER, "f"));
    }

    domain.now_ms = midnight + 25 * 3600000;
    assert_done(make_start(VISITOR, "f"));

    period.by = KUNDO_BY_DAY;
    period.zone = &zone;
    ask(kundo_query_figures);

    item = get(parse(), "items");
    assert_int_equal(item->n, 3);

    for (item = item->child, i = 0; i < 3; i++, item = item->next) {
        snprintf(key, sizeof(key), "2027-%s",
                 i == 0 ? "11-06" : i == 1 ? "11-07" : "11-08");
        assert_true(kundo_str_eq(get(item, "key")->str,
                                 kundo_str_cstr(key)));
        assert_int_equal(num(item, "started"), i == 1 ? 25 : 1);
    }
}


static void
csv_has_a_head_and_lines(void **state)
{
    static const char  must[] =
        "key,name,count,mean_ms,median_ms,p90_ms\r\n"
        "f,Flow,2,6000,6000,8000\r\n";

    two_answers();
    period.by = KUNDO_BY_FLOW;
    period.csv = 1;
    ask(kundo_query_responses);

    assert_int_equal(out.len, sizeof(must) - 1);
    assert_memory_equal(out.data, must, out.len);
}


/* The chat with nobody there is left, missed when it is closed. */

static void
left_and_missed_are_counted_D2(void **state)
{
    kundo_json_t  *total;

    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "a", "hej"));
    assert_done(make_close(make_visitor(VISITOR), 1));

    ask(kundo_query_figures);
    total = get(parse(), "total");

    assert_int_equal(num(total, "started"), 1);
    assert_int_equal(num(total, "left"), 1);
    assert_int_equal(num(total, "closed"), 1);
    assert_int_equal(num(total, "missed"), 1);
    assert_int_equal(num(total, "answered"), 0);
    assert_int_equal(num(total, "waiting_count"), 0);
}


static void
time_in_the_queue_is_measured_D2(void **state)
{
    kundo_json_t  *total;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_start(OTHER, "f"));
    later(7000);
    assert_done(make_close(make_agent(EVA), 1));

    ask(kundo_query_figures);
    total = get(parse(), "total");

    assert_int_equal(num(total, "queue_count"), 1);
    assert_int_equal(num(total, "queue_median_ms"), 7000);
    assert_int_equal(num(total, "waiting_count"), 2);
    assert_int_equal(num(total, "waiting_p90_ms"), 7000);
}


/* Figures stay when what they count is gone. */

static void
a_deleted_conversation_is_still_counted(void **state)
{
    uint8_t              key[8];
    kundo_page_t         page;
    kundo_json_t        *items;
    kundo_behind_t       behind;
    kundo_hot_t          hot;

    two_answers();

    hot = hot_of(1);
    kundo_be64_put(key, 1);
    assert_int_equal(kundo_table_delete(&store.txn, KUNDO_TABLE_HOT,
                                        kundo_str_make(key, 8)), KUNDO_OK);
    ask(kundo_query_responses);
    assert_int_equal(num(get(parse(), "total"), "count"), 2);

    memset(&behind, 0, sizeof(behind));
    memset(&page, 0, sizeof(page));
    behind.figure = KUNDO_FIGURE_ANSWERED;
    page.limit = 50;
    kundo_out_init(&out, &domain.arena, 4096);

    assert_int_equal(kundo_query_behind(&domain.rd, &out, &period, &behind,
                                        &page), KUNDO_OK);
    items = get(parse(), "items");

    assert_int_equal(items->n, 2);
    assert_int_equal(get(items->child, "conversation")->type,
                     KUNDO_JSON_OBJECT);
    assert_int_equal(get(items->child->next, "conversation")->type,
                     KUNDO_JSON_NULL);

    assert_int_equal(kundo_hot_put(&store.txn, 1, &hot), KUNDO_OK);
}


/* Newest first, page by page, each once, with what is asked for alone. */

static void
behind_a_figure_stand_conversations(void **state)
{
    unsigned         i;
    kundo_str_t      next;
    kundo_json_t    *j;
    kundo_page_t     page;
    kundo_behind_t   behind;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 9));

    for (i = 0; i < 5; i++) {
        assert_done(make_start(VISITOR, "f"));
        later(1000);
    }

    memset(&behind, 0, sizeof(behind));
    memset(&page, 0, sizeof(page));
    behind.figure = KUNDO_FIGURE_STARTED;
    behind.agent.given = 1;
    behind.agent.no = EVA;
    page.limit = 2;

    for (i = 0; i < 3; i++) {
        kundo_out_init(&out, &domain.arena, 4096);
        assert_int_equal(kundo_query_behind(&domain.rd, &out, &period,
                                            &behind, &page), KUNDO_OK);
        j = parse();
        assert_int_equal(get(j, "items")->n, i < 2 ? 2 : 1);

        next = get(j, "next")->str;
        page.after = next;
    }

    assert_int_equal(get(j, "next")->type, KUNDO_JSON_NULL);

    page.after = kundo_str("nonsense");
    assert_int_equal(kundo_query_behind(&domain.rd, &out, &period, &behind,
                                        &page), KUNDO_BAD_VALUE);

    behind.agent.no = BO;
    page.after = kundo_str_null;
    kundo_out_init(&out, &domain.arena, 4096);
    assert_int_equal(kundo_query_behind(&domain.rd, &out, &period, &behind,
                                        &page), KUNDO_OK);
    assert_int_equal(get(parse(), "items")->n, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        statistics_test(responses_have_their_agent_and_time_S2_8),
        statistics_test(a_period_without_anything_is_empty),
        statistics_test(by_day_they_have_dates),
        statistics_test(days_are_those_of_the_zone),
        statistics_test(csv_has_a_head_and_lines),
        statistics_test(left_and_missed_are_counted_D2),
        statistics_test(time_in_the_queue_is_measured_D2),
        statistics_test(a_deleted_conversation_is_still_counted),
        statistics_test(behind_a_figure_stand_conversations)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

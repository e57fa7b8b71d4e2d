/*
 * Layout: what the rows of a store look like, and what commands make of them,
 * changes with KUNDO_STORE_VERSION or KUNDO_APPLY_VERSION or not at all: other
 * programs read the store, too.
 */

#include "base/kundo_limit.h"
#include "domain/kundo_work.h"
#include "unit/kundo_domain_test.h"


enum { VISITOR = 1, SECOND, THIRD, FOURTH, EVA, BO, CHIEF };

#define LONG  150                 /* messages of a chat: over a block */


/* Of this version; one that differs is printed.  See docs/CONTRIBUTING.md. */

static const char *const  layout_version = "3.1";
static const uint64_t     layout_schema = 0x23c37cc5ffceda1eULL;

static const uint64_t  layout_rows[KUNDO_TABLE_N] = {
    [KUNDO_TABLE_META] = 0xcd84c53ec604122dULL,
    [KUNDO_TABLE_LOG] = 0x042a716545cd6caeULL,
    [KUNDO_TABLE_JOURNAL] = 0x21fc975db0381ea1ULL,
    [KUNDO_TABLE_HOT] = 0x4208c076ffad76b4ULL,
    [KUNDO_TABLE_BLOCK] = 0x73fad7ff035889eeULL,
    [KUNDO_TABLE_CID] = 0x49268176858bfd2aULL,
    [KUNDO_TABLE_VIEW] = 0x2f5bc8569f64a6c5ULL,
    [KUNDO_TABLE_COUNT] = 0x52afbf823483cef7ULL,
    [KUNDO_TABLE_SEEN] = 0x8705d74f3a7c44bdULL,
    [KUNDO_TABLE_CONV] = 0x12ead48e5d52974bULL,
    [KUNDO_TABLE_PERSON] = 0x03777cf84c07a47bULL,
    [KUNDO_TABLE_FLOW] = 0xd16feb3081f42536ULL,
    [KUNDO_TABLE_HOURS] = 0x489f4e9ba10a6dbeULL,
    [KUNDO_TABLE_ADDRESS] = 0x72b228de2c81a350ULL,
    [KUNDO_TABLE_SESSION] = 0xd92f290dbcc939e2ULL,
    [KUNDO_TABLE_PRESENCE] = 0x3f33b087886f8dbaULL,
    [KUNDO_TABLE_ROOM] = 0xe9974bd51530d316ULL,
    [KUNDO_TABLE_QUEUE] = 0xad36c1c753c3d002ULL,
    [KUNDO_TABLE_RANK] = 0x2952e6c6b4421701ULL,
    [KUNDO_TABLE_OVERDUE] = 0xcdcec9bd9ba1de72ULL,
    [KUNDO_TABLE_PASSED] = 0xbb17a80e6a75a80cULL,
    [KUNDO_TABLE_LINE] = 0xf68a7ec5c3dfa848ULL,
    [KUNDO_TABLE_NOTE] = 0x8bd91f2cc59cd732ULL,
    [KUNDO_TABLE_LINK] = 0x58f6fad15245e509ULL,
    [KUNDO_TABLE_WORKER] = 0x4dadf9ef4d693e29ULL,
    [KUNDO_TABLE_IDEM] = 0x080cf958771967e0ULL,
    [KUNDO_TABLE_PACE] = 0x4acd483576144d76ULL,
    [KUNDO_TABLE_FACT] = 0x5abc9017d7e824ebULL,
    [KUNDO_TABLE_DUE] = 0xa374e5539a804b0eULL
};


/* FNV-1a. */

static uint64_t
layout_hash(uint64_t h, const void *bytes, size_t len)
{
    size_t          i;
    const uint8_t  *p = bytes;

    h = h ? h : 0xcbf29ce484222325ULL;

    for (i = 0; i < len; i++) {
        h = (h ^ p[i]) * 0x100000001b3ULL;
    }

    return h;
}


/* With its length, so that no key runs into its value. */

static uint64_t
layout_hash_str(uint64_t h, kundo_str_t s)
{
    return layout_hash(layout_hash(h, &s.len, sizeof(s.len)), s.data, s.len);
}


static int
layout_is(const char *what, uint64_t is, uint64_t must)
{
    if (is != must) {
        print_error("%s: 0x%016llxULL\n", what, (unsigned long long) is);
    }

    return is == must;
}


static void
layout_same(int same)
{
    if (!same) {
        fail_msg("what is stored differs from version %s: raise "
                 "KUNDO_STORE_VERSION (another layout) or "
                 "KUNDO_APPLY_VERSION (commands do something else), unless "
                 "only names or the test have changed, and put the numbers "
                 "above into it", layout_version);
    }
}


static void
the_version_is_that_of_these_numbers(void **state)
{
    char  version[32];

    snprintf(version, sizeof(version), "%u.%u", KUNDO_STORE_VERSION,
             KUNDO_APPLY_VERSION);

    assert_string_equal(version, layout_version);
}


/* The text of the schema without comments, spaces and the two versions. */

static void
a_struct_changes_with_the_version(void **state)
{
    int       comment, c, was;
    char      line[256], *p;
    FILE     *f;
    uint64_t  h;

    f = fopen("src/store/kundo_schema.h", "r");
    assert_non_null(f);

    h = 0;
    comment = 0;

    while (fgets(line, sizeof(line), f) != NULL) {

        if (strstr(line, "_VERSION ") != NULL) {
            continue;
        }

        for (p = line, was = 0; *p != '\0'; p++) {
            c = *p;

            if (comment) {
                comment = !(was == '*' && c == '/');
                was = comment ? c : 0;

            } else if (c == '/' && p[1] == '*') {
                comment = 1;
                was = 0;
                p++;

            } else if (c != ' ' && c != '\n') {
                h = layout_hash(h, p, 1);
            }
        }
    }

    fclose(f);

    layout_same(layout_is("layout_schema", h, layout_schema));
}


static void
flows_and_people(void)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_SETTINGS, make_system());
    cmd.u.settings.agent_lost_ms = 20000;
    cmd.u.settings.session_ms = 3600000;
    cmd.u.settings.max_chats = 3;
    cmd.u.settings.auto_transfer_ms = 40000;
    assert_done(cmd);

    cmd = make_visitor_add();
    cmd.u.visitor_add.name = kundo_str("Anna");
    cmd.u.visitor_add.email = kundo_str("anna@example.com");
    cmd.u.visitor_add.phone = kundo_str("+46");
    cmd.u.visitor_add.locale = kundo_str("sv");
    cmd.u.visitor_add.subject = kundo_str("4711");
    cmd.u.visitor_add.verified = 1;
    assert_done(cmd);
    assert_done(make_visitor_add());
    assert_done(make_visitor_add());
    assert_done(make_visitor_add());
    assert_done(make_agent_add("eva@x"));
    assert_done(make_agent_add("bo@x"));

    cmd = make_agent_add("chief@x");
    cmd.u.agent_add.role = KUNDO_ROLE_ADMIN;
    assert_done(cmd);

    cmd = make_flow_add("f", 9);
    cmd.u.flow_add.auto_transfer_s = 30;
    cmd.u.flow_add.ref_code = kundo_str("F");
    assert_done(cmd);

    cmd = make_flow_open("h", MAKE_NOW_MS + 3600000, MAKE_NOW_MS + 7200000);
    cmd.u.flow_add.welcome = kundo_str("Hej");
    cmd.u.flow_add.public = 0;
    assert_done(cmd);

    cmd = make_command(KUNDO_COMMAND_SESSION_ADD, make_system());
    cmd.u.session_add.person = VISITOR;
    cmd.u.session_add.digest = kundo_str("fedcba9876543210");
    assert_done(cmd);

    cmd = make_command(KUNDO_COMMAND_WORKER_JOIN, make_system());
    cmd.u.worker_join.pid = 4711;
    assert_done(cmd);
    assert_done(make_link(KUNDO_COMMAND_LINK_UP, EVA, domain.result.no));
}


/* One that ends, and a long one that is transferred. */

static void
chats(void)
{
    char             cid[16];
    unsigned         i;
    kundo_command_t  cmd;

    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, "f", 1));
    assert_done(make_start(VISITOR, "f"));
    assert_done(make_post(make_visitor(VISITOR), 1, "q", "?"));
    assert_done(make_close(make_visitor(VISITOR), 1));

    cmd = make_start(VISITOR, "f");
    cmd.u.conversation_start.text = kundo_str("Hej");
    cmd.u.conversation_start.cid = kundo_str("a");
    cmd.u.conversation_start.key = kundo_str("12345678");
    cmd.u.conversation_start.request_hash = 99;
    assert_done(cmd);

    for (i = 0; i < LONG; i++) {
        domain.now_ms += 1000;
        snprintf(cid, sizeof(cid), "c%u", i * 7919 % 1000);
        assert_done(make_post(i % 2 ? make_visitor(VISITOR) : make_agent(EVA),
                              2, cid, "text"));
    }

    assert_done(make_post(make_agent(EVA), 2, "last", "text"));
    assert_done(make_seen(make_visitor(VISITOR), 2, 100));
    assert_done(make_seen(make_admin(CHIEF), 2, 90));

    cmd = make_command(KUNDO_COMMAND_NOTE_ADD, make_agent(EVA));
    cmd.u.note_add.cno = 2;
    cmd.u.note_add.text = kundo_str("note");
    assert_done(cmd);

    assert_done(make_presence(BO, KUNDO_STATE_ONLINE, "f", 1));

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_TRANSFER, make_agent(EVA));
    cmd.u.conversation_transfer.cno = 2;
    cmd.u.conversation_transfer.agent = BO;
    cmd.u.conversation_transfer.note = kundo_str("to Bo");
    assert_done(cmd);
}


/* Eva lets one wait while nobody has room; she takes another, one waits. */

static void
waiting(void)
{
    kundo_command_t  cmd;

    assert_done(make_start(SECOND, "f"));
    assert_done(make_post(make_visitor(SECOND), 3, "q", "?"));
    assert_int_equal(hot_of(3).agent, EVA);

    domain.now_ms += 30000;

    cmd = make_command(KUNDO_COMMAND_DUE_FIRE, make_system());
    cmd.u.due_fire.ms = hot_of(3).focus_row_ms;
    cmd.u.due_fire.kind = KUNDO_DUE_FOCUS;
    cmd.u.due_fire.no = 3;
    assert_done(cmd);

    assert_done(make_start(THIRD, "f"));
    assert_done(make_presence(EVA, KUNDO_STATE_ONLINE, NULL, 2));
    assert_int_equal(hot_of(4).agent, EVA);
    assert_done(make_start(FOURTH, "f"));
    assert_int_equal(hot_of(5).status, KUNDO_STATUS_QUEUED);
}


static void
a_row_changes_with_the_version(void **state)
{
    int           i, same;
    uint64_t      h;
    kundo_walk_t  walk;

    domain.now_ms = MAKE_NOW_MS;

    flows_and_people();
    chats();
    waiting();
    store_commit();
    store_read();

    for (i = 0, same = 1; i < KUNDO_TABLE_N; i++) {
        h = 0;

        if (i == KUNDO_TABLE_META) {
            store.txn.meta.version = 0;
            store.txn.meta.apply_version = 0;
            h = layout_hash(0, &store.txn.meta, sizeof(kundo_meta_t));

        } else {
            assert_int_equal(kundo_walk_open(&store.txn, (kundo_table_t) i,
                                             &walk), KUNDO_OK);

            while (kundo_walk_next(&walk) == KUNDO_OK) {
                h = layout_hash_str(h, walk.key);
                h = layout_hash_str(h, walk.value);
            }

            kundo_walk_close(&walk);
        }

        if (h == 0) {
            fail_msg("table %s has no row: nothing is shown of it",
                     kundo_table_name((kundo_table_t) i));
        }

        same &= layout_is(kundo_table_name((kundo_table_t) i), h,
                          layout_rows[i]);
    }

    layout_same(same);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        domain_test(the_version_is_that_of_these_numbers),
        domain_test(a_struct_changes_with_the_version),
        domain_test(a_row_changes_with_the_version)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

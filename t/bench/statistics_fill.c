/*
 * Fill: chats of many agents, one after the other, each answered, some of
 * them transferred, and closed.
 */

#include "bench/statistics_fill.h"

#include <string.h>

#include "base/kundo_limit.h"
#include "store/kundo_hot.h"


#define AGENTS    100
#define FLOWS     4
#define VISITORS  256
#define LAG       FILL_MIN        /* steps in which a chat lives */


typedef struct {
    uint64_t  cno;
    uint64_t  visitor;
} chat_t;

static chat_t    chats[LAG];
static uint64_t  agents[AGENTS];
static uint64_t  visitors[VISITORS];
static uint64_t  chance = 1;

static const char *const  flows[] = { "shop", "fridges", "ovens", "bills" };


static uint64_t
below(uint64_t n)
{
    chance = chance * 6364136223846793005ull + 1442695040888963407ull;

    return (chance >> 33) % n;
}


static uint64_t
agent_of(store_t *s, uint64_t cno)
{
    kundo_hot_t  hot;
    kundo_rc_t   rc;

    store_commit(s);

    if (kundo_txn_begin_read(s->env, &s->txn) != KUNDO_OK) {
        store_fail("statistics", "no transaction");
    }

    rc = kundo_hot_get(&s->txn, cno, &hot);
    kundo_txn_abort(&s->txn);

    if (rc != KUNDO_OK || hot.agent == 0) {
        store_fail("statistics", "a chat has no agent");
    }

    return hot.agent;
}


/* To another agent, or to another flow. */

static void
transfer(store_t *s, uint64_t cno, uint64_t from)
{
    const char       *flow;
    kundo_command_t   cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_TRANSFER;
    cmd.actor.no = from;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.u.conversation_transfer.cno = cno;

    if (below(2)) {
        flow = flows[below(FLOWS)];
        cmd.u.conversation_transfer.flow = kundo_str_cstr(flow);

    } else {
        do {
            cmd.u.conversation_transfer.agent = agents[below(AGENTS)];
        } while (cmd.u.conversation_transfer.agent == from);
    }

    (void) store_apply(s, &cmd);
}


static void
end(store_t *s, const chat_t *chat)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_CLOSE;
    cmd.actor.no = chat->visitor;
    cmd.actor.kind = KUNDO_PERSON_VISITOR;
    cmd.u.conversation_close.cno = chat->cno;

    (void) store_apply(s, &cmd);
}


/* One step: a chat starts, an older one is answered, the oldest ends. */

static void
step(store_t *s, uint64_t n)
{
    chat_t    *chat;
    uint64_t   agent;

    chat = &chats[n % LAG];

    if (n >= LAG) {
        end(s, chat);
    }

    chat->visitor = visitors[below(VISITORS)];
    chat->cno = store_chat(s, chat->visitor, flows[below(FLOWS)]);
    store_text(s, chat->cno, chat->visitor, KUNDO_PERSON_VISITOR, 1,
               kundo_str("?"));

    if (n < LAG / 2) {
        return;
    }

    chat = &chats[(n - LAG / 2) % LAG];
    agent = agent_of(s, chat->cno);

    /* the answer comes some time within the step */

    s->now_ms += below(5000);
    store_text(s, chat->cno, agent, KUNDO_PERSON_AGENT, 2,
               kundo_str("!"));

    if (below(5) == 0) {
        transfer(s, chat->cno, agent);
    }
}


void
statistics_fill(store_t *s, uint64_t conversations)
{
    char      id[32];
    unsigned  i;
    uint64_t  n, from_ms;

    store_settings(s, KUNDO_CHATS_MAX);

    for (i = 0; i < FLOWS; i++) {
        store_flow(s, flows[i], 0, 0, 0);
    }

    for (i = 0; i < VISITORS; i++) {
        visitors[i] = store_visitor(s, kundo_str_null).no;
    }

    for (i = 0; i < AGENTS; i++) {
        snprintf(id, sizeof(id), "a%u", i);
        agents[i] = store_agent(s, id);
        store_presence(s, agents[i], KUNDO_STATE_ONLINE, flows, FLOWS,
                       KUNDO_CHATS_MAX);
    }

    from_ms = s->now_ms;

    for (n = 0; n < conversations; n++) {
        if (s->now_ms < from_ms + n * (FILL_DAYS * DAY_MS) / conversations) {
            s->now_ms = from_ms + n * (FILL_DAYS * DAY_MS) / conversations;
        }

        step(s, n);
    }

    store_commit(s);
}

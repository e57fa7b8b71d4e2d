/*
 * Store.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/kundo_pack.h"
#include "bench/store.h"


#define MAP_BYTES      ((size_t) 64 << 30)
#define ARENA_BYTES    (1 << 20)
#define AGENT_LOST_MS  86400000
#define SESSION_MS     (30 * 86400000ull)


uint64_t
store_clock_ms(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_REALTIME, &ts);

    return (uint64_t) ts.tv_sec * 1000 + (uint64_t) ts.tv_nsec / 1000000;
}


void
store_open(store_t *s, const char *path, uint64_t now_ms, int nosync)
{
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_env_options_t  options;

    if (getrandom(seed, sizeof(seed), 0) != (ssize_t) sizeof(seed)) {
        store_fail("getrandom", strerror(errno));
    }

    memset(s, 0, sizeof(store_t));
    memset(&options, 0, sizeof(kundo_env_options_t));

    options.map_size = MAP_BYTES;
    options.seed = seed;
    options.now_ms = now_ms;
    options.nosync = nosync != 0;

    s->now_ms = now_ms;
    s->batch_max = STORE_BATCH;

    if (kundo_env_open(&s->env, path, &options, error) != KUNDO_OK) {
        store_fail(path, error);
    }

    kundo_arena_init(&s->arena, ARENA_BYTES);
}


void
store_close(store_t *s)
{
    store_commit(s);
    kundo_env_close(s->env);
    kundo_arena_free(&s->arena);
}


kundo_result_t
store_apply(store_t *s, kundo_command_t *cmd)
{
    kundo_rc_t       rc;
    kundo_result_t   result;

    if (s->batch == 0) {
        rc = kundo_txn_begin_write(s->env, &s->txn);
        if (rc != KUNDO_OK) {
            store_fail("kundo_txn_begin_write", kundo_rc_title(rc));
        }
    }

    cmd->now_ms = s->now_ms;

    rc = kundo_apply(&s->txn, &s->arena, cmd, &result);

    if (rc != KUNDO_OK) {
        store_fail(kundo_command_name(cmd->type),
                   result.detail ? result.detail : kundo_rc_title(rc));
    }

    kundo_arena_reset(&s->arena);

    if (++s->batch >= s->batch_max) {
        store_commit(s);
    }

    return result;
}


void
store_commit(store_t *s)
{
    kundo_rc_t  rc;

    if (s->batch == 0) {
        return;
    }

    rc = kundo_txn_commit(&s->txn);
    if (rc != KUNDO_OK) {
        store_fail("kundo_txn_commit", kundo_rc_title(rc));
    }

    s->batch = 0;
}


void
store_settings(store_t *s, uint64_t max_chats)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_SETTINGS;
    cmd.u.settings.agent_lost_ms = AGENT_LOST_MS;
    cmd.u.settings.session_ms = SESSION_MS;
    cmd.u.settings.max_chats = max_chats;

    (void) store_apply(s, &cmd);
}


kundo_result_t
store_visitor(store_t *s, kundo_str_t digest)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_VISITOR_ADD;
    cmd.u.visitor_add.digest = digest.len ? digest
                                          : kundo_str("nobody logs in..");

    return store_apply(s, &cmd);
}


uint64_t
store_agent(store_t *s, const char *id)
{
    char             email[64];
    kundo_command_t  cmd;

    snprintf(email, sizeof(email), "%s@shop.example", id);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_AGENT_ADD;
    cmd.u.agent_add.email = kundo_str_cstr(email);
    cmd.u.agent_add.name = kundo_str_cstr(id);
    cmd.u.agent_add.hash = kundo_str("none");
    cmd.u.agent_add.role = KUNDO_ROLE_AGENT;

    return store_apply(s, &cmd).no;
}


void
store_flow(store_t *s, const char *id, uint64_t agent, uint64_t max_queue,
    uint64_t auto_transfer_s)
{
    uint8_t          agents[8];
    kundo_command_t  cmd;

    kundo_be64_put(agents, agent);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_FLOW_ADD;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.actor.role = KUNDO_ROLE_ADMIN;
    cmd.u.flow_add.id = kundo_str_cstr(id);
    cmd.u.flow_add.name = kundo_str_cstr(id);
    cmd.u.flow_add.public = 1;
    cmd.u.flow_add.any_agent = agent == 0;
    cmd.u.flow_add.max_queue = max_queue;
    cmd.u.flow_add.auto_transfer_s = auto_transfer_s;

    if (agent != 0) {
        cmd.u.flow_add.agents = kundo_str_make(agents, sizeof(agents));
    }

    (void) store_apply(s, &cmd);
}


void
store_presence(store_t *s, uint64_t agent, kundo_state_t state,
    const char *const *flows, unsigned nflows, uint64_t max_chats)
{
    unsigned         i;
    kundo_out_t      out;
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_PRESENCE_SET;
    cmd.actor.no = agent;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.u.presence_set.given = KUNDO_GIVEN_STATE;
    cmd.u.presence_set.state = state;

    if (nflows != 0) {
        kundo_out_init(&out, &s->arena, 64);

        for (i = 0; i < nflows; i++) {
            kundo_pack_str(&out, kundo_str_cstr(flows[i]));
        }

        cmd.u.presence_set.given |= KUNDO_GIVEN_FLOWS;
        cmd.u.presence_set.flows = kundo_str_make(out.data, out.len);
    }

    if (max_chats != 0) {
        cmd.u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
        cmd.u.presence_set.max_chats = max_chats;
    }

    (void) store_apply(s, &cmd);
}


uint64_t
store_chat(store_t *s, uint64_t visitor, const char *flow)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_START;
    cmd.actor.no = visitor;
    cmd.actor.kind = KUNDO_PERSON_VISITOR;
    cmd.u.conversation_start.flow = kundo_str_cstr(flow);

    return store_apply(s, &cmd).no;
}


void
store_text(store_t *s, uint64_t cno, uint64_t from, kundo_person_kind_t kind,
    uint64_t cid, kundo_str_t text)
{
    char             name[32];
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_MESSAGE_POST;
    cmd.actor.no = from;
    cmd.actor.kind = (uint8_t) kind;
    cmd.u.message_post.cno = cno;
    cmd.u.message_post.text = text;
    cmd.u.message_post.cid = kundo_str_make(name, (size_t)
        sprintf(name, "%016llu", (unsigned long long) cid));

    (void) store_apply(s, &cmd);
}


void
store_fail(const char *what, const char *why)
{
    fprintf(stderr, "t/bench: %s: %s\n", what, why);
    exit(1);
}

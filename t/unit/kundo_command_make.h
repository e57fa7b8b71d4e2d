/*
 * Commands by hand, for tests: those that are needed often, in one line.
 */

#ifndef KUNDO_COMMAND_MAKE_H
#define KUNDO_COMMAND_MAKE_H


#include <string.h>

#include "base/kundo_pack.h"
#include "domain/kundo_command.h"
#include "domain/kundo_flow.h"


#define MAKE_NOW_MS  1795249800000ULL      /* 2026-11-21T08:30:00Z */


static inline kundo_actor_t
make_actor(kundo_person_kind_t kind, uint64_t no, kundo_role_t role)
{
    kundo_actor_t  actor = { no, kind, role };

    return actor;
}


#define make_visitor(no)  make_actor(KUNDO_PERSON_VISITOR, no, 0)
#define make_agent(no)    make_actor(KUNDO_PERSON_AGENT, no, 0)
#define make_admin(no)                                                        \
    make_actor(KUNDO_PERSON_AGENT, no, KUNDO_ROLE_ADMIN)
#define make_system()     make_actor(KUNDO_PERSON_SYSTEM, 0, 0)


static inline kundo_command_t
make_command(kundo_command_type_t type, kundo_actor_t actor)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));

    cmd.type = type;
    cmd.actor = actor;
    cmd.now_ms = MAKE_NOW_MS;

    return cmd;
}


static inline kundo_command_t
make_visitor_add(void)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_VISITOR_ADD, make_system());
    cmd.u.visitor_add.digest = kundo_str("0123456789abcdef");

    return cmd;
}


static inline kundo_command_t
make_agent_add(const char *email)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_AGENT_ADD, make_system());
    cmd.u.agent_add.email = kundo_str_cstr(email);
    cmd.u.agent_add.name = kundo_str("Agent");
    cmd.u.agent_add.hash = kundo_str("hash");

    return cmd;
}


/* Public, for every agent. */

static inline kundo_command_t
make_flow_add(const char *id, unsigned max_queue)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_FLOW_ADD, make_system());
    cmd.u.flow_add.id = kundo_str_cstr(id);
    cmd.u.flow_add.name = kundo_str("Flow");
    cmd.u.flow_add.public = 1;
    cmd.u.flow_add.any_agent = 1;
    cmd.u.flow_add.show_agents = 1;
    cmd.u.flow_add.max_queue = max_queue;
    cmd.u.flow_add.auto_transfer_s = KUNDO_AUTO_TRANSFER_DEFAULT;

    return cmd;
}


/* The same, open from and to a time; what comes after it is not known. */

static inline kundo_command_t
make_flow_open(const char *id, uint64_t opens_ms, uint64_t closes_ms)
{
    kundo_command_t  cmd;

    static uint8_t   bytes[32];

    kundo_be64_put(bytes, MAKE_NOW_MS);
    kundo_be64_put(bytes + 8, closes_ms + 86400000);
    kundo_be64_put(bytes + 16, opens_ms);
    kundo_be64_put(bytes + 24, closes_ms);

    cmd = make_flow_add(id, 9);
    cmd.u.flow_add.rule = kundo_str("{}");
    cmd.u.flow_add.opening = kundo_str_make(bytes, sizeof(bytes));

    return cmd;
}


/* In one flow, or NULL: in those that are chosen already. */

static inline kundo_command_t
make_presence(uint64_t agent, kundo_state_t state, const char *flow,
    unsigned max_chats)
{
    kundo_command_t        cmd;

    static uint8_t         packed[4][64];
    static unsigned        n;
    uint8_t               *p = packed[n++ % 4];

    cmd = make_command(KUNDO_COMMAND_PRESENCE_SET, make_agent(agent));
    cmd.u.presence_set.given = KUNDO_GIVEN_STATE;
    cmd.u.presence_set.state = state;

    if (flow != NULL) {
        kundo_be32_put(p, (uint32_t) strlen(flow));
        memcpy(p + 4, flow, strlen(flow));

        cmd.u.presence_set.given |= KUNDO_GIVEN_FLOWS;
        cmd.u.presence_set.flows = kundo_str_make(p, 4 + strlen(flow));
    }

    if (max_chats) {
        cmd.u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
        cmd.u.presence_set.max_chats = max_chats;
    }

    return cmd;
}


static inline kundo_command_t
make_start(uint64_t visitor, const char *flow)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_START,
                       make_visitor(visitor));
    cmd.u.conversation_start.flow = kundo_str_cstr(flow);

    return cmd;
}


static inline kundo_command_t
make_post(kundo_actor_t actor, uint64_t cno, const char *cid,
    const char *text)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_MESSAGE_POST, actor);
    cmd.u.message_post.cno = cno;
    cmd.u.message_post.cid = kundo_str_cstr(cid);
    cmd.u.message_post.text = kundo_str_cstr(text);

    return cmd;
}


static inline kundo_command_t
make_seen(kundo_actor_t actor, uint64_t cno, uint64_t seq)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_MESSAGE_SEEN, actor);
    cmd.u.message_seen.cno = cno;
    cmd.u.message_seen.seq = seq;

    return cmd;
}


static inline kundo_command_t
make_close(kundo_actor_t actor, uint64_t cno)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_CLOSE, actor);
    cmd.u.conversation_close.cno = cno;

    return cmd;
}


static inline kundo_command_t
make_open(uint64_t agent, uint64_t cno)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_CONVERSATION_OPEN, make_agent(agent));
    cmd.u.conversation_open.cno = cno;

    return cmd;
}


static inline kundo_command_t
make_disable(const char *email, int disabled)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_AGENT_DISABLE, make_system());
    cmd.u.agent_disable.email = kundo_str_cstr(email);
    cmd.u.agent_disable.disabled = (uint64_t) disabled;

    return cmd;
}


static inline kundo_command_t
make_link(kundo_command_type_t type, uint64_t agent, uint64_t worker)
{
    kundo_command_t  cmd;

    cmd = make_command(type, make_agent(agent));
    cmd.u.link_up.worker = worker;        /* the same in LINK_DOWN */

    return cmd;
}


static inline kundo_command_t
make_worker_gone(uint64_t worker)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_WORKER_GONE, make_system());
    cmd.u.worker_gone.worker = worker;

    return cmd;
}


static inline kundo_command_t
make_fire(uint64_t ms, unsigned kind, uint64_t no)
{
    kundo_command_t  cmd;

    cmd = make_command(KUNDO_COMMAND_DUE_FIRE, make_system());
    cmd.now_ms = ms;
    cmd.u.due_fire.ms = ms;
    cmd.u.due_fire.kind = kind;
    cmd.u.due_fire.no = no;

    return cmd;
}


#endif /* KUNDO_COMMAND_MAKE_H */

/*
 * Commands: values that say who wants what changed.  Everything that
 * `apply` needs is inside, so that a command can be written down, sent and
 * applied again with the same result.
 */

#ifndef KUNDO_COMMAND_H
#define KUNDO_COMMAND_H


#include "base/kundo_arena.h"
#include "base/kundo_out.h"
#include "domain/kundo_types.h"


#define KUNDO_COMMAND_FORMAT  1


/*
 * X(NAME, member, fields) with fields as N(number) and S(string).  Texts
 * of messages and welcomes are escaped JSON without quotes.  A flow's hours
 * come as the rule, and as the UTC that it means (codec/kundo_opening.h).
 */

#define KUNDO_COMMAND_LIST(X, N, S)                                           \
    X(VISITOR_ADD, visitor_add,                                               \
      S(name) S(email) S(phone) S(locale) S(digest) S(subject) N(verified))   \
    X(VISITOR_UPDATE, visitor_update,                                         \
      N(given) S(name) S(email) S(phone) S(locale) S(subject) N(verified))    \
    X(SESSION_ADD, session_add, N(person) N(generation) S(digest))            \
    X(SESSION_RENEW, session_renew, N(session))                               \
    X(SESSION_END, session_end, N(session))                                   \
    X(CONVERSATION_START, conversation_start,                                 \
      S(flow) S(text) S(cid) S(key) N(request_hash))                          \
    X(CONVERSATION_CLOSE, conversation_close, N(cno))                         \
    X(CONVERSATION_OPEN, conversation_open, N(cno))                           \
    X(CONVERSATION_TRANSFER, conversation_transfer,                           \
      N(cno) N(agent) S(flow) S(note))                                        \
    X(CONVERSATION_FOCUS, conversation_focus, N(cno) N(focused))              \
    X(NOTE_ADD, note_add, N(cno) S(key) S(text) N(request_hash))              \
    X(MESSAGE_POST, message_post, N(cno) S(cid) S(text))                      \
    X(MESSAGE_SEEN, message_seen, N(cno) N(seq))                              \
    X(AGENT_ADD, agent_add, S(email) S(name) S(hash) N(role))                 \
    X(AGENT_PASSWORD, agent_password, S(email) S(hash))                       \
    X(AGENT_DISABLE, agent_disable, S(email) N(disabled))                     \
    X(FLOW_ADD, flow_add,                                                     \
      S(id) S(name) S(welcome) S(agents) N(public) N(any_agent) N(max_queue)  \
      N(ask) N(show_agents) N(auto_transfer_s) N(on_miss) S(ref_code)         \
      S(rule) S(opening))                                                     \
    X(FLOW_UPDATE, flow_update,                                               \
      S(id) N(given) S(name) S(welcome) S(agents) N(public) N(any_agent)      \
      N(max_queue) N(ask) N(show_agents) N(auto_transfer_s) N(on_miss)        \
      S(ref_code) S(rule) S(opening))                                         \
    X(FLOW_HOURS, flow_hours, N(flow) S(rule) S(opening))                     \
    X(PRESENCE_SET, presence_set,                                             \
      N(given) N(state) S(flows) N(max_chats))                                \
    X(LINK_UP, link_up, N(worker))                                            \
    X(LINK_DOWN, link_down, N(worker))                                        \
    X(WORKER_JOIN, worker_join, N(worker) N(pid))                             \
    X(WORKER_GONE, worker_gone, N(worker))                                    \
    X(DUE_FIRE, due_fire, N(ms) N(kind) N(no))                                \
    X(SETTINGS, settings,                                                     \
      N(agent_lost_ms) N(session_ms) N(max_chats) N(auto_transfer_ms))


#define KUNDO_COMMAND_ENUM(name, member, fields)  KUNDO_COMMAND_##name,
#define KUNDO_COMMAND_NONE(f)

typedef enum {
    KUNDO_COMMAND_LIST(KUNDO_COMMAND_ENUM, KUNDO_COMMAND_NONE,
                       KUNDO_COMMAND_NONE)
    KUNDO_COMMAND_N
} kundo_command_type_t;


/* bits of `given` */

#define KUNDO_GIVEN_NAME         0x01
#define KUNDO_GIVEN_EMAIL        0x02
#define KUNDO_GIVEN_PHONE        0x04
#define KUNDO_GIVEN_LOCALE       0x08
#define KUNDO_GIVEN_STATE        0x10
#define KUNDO_GIVEN_FLOWS        0x20
#define KUNDO_GIVEN_MAX_CHATS    0x40
#define KUNDO_GIVEN_WELCOME      0x80
#define KUNDO_GIVEN_AGENTS       0x100
#define KUNDO_GIVEN_PUBLIC       0x200
#define KUNDO_GIVEN_MAX_QUEUE    0x400
#define KUNDO_GIVEN_ASK          0x800
#define KUNDO_GIVEN_SHOW_AGENTS  0x1000
#define KUNDO_GIVEN_AUTO         0x2000
#define KUNDO_GIVEN_ON_MISS      0x4000
#define KUNDO_GIVEN_HOURS        0x8000
#define KUNDO_GIVEN_REF_CODE     0x10000


#define KUNDO_COMMAND_N_FIELD(f)  uint64_t  f;
#define KUNDO_COMMAND_S_FIELD(f)  kundo_str_t  f;
#define KUNDO_COMMAND_MEMBER(name, member, fields)                            \
    struct { fields } member;

typedef struct {
    kundo_command_type_t  type;
    kundo_actor_t         actor;
    uint64_t              now_ms;
    union {
        KUNDO_COMMAND_LIST(KUNDO_COMMAND_MEMBER, KUNDO_COMMAND_N_FIELD,
                           KUNDO_COMMAND_S_FIELD)
    } u;
} kundo_command_t;


/* What a command has done; numbers are 0 where they do not apply. */

typedef struct {
    kundo_rc_t   rc;
    const char  *detail;          /* of a refusal; static, or NULL */
    uint64_t     no;              /* conversation, person, worker ... */
    uint64_t     session;
    uint64_t     lpos;
    uint64_t     ms;              /* the time that counts */
    uint64_t     expires_ms;
    uint32_t     seq;
    unsigned     repeated:1;      /* it was done before: answer 200 */
    unsigned     more:1;          /* a chunk; run the same command again */
} kundo_result_t;


const char *kundo_command_name(kundo_command_type_t type);

/* The command as bytes, with its format version first. */
void kundo_command_encode(kundo_out_t *out, const kundo_command_t *cmd);

/* Strings point into bytes.  KUNDO_BAD_VALUE for anything not encoded so. */
kundo_rc_t kundo_command_decode(kundo_str_t bytes, kundo_command_t *cmd);


#endif /* KUNDO_COMMAND_H */

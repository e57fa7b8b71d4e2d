/*
 * The domain's words: who, which state, which event.
 */

#ifndef KUNDO_TYPES_H
#define KUNDO_TYPES_H


#include "base/kundo_rc.h"
#include "base/kundo_str.h"


typedef enum {
    KUNDO_PERSON_SYSTEM  = 0,
    KUNDO_PERSON_VISITOR = 1,
    KUNDO_PERSON_AGENT   = 2,
    KUNDO_PERSON_BOT     = 3
} kundo_person_kind_t;

typedef enum {
    KUNDO_ROLE_AGENT = 0,
    KUNDO_ROLE_ADMIN = 1
} kundo_role_t;

typedef enum {
    KUNDO_STATE_OFFLINE = 0,
    KUNDO_STATE_ONLINE  = 1,
    KUNDO_STATE_BUSY    = 2
} kundo_state_t;

typedef enum {
    KUNDO_STATUS_QUEUED = 0,
    KUNDO_STATUS_OPEN   = 1,
    KUNDO_STATUS_CLOSED = 2
} kundo_status_t;

/* flags of a conversation */

#define KUNDO_CONV_LEFT_MESSAGE  0x01      /* D2: nobody was there */
#define KUNDO_CONV_UNANSWERED    0x02      /* the visitor's first text is */
#define KUNDO_CONV_INTERRUPTED   0x04      /* and it was left or closed
                                              before the first answer */
#define KUNDO_CONV_FOCUSED       0x08      /* D1: by her agent, since she has
                                              it */
#define KUNDO_CONV_MISSED        0x10      /* some agents have missed it */
#define KUNDO_CONV_NOT_LIVE      0x20      /* was left or closed once */

#define KUNDO_CHANNEL_CHAT       0
#define KUNDO_KIND_CUSTOMER      0


/*
 * Who gets an event.  ALL: the starter, the agents who may see the flow's
 * conversations, its agent and `other`.
 */

typedef enum {
    KUNDO_AUDIENCE_ALL = 0,
    KUNDO_AUDIENCE_AGENTS,        /* as ALL, without the starter */
    KUNDO_AUDIENCE_EVERY_AGENT,   /* whoever is logged in as an agent */
    KUNDO_AUDIENCE_QUEUED,        /* who waits in the flow's queue */
    KUNDO_AUDIENCE_NOBODY         /* for the workers themselves */
} kundo_audience_t;


#define KUNDO_EVENT_LIST(X)                                                   \
    X(CONVERSATION_OPENED, "conversation.opened")                             \
    X(CONVERSATION_ASSIGNED, "conversation.assigned")                         \
    X(CONVERSATION_QUEUED, "conversation.queued")                             \
    X(CONVERSATION_UPDATED, "conversation.updated")                           \
    X(CONVERSATION_TRANSFERRED, "conversation.transferred")                   \
    X(CONVERSATION_CLOSED, "conversation.closed")                             \
    X(CONVERSATION_REOPENED, "conversation.reopened")                         \
    X(MESSAGE_CREATED, "message.created")                                     \
    X(MESSAGE_SEEN, "message.seen")                                           \
    X(NOTE_CREATED, "note.created")                                           \
    X(PRESENCE_CHANGED, "presence.changed")                                   \
    X(QUEUE_MOVED, "conversation.queued")                                     \
    X(SESSION_ENDED, "session.ended")                                         \
    X(PERSON_CHANGED, "person.changed")                                       \
    X(FLOW_CHANGED, "flow.changed")

#define KUNDO_EVENT_ENUM(name, text)  KUNDO_EVENT_##name,

typedef enum {
    KUNDO_EVENT_LIST(KUNDO_EVENT_ENUM)
    KUNDO_EVENT_N
} kundo_event_type_t;

#undef KUNDO_EVENT_ENUM


typedef struct {
    uint64_t             no;           /* person; 0 for system */
    kundo_person_kind_t  kind;
    kundo_role_t         role;         /* of an agent */
} kundo_actor_t;


const char *kundo_event_name(kundo_event_type_t type);
const char *kundo_person_kind_name(kundo_person_kind_t kind);
const char *kundo_state_name(kundo_state_t state);
const char *kundo_status_name(kundo_status_t status);
const char *kundo_role_name(kundo_role_t role);

/* KUNDO_BAD_VALUE when the word is none. */
kundo_rc_t kundo_state_parse(kundo_str_t word, kundo_state_t *state);
kundo_rc_t kundo_role_parse(kundo_str_t word, kundo_role_t *role);


#endif /* KUNDO_TYPES_H */

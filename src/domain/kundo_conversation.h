/*
 * Conversations: their rows, the lists they stand in, their life.
 */

#ifndef KUNDO_CONVERSATION_H
#define KUNDO_CONVERSATION_H


#include "base/kundo_limit.h"
#include "domain/kundo_event.h"
#include "domain/kundo_flow.h"
#include "store/kundo_view.h"


/* What changes rarely; participants are agents, besides the starter. */

typedef struct {
    uint64_t  created_ms;
    uint64_t  asked_ms;           /* the visitor's first text; 0 = none yet */
    uint64_t  answered_ms;        /* an agent's first one after it (S2.8) */
    uint64_t  answered_by;
    uint64_t  starter;
    uint64_t  agents[KUNDO_PARTICIPANTS_MAX];
    uint64_t  missed[KUNDO_PARTICIPANTS_MAX];   /* D1, in their order */
    unsigned  nagents;
    unsigned  nmissed;
    uint8_t   kind;
    uint8_t   channel;
} kundo_conv_t;


kundo_rc_t kundo_conv_get(kundo_txn_t *txn, uint64_t cno, kundo_conv_t *conv);
kundo_rc_t kundo_conv_put(kundo_work_t *w, uint64_t cno,
    const kundo_conv_t *conv);

/* Writes the row of a new conversation and puts it into its lists. */
kundo_rc_t kundo_conv_create(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, const kundo_conv_t *conv);

int kundo_conv_has_agent(const kundo_conv_t *conv, uint64_t agent);

/* A live chat counts toward its agent's max chats (S2.4, D4). */
#define kundo_conv_is_live(hot)                                               \
    ((hot)->status == KUNDO_STATUS_OPEN && (hot)->agent != 0                  \
     && !((hot)->flags & KUNDO_CONV_LEFT_MESSAGE))

/* As get, for who knows that it exists: KUNDO_DAMAGED when it does not. */
kundo_rc_t kundo_conv_row(kundo_txn_t *txn, uint64_t cno,
    kundo_conv_t *conv);

/* Makes an agent a participant, which is a follower (D10). */
kundo_rc_t kundo_conv_join(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot,
    kundo_conv_t *conv, uint64_t agent);

/* Agents who did not turn to what she waits for (D1): one more, or none. */
kundo_rc_t kundo_conv_missed(kundo_work_t *w, uint64_t cno, uint64_t agent);
kundo_rc_t kundo_conv_missed_none(kundo_work_t *w, uint64_t cno);
int kundo_conv_has_missed(const kundo_conv_t *conv, uint64_t agent);

/* Sets the flow and moves the conversation between the lists of flows. */
kundo_rc_t kundo_conv_set_flow(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint32_t flow);

/* Sets the status and moves the conversation between the lists. */
kundo_rc_t kundo_conv_set_status(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, kundo_status_t status);

/* After activity: updated_ms, and at most once a minute the lists. */
kundo_rc_t kundo_conv_touch(kundo_work_t *w, uint64_t cno, kundo_hot_t *hot);

/*
 * The conversation, if the actor may see it: KUNDO_NOT_FOUND both for what
 * does not exist and for what is not the actor's.
 */
kundo_rc_t kundo_conv_access(kundo_txn_t *txn, const kundo_actor_t *actor,
    uint64_t cno, kundo_hot_t *hot);

/* The end of being served: out of the queue, or off the agent's hands. */
kundo_rc_t kundo_conv_release(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot);

/* Opens a closed one and finds it a place, with `prefer` if there is room. */
kundo_rc_t kundo_conversation_reopen(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t prefer);

kundo_rc_t kundo_conversation_start(kundo_work_t *w,
    const kundo_command_t *cmd);
kundo_rc_t kundo_conversation_close(kundo_work_t *w,
    const kundo_command_t *cmd);
kundo_rc_t kundo_conversation_open(kundo_work_t *w,
    const kundo_command_t *cmd);


#endif /* KUNDO_CONVERSATION_H */

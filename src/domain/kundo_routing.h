/*
 * Routing: which agent gets a chat, and who waits.
 */

#ifndef KUNDO_ROUTING_H
#define KUNDO_ROUTING_H


#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"


/* Why a place is looked for; all zero when nothing is to be said. */

typedef struct {
    uint64_t            prefer;    /* an agent who gets it if there is room */
    uint64_t            lost;      /* who had it before, and is told too */
    int                 news;      /* `event` comes first, then the place */
    kundo_event_type_t  event;
} kundo_routing_t;


/*
 * Finds a place for a conversation that has none: an agent of the flow
 * with room, in turn (S1.2); else the queue when agents are active (D2);
 * else it becomes a left message.  Emits what happened, with what is
 * so in the end.
 */
kundo_rc_t kundo_routing_place(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, const kundo_routing_t *why);

/* To this agent, whose presence row p must have room. */
kundo_rc_t kundo_routing_assign(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent, kundo_presence_t *p,
    const kundo_routing_t *why);

/* Fills an agent's room from the queues, longest waiting first. */
kundo_rc_t kundo_routing_drain(kundo_work_t *w, uint64_t agent);

/* D2, in chunks: the queue of a flow in which nobody is active any more. */
kundo_rc_t kundo_routing_flow_empty(kundo_work_t *w, uint32_t flow);


#endif /* KUNDO_ROUTING_H */

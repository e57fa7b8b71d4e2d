/*
 * Routing: which agent gets a chat, and who waits.
 */

#ifndef KUNDO_ROUTING_H
#define KUNDO_ROUTING_H


#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"


/*
 * Finds a place for a conversation that has none: an agent of the flow
 * with room, in turn (S1.2); else the queue when agents are active (D2);
 * else it becomes a left message.  `prefer` is an agent who gets it if
 * there is room, 0 = none.  Emits what happened; `lost` (or 0) is an agent
 * who gets the event, too, having had the chat before.
 */
kundo_rc_t kundo_routing_place(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t prefer, uint64_t lost);

/* To this agent, whose presence row p must have room. */
kundo_rc_t kundo_routing_assign(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent, kundo_presence_t *p, uint64_t lost);

/* Fills an agent's room from the queues, longest waiting first. */
kundo_rc_t kundo_routing_drain(kundo_work_t *w, uint64_t agent);

/* D2, in chunks: the queue of a flow in which nobody is active any more. */
kundo_rc_t kundo_routing_flow_empty(kundo_work_t *w, uint32_t flow);


#endif /* KUNDO_ROUTING_H */

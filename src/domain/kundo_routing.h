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
    uint64_t            ref;       /* of `event` */
    int                 news;      /* `event` comes first, then the place */
    int                 visitor;   /* she asks for it: in opening hours only */
    kundo_event_type_t  event;
} kundo_routing_t;


/*
 * Finds a place for a conversation that has none: an agent of the flow
 * with room, in turn (S1.2); else the queue when agents are active (D2);
 * else it becomes a left message, as it does where a visitor asks outside
 * the flow's opening hours.  Emits what happened, with what is so in the
 * end.
 */
kundo_rc_t kundo_routing_place(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, const kundo_routing_t *why);

/* To this agent, whose presence row p must have room. */
kundo_rc_t kundo_routing_assign(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent, kundo_presence_t *p,
    const kundo_routing_t *why);

/* As assign, of what is no live chat: it takes no room. */
kundo_rc_t kundo_routing_give(kundo_work_t *w, uint64_t cno,
    kundo_hot_t *hot, uint64_t agent, const kundo_routing_t *why);

/*
 * The agent has got room: when the command has done its own, it is filled
 * with who has waited longest, in the queues or overdue (D1, D2).
 */
kundo_rc_t kundo_routing_room(kundo_work_t *w, uint64_t agent);

/* The end of each command: those with room get what waits. */
kundo_rc_t kundo_routing_settle(kundo_work_t *w);

/* D2, in chunks: the queue of a flow in which nobody is active any more. */
kundo_rc_t kundo_routing_flow_empty(kundo_work_t *w, uint32_t flow);


#endif /* KUNDO_ROUTING_H */

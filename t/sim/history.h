/*
 * History: one at work, what it picks by chance, and a maker of each
 * command.
 */

#ifndef HISTORY_H
#define HISTORY_H


#include "sim/world.h"


typedef struct {
    world_t          *w;
    model_t          *m;
    chance_t         *c;
    uint64_t          clock_ms;
    uint64_t          cids;           /* used so far */
    uint64_t          favourite;      /* a conversation; 0 = none */
    unsigned          weights[KUNDO_COMMAND_N];
    kundo_command_t   fired;          /* the last one */
} history_t;


/* history_pick.c; strings live as long as the world. */

kundo_str_t keep(history_t *h, const char *fmt, uint64_t n);
kundo_str_t word(history_t *h);
kundo_str_t digest(history_t *h);
kundo_actor_t somebody(history_t *h, kundo_person_kind_t kind);
kundo_actor_t anybody(history_t *h);
kundo_str_t flow_id(history_t *h);
uint64_t conversation(history_t *h, int closed);
uint64_t live_conversation(history_t *h);
kundo_actor_t concerned(history_t *h, uint64_t cno);
kundo_str_t subject(history_t *h);
kundo_str_t email(history_t *h);
kundo_str_t some_agents(history_t *h);
uint64_t some_worker(history_t *h);


/* A command but for its type and its time; without an actor it is not sent. */

#define HISTORY_PROTOTYPE(name, member, fields)                               \
    void history_##member(history_t *h, kundo_command_t *cmd);
#define HISTORY_NONE(f)

KUNDO_COMMAND_LIST(HISTORY_PROTOTYPE, HISTORY_NONE, HISTORY_NONE)


#endif /* HISTORY_H */

/*
 * Named: histories that chance seldom meets, and those in which something
 * was found once; what each of them is told with.
 */

#ifndef NAMED_H
#define NAMED_H


#include "sim/world.h"
#include "unit/kundo_command_make.h"


typedef struct {
    const char  *name;
    void       (*run)(world_t *w);
} named_t;

#define NAMED(f)  { #f, f }
#define NAMED_END { NULL, NULL }

extern const named_t  named_queue[];
extern const named_t  named_agent[];
extern const named_t  named_store[];


extern uint64_t  clock_ms;

void run(world_t *w, kundo_command_t cmd);
void agents(world_t *w, unsigned n);
void visitors(world_t *w, unsigned n);
void starts(world_t *w, uint64_t visitor, const char *flow, unsigned n);

/* Fires what is due by now, each row twice, as two workers do. */
void fire(world_t *w);

void must(int holds, const char *what);

#define conv(w, no)     (&(w)->m->convs[(no) - 1])
#define waiting(w, no)  model_flow_waiting((w)->m, no)


#endif /* NAMED_H */

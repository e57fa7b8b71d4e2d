/*
 * Named: the histories by their names, one after another.
 */

#include <stdio.h>
#include <string.h>

#include "sim/named.h"


static const named_t  *named[] = { named_queue, named_agent, named_store };

uint64_t  clock_ms;


void
run(world_t *w, kundo_command_t cmd)
{
    kundo_out_t      out;
    kundo_command_t  kept;

    if (cmd.now_ms < clock_ms) {
        cmd.now_ms = clock_ms;
    }

    /* its strings must live as long as the model */

    kundo_out_init(&out, &w->keep, 128);
    kundo_command_encode(&out, &cmd);

    sim_ok(kundo_command_decode(kundo_str_make(out.data, out.len), &kept),
           "decode");

    world_run(w, &kept);

    if (chance_one_in(&w->chance, 5)) {
        world_commit(w);
    }
}


void
agents(world_t *w, unsigned n)
{
    char      email[32];
    unsigned  i;

    for (i = 0; i < n; i++) {
        snprintf(email, sizeof(email), "a%u@x", w->m->npersons + 1);
        run(w, make_agent_add(email));
    }
}


void
visitors(world_t *w, unsigned n)
{
    while (n--) {
        run(w, make_visitor_add());
    }
}


void
starts(world_t *w, uint64_t visitor, const char *flow, unsigned n)
{
    while (n--) {
        run(w, make_start(visitor, flow));
    }
}


void
fire(world_t *w)
{
    model_due_t  due;

    while (w->m->ndues && w->m->dues[0].ms <= clock_ms) {
        due = w->m->dues[0];

        run(w, make_fire(due.ms, (unsigned) due.kind, due.no));
        run(w, make_fire(due.ms, (unsigned) due.kind, due.no));
    }
}


void
must(int holds, const char *what)
{
    if (!holds) {
        sim_fail("it does not hold that %s", what);
    }
}


static void
named_one(const char *dir, uint64_t seed, const named_t *one, int trace,
    named_sum_pt sum)
{
    static world_t  w;

    clock_ms = WORLD_START_MS;

    world_create(&w, seed, dir, trace);
    w.name = one->name;

    one->run(&w);
    world_finish(&w);
    replay_check(&w);

    sum(&w);
    world_free(&w);
}


unsigned
named_run(const char *dir, const char *only, int trace, named_sum_pt sum)
{
    size_t          i;
    uint64_t        seed = 0;
    unsigned        n = 0;
    const named_t  *one;

    for (i = 0; i < sizeof(named) / sizeof(named[0]); i++) {

        for (one = named[i]; one->name != NULL; one++, seed++) {

            if (only == NULL || strcmp(only, one->name) == 0) {
                named_one(dir, seed, one, trace, sum);
                n++;
            }
        }
    }

    return n;
}

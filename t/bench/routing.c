/*
 * routing FOLDER RUNS: what routing costs by how much there is of agents,
 * open chats, who waits and deadlines.  Each scene has a store of its own
 * below FOLDER; every run measures all of them, in turn.
 */

#include <stdlib.h>
#include <string.h>

#include "bench/routing_scene.h"


#define MANY_AGENTS  5000


static scene_t  scenes[] = {
    { .kind = CHAT, .name = "5 agents, 10 open", .agents = 5, .open = 10,
      .first = 1 },
    { .kind = CHAT, .name = "5,000 agents, 10 open", .agents = MANY_AGENTS,
      .open = 10 },
    { .kind = CHAT, .name = "5 agents, 100,000 open", .agents = 5,
      .open = 400, .left = MANY - 400 },
    { .kind = CHAT, .name = "5,000 agents, 100,000 open",
      .agents = MANY_AGENTS, .open = MANY },
    { .kind = CHAT, .name = "5 agents, 10 waiting", .agents = 5, .open = 10,
      .waiting = 10, .first = 1 },
    { .kind = CHAT, .name = "5 agents, 1,000 waiting", .agents = 5,
      .open = 10, .waiting = 1000 },
    { .kind = CHAT, .name = "5 agents, 100,000 waiting", .agents = 5,
      .open = 10, .waiting = MANY },
    { .kind = OVERDUE, .name = "none overdue", .agents = 1, .open = 10,
      .first = 1 },
    { .kind = OVERDUE, .name = "100 overdue", .agents = 1, .open = 10,
      .overdue = 100 },
    { .kind = OVERDUE, .name = "2,000 overdue", .agents = 1, .open = 10,
      .overdue = 2000 },
    { .kind = POSITION, .name = "10 waiting", .agents = 5, .open = 10,
      .waiting = 10, .first = 1 },
    { .kind = POSITION, .name = "1,000 waiting", .agents = 5, .open = 10,
      .waiting = 1000 },
    { .kind = POSITION, .name = "100,000 waiting", .agents = 5, .open = 10,
      .waiting = MANY },
    { .kind = PRESENCE, .name = "5 agents, 10 open", .agents = 5, .open = 10,
      .first = 1 },
    { .kind = PRESENCE, .name = "5,000 agents, 10 open",
      .agents = MANY_AGENTS, .open = 10 },
    { .kind = PRESENCE, .name = "5,000 agents, 100,000 open",
      .agents = MANY_AGENTS, .open = MANY },
    { .kind = MESSAGE, .name = "no other deadline", .agents = 5, .open = 64,
      .first = 1 },
    { .kind = MESSAGE, .name = "100,000 deadlines", .agents = 5, .open = 64,
      .deadlines = MANY }
};

#define NSCENES  (sizeof(scenes) / sizeof(scenes[0]))

static const char *const  titles[] = {
    [CHAT] = "A chat starts, another is closed",
    [OVERDUE] = "The same, beside chats that its agent has let wait",
    [PRESENCE] = "An agent goes offline, and online again",
    [POSITION] = "The length of the queue, and the position of the last",
    [MESSAGE] = "A visitor asks, the agent answers"
};


static int
compare(const void *one, const void *two)
{
    const double  *a = one, *b = two;

    return *a < *b ? -1 : *a > *b;
}


static double
median(const scene_t *sc, unsigned nruns, size_t offset)
{
    double    values[RUNS_MAX];
    unsigned  i;

    for (i = 0; i < nruns; i++) {
        memcpy(&values[i], (const char *) &sc->costs[i] + offset,
               sizeof(double));
    }

    qsort(values, nruns, sizeof(double), compare);

    return values[nruns / 2];
}


static void
report(unsigned nruns)
{
    double          m[5], first[5] = { 0 };
    size_t          i, j;
    const scene_t  *sc;

    static const size_t  fields[] = {
        offsetof(cost_t, calls), offsetof(cost_t, pages),
        offsetof(cost_t, cpu_us), offsetof(cost_t, alone_us),
        offsetof(cost_t, synced_us)
    };

    for (i = 0; i < NSCENES; i++) {
        sc = &scenes[i];

        if (sc->first) {
            printf("\n%s\n%-28s%16s%16s%16s%16s%16s\n", titles[sc->kind], "",
                   "calls", "pages", "us of 64", "us alone", "us synced");
        }

        printf("%-28s", sc->name);

        for (j = 0; j < 5; j++) {
            m[j] = median(sc, nruns, fields[j]);
            first[j] = sc->first ? m[j] : first[j];

            if (m[j] == 0) {
                printf("%16s", "-");

            } else {
                printf("%9.1f %5.2fx", m[j], m[j] / first[j]);
            }
        }

        printf("\n");
    }
}


int
main(int argc, char **argv)
{
    size_t    i;
    unsigned  j, nruns;

    nruns = argc == 3 ? (unsigned) strtoul(argv[2], NULL, 10) : 0;

    if (nruns == 0 || nruns > RUNS_MAX) {
        fprintf(stderr, "usage: routing FOLDER RUNS\n");
        return 2;
    }

    for (i = 0; i < NSCENES; i++) {
        fprintf(stderr, "%s: %s\n", titles[scenes[i].kind], scenes[i].name);
        scene_fill(&scenes[i], argv[1], (unsigned) i);
    }

    /* the first one is for pages that are used again from then on */

    for (j = 0; j <= nruns; j++) {
        for (i = 0; i < NSCENES; i++) {
            scene_run(&scenes[i], &scenes[i].costs[j ? j - 1 : 0]);
        }
    }

    for (i = 0; i < NSCENES; i++) {
        scene_reopen(&scenes[i], 0, 1);
    }

    for (j = 0; j < nruns; j++) {
        for (i = 0; i < NSCENES; i++) {
            scene_run_synced(&scenes[i], &scenes[i].costs[j]);
        }
    }

    report(nruns);

    return 0;
}

/*
 * The simulator.
 *
 *   sim [HISTORIES [COMMANDS]] [--from SEED] [--jobs N] [--sync]
 *   sim --seed SEED [COMMANDS]     one history, each command with its result
 *   sim --named [NAME]             only the named ones, or one of them
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cover.h"
#include "sim/disk.h"
#include "sim/world.h"


#define SIM_TMPDIR_LEN  100
#define SIM_COVER       100            /* each once in so many histories */
#define SIM_ROOM        (512 << 20)    /* stores of some jobs, and copies */


typedef struct {
    uint64_t     from;
    unsigned     histories;
    unsigned     commands;
    unsigned     jobs;
    int          one;
    int          named;
    const char  *name;
    char         dir[128];
} sim_t;


/* What all processes count together. */

typedef struct {
    uint64_t     commands;
    uint64_t     events;
    unsigned     changes_max;
} sim_sum_t;

static sim_sum_t  *sum;


static void
sim_count(const world_t *w)
{
    __sync_fetch_and_add(&sum->commands, w->steps);
    __sync_fetch_and_add(&sum->events, w->m->nevents);

    if (w->changes_max > sum->changes_max) {
        sum->changes_max = w->changes_max;
    }
}


static void
sim_history(sim_t *sim, uint64_t seed)
{
    static world_t  w;

    world_create(&w, seed, sim->dir, sim->one);
    history_run(&w, sim->commands);

    if (sim->one || seed % 8 == 0) {
        replay_check(&w);
    }

    sim_count(&w);
    world_free(&w);
}


static void
sim_job(sim_t *sim, unsigned job)
{
    unsigned  i;

    for (i = job; i < sim->histories; i += sim->jobs) {
        sim_history(sim, sim->from + i);
    }
}


/* 0 when all processes end well. */

static int
sim_jobs(sim_t *sim)
{
    int       status, failed;
    pid_t     pid;
    unsigned  job;

    for (job = 0; job < sim->jobs; job++) {

        pid = fork();

        if (pid == -1) {
            perror("fork");
            return 1;
        }

        if (pid == 0) {
            sim_job(sim, job);
            exit(0);
        }
    }

    for (failed = 0; wait(&status) != -1; /* void */) {
        failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;

        if (WIFSIGNALED(status)) {
            fprintf(stderr, "t/sim: a process ended by signal %d\n",
                    WTERMSIG(status));
        }
    }

    return failed;
}


static int
sim_options(sim_t *sim, int argc, char **argv)
{
    int        i, n = 0;
    char      *end;
    uint64_t   value;

    for (i = 1; i < argc; i++) {

        if (strcmp(argv[i], "--named") == 0) {
            sim->named = 1;
            sim->name = i + 1 < argc ? argv[++i] : NULL;
            continue;
        }

        if (strcmp(argv[i], "--sync") == 0) {
            disk_on = 1;
            continue;
        }

        if (argv[i][0] == '-' && i + 1 == argc) {
            return -1;
        }

        value = strtoull(argv[argv[i][0] == '-' ? i + 1 : i], &end, 10);

        if (*end != '\0') {
            return -1;
        }

        if (strcmp(argv[i], "--from") == 0) {
            sim->from = value;
            i++;

        } else if (strcmp(argv[i], "--jobs") == 0 && value > 0) {
            sim->jobs = (unsigned) value;
            i++;

        } else if (strcmp(argv[i], "--seed") == 0) {
            sim->from = value;
            sim->one = 1;
            i++;

        } else if (argv[i][0] == '-') {
            return -1;

        } else if (n++ == 0 && !sim->one) {
            sim->histories = (unsigned) value;

        } else {
            sim->commands = (unsigned) value;
        }
    }

    return 0;
}


static int
sim_run(sim_t *sim)
{
    unsigned  named;

    if (sim->one) {
        sim_history(sim, sim->from);
        printf("t/sim: seed %llu: as the model says\n",
               (unsigned long long) sim->from);
        return 0;
    }

    named = named_run(sim->dir, sim->name, sim->name != NULL, sim_count);

    if (named == 0) {
        fprintf(stderr, "t/sim: there is no history named \"%s\"\n",
                sim->name);
        return 2;
    }

    if (sim->named) {
        printf("t/sim: %u named histories: as the model says\n", named);
        return 0;
    }

    if (sim_jobs(sim)) {
        fprintf(stderr, "t/sim: again, with every command: t/sim/run "
                "%s--seed SEED %u\n", disk_on ? "--sync " : "",
                sim->commands);
        return 1;
    }

    /* what a few hundred histories meet is a matter of luck */

    if (cover_report(sim->histories / SIM_COVER) != 0) {
        return 1;
    }

    printf("t/sim: %u named histories and %u of chance, %llu commands, "
           "%llu events: as the model says; no command changes more than %u "
           "rows\n", named, sim->histories,
           (unsigned long long) sum->commands,
           (unsigned long long) sum->events, sum->changes_max);

    return 0;
}


/* In memory, where there is room; wherever TMPDIR says. */

static void
sim_folder(sim_t *sim)
{
    const char      *in = getenv("TMPDIR");
    struct statvfs   fs;

    if (in == NULL || strlen(in) > SIM_TMPDIR_LEN) {
        in = statvfs("/dev/shm", &fs) == 0
             && (uint64_t) fs.f_bavail * fs.f_frsize >= SIM_ROOM
             ? "/dev/shm" : "/tmp";
    }

    snprintf(sim->dir, sizeof(sim->dir), "%s/kundo-sim-XXXXXX", in);

    printf("t/sim: stores in %s, %s\n", in,
           disk_on ? "with sync, and power that fails" : "without sync");
    fflush(stdout);
}


int
main(int argc, char **argv)
{
    int    rc, status;
    sim_t  sim;
    pid_t  pid;

    memset(&sim, 0, sizeof(sim_t));

    sim.from = 1;
    sim.histories = 10000;
    sim.commands = 200;
    sim.jobs = (unsigned) sysconf(_SC_NPROCESSORS_ONLN);

    if (sim_options(&sim, argc, argv) != 0) {
        fprintf(stderr, "usage: t/sim/run [HISTORIES [COMMANDS]] "
                "[--from SEED] [--jobs N] [--sync]\n"
                "       t/sim/run --seed SEED [COMMANDS]\n"
                "       t/sim/run --named [NAME]\n");
        return 2;
    }

    sum = mmap(NULL, sizeof(sim_sum_t), PROT_READ|PROT_WRITE,
               MAP_SHARED|MAP_ANONYMOUS, -1, 0);

    sim_folder(&sim);

    if (sum == MAP_FAILED || cover_create() != 0
        || mkdtemp(sim.dir) == NULL)
    {
        fprintf(stderr, "t/sim: %s: %s\n", sim.dir, strerror(errno));
        return 2;
    }

    /* a child, so that the folder goes however it ends */

    pid = fork();

    if (pid == 0) {
        rc = sim_run(&sim);
        fflush(stdout);
        exit(rc);
    }

    if (pid == -1 || waitpid(pid, &status, 0) == -1) {
        perror("t/sim");
        status = -1;
    }

    world_remove(sim.dir);

    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/*
 * kundoctl: administers a store, also while nginx runs.  One more writer:
 * its transactions are short.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ctl/kundoctl.h"
#include "domain/kundo_apply.h"
#include "store/kundo_tzdata.h"


#define KUNDOCTL_MAP_SIZE  ((size_t) 64 << 30)    /* nginx.conf's default */
#define KUNDOCTL_ARENA     ((size_t) 256 << 20)


typedef struct {
    const char   *noun;
    const char   *verb;           /* NULL: a command of one word */
    int         (*handler)(kundoctl_t *ctl);
    int           create;         /* makes a store where there is none */
    int           argument;
} kundoctl_command_t;


static const kundoctl_command_t  kundoctl_commands[] = {
    { "agent", "add", kundoctl_agent_add, 1, 0 },
    { "agent", "list", kundoctl_agent_list, 0, 0 },
    { "agent", "passwd", kundoctl_agent_passwd, 0, 0 },
    { "agent", "disable", kundoctl_agent_disable, 0, 0 },
    { "flow", "add", kundoctl_flow_add, 1, 0 },
    { "flow", "list", kundoctl_flow_list, 0, 0 },
    { "flow", "hours", kundoctl_flow_hours, 0, 0 },
    { "stat", NULL, kundoctl_stat, 0, 0 },
    { "check", NULL, kundoctl_check, 0, 0 },
    { "backup", NULL, kundoctl_backup, 0, 1 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct option  kundoctl_options[] = {
    { "store", required_argument, NULL, 's' },
    { "email", required_argument, NULL, 'e' },
    { "name", required_argument, NULL, 'n' },
    { "role", required_argument, NULL, 'r' },
    { "id", required_argument, NULL, 'i' },
    { "welcome", required_argument, NULL, 'w' },
    { "private", no_argument, NULL, 'p' },
    { "hide-agents", no_argument, NULL, 'H' },
    { "enable", no_argument, NULL, 'E' },
    { "zoneinfo", required_argument, NULL, 'z' },
    { "json", no_argument, NULL, 'j' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 }
};

static const char  kundoctl_help[] =
    "usage: kundoctl -s PATH COMMAND [--json]\n"
    "\n"
    "  agent add --email E --name N [--role admin|agent]\n"
    "  agent passwd --email E         the password comes on standard input\n"
    "  agent disable --email E [--enable]\n"
    "  agent list\n"
    "  flow add --id ID --name N [--private] [--hide-agents]\n"
    "           [--welcome TEXT]\n"
    "  flow list\n"
    "  flow hours --id ID [--zoneinfo DIR]\n"
    "                                 the hours come as JSON, or null, on\n"
    "                                 standard input; DIR, as zoneinfo\n"
    "                                 of nginx.conf, has the time zones\n"
    "                                 (" KUNDO_TZDATA_FOLDER ")\n"
    "  stat                           sizes and numbers of rows\n"
    "  check                          looks at every row\n"
    "  backup DIR                     a copy, while nginx runs\n"
    "\n"
    "Exit status: 0 done, 1 refused, 2 wrong usage.\n";


int
kundoctl_usage(const char *what)
{
    fprintf(stderr, "kundoctl: %s; see kundoctl --help\n", what);

    return KUNDOCTL_USAGE;
}


int
kundoctl_refuse(kundo_rc_t rc, const char *detail)
{
    fprintf(stderr, "kundoctl: %s\n", detail ? detail : kundo_rc_title(rc));

    return KUNDOCTL_REFUSED;
}


uint64_t
kundoctl_now_ms(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_REALTIME, &ts);

    return (uint64_t) ts.tv_sec * 1000 + (uint64_t) ts.tv_nsec / 1000000;
}


int
kundoctl_apply(kundoctl_t *ctl, kundo_command_t *cmd, kundo_result_t *result)
{
    kundo_rc_t   rc;
    kundo_txn_t  txn;

    cmd->now_ms = kundoctl_now_ms();

    rc = kundo_txn_begin_write(ctl->env, &txn);

    if (rc == KUNDO_OK) {
        rc = kundo_apply(&txn, &ctl->arena, cmd, result);

        if (rc != KUNDO_OK) {
            kundo_txn_abort(&txn);
            return kundoctl_refuse(rc, result->detail);
        }

        rc = kundo_txn_commit(&txn);
    }

    return rc == KUNDO_OK ? KUNDOCTL_OK : kundoctl_refuse(rc, NULL);
}


/*
 * root works as the owner of the store, or of the folder that will hold
 * one: no file may appear that the workers of nginx cannot open.
 */

static int
kundoctl_become_owner(const char *path)
{
    char         file[4096];
    struct stat  st;

    if (geteuid() != 0) {
        return KUNDOCTL_OK;
    }

    snprintf(file, sizeof(file), "%s/data.mdb", path);

    if (stat(file, &st) != 0 && stat(path, &st) != 0) {
        return KUNDOCTL_OK;
    }

    if (st.st_uid == 0) {
        return KUNDOCTL_OK;
    }

    if (setgid(st.st_gid) != 0 || setuid(st.st_uid) != 0) {
        perror("kundoctl: cannot become the owner of the store");
        return KUNDOCTL_REFUSED;
    }

    return KUNDOCTL_OK;
}


static int
kundoctl_run(kundoctl_t *ctl, const kundoctl_command_t *command)
{
    int                  status;
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_rc_t           rc;
    kundo_txn_t          txn;
    kundo_env_options_t  options;

    status = kundoctl_become_owner(ctl->path);
    if (status != KUNDOCTL_OK) {
        return status;
    }

    if (getrandom(seed, sizeof(seed), 0) != (ssize_t) sizeof(seed)) {
        return kundoctl_refuse(KUNDO_IO, "no random numbers");
    }

    memset(&options, 0, sizeof(kundo_env_options_t));

    options.map_size = KUNDOCTL_MAP_SIZE;
    options.seed = command->create ? seed : NULL;
    options.now_ms = kundoctl_now_ms();

    rc = kundo_env_open(&ctl->env, ctl->path, &options, error);
    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, error);
    }

    rc = kundo_txn_begin_read(ctl->env, &txn);

    if (rc == KUNDO_OK) {
        rc = kundo_seal_create(&ctl->seal, txn.meta.seal_key);
        kundo_txn_abort(&txn);
    }

    if (rc != KUNDO_OK) {
        kundo_env_close(ctl->env);
        return kundoctl_refuse(rc, NULL);
    }

    kundo_arena_init(&ctl->arena, KUNDOCTL_ARENA);
    kundo_out_init(&ctl->out, &ctl->arena, 4096);

    status = command->handler(ctl);

    if (status == KUNDOCTL_OK && ctl->out.len) {
        fwrite(ctl->out.data, 1, ctl->out.len, stdout);
        putchar('\n');
    }

    if (fflush(stdout) != 0) {
        status = kundoctl_refuse(KUNDO_IO, "standard output: write failed");
    }

    kundo_seal_free(ctl->seal);
    kundo_env_close(ctl->env);
    kundo_arena_free(&ctl->arena);

    return status;
}


static const kundoctl_command_t *
kundoctl_find(int argc, char **argv, int *used)
{
    const kundoctl_command_t  *c;

    for (c = kundoctl_commands; c->noun; c++) {

        if (argc < 1 || strcmp(argv[0], c->noun) != 0) {
            continue;
        }

        if (c->verb == NULL) {
            *used = 1;
            return c;
        }

        if (argc > 1 && strcmp(argv[1], c->verb) == 0) {
            *used = 2;
            return c;
        }
    }

    return NULL;
}


int
main(int argc, char **argv)
{
    int                        o, used;
    kundoctl_t                 ctl;
    const kundoctl_command_t  *command;

    memset(&ctl, 0, sizeof(kundoctl_t));
    ctl.zoneinfo = KUNDO_TZDATA_FOLDER;

    while ((o = getopt_long(argc, argv, "s:h", kundoctl_options, NULL))
           != -1)
    {
        switch (o) {
        case 's': ctl.path = optarg; break;
        case 'e': ctl.email = optarg; break;
        case 'n': ctl.name = optarg; break;
        case 'r': ctl.role = optarg; break;
        case 'i': ctl.id = optarg; break;
        case 'w': ctl.welcome = optarg; break;
        case 'p': ctl.private = 1; break;
        case 'H': ctl.hide_agents = 1; break;
        case 'E': ctl.enable = 1; break;
        case 'z': ctl.zoneinfo = optarg; break;
        case 'j': ctl.json = 1; break;
        case 'h':
            fputs(kundoctl_help, stdout);
            return KUNDOCTL_OK;
        default:
            return KUNDOCTL_USAGE;
        }
    }

    command = kundoctl_find(argc - optind, argv + optind, &used);

    if (command == NULL) {
        return kundoctl_usage("which command?");
    }

    if (ctl.path == NULL) {
        return kundoctl_usage("-s PATH names the store");
    }

    if (argc - optind - used != command->argument) {
        return kundoctl_usage(command->argument ? "name one folder"
                                                : "too many arguments");
    }

    if (command->argument) {
        ctl.argument = argv[optind + used];
    }

    return kundoctl_run(&ctl, command);
}

/*
 * kundoctl: what its commands share.
 */

#ifndef KUNDOCTL_H
#define KUNDOCTL_H


#include "auth/kundo_seal.h"
#include "base/kundo_out.h"
#include "domain/kundo_command.h"
#include "store/kundo_env.h"


#define KUNDOCTL_OK       0
#define KUNDOCTL_REFUSED  1
#define KUNDOCTL_USAGE    2


typedef struct {
    const char     *path;
    const char     *email;
    const char     *name;
    const char     *role;
    const char     *id;
    const char     *welcome;
    const char     *zoneinfo;     /* the folder of the time zones */
    const char     *argument;     /* what follows the options */
    int             private;
    int             hide_agents;
    int             enable;
    int             json;
    kundo_env_t    *env;
    kundo_seal_t   *seal;
    kundo_arena_t   arena;
    kundo_out_t     out;          /* the JSON that is printed */
} kundoctl_t;


/* Exit statuses; what is wrong has been said. */
int kundoctl_agent_add(kundoctl_t *ctl);
int kundoctl_agent_list(kundoctl_t *ctl);
int kundoctl_agent_passwd(kundoctl_t *ctl);
int kundoctl_agent_disable(kundoctl_t *ctl);
int kundoctl_flow_add(kundoctl_t *ctl);
int kundoctl_flow_list(kundoctl_t *ctl);
int kundoctl_flow_hours(kundoctl_t *ctl);
int kundoctl_stat(kundoctl_t *ctl);
int kundoctl_check(kundoctl_t *ctl);
int kundoctl_backup(kundoctl_t *ctl);

int kundoctl_check_name(const char *name);

/* One line of standard input, without its end, as what is stored of it. */
int kundoctl_password(kundoctl_t *ctl, kundo_str_t *hash);

/* Prints {"id": ...}, or a line of what was done to which. */
void kundoctl_done(kundoctl_t *ctl, const char *what, const char *which,
    kundo_str_t id);

int kundoctl_usage(const char *what);
int kundoctl_refuse(kundo_rc_t rc, const char *detail);
uint64_t kundoctl_now_ms(void);

/* Applies a command in a transaction of its own. */
int kundoctl_apply(kundoctl_t *ctl, kundo_command_t *cmd,
    kundo_result_t *result);


#endif /* KUNDOCTL_H */

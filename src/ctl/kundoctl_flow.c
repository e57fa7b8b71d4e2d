/*
 * kundoctl: flows.
 */

#include <stdio.h>
#include <sys/stat.h>

#include "base/kundo_limit.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_utf8.h"
#include "ctl/kundoctl_list.h"
#include "domain/kundo_open_plan.h"


#define KUNDOCTL_QUEUE_DEFAULT  100
#define KUNDOCTL_HOURS_MAX      65536      /* of input, with its spaces */


static int
kundoctl_check_id(const char *id)
{
    if (id == NULL) {
        return kundoctl_usage("--id ID names the flow");
    }

    if (*id == '\0' || strlen(id) > KUNDO_ID_MAX
        || strspn(id, "abcdefghijklmnopqrstuvwxyz"
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != strlen(id))
    {
        return kundoctl_refuse(KUNDO_BAD_VALUE,
                               "--id takes 1 to 40 of A-Z a-z 0-9 _ -");
    }

    return KUNDOCTL_OK;
}


int
kundoctl_flow_add(kundoctl_t *ctl)
{
    int              status;
    kundo_out_t      welcome;
    kundo_result_t   result;
    kundo_command_t  cmd;

    if ((status = kundoctl_check_id(ctl->id)) != KUNDOCTL_OK
        || (status = kundoctl_check_name(ctl->name)) != KUNDOCTL_OK)
    {
        return status;
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_FLOW_ADD;
    cmd.u.flow_add.id = kundo_str_cstr(ctl->id);
    cmd.u.flow_add.name = kundo_str_cstr(ctl->name);
    cmd.u.flow_add.public = !ctl->private;
    cmd.u.flow_add.any_agent = 1;
    cmd.u.flow_add.show_agents = !ctl->hide_agents;
    cmd.u.flow_add.max_queue = KUNDOCTL_QUEUE_DEFAULT;
    cmd.u.flow_add.auto_transfer_s = KUNDO_AUTO_TRANSFER_DEFAULT;

    if (ctl->welcome != NULL && *ctl->welcome != '\0') {

        if (strlen(ctl->welcome) > KUNDO_WELCOME_MAX_BYTES
            || !kundo_utf8_valid(kundo_str_cstr(ctl->welcome)))
        {
            return kundoctl_refuse(KUNDO_BAD_VALUE,
                                   "--welcome takes 1 to 2000 bytes of UTF-8");
        }

        kundo_out_init(&welcome, &ctl->arena, 256);
        kundo_json_out_escape(&welcome, kundo_str_cstr(ctl->welcome));

        if (welcome.failed) {
            return kundoctl_refuse(KUNDO_NO_MEMORY, NULL);
        }

        cmd.u.flow_add.welcome = kundo_str_make(welcome.data, welcome.len);
    }

    status = kundoctl_apply(ctl, &cmd, &result);

    if (status == KUNDOCTL_OK) {
        kundoctl_done(ctl, "added flow", ctl->id, kundo_str_cstr(ctl->id));
    }

    return status;
}


int
kundoctl_flow_list(kundoctl_t *ctl)
{
    uint32_t         no;
    kundo_rc_t       rc;
    kundo_flow_t     f;
    kundoctl_list_t  list;

    rc = kundoctl_list_begin(&list, ctl);

    for (no = 1; rc == KUNDO_OK && no <= list.txn.meta.last_fno; no++) {
        rc = kundo_flow_get(&list.txn, no, &f);

        if (rc != KUNDO_OK) {
            break;
        }

        if (kundoctl_list_json(&list)) {
            rc = kundo_render_flow(&list.rd, &ctl->out, &f);

        } else {
            printf("%.*s\t%.*s\t%s%s\n", (int) f.id.len, f.id.data,
                   (int) f.name.len, f.name.data,
                   f.public ? "public" : "private",
                   f.hours ? "\twith hours" : "");
        }
    }

    return kundoctl_list_end(&list, rc);
}


/* All of standard input, with an end behind it. */

static int
kundoctl_flow_input(kundoctl_t *ctl, kundo_str_t *text)
{
    size_t    n;
    uint8_t  *p;

    p = kundo_arena_alloc(&ctl->arena, KUNDOCTL_HOURS_MAX);
    if (p == NULL) {
        return kundoctl_refuse(KUNDO_NO_MEMORY, NULL);
    }

    n = fread(p, 1, KUNDOCTL_HOURS_MAX, stdin);

    if (n == 0 || n == KUNDOCTL_HOURS_MAX || ferror(stdin)) {
        return kundoctl_usage("opening hours as JSON, or null, come on "
                              "standard input");
    }

    while (n > 0 && (p[n - 1] == '\n' || p[n - 1] == ' ')) {
        n--;
    }

    *text = kundo_str_make(p, n);

    return KUNDOCTL_OK;
}


/* What the hours mean, by the files of the time zones. */

static int
kundoctl_flow_plan(kundoctl_t *ctl, kundo_str_t text, kundo_open_plan_t *plan)
{
    char         error[256];
    kundo_rc_t   rc;
    struct stat  st;

    if (stat(ctl->zoneinfo, &st) != 0 || !S_ISDIR(st.st_mode)) {
        snprintf(error, sizeof(error), "\"%.160s\" is no folder of time "
                 "zones; --zoneinfo DIR names one", ctl->zoneinfo);
        return kundoctl_refuse(KUNDO_BAD_VALUE, error);
    }

    rc = kundo_open_plan_text(&ctl->arena, ctl->zoneinfo, text,
                              kundoctl_now_ms(), plan);

    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, kundo_rc_is_refusal(rc)
                                   ? plan->err.detail : NULL);
    }

    return KUNDOCTL_OK;
}


int
kundoctl_flow_hours(kundoctl_t *ctl)
{
    int                status;
    kundo_str_t        text;
    kundo_result_t     result;
    kundo_command_t    cmd;
    kundo_open_plan_t  plan;

    if ((status = kundoctl_check_id(ctl->id)) != KUNDOCTL_OK
        || (status = kundoctl_flow_input(ctl, &text)) != KUNDOCTL_OK)
    {
        return status;
    }

    memset(&plan, 0, sizeof(kundo_open_plan_t));

    if (!kundo_str_eq(text, kundo_str("null"))
        && (status = kundoctl_flow_plan(ctl, text, &plan)) != KUNDOCTL_OK)
    {
        return status;
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_FLOW_UPDATE;
    cmd.u.flow_update.id = kundo_str_cstr(ctl->id);
    cmd.u.flow_update.given = KUNDO_GIVEN_HOURS;
    cmd.u.flow_update.rule = plan.rule;
    cmd.u.flow_update.opening = plan.opening;

    status = kundoctl_apply(ctl, &cmd, &result);

    if (status == KUNDOCTL_OK) {
        kundoctl_done(ctl, "set hours of flow", ctl->id,
                      kundo_str_cstr(ctl->id));
    }

    return status;
}

/*
 * kundoctl: agents.
 */

#include <stdio.h>

#include "base/kundo_limit.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_utf8.h"
#include "ctl/kundoctl_list.h"


static int
kundoctl_check_email(const char *email)
{
    size_t       n;
    const char  *at;

    if (email == NULL) {
        return kundoctl_usage("--email E names the agent");
    }

    n = strlen(email);
    at = strchr(email, '@');

    if (at == NULL || at == email || at[1] == '\0'
        || n > KUNDO_EMAIL_MAX_BYTES
        || !kundo_utf8_valid(kundo_str_make(email, n)))
    {
        return kundoctl_refuse(KUNDO_BAD_VALUE,
                               "--email takes an address such as "
                               "anna@example.com");
    }

    return KUNDOCTL_OK;
}


static void
kundoctl_done_agent(kundoctl_t *ctl, const char *what, uint64_t no)
{
    uint8_t  id[KUNDO_ID_LEN];

    kundo_seal_put(ctl->seal, KUNDO_SEAL_AGENT, 0, no, id);
    kundoctl_done(ctl, what, ctl->email, kundo_str_make(id, KUNDO_ID_LEN));
}


int
kundoctl_agent_add(kundoctl_t *ctl)
{
    int              status;
    kundo_role_t     role;
    kundo_result_t   result;
    kundo_command_t  cmd;

    role = KUNDO_ROLE_AGENT;

    if ((status = kundoctl_check_email(ctl->email)) != KUNDOCTL_OK
        || (status = kundoctl_check_name(ctl->name)) != KUNDOCTL_OK)
    {
        return status;
    }

    if (ctl->role != NULL
        && kundo_role_parse(kundo_str_cstr(ctl->role), &role) != KUNDO_OK)
    {
        return kundoctl_refuse(KUNDO_BAD_VALUE,
                               "--role takes \"admin\" or \"agent\"");
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_AGENT_ADD;
    cmd.u.agent_add.email = kundo_str_cstr(ctl->email);
    cmd.u.agent_add.name = kundo_str_cstr(ctl->name);
    cmd.u.agent_add.role = role;

    status = kundoctl_password(ctl, &cmd.u.agent_add.hash);

    if (status == KUNDOCTL_OK) {
        status = kundoctl_apply(ctl, &cmd, &result);
    }

    if (status == KUNDOCTL_OK) {
        kundoctl_done_agent(ctl, "added agent", result.no);
    }

    return status;
}


int
kundoctl_agent_passwd(kundoctl_t *ctl)
{
    int              status;
    kundo_result_t   result;
    kundo_command_t  cmd;

    status = kundoctl_check_email(ctl->email);
    if (status != KUNDOCTL_OK) {
        return status;
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_AGENT_PASSWORD;
    cmd.u.agent_password.email = kundo_str_cstr(ctl->email);

    status = kundoctl_password(ctl, &cmd.u.agent_password.hash);

    if (status == KUNDOCTL_OK) {
        status = kundoctl_apply(ctl, &cmd, &result);
    }

    if (status == KUNDOCTL_OK) {
        kundoctl_done_agent(ctl, "changed the password of", result.no);
    }

    return status;
}


int
kundoctl_agent_disable(kundoctl_t *ctl)
{
    int              status;
    kundo_result_t   result;
    kundo_command_t  cmd;

    status = kundoctl_check_email(ctl->email);
    if (status != KUNDOCTL_OK) {
        return status;
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_AGENT_DISABLE;
    cmd.u.agent_disable.email = kundo_str_cstr(ctl->email);
    cmd.u.agent_disable.disabled = !ctl->enable;

    status = kundoctl_apply(ctl, &cmd, &result);

    if (status == KUNDOCTL_OK) {
        kundoctl_done_agent(ctl, ctl->enable ? "enabled" : "disabled",
                            result.no);
    }

    return status;
}


static void
kundoctl_agent_line(kundoctl_list_t *list, const kundo_person_t *p)
{
    kundo_out_t  *out;

    if (!kundoctl_list_json(list)) {
        printf("%.*s\t%.*s\t%s%s\n", (int) p->email.len, p->email.data,
               (int) p->name.len, p->name.data, kundo_role_name(p->role),
               p->disabled ? "\tdisabled" : "");
        return;
    }

    out = &list->ctl->out;
    kundo_render_agent(&list->rd, out, p);

    /* the same object, with what only an operator asks for */

    out->len--;
    kundo_out_lit(out, ",\"disabled\":");

    if (p->disabled) {
        kundo_out_lit(out, "true}");

    } else {
        kundo_out_lit(out, "false}");
    }
}


int
kundoctl_agent_list(kundoctl_t *ctl)
{
    uint64_t         no;
    kundo_rc_t       rc;
    kundo_person_t   p;
    kundoctl_list_t  list;

    rc = kundoctl_list_begin(&list, ctl);

    for (no = 1; rc == KUNDO_OK && no <= list.txn.meta.last_pno; no++) {
        rc = kundo_person_get(&list.txn, no, &p);

        if (rc == KUNDO_OK && p.kind == KUNDO_PERSON_AGENT) {
            kundoctl_agent_line(&list, &p);
        }

        if (rc == KUNDO_NOT_FOUND) {
            rc = KUNDO_OK;
        }
    }

    return kundoctl_list_end(&list, rc);
}

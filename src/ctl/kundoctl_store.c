/*
 * kundoctl: the store as a whole.
 */

#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>

#include "codec/kundo_json_out.h"
#include "ctl/kundoctl.h"
#include "domain/kundo_check.h"


static void
kundoctl_number(kundoctl_t *ctl, const char *name, uint64_t v)
{
    if (!ctl->json) {
        printf("%-16s %" PRIu64 "\n", name, v);
        return;
    }

    if (ctl->out.data[ctl->out.len - 1] != '{') {
        kundo_out_lit(&ctl->out, ",");
    }

    kundo_json_out_string(&ctl->out, kundo_str_cstr(name));
    kundo_out_lit(&ctl->out, ":");
    kundo_out_u64(&ctl->out, v);
}


int
kundoctl_stat(kundoctl_t *ctl)
{
    int               i;
    kundo_rc_t        rc;
    kundo_env_stat_t  st;

    rc = kundo_env_stat(ctl->env, &st);
    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, NULL);
    }

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "{");
    }

    kundoctl_number(ctl, "version", KUNDO_STORE_VERSION);
    kundoctl_number(ctl, "map_bytes", st.map_size);
    kundoctl_number(ctl, "used_bytes", st.used);
    kundoctl_number(ctl, "free_bytes", st.free);
    kundoctl_number(ctl, "commits", st.last_txn);
    kundoctl_number(ctl, "readers", st.readers);

    if (ctl->json) {
        kundo_out_lit(&ctl->out, ",\"rows\":{");
    }

    for (i = 0; i < KUNDO_TABLE_N; i++) {
        kundoctl_number(ctl, kundo_table_name((kundo_table_t) i),
                        st.rows[i]);
    }

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "}}");
    }

    return KUNDOCTL_OK;
}


static void
kundoctl_check_report(void *data, const char *line)
{
    (void) data;

    fprintf(stderr, "kundoctl: %s\n", line);
}


int
kundoctl_check(kundoctl_t *ctl)
{
    kundo_rc_t     rc;
    kundo_txn_t    txn;
    kundo_check_t  check;

    rc = kundo_txn_begin_read(ctl->env, &txn);

    if (rc == KUNDO_OK) {
        rc = kundo_check(&txn, &ctl->arena, &check, kundoctl_check_report,
                         NULL);
        kundo_txn_abort(&txn);
    }

    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, NULL);
    }

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "{");
    }

    kundoctl_number(ctl, "conversations", check.conversations);
    kundoctl_number(ctl, "messages", check.messages);
    kundoctl_number(ctl, "agents", check.agents);
    kundoctl_number(ctl, "problems", check.problems);

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "}");
    }

    if (check.problems == 0) {
        return KUNDOCTL_OK;
    }

    if (ctl->json) {
        fwrite(ctl->out.data, 1, ctl->out.len, stdout);
        putchar('\n');
    }

    return kundoctl_refuse(KUNDO_DAMAGED, "the store is damaged");
}


int
kundoctl_backup(kundoctl_t *ctl)
{
    char        error[256];
    uint32_t    epoch;
    kundo_rc_t  rc;

    if (getrandom(&epoch, sizeof(epoch), 0) != (ssize_t) sizeof(epoch)) {
        return kundoctl_refuse(KUNDO_IO, "no random numbers");
    }

    rc = kundo_env_backup(ctl->env, ctl->argument, epoch, error);
    if (rc != KUNDO_OK) {
        return kundoctl_refuse(rc, error);
    }

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "{\"path\":");
        kundo_json_out_string(&ctl->out, kundo_str_cstr(ctl->argument));
        kundo_out_lit(&ctl->out, "}");

    } else {
        kundo_out_lit(&ctl->out, "copied to ");
        kundo_out_bytes(&ctl->out, ctl->argument, strlen(ctl->argument));
    }

    return KUNDOCTL_OK;
}

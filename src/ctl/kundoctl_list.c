/*
 * kundoctl: lists.
 */

#include "ctl/kundoctl_list.h"


kundo_rc_t
kundoctl_list_begin(kundoctl_list_t *list, kundoctl_t *ctl)
{
    memset(list, 0, sizeof(kundoctl_list_t));

    list->ctl = ctl;
    list->rd.txn = &list->txn;
    list->rd.seal = ctl->seal;
    list->rd.arena = &ctl->arena;
    list->rd.now_ms = kundoctl_now_ms();

    if (ctl->json) {
        kundo_out_lit(&ctl->out, "{\"items\":[");
    }

    return kundo_txn_begin_read(ctl->env, &list->txn);
}


int
kundoctl_list_json(kundoctl_list_t *list)
{
    if (!list->ctl->json) {
        return 0;
    }

    if (list->n++) {
        kundo_out_lit(&list->ctl->out, ",");
    }

    return 1;
}


int
kundoctl_list_end(kundoctl_list_t *list, kundo_rc_t rc)
{
    kundo_txn_abort(&list->txn);

    if (list->ctl->json) {
        kundo_out_lit(&list->ctl->out, "]}");
    }

    if (rc == KUNDO_OK && list->ctl->out.failed) {
        rc = KUNDO_NO_MEMORY;
    }

    return rc == KUNDO_OK ? KUNDOCTL_OK : kundoctl_refuse(rc, NULL);
}

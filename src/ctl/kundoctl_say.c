/*
 * kundoctl: what its commands check and print alike.
 */

#include "base/kundo_limit.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_utf8.h"
#include "ctl/kundoctl.h"


int
kundoctl_check_name(const char *name)
{
    size_t  n;

    if (name == NULL) {
        return kundoctl_usage("--name N is what people see");
    }

    n = strlen(name);

    if (n == 0 || n > KUNDO_NAME_MAX_BYTES
        || !kundo_utf8_valid(kundo_str_make(name, n)))
    {
        return kundoctl_refuse(KUNDO_BAD_VALUE,
                               "--name takes 1 to 200 bytes of UTF-8");
    }

    return KUNDOCTL_OK;
}


void
kundoctl_done(kundoctl_t *ctl, const char *what, const char *which,
    kundo_str_t id)
{
    if (ctl->json) {
        kundo_out_lit(&ctl->out, "{\"id\":");
        kundo_json_out_string(&ctl->out, id);
        kundo_out_lit(&ctl->out, "}");
        return;
    }

    kundo_out_bytes(&ctl->out, what, strlen(what));
    kundo_out_lit(&ctl->out, " ");
    kundo_out_bytes(&ctl->out, which, strlen(which));
}

/*
 * Trace.
 */

#include <stdio.h>
#include <string.h>

#include "sim/trace.h"


/* "Nname Sname ...": the kinds and names of a command's fields. */

#define TRACE_N(f)  "N" #f " "
#define TRACE_S(f)  "S" #f " "
#define TRACE_ROW(name, member, fields)  fields "",

static const char  *trace_fields[] = {
    KUNDO_COMMAND_LIST(TRACE_ROW, TRACE_N, TRACE_S)
};


static void
trace_str(kundo_str_t s)
{
    size_t  i;

    if (s.data == NULL) {
        printf("null");
        return;
    }

    printf("\"");

    for (i = 0; i < s.len; i++) {
        printf(s.data[i] < 0x20 || s.data[i] > 0x7e ? "\\x%02x" : "%c",
               s.data[i]);
    }

    printf("\"");
}


void
trace_command(uint64_t step, const kundo_command_t *cmd)
{
    size_t          len;
    uint64_t        n;
    kundo_str_t     s;
    const char     *p, *end;
    const uint8_t  *args;

    printf("%5llu %llu %s %llu: %s", (unsigned long long) step,
           (unsigned long long) cmd->now_ms,
           kundo_person_kind_name(cmd->actor.kind),
           (unsigned long long) cmd->actor.no,
           kundo_command_name(cmd->type));

    args = (const uint8_t *) &cmd->u;

    for (p = trace_fields[cmd->type]; *p; p = end + 1) {
        end = strchr(p, ' ');
        len = (size_t) (end - p) - 1;

        printf(" %.*s=", (int) len, p + 1);

        if (*p == 'N') {
            memcpy(&n, args, sizeof(n));
            args += sizeof(n);
            printf("%llu", (unsigned long long) n);

        } else {
            memcpy(&s, args, sizeof(s));
            args += sizeof(s);
            trace_str(s);
        }
    }

    printf("\n");
    fflush(stdout);
}


void
trace_result(const kundo_result_t *r)
{
    printf("      %s%s no %llu session %llu seq %u\n", kundo_rc_code(r->rc),
           r->repeated ? " repeated" : r->more ? " more" : "",
           (unsigned long long) r->no, (unsigned long long) r->session,
           r->seq);
    fflush(stdout);
}

/*
 * Commands as bytes: format 1, type 1, actor kind 1, role 1, actor no 8,
 * now_ms 8, then the fields in the order of the list.
 */

#include "domain/kundo_command.h"
#include "base/kundo_pack.h"


#define KUNDO_COMMAND_FIELDS  16     /* and a 0 at the end */


/* Kinds in order: the offsets follow, since both kinds are 8-byte aligned. */

#define KUNDO_COMMAND_N_KIND(f)  'N',
#define KUNDO_COMMAND_S_KIND(f)  'S',

/* fields is a list with its commas: it cannot stand in parentheses */
#define KUNDO_COMMAND_ROW(name, member, fields)                               \
    { #member, { fields 0 } },     /* NOLINT(bugprone-macro-parentheses) */

static const struct {
    const char  *name;
    char         kinds[KUNDO_COMMAND_FIELDS];
} kundo_command_rows[] = {
    KUNDO_COMMAND_LIST(KUNDO_COMMAND_ROW, KUNDO_COMMAND_N_KIND,
                       KUNDO_COMMAND_S_KIND)
};


const char *
kundo_command_name(kundo_command_type_t type)
{
    return type < KUNDO_COMMAND_N ? kundo_command_rows[type].name : "unknown";
}


void
kundo_command_encode(kundo_out_t *out, const kundo_command_t *cmd)
{
    size_t          off;
    uint64_t        n;
    kundo_str_t     s;
    const char     *k;
    const uint8_t  *args;

    kundo_pack_u8(out, KUNDO_COMMAND_FORMAT);
    kundo_pack_u8(out, (uint8_t) cmd->type);
    kundo_pack_u8(out, (uint8_t) cmd->actor.kind);
    kundo_pack_u8(out, (uint8_t) cmd->actor.role);
    kundo_pack_u64(out, cmd->actor.no);
    kundo_pack_u64(out, cmd->now_ms);

    args = (const uint8_t *) &cmd->u;
    off = 0;

    for (k = kundo_command_rows[cmd->type].kinds; *k; k++) {

        if (*k == 'N') {
            memcpy(&n, args + off, sizeof(n));
            kundo_pack_u64(out, n);
            off += sizeof(n);

        } else {
            memcpy(&s, args + off, sizeof(s));
            kundo_pack_u8(out, s.data != NULL);
            kundo_pack_str(out, s);
            off += sizeof(s);
        }
    }
}


kundo_rc_t
kundo_command_decode(kundo_str_t bytes, kundo_command_t *cmd)
{
    size_t           off;
    uint8_t          type, kind, role, given, *args;
    uint64_t         n;
    kundo_str_t      s;
    const char      *k;
    kundo_unpack_t   u;

    memset(cmd, 0, sizeof(kundo_command_t));
    kundo_unpack_init(&u, bytes);

    if (kundo_unpack_u8(&u) != KUNDO_COMMAND_FORMAT) {
        return KUNDO_BAD_VALUE;
    }

    type = kundo_unpack_u8(&u);
    kind = kundo_unpack_u8(&u);
    role = kundo_unpack_u8(&u);

    if (type >= KUNDO_COMMAND_N || kind > KUNDO_PERSON_BOT
        || role > KUNDO_ROLE_ADMIN)
    {
        return KUNDO_BAD_VALUE;
    }

    cmd->type = (kundo_command_type_t) type;
    cmd->actor.kind = (kundo_person_kind_t) kind;
    cmd->actor.role = (kundo_role_t) role;
    cmd->actor.no = kundo_unpack_u64(&u);
    cmd->now_ms = kundo_unpack_u64(&u);

    args = (uint8_t *) &cmd->u;
    off = 0;

    for (k = kundo_command_rows[type].kinds; *k; k++) {

        if (*k == 'N') {
            n = kundo_unpack_u64(&u);
            memcpy(args + off, &n, sizeof(n));
            off += sizeof(n);

        } else {
            given = kundo_unpack_u8(&u);
            s = kundo_unpack_str(&u);

            if (given > 1 || (!given && s.len != 0)) {
                return KUNDO_BAD_VALUE;
            }

            if (!given) {
                s = kundo_str_null;
            }

            memcpy(args + off, &s, sizeof(s));
            off += sizeof(s);
        }
    }

    return kundo_unpack_done(&u) ? KUNDO_OK : KUNDO_BAD_VALUE;
}

/*
 * Commands and packed fields from arbitrary bytes: nothing is read past the
 * end, and a command that is taken is written back as the same bytes.
 *
 * Input: the bytes; as packed fields, each byte of the front half says
 * which kind of field is read next.
 */

#include "kundo_fuzz.h"

#include "base/kundo_pack.h"
#include "domain/kundo_command.h"


static void
check_fields(kundo_str_t kinds, kundo_str_t bytes)
{
    size_t          i;
    kundo_str_t     s;
    kundo_unpack_t  u;

    kundo_unpack_init(&u, bytes);

    for (i = 0; i < kinds.len; i++) {
        switch (kinds.data[i] % 4) {

        case 0:
            (void) kundo_unpack_u8(&u);
            break;

        case 1:
            (void) kundo_unpack_u32(&u);
            break;

        case 2:
            (void) kundo_unpack_u64(&u);
            break;

        default:
            s = kundo_unpack_str(&u);
            kundo_must(s.len == 0 || (s.data >= bytes.data
                       && s.data + s.len <= bytes.data + bytes.len));
            break;
        }
    }

    kundo_must(!kundo_unpack_done(&u) || u.pos == bytes.data + bytes.len);
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kundo_out_t      out;
    kundo_str_t      bytes;
    kundo_arena_t    arena;
    kundo_command_t  cmd;

    bytes = kundo_str_make(data, size);

    check_fields(kundo_str_make(data, size / 2),
                 kundo_str_make(data + size / 2, size - size / 2));

    memset(&cmd, 0, sizeof(cmd));

    if (kundo_command_decode(bytes, &cmd) == KUNDO_OK) {
        kundo_must(cmd.type < KUNDO_COMMAND_N);
        kundo_must(kundo_command_name(cmd.type) != NULL);

        kundo_arena_init(&arena, 16 << 20);
        kundo_out_init(&out, &arena, 64);
        kundo_command_encode(&out, &cmd);

        kundo_must(!out.failed);
        kundo_must(kundo_str_eq(bytes, kundo_str_make(out.data, out.len)));

        kundo_arena_free(&arena);
    }

    return 0;
}

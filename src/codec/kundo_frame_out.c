/*
 * WebSocket frames out: whole and unmasked, as a server sends them.
 */

#include "codec/kundo_frame.h"


#define KUNDO_FRAME_OUT_FIN       0x80
#define KUNDO_FRAME_OUT_LENGTH_2  126
#define KUNDO_FRAME_OUT_LENGTH_8  127


size_t
kundo_frame_head(uint8_t *p, unsigned opcode, uint64_t len)
{
    size_t  i, n;

    p[0] = KUNDO_FRAME_OUT_FIN | opcode;

    if (len < 126) {
        p[1] = len;
        return 2;
    }

    if (len < 65536) {
        p[1] = KUNDO_FRAME_OUT_LENGTH_2;
        n = 2;

    } else {
        p[1] = KUNDO_FRAME_OUT_LENGTH_8;
        n = 8;
    }

    for (i = 0; i < n; i++) {
        p[2 + i] = len >> 8 * (n - 1 - i);
    }

    return 2 + n;
}


size_t
kundo_frame_close(uint8_t *p, unsigned code, kundo_str_t reason)
{
    size_t  n;

    if (code == KUNDO_CLOSE_NONE) {
        return kundo_frame_head(p, KUNDO_FRAME_CLOSE, 0);
    }

    n = reason.len;

    if (n > KUNDO_FRAME_CONTROL_MAX - 2) {
        n = KUNDO_FRAME_CONTROL_MAX - 2;

        while (n && (reason.data[n] & 0xc0) == 0x80) {
            n--;
        }
    }

    (void) kundo_frame_head(p, KUNDO_FRAME_CLOSE, 2 + n);

    p[2] = code >> 8;
    p[3] = code;

    if (n) {
        memcpy(p + 4, reason.data, n);
    }

    return 4 + n;
}

/*
 * WebSocket frames from arbitrary bytes, in pieces of arbitrary size: the
 * same messages, in order, and the same end as when all comes at once; and
 * all that is said to be text is valid UTF-8.
 *
 * Input: one byte of rules, one that seeds the sizes of pieces, frames.
 */

#include "codec/kundo_frame.h"
#include "kundo_fuzz.h"


#define MESSAGE_MAX  4096
#define BROKEN       0x10     /* beside the opcodes */


typedef struct {
    uint64_t   hash;          /* of all that came, in order */
    uint8_t    message[MESSAGE_MAX];
    size_t     len;
    unsigned   frames;
} run_t;


static void
add(run_t *run, unsigned kind, unsigned code, const uint8_t *p, size_t len)
{
    uint8_t  head[4];

    head[0] = kind;
    head[1] = code >> 8;
    head[2] = code;
    head[3] = len;

    run->hash = kundo_str_hash(run->hash, kundo_str_make(head, 4));
    run->hash = kundo_str_hash(run->hash, kundo_str_make(p, len));
}


static void
take(run_t *run, const kundo_frame_t *f)
{
    run->frames++;

    if (f->opcode >= KUNDO_FRAME_CLOSE) {
        kundo_must(f->last && f->len <= KUNDO_FRAME_CONTROL_MAX);

        if (f->opcode == KUNDO_FRAME_CLOSE) {
            kundo_must(kundo_utf8_valid(kundo_str_make(f->data, f->len)));
            kundo_must(f->code >= 1000 && f->code < 5000);
        }

        add(run, f->opcode,
            f->opcode == KUNDO_FRAME_CLOSE ? f->code : 0, f->data, f->len);
        return;
    }

    kundo_must(f->len <= MESSAGE_MAX - run->len);

    memcpy(run->message + run->len, f->data, f->len);
    run->len += f->len;

    if (f->last) {
        kundo_must(f->opcode != KUNDO_FRAME_TEXT
                   || kundo_utf8_valid(kundo_str_make(run->message,
                                                      run->len)));

        add(run, f->opcode, 0, run->message, run->len);
        run->len = 0;
    }
}


/* Every step has memory of its own size, so that ASan sees its ends. */

static void
feed(run_t *run, const kundo_frame_rules_t *rules, const uint8_t *data,
    size_t size, int whole, unsigned seed)
{
    size_t               n, held, before;
    uint8_t             *buf, *pos, *end;
    uint8_t              kept[KUNDO_FRAME_HELD_MAX];
    kundo_frame_t        f;
    kundo_frame_got_t    got;
    kundo_frame_state_t  st;

    memset(&st, 0, sizeof(st));
    held = 0;

    while (size) {
        seed = seed * 1103515245 + 12345;
        n = seed >> 16 & (seed >> 30 ? 0x7 : 0xff);
        n = whole || n > size ? size : n;

        buf = malloc(held + n + 1);
        kundo_must(buf != NULL);

        memcpy(buf, kept, held);
        memcpy(buf + held, data, n);

        data += n;
        size -= n;
        pos = buf;
        end = buf + held + n;

        do {
            before = end - pos;
            got = kundo_frame_next(&st, rules, &pos, end, &f);

            if (got == KUNDO_FRAME_BROKEN) {
                add(run, BROKEN, f.code, NULL, 0);
                free(buf);
                return;
            }

            if (got == KUNDO_FRAME_READY) {
                kundo_must((size_t) (end - pos) < before);
                take(run, &f);
            }

        } while (got == KUNDO_FRAME_READY);

        held = end - pos;
        kundo_must(held <= sizeof(kept));
        memcpy(kept, pos, held);

        free(buf);
    }
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    run_t                whole, pieces;
    kundo_frame_rules_t  rules;

    if (size < 2) {
        return 0;
    }

    rules.text_only = data[0] & 1;
    rules.message_max = (uint64_t) MESSAGE_MAX >> (data[0] >> 1 & 7);

    memset(&whole, 0, sizeof(whole));
    memset(&pieces, 0, sizeof(pieces));

    feed(&whole, &rules, data + 2, size - 2, 1, 0);
    feed(&pieces, &rules, data + 2, size - 2, 0, data[1]);

    kundo_must(whole.hash == pieces.hash);

    return 0;
}

/*
 * WebSocket frames: one pass over bytes in place, without a buffer.  What is
 * too short to be used stays with the caller.
 */

#include "codec/kundo_frame.h"


/*
 *    0        1        2 ..      then 4       then
 *   +--------+--------+---------+-----------+---------
 *   |FRRROOOO|MLLLLLLL| length  | mask      | payload
 *   +--------+--------+---------+-----------+---------
 *
 * F last of its message, RRR reserved (0), OOOO opcode, M masked, L length:
 * 0..125 itself, 126 in 2 and 127 in 8 bytes more, big-endian, never longer
 * than it need be.
 */

#define KUNDO_FRAME_FIN       0x80
#define KUNDO_FRAME_RESERVED  0x70
#define KUNDO_FRAME_OPCODE    0x0f
#define KUNDO_FRAME_CONTROL   0x08
#define KUNDO_FRAME_MASKED    0x80
#define KUNDO_FRAME_LENGTH    0x7f
#define KUNDO_FRAME_LENGTH_2  126
#define KUNDO_FRAME_LENGTH_8  127
#define KUNDO_FRAME_MORE_OF   0x0      /* opcode of a continuation */


typedef struct {
    uint64_t   len;
    uint8_t    mask[4];
    unsigned   opcode;
    unsigned   fin;
    size_t     size;          /* of the head itself */
} kundo_frame_head_t;


static kundo_frame_got_t kundo_frame_parse_head(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, const uint8_t *p, const uint8_t *end,
    kundo_frame_head_t *head, unsigned *code);
static unsigned kundo_frame_check_first(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, uint8_t b);
static unsigned kundo_frame_check_length(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, const kundo_frame_head_t *head,
    unsigned form);
static kundo_frame_got_t kundo_frame_control(const kundo_frame_head_t *head,
    uint8_t **pos, uint8_t *end, kundo_frame_t *f);
static kundo_frame_got_t kundo_frame_check_close(kundo_frame_t *f);
static kundo_frame_got_t kundo_frame_piece(kundo_frame_state_t *st,
    uint8_t **pos, uint8_t *end, kundo_frame_t *f);
static void kundo_frame_unmask(uint8_t *p, size_t n, uint8_t mask[4]);


kundo_frame_got_t
kundo_frame_next(kundo_frame_state_t *st, const kundo_frame_rules_t *rules,
    uint8_t **pos, uint8_t *end, kundo_frame_t *f)
{
    kundo_frame_got_t   got;
    kundo_frame_head_t  head;

    for ( ;; ) {

        if (st->left == 0) {
            got = kundo_frame_parse_head(st, rules, *pos, end, &head,
                                         &f->code);
            if (got != KUNDO_FRAME_READY) {
                return got;
            }

            if (head.opcode & KUNDO_FRAME_CONTROL) {
                return kundo_frame_control(&head, pos, end, f);
            }

            if (head.opcode != KUNDO_FRAME_MORE_OF) {
                st->opcode = head.opcode;
                st->size = 0;
            }

            st->fin = head.fin;
            st->left = head.len;
            st->size += head.len;
            memcpy(st->mask, head.mask, 4);

            *pos += head.size;
        }

        got = kundo_frame_piece(st, pos, end, f);

        /* an empty fragment that ends nothing is nothing */

        if (got != KUNDO_FRAME_READY || f->len || f->last) {
            return got;
        }
    }
}


static kundo_frame_got_t
kundo_frame_parse_head(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, const uint8_t *p, const uint8_t *end,
    kundo_frame_head_t *head, unsigned *code)
{
    size_t    i, n;
    unsigned  form;

    if (p == end) {
        return KUNDO_FRAME_MORE;
    }

    *code = kundo_frame_check_first(st, rules, p[0]);
    if (*code) {
        return KUNDO_FRAME_BROKEN;
    }

    if (end - p < 2) {
        return KUNDO_FRAME_MORE;
    }

    head->opcode = p[0] & KUNDO_FRAME_OPCODE;
    head->fin = (p[0] & KUNDO_FRAME_FIN) != 0;
    form = p[1] & KUNDO_FRAME_LENGTH;

    if (!(p[1] & KUNDO_FRAME_MASKED)
        || (head->opcode & KUNDO_FRAME_CONTROL
            && form > KUNDO_FRAME_CONTROL_MAX))
    {
        *code = KUNDO_CLOSE_PROTOCOL;
        return KUNDO_FRAME_BROKEN;
    }

    n = form == KUNDO_FRAME_LENGTH_8 ? 8
        : form == KUNDO_FRAME_LENGTH_2 ? 2 : 0;

    if ((size_t) (end - p) < 2 + n) {
        return KUNDO_FRAME_MORE;
    }

    head->len = n ? 0 : form;

    for (i = 0; i < n; i++) {
        head->len = head->len << 8 | p[2 + i];
    }

    *code = kundo_frame_check_length(st, rules, head, form);
    if (*code) {
        return KUNDO_FRAME_BROKEN;
    }

    head->size = 2 + n + 4;

    if ((size_t) (end - p) < head->size) {
        return KUNDO_FRAME_MORE;
    }

    memcpy(head->mask, p + 2 + n, 4);

    return KUNDO_FRAME_READY;
}


/* 0, or the code to fail with. */

static unsigned
kundo_frame_check_first(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, uint8_t b)
{
    if (b & KUNDO_FRAME_RESERVED) {
        return KUNDO_CLOSE_PROTOCOL;
    }

    switch (b & KUNDO_FRAME_OPCODE) {

    case KUNDO_FRAME_MORE_OF:
        return st->opcode ? 0 : KUNDO_CLOSE_PROTOCOL;

    case KUNDO_FRAME_BINARY:
        if (rules->text_only && st->opcode == 0) {
            return KUNDO_CLOSE_UNSUPPORTED;
        }

        /* fall through */

    case KUNDO_FRAME_TEXT:
        return st->opcode ? KUNDO_CLOSE_PROTOCOL : 0;

    case KUNDO_FRAME_CLOSE:
    case KUNDO_FRAME_PING:
    case KUNDO_FRAME_PONG:
        return b & KUNDO_FRAME_FIN ? 0 : KUNDO_CLOSE_PROTOCOL;

    default:
        return KUNDO_CLOSE_PROTOCOL;
    }
}


static unsigned
kundo_frame_check_length(const kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, const kundo_frame_head_t *head,
    unsigned form)
{
    uint64_t  before;

    if ((form == KUNDO_FRAME_LENGTH_2 && head->len < 126)
        || (form == KUNDO_FRAME_LENGTH_8
            && (head->len < 65536 || head->len >> 63)))
    {
        return KUNDO_CLOSE_PROTOCOL;
    }

    if (head->opcode & KUNDO_FRAME_CONTROL) {
        return 0;
    }

    before = head->opcode == KUNDO_FRAME_MORE_OF ? st->size : 0;

    if (head->len > rules->message_max - before) {
        return KUNDO_CLOSE_TOO_BIG;
    }

    return 0;
}


static kundo_frame_got_t
kundo_frame_control(const kundo_frame_head_t *head, uint8_t **pos,
    uint8_t *end, kundo_frame_t *f)
{
    uint8_t  mask[4];

    if ((size_t) (end - *pos) < head->size + head->len) {
        return KUNDO_FRAME_MORE;
    }

    f->data = *pos + head->size;
    f->len = head->len;
    f->opcode = head->opcode;
    f->rest = 0;
    f->last = 1;

    memcpy(mask, head->mask, 4);
    kundo_frame_unmask(f->data, f->len, mask);

    *pos = f->data + f->len;

    if (f->opcode == KUNDO_FRAME_CLOSE) {
        return kundo_frame_check_close(f);
    }

    return KUNDO_FRAME_READY;
}


/* 7.4: what a peer may give; 1004 to 1006 and 1015 never stand in a frame. */

static kundo_frame_got_t
kundo_frame_check_close(kundo_frame_t *f)
{
    unsigned  code;

    if (f->len == 0) {
        f->code = KUNDO_CLOSE_NONE;
        return KUNDO_FRAME_READY;
    }

    f->code = KUNDO_CLOSE_PROTOCOL;

    if (f->len == 1) {
        return KUNDO_FRAME_BROKEN;
    }

    code = f->data[0] << 8 | f->data[1];

    if (code < 1000 || code > 4999 || (code > 1014 && code < 3000)
        || (code > 1003 && code < 1007))
    {
        return KUNDO_FRAME_BROKEN;
    }

    f->data += 2;
    f->len -= 2;

    if (!kundo_utf8_valid(kundo_str_make(f->data, f->len))) {
        f->code = KUNDO_CLOSE_BAD_DATA;
        return KUNDO_FRAME_BROKEN;
    }

    f->code = code;

    return KUNDO_FRAME_READY;
}


static kundo_frame_got_t
kundo_frame_piece(kundo_frame_state_t *st, uint8_t **pos, uint8_t *end,
    kundo_frame_t *f)
{
    size_t  n;

    n = end - *pos;

    if (n > st->left) {
        n = st->left;
    }

    if (n == 0 && st->left) {
        return KUNDO_FRAME_MORE;
    }

    f->data = *pos;
    f->len = n;
    f->opcode = st->opcode;

    kundo_frame_unmask(f->data, n, st->mask);

    *pos += n;
    st->left -= n;

    f->rest = st->fin ? st->left : UINT64_MAX;
    f->last = st->left == 0 && st->fin;

    if (st->opcode == KUNDO_FRAME_TEXT
        && (!kundo_utf8_feed(&st->utf8, kundo_str_make(f->data, n))
            || (f->last && st->utf8)))
    {
        f->code = KUNDO_CLOSE_BAD_DATA;
        return KUNDO_FRAME_BROKEN;
    }

    if (f->last) {
        st->opcode = 0;
    }

    return KUNDO_FRAME_READY;
}


/* Turns the mask, so that it fits the byte after these n. */

static void
kundo_frame_unmask(uint8_t *p, size_t n, uint8_t mask[4])
{
    size_t    i;
    uint8_t   turned[4];
    uint32_t  half;
    uint64_t  word, key;

    memcpy(&half, mask, 4);
    key = half | (uint64_t) half << 32;

    for ( /* void */ ; n >= 8; n -= 8) {
        memcpy(&word, p, 8);
        word ^= key;
        memcpy(p, &word, 8);
        p += 8;
    }

    for (i = 0; i < n; i++) {
        p[i] ^= mask[i & 3];
    }

    for (i = 0; i < 4; i++) {
        turned[i] = mask[(i + n) & 3];
    }

    memcpy(mask, turned, 4);
}

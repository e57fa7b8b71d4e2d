/*
 * WebSocket frames (RFC 6455 5), the server's side: bytes of a client to
 * pieces of messages and control frames, and frame heads for a client.
 * Knows no connection and keeps no byte of a message.
 */

#ifndef KUNDO_FRAME_H
#define KUNDO_FRAME_H


#include "base/kundo_str.h"
#include "codec/kundo_utf8.h"


#define KUNDO_FRAME_TEXT            0x1    /* opcodes */
#define KUNDO_FRAME_BINARY          0x2
#define KUNDO_FRAME_CLOSE           0x8
#define KUNDO_FRAME_PING            0x9
#define KUNDO_FRAME_PONG            0xa

#define KUNDO_CLOSE_NORMAL          1000   /* close codes, 7.4.1 */
#define KUNDO_CLOSE_GOING           1001
#define KUNDO_CLOSE_PROTOCOL        1002
#define KUNDO_CLOSE_UNSUPPORTED     1003
#define KUNDO_CLOSE_NONE            1005   /* the close frame had no code */
#define KUNDO_CLOSE_BAD_DATA        1007
#define KUNDO_CLOSE_POLICY          1008
#define KUNDO_CLOSE_TOO_BIG         1009
#define KUNDO_CLOSE_INTERNAL        1011
#define KUNDO_CLOSE_RESTART         1012

#define KUNDO_FRAME_CONTROL_MAX     125    /* payload of a control frame */
#define KUNDO_FRAME_HEAD_MAX        14     /* 2, length 8, mask 4 */
#define KUNDO_FRAME_SEND_HEAD_MAX   10     /* the same, not masked */
#define KUNDO_FRAME_CLOSE_MAX       127    /* a whole close frame to send */

/* Most that a call of kundo_frame_next leaves unused: one byte too few. */
#define KUNDO_FRAME_HELD_MAX                                                  \
    (KUNDO_FRAME_HEAD_MAX + KUNDO_FRAME_CONTROL_MAX - 1)


/* What a connection's frames have come to; zeroed at its start. */

typedef struct {
    uint64_t             left;      /* payload to come in this frame */
    uint64_t             size;      /* of this message, as announced so far */
    kundo_utf8_state_t   utf8;      /* 0 between messages */
    uint8_t              mask[4];   /* turned to the next byte */
    uint8_t              opcode;    /* of the message under way, or 0 */
    uint8_t              fin;       /* this frame is its last */
} kundo_frame_state_t;


typedef struct {
    uint64_t             message_max;
    unsigned             text_only;
} kundo_frame_rules_t;


typedef struct {
    uint8_t             *data;      /* unmasked, in the caller's bytes */
    size_t               len;
    uint64_t             rest;      /* of the message; UINT64_MAX unknown */
    unsigned             opcode;
    unsigned             last;      /* the message ends with this piece */
    unsigned             code;      /* of a close frame, or of the failure */
} kundo_frame_t;


typedef enum {
    KUNDO_FRAME_MORE,
    KUNDO_FRAME_READY,
    KUNDO_FRAME_BROKEN
} kundo_frame_got_t;


/*
 * Takes the next piece of a message, or the next whole control frame, from
 * the bytes at *pos and moves *pos behind it.
 *
 * READY: *f is it.  Pieces of a text are valid UTF-8 as far as they go, and
 * a close frame has code and reason checked (data is the reason; code is
 * KUNDO_CLOSE_NONE without one).  Control frames come between pieces.
 *
 * MORE: the bytes from *pos on, at most KUNDO_FRAME_HELD_MAX, are too few;
 * give them again, untouched, in front of what follows.
 *
 * BROKEN: fail the connection with f->code (7.1.7); the sooner the better,
 * so that it is said as soon as the bytes leave no way out.
 */
kundo_frame_got_t kundo_frame_next(kundo_frame_state_t *st,
    const kundo_frame_rules_t *rules, uint8_t **pos, uint8_t *end,
    kundo_frame_t *f);


/* Bytes of the head of a whole, unmasked frame around len of payload. */
#define kundo_frame_head_len(len)                                             \
    ((len) < 126 ? (size_t) 2 : (len) < 65536 ? (size_t) 4 : (size_t) 10)

/* Writes that head to p; answers kundo_frame_head_len(len). */
size_t kundo_frame_head(uint8_t *p, unsigned opcode, uint64_t len);

/*
 * Writes a whole close frame, with no code where it is KUNDO_CLOSE_NONE; a
 * reason that is too long is cut after a whole character.
 */
size_t kundo_frame_close(uint8_t *p, unsigned code, kundo_str_t reason);


#endif /* KUNDO_FRAME_H */

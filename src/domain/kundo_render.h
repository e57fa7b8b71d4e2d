/*
 * Rendering: rows as the JSON of the API, as one viewer may see them.
 */

#ifndef KUNDO_RENDER_H
#define KUNDO_RENDER_H


#include "auth/kundo_seal.h"
#include "base/kundo_out.h"
#include "domain/kundo_conversation.h"
#include "domain/kundo_open.h"
#include "domain/kundo_person.h"
#include "domain/kundo_presence.h"
#include "store/kundo_log.h"


/* What a look into the store needs; one thread at a time. */

typedef struct {
    kundo_txn_t    *txn;
    kundo_seal_t   *seal;
    kundo_arena_t  *arena;
    kundo_actor_t   viewer;
    uint64_t        session;      /* of the viewer; 0 = none */
    uint64_t        now_ms;       /* of the look */
} kundo_reader_t;


/* What a message is made of, from the log or from a command. */

typedef struct {
    uint64_t             lpos;
    uint64_t             cno;
    uint64_t             from;
    uint64_t             ms;
    kundo_str_t          cid;
    kundo_str_t          text;        /* escaped JSON */
    kundo_person_kind_t  from_kind;
    uint32_t             seq;
    uint32_t             flow;        /* names the system */
} kundo_message_t;


/* With quotes; no 0 is null. */
void kundo_render_id(kundo_reader_t *rd, kundo_out_t *out,
    kundo_seal_kind_t kind, uint64_t no);
void kundo_render_cursor(kundo_reader_t *rd, kundo_out_t *out, uint64_t jno);

kundo_rc_t kundo_render_person(kundo_reader_t *rd, kundo_out_t *out,
    kundo_person_kind_t kind, uint64_t no, uint32_t flow);
kundo_rc_t kundo_render_message(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_message_t *m);
kundo_rc_t kundo_render_message_at(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t lpos);

/* The id of a flow as the viewer may know it: null of a private one (S1.3). */
kundo_rc_t kundo_render_flow_id(kundo_reader_t *rd, kundo_out_t *out,
    uint32_t flow);
kundo_rc_t kundo_render_note(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t lpos);
kundo_rc_t kundo_render_line(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_line_row_t *line);

/* {"agent":ID|null,"flow":F|null}, one side of a transfer. */
kundo_rc_t kundo_render_side(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t agent, uint32_t flow);
kundo_rc_t kundo_render_conversation(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, const kundo_hot_t *hot);

/* With the status, agent and flow of `place`, all else as hot says. */
kundo_rc_t kundo_render_conversation_placed(kundo_reader_t *rd,
    kundo_out_t *out, uint64_t cno, const kundo_hot_t *hot,
    const kundo_hot_t *place);
kundo_rc_t kundo_render_presence(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_presence_t *p);
kundo_rc_t kundo_render_flow(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_flow_t *f);

/* Whether it is open, as of the look or of the last command. */
kundo_rc_t kundo_render_opening(kundo_reader_t *rd, const kundo_flow_t *f,
    kundo_opening_t *opening);
void kundo_render_visitor(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_person_t *p, kundo_str_t token);
void kundo_render_agent(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_person_t *p);

/* A problem document (RFC 9457); detail may be NULL. */
void kundo_render_problem(kundo_out_t *out, kundo_rc_t rc,
    const char *detail);


#endif /* KUNDO_RENDER_H */

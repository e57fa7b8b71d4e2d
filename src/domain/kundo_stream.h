/*
 * Streams: rows of the journal as the events of a reader, and the way back
 * from a cursor.
 */

#ifndef KUNDO_STREAM_H
#define KUNDO_STREAM_H


#include "domain/kundo_render.h"
#include "store/kundo_journal.h"


#define KUNDO_RESUME_MAX   8192     /* events of one list; of a visitor, who
                                       reads afresh beyond it, of all */
#define KUNDO_RESUME_SCAN  200000   /* rows behind: an agent reads afresh */


/* The cursor of now: of an agent the journal's end, of a visitor the
 * newest event that she could see, so that it tells nothing else. */
kundo_rc_t kundo_stream_now(kundo_reader_t *rd, uint64_t *jno);

/* The number behind a cursor; KUNDO_NOT_FOUND when it is not known. */
kundo_rc_t kundo_stream_cursor(kundo_reader_t *rd, kundo_str_t cursor,
    uint64_t *jno);

/*
 * Events after `since` that the viewer sees, in order, up to a bound:
 * jnos[0 .. n - 1], in the arena.  All up to `upto` were looked at; when
 * that is the journal's end, there are no more.  KUNDO_NOT_FOUND when
 * what followed is not known any more, or too much: `reset`.
 */

typedef struct {
    uint64_t  *jnos;
    unsigned   n;
    uint64_t   upto;
} kundo_stream_list_t;

kundo_rc_t kundo_stream_since(kundo_reader_t *rd, uint64_t since,
    kundo_stream_list_t *list);

/* Whether the viewer sees the event of this row. */
kundo_rc_t kundo_stream_sees(kundo_reader_t *rd, const kundo_journal_t *row,
    int *sees);

/*
 * The envelope of an event.  The same bytes serve every viewer of a kind
 * when kundo_stream_is_common(type), else it is rendered for each.
 */
kundo_rc_t kundo_stream_render(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t jno, const kundo_journal_t *row);

#define kundo_stream_is_common(type)                                          \
    ((type) == KUNDO_EVENT_MESSAGE_CREATED                                    \
     || (type) == KUNDO_EVENT_MESSAGE_SEEN                                    \
     || (type) == KUNDO_EVENT_NOTE_CREATED                                    \
     || (type) == KUNDO_EVENT_PRESENCE_CHANGED                                \
     || (type) == KUNDO_EVENT_CONVERSATION_QUEUED)

/* hello and reset; typing, which has no cursor. */
void kundo_stream_render_mark(kundo_reader_t *rd, kundo_out_t *out,
    const char *type, uint64_t jno, uint64_t now_ms);
kundo_rc_t kundo_stream_render_typing(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, uint64_t person, int on, uint64_t now_ms);

/* board.changed, a hint to read it anew; without a cursor. */
void kundo_stream_render_board(kundo_out_t *out, uint64_t now_ms);

/* A conversation.queued with today's position, at a cursor. */
kundo_rc_t kundo_stream_render_position(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t jno, uint64_t cno, uint64_t now_ms);


#endif /* KUNDO_STREAM_H */

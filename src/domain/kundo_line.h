/*
 * Lines: what happened in a conversation between its messages, for those
 * who read it: a transfer, a chat that goes on with somebody else.
 */

#ifndef KUNDO_LINE_H
#define KUNDO_LINE_H


#include "domain/kundo_event.h"


typedef enum {
    KUNDO_LINE_TRANSFERRED = 1,   /* S1.4, S2.6 */
    KUNDO_LINE_AGENT_GONE         /* D3 */
} kundo_line_type_t;

typedef kundo_line_row_t  kundo_line_t;


/* Writes the line after the message that is the last now. */
kundo_rc_t kundo_line_put(kundo_work_t *w, uint64_t cno,
    const kundo_hot_t *hot, kundo_line_t *line);

/*
 * The lines of a conversation after seq `from` - 1 up to and with `to`, in
 * their order, at most max; *n is how many.
 */
kundo_rc_t kundo_line_read(kundo_txn_t *txn, uint64_t cno, uint32_t from,
    uint32_t to, kundo_line_t *lines, unsigned max, unsigned *n);

/* What the event of a transfer keeps of it: flow before, by itself or not. */
#define kundo_line_ref(line)                                                  \
    ((uint64_t) (line)->automatic << 32 | (line)->from_flow)
#define kundo_line_ref_flow(ref)       ((uint32_t) (ref))
#define kundo_line_ref_automatic(ref)  ((int) ((ref) >> 32 & 1))


#endif /* KUNDO_LINE_H */

/*
 * The board: who is there, with how many chats, and who waits where, for
 * whoever leads the work.
 */

#ifndef KUNDO_BOARD_H
#define KUNDO_BOARD_H


#include "domain/kundo_conversation.h"
#include "domain/kundo_presence.h"


typedef struct {
    kundo_flow_t         flow;        /* no 0: there is none */
    uint64_t             room;        /* chats that may still come */
    uint64_t             overdue;
} kundo_board_flow_t;

typedef struct {
    kundo_txn_t         *txn;
    kundo_arena_t       *arena;
    kundo_board_flow_t  *flows;       /* by number, up to last_fno */
    uint64_t            *late;        /* agents of overdue chats, sorted */
    size_t               nlate;
} kundo_board_t;


/* The flows, and what is overdue in them; no room is counted yet. */
kundo_rc_t kundo_board_read(kundo_board_t *b, kundo_txn_t *txn,
    kundo_arena_t *arena);

/* Room of an agent, in each flow that she works in. */
void kundo_board_count(kundo_board_t *b, const kundo_presence_t *p);

/* How many chats of an agent are overdue (S2.6). */
uint64_t kundo_board_overdue_of(const kundo_board_t *b, uint64_t agent);

/*
 * Whether the board may look different after this event.  No message is
 * such a change, nor that only a deadline moves.
 */
int kundo_board_shows(const kundo_journal_t *row);


#endif /* KUNDO_BOARD_H */

/*
 * Queries: what the API answers to a GET, from one read transaction.
 */

#ifndef KUNDO_QUERY_H
#define KUNDO_QUERY_H


#include "domain/kundo_render.h"


/* A page: how many, and where it goes on (data NULL = at the start). */

typedef struct {
    uint32_t     limit;
    kundo_str_t  after;
} kundo_page_t;


kundo_rc_t kundo_query_status(kundo_reader_t *rd, kundo_out_t *out,
    kundo_str_t flow);
kundo_rc_t kundo_query_flows(kundo_reader_t *rd, kundo_out_t *out);
kundo_rc_t kundo_query_presence(kundo_reader_t *rd, kundo_out_t *out);
kundo_rc_t kundo_query_me(kundo_reader_t *rd, kundo_out_t *out);

kundo_rc_t kundo_query_conversation(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno);

/* A visitor's own conversations, newest activity first. */
kundo_rc_t kundo_query_conversations(kundo_reader_t *rd, kundo_out_t *out,
    const kundo_page_t *page);

/* An agent's list (S4.11, S4.13, S4.14): its word, and the count beside. */
kundo_rc_t kundo_query_inbox(kundo_reader_t *rd, kundo_out_t *out,
    kundo_str_t view, const kundo_page_t *page);

/* Where a conversation can be transferred (S1.4, S1.5). */
kundo_rc_t kundo_query_targets(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno);

/* Who is there, with how many chats, and who waits where, as of now_ms. */
kundo_rc_t kundo_query_board(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t now_ms);

/* Its notes, newest first; for agents. */
kundo_rc_t kundo_query_notes(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, const kundo_page_t *page);

/* Oldest first; after_seq or before_seq, at most one given (else 0). */

typedef struct {
    uint32_t      after_seq;
    uint32_t      before_seq;
    unsigned      has_after:1;
    unsigned      has_before:1;
    kundo_page_t  page;
} kundo_messages_query_t;

kundo_rc_t kundo_query_messages(kundo_reader_t *rd, kundo_out_t *out,
    uint64_t cno, const kundo_messages_query_t *q);


#endif /* KUNDO_QUERY_H */

/*
 * Schema: the tables of a store and the layouts of their fixed rows.
 * Keys are big-endian, so that LMDB's order is the order of numbers;
 * fixed rows are little-endian structs, copied in and out.
 */

#ifndef KUNDO_SCHEMA_H
#define KUNDO_SCHEMA_H


#include <stdint.h>


#define KUNDO_STORE_MAGIC    0x6f646e756b00534bULL
/*
 * t/unit/domain/kundo_layout_test.c holds both to what is stored.  Versions 1
 * and 2 were layouts on the way here: those stores are refused.
 */

#define KUNDO_STORE_VERSION  3     /* of the layouts below */
#define KUNDO_APPLY_VERSION  1     /* of what commands do */


/*
 *  table     key                                 value
 *  --------  ----------------------------------  ---------------------------
 *  meta      "meta" (in LMDB's unnamed table)    kundo_meta_t
 *            "tail"                              n x kundo_journal_t
 *  log       lpos 8                              kundo_log_head_t, cid, text
 *  journal   jno 8                               kundo_journal_t
 *  hot       cno 8                               kundo_hot_t
 *  block     cno 8, (seq - 1) / 128: 4           n x cid hash 4, n x lpos 8
 *  cid       cno 8, (seq - 1) / 2048: 4          n x (cid hash, seq): 8
 *  view      audience 9, view 1, ~minute 4,      -
 *            cno 8
 *  count     audience 9, view 1                  n 8
 *  seen      person 8, cno 8                     kundo_seen_t
 *  conv      cno 8                               packed, kundo_conv_t
 *  person    pno 8                               packed, kundo_person_t
 *  flow      fno 4                               packed, kundo_flow_t
 *  hours     fno 4                               packed, kundo_open_row_t
 *  address   kind 1, text                        number 8
 *  session   sno 8                               kundo_session_t
 *  presence  agent 8                             kundo_presence_t, as used
 *  room      flow 4, turn 8, agent 8             -
 *            (flow | KUNDO_ROOM_BEHIND)
 *  queue     flow 4, qno 8                       cno 8, starter 8
 *  rank      flow 4, level 1, block 8            n 8 (of queue)
 *  overdue   flow 4, qno 8                       cno 8
 *  passed    flow 4, agent 8                     qno 8 (of overdue)
 *  line      cno 8, seq before it 4, serial 8    kundo_line_row_t
 *  note      cno 8, lpos 8                       -
 *  link      worker 8, person 8                  -
 *  worker    wno 8                               kundo_worker_row_t
 *  idem      person 8, hash 8                    kundo_idem_t
 *  pace      flow 4                              kundo_pace_t
 *  fact      type 1, ms 8, serial 8              kundo_fact_row_t
 *  due       ms 8, kind 1, no 8                  what the kind needs
 *
 * audience: kind 1 ('f' flow, 'v' visitor, 'a' agent), number 8.
 * address: kind 'a' (an agent's e-mail), 'f' (a flow's id), 's' (a visitor's
 * subject).
 */

#define KUNDO_TABLE_LIST(X)                                                   \
    X(META, "meta")                                                           \
    X(LOG, "log")                                                             \
    X(JOURNAL, "journal")                                                     \
    X(HOT, "hot")                                                             \
    X(BLOCK, "block")                                                         \
    X(CID, "cid")                                                             \
    X(VIEW, "view")                                                           \
    X(COUNT, "count")                                                         \
    X(SEEN, "seen")                                                           \
    X(CONV, "conv")                                                           \
    X(PERSON, "person")                                                       \
    X(FLOW, "flow")                                                           \
    X(HOURS, "hours")                                                         \
    X(ADDRESS, "address")                                                     \
    X(SESSION, "session")                                                     \
    X(PRESENCE, "presence")                                                   \
    X(ROOM, "room")                                                           \
    X(QUEUE, "queue")                                                         \
    X(RANK, "rank")                                                           \
    X(OVERDUE, "overdue")                                                     \
    X(PASSED, "passed")                                                       \
    X(LINE, "line")                                                           \
    X(NOTE, "note")                                                           \
    X(LINK, "link")                                                           \
    X(WORKER, "worker")                                                       \
    X(IDEM, "idem")                                                           \
    X(PACE, "pace")                                                           \
    X(FACT, "fact")                                                           \
    X(DUE, "due")

#define KUNDO_TABLE_ENUM(name, text)  KUNDO_TABLE_##name,

typedef enum {
    KUNDO_TABLE_LIST(KUNDO_TABLE_ENUM)
    KUNDO_TABLE_N
} kundo_table_t;

#undef KUNDO_TABLE_ENUM


/*
 * meta: counters, keys and what apply looks at of the settings.  Written
 * once a transaction.
 */

typedef struct {
    uint64_t  magic;
    uint32_t  version;
    uint32_t  apply_version;
    uint32_t  epoch;              /* another one after a restore */
    uint32_t  max_chats;          /* setting: default of an agent */
    uint64_t  now_ms;             /* time never runs backwards */
    uint64_t  last_lpos;
    uint64_t  last_jno;
    uint64_t  first_jno;          /* older ones are trimmed */
    uint64_t  last_cno;
    uint64_t  last_pno;
    uint64_t  last_sno;
    uint64_t  last_qno;
    uint64_t  last_turn;
    uint64_t  last_wno;
    uint64_t  last_due;
    uint64_t  last_line;
    uint64_t  last_fact;
    uint64_t  auto_transfer_ms;   /* setting, S2.6 */
    uint64_t  agent_lost_ms;      /* setting, D3 */
    uint64_t  session_ms;         /* setting */
    uint64_t  created_ms;
    uint32_t  last_fno;
    uint32_t  trim_armed;         /* the journal's trimming goes on */
    uint8_t   seal_key[16];
    uint8_t   token_key[32];
} kundo_meta_t;


/* log: one message.  Append only, in order of arrival. */

typedef struct {
    uint64_t  cno;
    uint64_t  from;               /* person; 0 for system */
    uint64_t  ms;
    uint32_t  seq;
    uint32_t  text_len;           /* escaped JSON, without quotes */
    uint32_t  flow;               /* the system speaks for it; else 0 */
    uint8_t   from_kind;          /* kundo_person_kind_t */
    uint8_t   cid_len;
    uint8_t   reserved[2];
} kundo_log_head_t;


/* journal: one event, without text.  Append only, trimmed at the front. */

typedef struct {
    uint64_t  cno;                /* 0 where there is none */
    uint64_t  ref;                /* lpos of a message; else by type */
    uint64_t  prev_public;        /* jno in this conversation, that the */
    uint64_t  prev_any;           /*   starter sees, or of any event */
    uint64_t  ms;
    uint64_t  actor;              /* person who did it; 0 for system */
    uint64_t  starter;
    uint64_t  agent;              /* after the event; 0 = none */
    uint64_t  other;              /* person who gets it, too; 0 = none */
    uint32_t  flow;
    uint32_t  seq;
    uint8_t   type;               /* kundo_event_type_t */
    uint8_t   audience;           /* kundo_audience_t */
    uint8_t   status;
    uint8_t   flags;              /* of the conversation */
    uint8_t   actor_kind;
    uint8_t   reserved[3];
} kundo_journal_t;


/*
 * The newest events, up to 8 of them, are in one row beside
 * meta, on a page that every commit writes: a commit of one message leaves
 * the tree of the journal alone.
 */

#define KUNDO_JOURNAL_TAIL  8


/* hot: what the path of a message reads and writes of a conversation. */

#define KUNDO_CID_TOP   16
#define KUNDO_HOT_RING  16        /* messages that are not in a block yet */

typedef struct {
    uint64_t  public_jno;         /* newest event that the starter sees */
    uint64_t  any_jno;            /* newest event */
    uint64_t  starter;
    uint64_t  agent;
    uint64_t  updated_ms;
    uint64_t  qno;                /* place in the queue; 0 = not queued */
    uint64_t  queued_ms;          /* there since, while it has one */
    uint64_t  waits_ms;           /* her text stands unanswered since */
    uint64_t  focus_due_ms;       /* S2.6: goes on at; 0 = not armed */
    uint64_t  focus_row_ms;       /* of its row in due; 0 = none */
    uint64_t  overdue;            /* place among the overdue; 0 = none */
    uint64_t  last_agent;         /* who answered last (D5); 0 = nobody */
    uint32_t  flow;
    uint32_t  last_seq;
    uint32_t  seen_starter;       /* what they said that they saw (D7) */
    uint32_t  seen_agent;
    uint32_t  own_starter;        /* newest seq that they wrote */
    uint32_t  own_agent;
    uint32_t  view_minute;        /* the minute of its rows in view */
    uint32_t  last_flow;          /* in which an agent answered last (D5) */
    uint8_t   kind;
    uint8_t   channel;
    uint8_t   status;
    uint8_t   flags;
    uint32_t  reserved;
    uint32_t  cid_hash[KUNDO_HOT_RING];   /* of seq, at (seq - 1) % 16 */
    uint64_t  lpos[KUNDO_HOT_RING];       /* its place in the log */
    uint8_t   cid_top[2][KUNDO_CID_TOP];  /* greatest cid so far, its first
                                             bytes: starter's, others' */
} kundo_hot_t;


#define KUNDO_BLOCK_SEQS  128     /* seqs of one block row */
#define KUNDO_CID_SEQS    2048    /* seqs of one cid row */


typedef struct {
    uint64_t  person;
    uint64_t  expires_ms;
    uint64_t  created_ms;
    uint32_t  generation;         /* of the person's password */
    uint8_t   kind;
    uint8_t   reserved[3];
    uint8_t   digest[16];
} kundo_session_t;


/*
 * presence: an agent's work.  Kept are the nflows and the nchats entries that
 * are used, one list after the other.
 */

typedef struct {
    uint64_t  turn;               /* of the last chat got in this flow */
    uint32_t  flow;
    uint8_t   active;
    uint8_t   reserved[3];
} kundo_presence_flow_t;

typedef struct {
    uint64_t               since_ms;   /* in this state; 0 = ever */
    uint64_t               lost_ms;    /* offline at, if unconnected */
    uint32_t               links;      /* workers with a connection */
    uint32_t               nchats;
    uint32_t               max_chats;
    uint16_t               nflows;
    uint8_t                state;
    uint8_t                room;       /* its rows in room: kundo_room_t */
    kundo_presence_flow_t  flows[64];  /* KUNDO_AGENT_FLOWS_MAX */
    uint64_t               chats[100]; /* KUNDO_CHATS_MAX; cnos of the live
                                          ones, in order */
} kundo_presence_t;


/* room: in the flow's turn, or behind all who are. */

#define KUNDO_ROOM_BEHIND  0x80000000u

typedef enum {
    KUNDO_ROOM_NONE = 0,
    KUNDO_ROOM_TURN = 1,          /* online, and a chat may come */
    KUNDO_ROOM_FULL = 2           /* online, with all the chats it takes */
} kundo_room_t;


/* pace: how soon a flow answers; one row a flow that has answered. */

typedef struct {
    uint64_t  mean;               /* of first answers: ms, times 8 */
    uint64_t  n;                  /* how many were measured */
} kundo_pace_t;


typedef struct {
    uint64_t  pid;
    uint64_t  started_ms;
} kundo_worker_row_t;


typedef struct {
    uint32_t  seen;
    uint32_t  own;
} kundo_seen_t;


typedef struct {
    uint64_t  no;                 /* of what was made */
    uint64_t  request_hash;
} kundo_idem_t;


/* line: what happened between two messages. */

typedef struct {
    uint64_t  ms;
    uint64_t  from_agent;         /* 0 = none */
    uint64_t  to_agent;
    uint32_t  from_flow;
    uint32_t  to_flow;
    uint32_t  after_seq;
    uint8_t   type;               /* kundo_line_type_t */
    uint8_t   automatic;
    uint8_t   reserved[2];
} kundo_line_row_t;


/* fact: what the statistics count.  Append only, by type. */

typedef struct {
    uint64_t  cno;
    uint64_t  agent;              /* 0 = none */
    uint64_t  value;              /* ms, or an agent: by type */
    uint32_t  flow;
    uint32_t  flow_to;            /* of a transfer */
    uint8_t   flags;
    uint8_t   reserved[7];
} kundo_fact_row_t;


#endif /* KUNDO_SCHEMA_H */

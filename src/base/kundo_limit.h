/*
 * Limits: every bound of the system with its reason.
 */

#ifndef KUNDO_LIMIT_H
#define KUNDO_LIMIT_H


/* What clients may send. */

#define KUNDO_ID_LEN              22     /* 16 sealed bytes in base64url */
#define KUNDO_ID_MAX              40     /* API.md, Forms */
#define KUNDO_CID_MAX             64     /* API.md, Forms */
#define KUNDO_KEY_MAX             64     /* Idempotency-Key */
#define KUNDO_TEXT_MAX_BYTES      16384  /* a long letter; fits a frame */
#define KUNDO_NAME_MAX_BYTES      200
#define KUNDO_EMAIL_MAX_BYTES     254    /* RFC 5321 4.5.3.1.3 */
#define KUNDO_PHONE_MAX_BYTES     32     /* E.164 has 15 digits */
#define KUNDO_LOCALE_MAX_BYTES    35     /* RFC 5646 4.4.1 */
#define KUNDO_PASSWORD_MIN        8
#define KUNDO_PASSWORD_MAX        256
#define KUNDO_REF_CODE_MAX        100    /* of the survey's, S0.7 */
#define KUNDO_WELCOME_MAX_BYTES   2000
#define KUNDO_BODY_MAX_BYTES      131072 /* text escaped as \uXXXX, and room */
#define KUNDO_JSON_MAX_DEPTH      8
#define KUNDO_JSON_MAX_NODES      1024
#define KUNDO_JSON_MAX_MEMBERS    64     /* of one object: keys are compared */

/* What one command may touch: bounded work, bounded batches. */

#define KUNDO_FLOWS_MAX           4096   /* flows of one store */
#define KUNDO_AGENT_FLOWS_MAX     64     /* flows that an agent works in */
#define KUNDO_FLOW_AGENTS_MAX     256    /* agents named by one flow */
#define KUNDO_CHATS_MAX           100    /* max_chats of one agent */
#define KUNDO_QUEUE_MAX           1000   /* waiting visitors of one flow */
#define KUNDO_AUTO_TRANSFER_MAX   86400  /* seconds; longer is off */
#define KUNDO_HOURS_SPANS_MAX     8      /* of one day of the week */
#define KUNDO_HOURS_CLOSED_MAX    100    /* dates: the holidays of years */
#define KUNDO_HOURS_MAX_BYTES     8192   /* as JSON: all of the above */
#define KUNDO_OPENING_SPANS_MAX   128    /* two weeks of the fullest week */
#define KUNDO_OPENING_DAYS_MAX    400    /* then what opens once a year does */
#define KUNDO_OPENING_MAX_BYTES   2064   /* 16 for each, and a head */
#define KUNDO_PARTICIPANTS_MAX    64
#define KUNDO_CHUNK               256    /* rows of one clean-up command */
#define KUNDO_CHUNK_LEFT          128    /* chats of one: ten rows each */
#define KUNDO_BATCH_MAX           512    /* commands of one transaction */

/* Lists and streams. */

#define KUNDO_LIST_DEFAULT        50
#define KUNDO_LIST_MAX            200
#define KUNDO_LIST_BYTES          262144 /* then a page ends before its limit:
                                            200 long texts are 20 MB */
#define KUNDO_BOARD_AGENTS        1000   /* listed, who are there: of more
                                            nobody has a view */
#define KUNDO_BOARD_OFFLINE       200    /* listed, who are not */
#define KUNDO_BOARD_FLOWS         500
#define KUNDO_BOARD_OVERDUE       10000  /* looked up, whose they are: a row
                                            of hot each */
#define KUNDO_JOURNAL_CHUNK       500    /* rows read between two epolls */

/* One question to the statistics. */

#define KUNDO_STATISTICS_GROUPS   65536  /* pairs of 256 agents */
#define KUNDO_STATISTICS_ROWS     5000   /* of one table; beyond it a sum */
#define KUNDO_STATISTICS_TIMES    4000000      /* answers that are measured */
#define KUNDO_STATISTICS_BYTES    (192 << 20)  /* for that many, sorted */
#define KUNDO_FIGURE_CSV          10000  /* conversations in one file */


#endif /* KUNDO_LIMIT_H */

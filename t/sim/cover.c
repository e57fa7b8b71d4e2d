/*
 * Cover.
 */

#include <stdio.h>
#include <sys/mman.h>

#include "domain/kundo_line.h"
#include "sim/cover.h"


typedef enum {
    COVER_NEW = 0,
    COVER_QUEUED,
    COVER_LEFT,
    COVER_OPEN,
    COVER_CLOSED,
    COVER_STATES
} cover_state_t;

typedef struct {
    uint64_t  answers[KUNDO_COMMAND_N][KUNDO_RC_N];
    uint64_t  repeated[KUNDO_COMMAND_N];
    uint64_t  events[KUNDO_COMMAND_N][KUNDO_EVENT_N];
    uint64_t  ways[COVER_STATES][COVER_STATES];
    uint64_t  what[COVER_N];
} cover_t;

typedef struct {
    kundo_command_type_t  command;
    kundo_rc_t            rc;
} cover_answer_t;


#define COVER_TEXT(name, text)  text,

static const char  *cover_texts[] = { COVER_LIST(COVER_TEXT) };

static const char  *cover_states[] = {
    "new", "queued", "left", "open", "closed"
};


/* Refusals that the rules speak of; every command must be done as well. */

static const cover_answer_t  cover_answers[] = {
    { KUNDO_COMMAND_CONVERSATION_START, KUNDO_NOT_FOUND },
    { KUNDO_COMMAND_CONVERSATION_START, KUNDO_KEY_REUSED },
    { KUNDO_COMMAND_CONVERSATION_START, KUNDO_FIELDS },
    { KUNDO_COMMAND_CONVERSATION_CLOSE, KUNDO_NOT_FOUND },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_NOT_FOUND },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_FORBIDDEN },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_BAD_VALUE },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_CLOSED },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_FLOW_INACTIVE },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_AGENT_OFFLINE },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_AGENT_BUSY },
    { KUNDO_COMMAND_CONVERSATION_TRANSFER, KUNDO_AGENT_FULL },
    { KUNDO_COMMAND_MESSAGE_POST, KUNDO_NOT_FOUND },
    { KUNDO_COMMAND_MESSAGE_POST, KUNDO_CID_REUSED }
};


/* From one to another; to the same one with another agent. */

static const uint8_t  cover_ways[][2] = {
    { COVER_NEW, COVER_QUEUED }, { COVER_NEW, COVER_LEFT },
    { COVER_NEW, COVER_OPEN }, { COVER_QUEUED, COVER_LEFT },
    { COVER_QUEUED, COVER_OPEN }, { COVER_QUEUED, COVER_CLOSED },
    { COVER_LEFT, COVER_LEFT }, { COVER_LEFT, COVER_CLOSED },
    { COVER_OPEN, COVER_QUEUED }, { COVER_OPEN, COVER_LEFT },
    { COVER_OPEN, COVER_OPEN }, { COVER_OPEN, COVER_CLOSED },
    { COVER_CLOSED, COVER_QUEUED }, { COVER_CLOSED, COVER_LEFT },
    { COVER_CLOSED, COVER_OPEN }
};


static cover_t  *cover;


int
cover_create(void)
{
    cover = mmap(NULL, sizeof(cover_t), PROT_READ|PROT_WRITE,
                 MAP_SHARED|MAP_ANONYMOUS, -1, 0);

    return cover == MAP_FAILED ? -1 : 0;
}


static void
cover_add(uint64_t *n)
{
    (void) __sync_fetch_and_add(n, 1);
}


void
cover_count(cover_what_t what)
{
    cover_add(&cover->what[what]);
}


static cover_state_t
cover_state(const model_event_t *e)
{
    return e->status == KUNDO_STATUS_CLOSED ? COVER_CLOSED
           : e->status == KUNDO_STATUS_QUEUED ? COVER_QUEUED
           : e->left ? COVER_LEFT : COVER_OPEN;
}


/* Where the conversation of an event was before it. */

static void
cover_way(const model_t *m, unsigned i)
{
    unsigned              was;
    cover_state_t         from, to;
    const model_event_t  *e = &m->events[i];

    for (was = i; was > 0 && m->events[was - 1].cno != e->cno; was--) {
        /* void */
    }

    to = cover_state(e);
    from = was ? cover_state(&m->events[was - 1]) : COVER_NEW;

    if (from != to || m->events[was - 1].agent != e->agent) {
        cover_add(&cover->ways[from][to]);
    }
}


static void
cover_due(const model_event_t *e, uint64_t kind)
{
    if (kind == KUNDO_DUE_AGENT_LOST) {
        cover_count(e->cno ? COVER_AGENT_GONE : COVER_AGENT_LOST);
    }

    if (kind == KUNDO_DUE_FOCUS) {
        cover_count(e->type == KUNDO_EVENT_PRESENCE_CHANGED
                    ? COVER_MISSED_BUSY
                    : e->type == KUNDO_EVENT_CONVERSATION_UPDATED
                    ? COVER_OVERDUE : COVER_AUTO_TRANSFER);
    }
}


static void
cover_hours(const model_t *m, const kundo_command_t *cmd,
    const model_event_t *e)
{
    if (e->type == KUNDO_EVENT_FLOW_CHANGED
        && cmd->type == KUNDO_COMMAND_DUE_FIRE)
    {
        cover_count(COVER_HOURS_EDGE);
    }

    if (e->type == KUNDO_EVENT_CONVERSATION_UPDATED && e->left
        && (cmd->type == KUNDO_COMMAND_CONVERSATION_START
            || cmd->type == KUNDO_COMMAND_MESSAGE_POST)
        && !model_is_open(&m->flows[e->flow - 1], e->ms)
        && model_flow_active(m, e->flow))
    {
        cover_count(COVER_HOURS_SHUT);
    }
}


static void
cover_event(const kundo_command_t *cmd, const model_event_t *e)
{
    if (e->type == KUNDO_EVENT_CONVERSATION_TRANSFERRED) {

        if (cmd->type != KUNDO_COMMAND_DUE_FIRE
            && kundo_line_ref_automatic(e->ref))
        {
            cover_count(COVER_AUTO_TRANSFER_ROOM);

        } else if (cmd->type == KUNDO_COMMAND_CONVERSATION_TRANSFER) {
            cover_count(cmd->u.conversation_transfer.agent
                        ? COVER_TRANSFER_AGENT : COVER_TRANSFER_FLOW);
        }
    }

    if (e->type == KUNDO_EVENT_CONVERSATION_UPDATED
        && cmd->type == KUNDO_COMMAND_CONVERSATION_FOCUS)
    {
        cover_count(COVER_FOCUS_IN_TIME);
    }

    if (cmd->type == KUNDO_COMMAND_DUE_FIRE
        && (e->type == KUNDO_EVENT_CONVERSATION_TRANSFERRED
            || e->type == KUNDO_EVENT_CONVERSATION_UPDATED
            || e->type == KUNDO_EVENT_PRESENCE_CHANGED
            || cmd->u.due_fire.kind == KUNDO_DUE_AGENT_LOST))
    {
        cover_due(e, cmd->u.due_fire.kind);
    }
}


void
cover_command(const model_t *m, const kundo_command_t *cmd,
    const kundo_result_t *result, unsigned events)
{
    unsigned  i;

    if (result->repeated) {
        cover_add(&cover->repeated[cmd->type]);

    } else {
        cover_add(&cover->answers[cmd->type][result->rc]);
    }

    for (i = events; i < m->nevents; i++) {
        cover_add(&cover->events[cmd->type][m->events[i].type]);
        cover_event(cmd, &m->events[i]);
        cover_hours(m, cmd, &m->events[i]);

        if (m->events[i].cno != 0) {
            cover_way(m, i);
        }
    }
}


static void
cover_print_command(kundo_command_type_t type)
{
    int  i;

    printf("  %-22s", kundo_command_name(type));

    for (i = 0; i < KUNDO_RC_N; i++) {
        if (cover->answers[type][i]) {
            printf(" %s %llu", kundo_rc_code((kundo_rc_t) i),
                   (unsigned long long) cover->answers[type][i]);
        }
    }

    if (cover->repeated[type]) {
        printf(" again %llu", (unsigned long long) cover->repeated[type]);
    }

    for (i = 0; i < KUNDO_EVENT_N; i++) {
        if (cover->events[type][i]) {
            printf(", %s %llu", kundo_event_name((kundo_event_type_t) i),
                   (unsigned long long) cover->events[type][i]);
        }
    }

    printf("\n");
}


static void
cover_print(void)
{
    int  i, j;

    for (i = 0; i < KUNDO_COMMAND_N; i++) {
        cover_print_command((kundo_command_type_t) i);
    }

    for (i = 0; i < COVER_STATES; i++) {
        printf("  %s to", cover_states[i]);

        for (j = 0; j < COVER_STATES; j++) {
            if (cover->ways[i][j]) {
                printf(" %s %llu", cover_states[j],
                       (unsigned long long) cover->ways[i][j]);
            }
        }

        printf("\n");
    }

    for (i = 0; i < COVER_N; i++) {
        printf("  %s: %llu\n", cover_texts[i],
               (unsigned long long) cover->what[i]);
    }
}


/* 1 where it was met too seldom, which is said. */

static int
cover_least(uint64_t n, unsigned least, const char *one, const char *two)
{
    if (n >= least) {
        return 0;
    }

    fprintf(stderr, "t/sim: %s%s%s was met only %llu times, must be %u\n",
            one, *two ? ", " : "", two, (unsigned long long) n, least);

    return 1;
}


int
cover_report(unsigned least)
{
    int             seldom = 0;
    size_t          i;
    cover_answer_t  a;

    cover_print();

    for (i = 0; i < KUNDO_COMMAND_N; i++) {
        seldom |= cover_least(cover->answers[i][KUNDO_OK], least,
                              kundo_command_name((kundo_command_type_t) i),
                              "done");
    }

    for (i = 0; i < sizeof(cover_answers) / sizeof(cover_answers[0]); i++) {
        a = cover_answers[i];
        seldom |= cover_least(cover->answers[a.command][a.rc], least,
                              kundo_command_name(a.command),
                              kundo_rc_code(a.rc));
    }

    for (i = 0; i < sizeof(cover_ways) / sizeof(cover_ways[0]); i++) {
        seldom |= cover_least(cover->ways[cover_ways[i][0]]
                              [cover_ways[i][1]], least,
                              cover_states[cover_ways[i][0]],
                              cover_states[cover_ways[i][1]]);
    }

    for (i = 0; i < COVER_N; i++) {
        seldom |= cover_least(cover->what[i], least, cover_texts[i], "");
    }

    return seldom ? -1 : 0;
}

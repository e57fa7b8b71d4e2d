/*
 * Cover: what the histories have met, counted by all processes together:
 * each answer to each command, each event by what led to it, each way of a
 * conversation, and what can go wrong.
 */

#ifndef COVER_H
#define COVER_H


#include "sim/model.h"


#define COVER_LIST(X)                                                         \
    X(AUTO_TRANSFER, "goes on by itself")                                     \
    X(AUTO_TRANSFER_ROOM, "goes on when another gets room")                   \
    X(OVERDUE, "nobody to go on to")                                          \
    X(MISSED_BUSY, "set busy for missing it")                                 \
    X(FOCUS_IN_TIME, "focus before the deadline")                             \
    X(TRANSFER_AGENT, "transferred to an agent")                              \
    X(TRANSFER_FLOW, "transferred to a flow")                                 \
    X(AGENT_LOST, "lost for want of a connection")                            \
    X(AGENT_GONE, "a chat of one who is gone")                                \
    X(HOURS_SHUT, "comes outside opening hours, somebody is there")           \
    X(HOURS_EDGE, "a flow opens or closes")                                   \
    X(CLOCK_BACK, "a clock behind the last one")                              \
    X(CLOCK_LEAP, "a clock ahead by more than an hour")                       \
    X(REOPENED, "the store opened anew, as by a reload")                      \
    X(RESUMED, "a cursor resumed")                                            \
    X(RESUMED_ANEW, "one from before the store was opened")                   \
    X(RESUMED_MANY, "one with events after it")                               \
    X(CURSOR_OLD, "one that is too old")                                      \
    X(FAULT, "a command that failed")                                         \
    X(COMMIT_FAULT, "a commit that failed")                                   \
    X(CRASH_BATCH, "a crash within a batch")                                  \
    X(CRASH_COMMIT, "a crash within a commit")                                \
    X(REPLAYED, "replayed elsewhere")

#define COVER_ENUM(name, text)  COVER_##name,

typedef enum {
    COVER_LIST(COVER_ENUM)
    COVER_N
} cover_what_t;

#undef COVER_ENUM


/* Shared between the processes; before any of them. */
int cover_create(void);

void cover_count(cover_what_t what);

/* One command that was applied, and the events after the first `events`. */
void cover_command(const model_t *m, const kundo_command_t *cmd,
    const kundo_result_t *result, unsigned events);

/* Prints all; -1 where something was met less than `least` times. */
int cover_report(unsigned least);


#endif /* COVER_H */

/*
 * Look: one store in one transaction, beside the model of what it must
 * hold.
 */

#ifndef LOOK_H
#define LOOK_H


#include "auth/kundo_seal.h"
#include "sim/chance.h"
#include "sim/model.h"
#include "store/kundo_env.h"


typedef struct {
    kundo_txn_t    *txn;
    kundo_seal_t   *seal;
    kundo_arena_t  *arena;
    chance_t       *chance;
    model_t        *m;
} look_t;


/* Says what is wrong, with the seed and the command, and ends. */
void sim_fail(const char *fmt, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

#define sim_eq(what, is, must)                                                \
    do {                                                                      \
        uint64_t  is_ = (uint64_t) (is), must_ = (uint64_t) (must);           \
                                                                              \
        if (is_ != must_) {                                                   \
            sim_fail("%s is %llu, must be %llu", what,                        \
                     (unsigned long long) is_, (unsigned long long) must_);   \
        }                                                                     \
    } while (0)

#define sim_eq_of(what, no, is, must)                                         \
    do {                                                                      \
        uint64_t  is_ = (uint64_t) (is), must_ = (uint64_t) (must);           \
                                                                              \
        if (is_ != must_) {                                                   \
            sim_fail("%s of %llu is %llu, must be %llu", what,                \
                     (unsigned long long) (no), (unsigned long long) is_,     \
                     (unsigned long long) must_);                             \
        }                                                                     \
    } while (0)

#define sim_ok(rc, what)                                                      \
    do {                                                                      \
        kundo_rc_t  rc_ = (rc);                                               \
                                                                              \
        if (rc_ != KUNDO_OK) {                                                \
            sim_fail("%s: %s", what, kundo_rc_title(rc_));                    \
        }                                                                     \
    } while (0)


/* What a command says it has done. */
void compare_result(const kundo_result_t *is, const kundo_result_t *must);

/* After a command: its events, the conversations they name, and what is
 * short: presence, turns, queues, due rows, counters. */
void compare_step(look_t *look, unsigned first_event);

/* Every row. */
void compare_all(look_t *look);

/* One of each. */
void compare_event(look_t *look, uint64_t jno);
void compare_conversation(look_t *look, uint64_t cno);

/* Lists and messages as the API gives them, of somebody, by small pages. */
void compare_lists(look_t *look);
void compare_rendered(look_t *look, uint64_t cno);

/* The status of every flow, as anybody gets it. */
void compare_status(look_t *look);

/* Every fact; then questions to the statistics, against a count of them. */
void compare_facts(look_t *look);
void compare_statistics(look_t *look);

/* Parts of compare_step and compare_all. */
void compare_short_tables(look_t *look);
void compare_views(look_t *look);
uint64_t compare_count(look_t *look, kundo_table_t table);

/* kundo_check finds nothing. */
void compare_check(look_t *look);


/* A cursor that somebody keeps. */

typedef struct {
    kundo_actor_t  viewer;
    uint64_t       event;
    uint8_t        cursor[KUNDO_ID_LEN];
} resume_t;

/* The cursor of now. */
void resume_take(look_t *look, const kundo_actor_t *viewer, resume_t *resume);

/* All that came after it and may be seen, once, in order; or `reset`. */
void resume_check(look_t *look, const resume_t *resume);


#endif /* LOOK_H */

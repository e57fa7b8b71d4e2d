/*
 * Model: what a store must hold, as plain arrays, written after the
 * requirements and the decisions (D1 to D7) and not after src/.  Numbers
 * count from 1, so that number n stands at n - 1.
 */

#ifndef MODEL_H
#define MODEL_H


#include "base/kundo_limit.h"
#include "domain/kundo_command.h"
#include "domain/kundo_fact.h"
#include "domain/kundo_flow.h"
#include "domain/kundo_line.h"
#include "domain/kundo_work.h"


#define MODEL_PERSONS   2048
#define MODEL_FLOWS     16
#define MODEL_WORKERS   64
#define MODEL_SESSIONS  2048
#define MODEL_CONVS     2048
#define MODEL_READERS   12
#define MODEL_IDEMS     256
#define MODEL_DUES      4096
#define MODEL_MESSAGES  4096
#define MODEL_EVENTS    16384
#define MODEL_LINES     4096
#define MODEL_FACTS     8192
#define MODEL_SPANS     8


typedef struct {
    kundo_actor_t  who;           /* number, kind, role */
    kundo_str_t    name;
    kundo_str_t    email;
    kundo_str_t    phone;
    kundo_str_t    locale;
    kundo_str_t    hash;
    kundo_str_t    subject;       /* the site's own name for her */
    int            verified;
    uint32_t       generation;
    int            disabled;
    uint64_t       links;         /* of an agent: bit of each worker */
    kundo_state_t  state;
    uint32_t       max_chats;     /* 0: never set, the default holds */
    uint64_t       since_ms;      /* in this state */
    uint64_t       lost_ms;       /* D3: offline at; 0 = connected */
    int            active[MODEL_FLOWS];
    int            known[MODEL_FLOWS];        /* was active once */
    uint64_t       turn[MODEL_FLOWS];
} model_person_t;

typedef struct {
    kundo_str_t    id;
    kundo_str_t    name;
    kundo_str_t    welcome;
    kundo_str_t    agents;
    kundo_str_t    ref_code;
    uint32_t       max_queue;
    unsigned       ask;
    uint32_t       auto_transfer_s;
    int            miss_is_busy;
    int            public;
    int            any_agent;
    int            show_agents;
    unsigned       answers;       /* measured, S2.8 */
    uint64_t       usual;         /* their mean: ms, times 8 */
    kundo_str_t    rule;          /* opening hours; data NULL = none */
    uint64_t       until_ms;      /* known so far */
    uint64_t       edge_ms;       /* its row in due */
    unsigned       nspans;
    struct {
        uint64_t   opens_ms;
        uint64_t   closes_ms;
    }              spans[MODEL_SPANS];
} model_flow_t;

typedef struct {
    uint64_t       person;
    uint64_t       expires_ms;
    uint32_t       generation;
    int            ended;
    kundo_str_t    digest;
} model_session_t;

typedef struct {
    uint64_t       person;
    uint32_t       seen;
    uint32_t       own;
} model_reader_t;

typedef struct {
    uint64_t        starter;
    uint64_t        agent;
    uint64_t        created_ms;
    uint64_t        updated_ms;
    uint64_t        asked_ms;     /* the visitor's first text */
    uint64_t        answered_ms;  /* an agent's first one after it */
    uint64_t        answered_by;
    int             broken;       /* left or closed in between */
    int             stopped;      /* was left or closed once */
    uint64_t        place;        /* in the queue: lowest is first; 0 = none */
    uint64_t        queued_ms;    /* there since */
    uint64_t        last_agent;   /* D5: who answered last, */
    uint32_t        last_flow;    /*   and in which flow */
    uint64_t        waits_ms;     /* her text stands unanswered since */
    uint64_t        focus_due_ms; /* S2.6: goes on at */
    uint64_t        focus_row_ms;
    uint64_t        overdue;      /* as place, among those */
    uint64_t        missed[KUNDO_PARTICIPANTS_MAX];
    unsigned        nmissed;
    int             focused;
    uint64_t        agents[KUNDO_PARTICIPANTS_MAX];
    unsigned        nagents;
    uint32_t        flow;
    uint32_t        last_seq;
    uint32_t        last_message;
    kundo_status_t  status;
    int             left;
    model_reader_t  readers[MODEL_READERS];
    unsigned        nreaders;
} model_conv_t;

typedef struct {
    uint64_t       cno;
    uint64_t       from;
    uint64_t       ms;
    kundo_str_t    cid;
    kundo_str_t    text;
    uint32_t       seq;
    uint32_t       prev;          /* message of the conversation before it */
} model_message_t;

typedef struct {
    uint64_t          cno;
    kundo_line_row_t  row;
} model_line_t;

typedef struct {
    kundo_fact_type_t  type;
    uint64_t           ms;
    kundo_fact_row_t   row;
} model_fact_t;

typedef struct {
    uint64_t       person;
    uint64_t       no;
    uint64_t       hash;
    uint64_t       due_no;
    kundo_str_t    key;
} model_idem_t;

typedef struct {
    uint64_t       ms;
    uint64_t       no;
    int            kind;
} model_due_t;

typedef struct {
    kundo_event_type_t   type;
    kundo_audience_t     audience;
    kundo_person_kind_t  actor_kind;
    kundo_status_t       status;
    int                  left;
    uint64_t             cno;
    uint64_t             ref;
    uint64_t             ms;
    uint64_t             actor;
    uint64_t             starter;
    uint64_t             agent;
    uint64_t             other;
    uint32_t             flow;
    uint32_t             seq;
} model_event_t;


typedef struct {
    uint64_t         now_ms;
    uint64_t         agent_lost_ms;
    uint64_t         session_ms;
    uint64_t         auto_transfer_ms;
    uint32_t         max_chats;
    int              trims;
    uint64_t         last_place;
    uint64_t         last_turn;
    uint64_t         last_due;
    uint64_t         first_event;      /* those before it are trimmed */
    uint64_t         workers;          /* bit of each that lives */
    unsigned         nworkers;
    unsigned         nflows;
    unsigned         npersons;
    unsigned         nsessions;
    unsigned         nconvs;
    unsigned         nidems;
    unsigned         ndues;
    unsigned         nmessages;
    unsigned         nevents;
    unsigned         nlines;
    unsigned         nfacts;
    model_flow_t     flows[MODEL_FLOWS];
    model_idem_t     idems[MODEL_IDEMS];
    model_due_t      dues[MODEL_DUES];        /* in order */
    model_session_t  sessions[MODEL_SESSIONS];
    model_person_t   persons[MODEL_PERSONS];
    model_conv_t     convs[MODEL_CONVS];
    model_message_t  messages[MODEL_MESSAGES];
    model_event_t    events[MODEL_EVENTS];
    model_line_t     lines[MODEL_LINES];
    model_fact_t     facts[MODEL_FACTS];
} model_t;


/* One command at work. */

typedef struct {
    model_t          *m;
    kundo_result_t   *result;
    kundo_actor_t     actor;
    unsigned          settled;
    unsigned          nfreed;
    uint64_t          freed[KUNDO_FREED_MAX];
} model_work_t;


void model_init(model_t *m, uint64_t now_ms);
void model_copy(model_t *to, const model_t *from);

/* Whether there is room for what any command can add. */
int model_has_room(const model_t *m);

/* Strings of the command must live as long as the model. */
void model_apply(model_t *m, const kundo_command_t *cmd,
    kundo_result_t *result);


model_person_t *model_person(model_t *m, uint64_t no);
model_conv_t *model_conv(model_t *m, uint64_t no);
model_flow_t *model_flow(model_t *m, uint32_t no);
uint32_t model_flow_find(model_t *m, kundo_str_t id);
int model_flow_allows(const model_flow_t *f, uint64_t agent);
unsigned model_flow_active(const model_t *m, uint32_t flow);
unsigned model_flow_waiting(const model_t *m, uint32_t flow);
unsigned model_position(const model_t *m, const model_conv_t *c);
uint32_t model_max_chats(const model_t *m, const model_person_t *p);
int model_conv_live(const model_conv_t *c, uint64_t agent);
unsigned model_chats(const model_t *m, uint64_t agent);
int model_has_room_for(const model_t *m, const model_person_t *p);
unsigned model_flow_online(const model_t *m, uint32_t flow, unsigned max,
    const model_person_t **agents);
int model_conv_has(const model_conv_t *c, uint64_t agent);
int model_sees(model_t *m, const kundo_actor_t *viewer, uint64_t cno);
const model_reader_t *model_reader(const model_conv_t *c, uint64_t person);
int model_event_seen(model_t *m, const kundo_actor_t *viewer,
    const model_event_t *e);


unsigned model_tail(const model_t *m);

#define MODEL_NO_NEWS  (-1)

/* Between the files of the model. */

kundo_rc_t model_due_put(model_work_t *w, uint64_t ms, int kind, uint64_t no);
int model_due_take(model_t *m, uint64_t ms, int kind, uint64_t no);
void model_event(model_work_t *w, kundo_event_type_t type, uint64_t cno,
    uint64_t other);
void model_event_bare(model_work_t *w, kundo_event_type_t type,
    kundo_audience_t audience, uint64_t ref, uint64_t other, uint32_t flow,
    int system);
void model_place(model_work_t *w, uint64_t cno, uint64_t prefer,
    uint64_t lost, int news);
int model_hours_fit(kundo_str_t bytes);
void model_hours_set(model_work_t *w, uint32_t no, kundo_str_t rule,
    kundo_str_t opening);
void model_hours_due(model_work_t *w, uint32_t no, uint64_t ms);
int model_is_open(const model_flow_t *f, uint64_t at_ms);
uint64_t model_opens(const model_flow_t *f, uint64_t at_ms);
void model_assign(model_work_t *w, uint64_t cno, uint64_t agent,
    uint64_t lost, int news);
void model_expel(model_work_t *w, uint32_t flow);
void model_watch(model_work_t *w, model_person_t *p);
void model_unqueue(model_work_t *w, uint64_t cno, uint64_t agent);
void model_unqueued(model_work_t *w, uint32_t flow, uint64_t place);
void model_room(model_work_t *w, uint64_t agent);
void model_settle(model_work_t *w);
void model_state(model_work_t *w, model_person_t *p, kundo_state_t state);
uint64_t model_next_in_turn(model_t *m, uint32_t flow, const uint64_t *but,
    unsigned n);
void model_time(model_work_t *w, model_conv_t *c);
void model_append(model_work_t *w, uint64_t cno, int system, kundo_str_t cid,
    kundo_str_t text);
void model_reopen(model_work_t *w, uint64_t cno, uint64_t prefer);
int model_is_live(const model_conv_t *c);
void model_line(model_work_t *w, uint64_t cno, int type, int automatic,
    uint64_t from_agent, uint32_t from_flow);
void model_fact(model_work_t *w, kundo_fact_type_t type, uint64_t cno,
    uint64_t agent, uint64_t value, int flags);
void model_fact_assigned(model_work_t *w, uint64_t cno, uint64_t agent);
void model_fact_transferred(model_work_t *w, uint64_t cno,
    const model_conv_t *was, int automatic);
void model_focus_end(model_conv_t *c);
void model_focus_assigned(model_work_t *w, uint64_t cno);
void model_focus_said(model_work_t *w, uint64_t cno);
void model_focus_due(model_work_t *w, uint64_t cno, uint64_t ms);
uint64_t model_focus_ms(model_t *m, uint32_t flow);
int model_may_take(const model_conv_t *c, uint64_t agent);
void model_transfer(model_work_t *w, uint64_t cno, uint64_t agent,
    uint32_t flow, int automatic);
void model_note(model_work_t *w, uint64_t cno, kundo_str_t text);
kundo_rc_t model_idem_find(model_work_t *w, kundo_str_t key, uint64_t hash,
    uint64_t *no);
void model_idem_put(model_work_t *w, kundo_str_t key, uint64_t hash,
    uint64_t no);
void model_flow_empty(model_work_t *w, uint32_t flow);
void model_go_offline(model_work_t *w, uint64_t agent);
void model_agent_lost(model_work_t *w, uint64_t agent, uint64_t ms);
kundo_rc_t model_refusal(const model_t *m, const model_person_t *p);


#define MODEL_PROTOTYPE(name, member, fields)                                 \
    kundo_rc_t model_##member(model_work_t *w, const kundo_command_t *cmd);
#define MODEL_NONE(f)

KUNDO_COMMAND_LIST(MODEL_PROTOTYPE, MODEL_NONE, MODEL_NONE)


#endif /* MODEL_H */

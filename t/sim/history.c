/*
 * History: commands by chance, as visitors, agents, administrators, two
 * workers and a clock would send them.
 */

#include <stdio.h>
#include <string.h>

#include "sim/rows.h"
#include "sim/world.h"




typedef struct {
    world_t          *w;
    model_t          *m;
    chance_t         *c;
    uint64_t          clock_ms;
    uint64_t          cids;           /* used so far */
    uint64_t          favourite;      /* a conversation; 0 = none */
    unsigned          weights[KUNDO_COMMAND_N];
    kundo_command_t   fired;          /* the last one */
} history_t;

typedef void (*history_pt)(history_t *h, kundo_command_t *cmd);


static kundo_str_t
keep(history_t *h, const char *fmt, uint64_t n)
{
    char  line[64];

    snprintf(line, sizeof(line), fmt, (unsigned long long) n);

    return kundo_arena_dup(&h->w->keep, kundo_str_cstr(line));
}


static kundo_str_t
word(history_t *h)
{
    static const char  *words[] = {
        "Eva", "\xc3\x85sa \xe2\x98\x8e", "a \"quoted\" <name>", "x"
    };

    const char  *w = words[chance_below(h->c, 4)];

    return chance_one_in(h->c, 5) ? kundo_str_null : kundo_str_cstr(w);
}


static kundo_str_t
digest(history_t *h)
{
    uint64_t  bytes[2];

    bytes[0] = chance_next(h->c);
    bytes[1] = chance_next(h->c);

    return kundo_arena_dup(&h->w->keep, kundo_str_make(bytes,
                           chance_one_in(h->c, 30) ? 15 : 16));
}


/* A person of a kind; the system where there is none. */

static kundo_actor_t
somebody(history_t *h, kundo_person_kind_t kind)
{
    unsigned        i, at, n = h->m->npersons;
    kundo_actor_t   nobody = { 0, KUNDO_PERSON_SYSTEM, KUNDO_ROLE_AGENT };

    at = n ? (unsigned) chance_below(h->c, n) : 0;

    for (i = 0; i < n; i++) {
        if (h->m->persons[(at + i) % n].who.kind == kind) {
            return h->m->persons[(at + i) % n].who;
        }
    }

    return nobody;
}


static kundo_actor_t
anybody(history_t *h)
{
    return somebody(h, chance_one_in(h->c, 2) ? KUNDO_PERSON_VISITOR
                                              : KUNDO_PERSON_AGENT);
}


static kundo_str_t
flow_id(history_t *h)
{
    if (h->m->nflows == 0 || chance_one_in(h->c, 25)) {
        return kundo_str("none");
    }

    return h->m->flows[chance_below(h->c, h->m->nflows)].id;
}


/* A conversation, of a status if there is one; now and then none at all. */

static uint64_t
conversation(history_t *h, int closed)
{
    int       is;
    unsigned  i, at, n = h->m->nconvs;

    if (n == 0 || chance_one_in(h->c, 40)) {
        return n + chance_below(h->c, 2);
    }

    if (h->favourite && !chance_one_in(h->c, 5)) {
        return h->favourite;
    }

    at = (unsigned) chance_below(h->c, n);

    for (i = 0; i < n && !chance_one_in(h->c, 8); i++) {
        is = h->m->convs[(at + i) % n].status == KUNDO_STATUS_CLOSED;

        if (is == closed) {
            return (at + i) % n + 1;
        }
    }

    return at + 1;
}


/* Who has to do with it: mostly one of the two sides, or a stranger. */

static kundo_actor_t
concerned(history_t *h, uint64_t cno)
{
    kundo_actor_t   actor;
    model_conv_t   *c = model_conv(h->m, cno);

    if (c == NULL || chance_one_in(h->c, 12)) {
        return anybody(h);
    }

    if (chance_one_in(h->c, 2)) {
        return model_person(h->m, c->starter)->who;
    }

    if (c->agent && chance_one_in(h->c, 2)) {
        return model_person(h->m, c->agent)->who;
    }

    actor = somebody(h, KUNDO_PERSON_AGENT);

    return actor.no ? actor : model_person(h->m, c->starter)->who;
}


/* The site's own name for a person; mostly it has none. */

static kundo_str_t
subject(history_t *h)
{
    return !chance_one_in(h->c, 3) ? kundo_str_null
           : chance_one_in(h->c, 20) ? kundo_str("")
           : keep(h, "u-%llu", chance_below(h->c, 5));
}


static void
visitor_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.visitor_add.name = word(h);
    cmd->u.visitor_add.email = word(h);
    cmd->u.visitor_add.phone = word(h);
    cmd->u.visitor_add.locale = word(h);
    cmd->u.visitor_add.digest = digest(h);
    cmd->u.visitor_add.subject = subject(h);
    cmd->u.visitor_add.verified = chance_below(h->c, 2);
}


static void
visitor_update(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_VISITOR);
    cmd->u.visitor_update.given = chance_below(h->c, 16);
    cmd->u.visitor_update.name = word(h);
    cmd->u.visitor_update.email = word(h);
    cmd->u.visitor_update.phone = word(h);
    cmd->u.visitor_update.locale = word(h);
    cmd->u.visitor_update.subject = subject(h);
    cmd->u.visitor_update.verified = chance_below(h->c, 2);
}


static void
session_add(history_t *h, kundo_command_t *cmd)
{
    kundo_actor_t    agent = somebody(h, KUNDO_PERSON_AGENT);
    model_person_t  *p = model_person(h->m, agent.no);

    cmd->u.session_add.person = agent.no + !chance_below(h->c, 20);
    cmd->u.session_add.generation = p ? p->generation : 0;
    cmd->u.session_add.generation -= !chance_below(h->c, 8);
    cmd->u.session_add.digest = digest(h);
}


static void
session_renew(history_t *h, kundo_command_t *cmd)
{
    cmd->u.session_renew.session = chance_below(h->c, h->m->nsessions + 2);
}


static void
session_end(history_t *h, kundo_command_t *cmd)
{
    cmd->u.session_end.session = chance_below(h->c, h->m->nsessions + 2);
}


static void
conversation_start(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_VISITOR);
    cmd->u.conversation_start.flow = flow_id(h);

    if (chance_one_in(h->c, 2)) {
        cmd->u.conversation_start.text = keep(h, "canary %llu",
                                              chance_below(h->c, 9));
        cmd->u.conversation_start.cid = keep(h, "c%llu", ++h->cids);
    }

    if (chance_one_in(h->c, 2)) {
        cmd->u.conversation_start.key = keep(h, "key %llu",
                                             chance_below(h->c, 6));
        cmd->u.conversation_start.request_hash = chance_below(h->c, 3);
    }
}


static void
conversation_close(history_t *h, kundo_command_t *cmd)
{
    cmd->u.conversation_close.cno = conversation(h, 0);
    cmd->actor = concerned(h, cmd->u.conversation_close.cno);
}


static void
conversation_open(history_t *h, kundo_command_t *cmd)
{
    cmd->u.conversation_open.cno = conversation(h, 1);
    cmd->actor = concerned(h, cmd->u.conversation_open.cno);
}


/* A message that the actor has written there; NULL where there is none. */

static model_message_t *
written(history_t *h, const kundo_command_t *cmd)
{
    uint32_t          i;
    model_conv_t     *c = model_conv(h->m, cmd->u.message_post.cno);
    model_message_t  *msg, *last = NULL;

    for (i = c ? c->last_message : 0; i != 0; i = msg->prev) {
        msg = &h->m->messages[i - 1];

        if (msg->from == cmd->actor.no) {
            last = msg;

            if (chance_one_in(h->c, 8)) {
                break;
            }
        }
    }

    return last;
}


static void
message_post(history_t *h, kundo_command_t *cmd)
{
    const char       *text;
    model_message_t  *msg;

    static const char  *texts[] = {
        "canary", "canary\\nrad", "\\u003ccanary", "\xc3\xa5 canary"
    };

    text = texts[chance_below(h->c, 4)];

    cmd->u.message_post.cno = conversation(h, chance_one_in(h->c, 4));
    cmd->actor = concerned(h, cmd->u.message_post.cno);
    cmd->u.message_post.text = kundo_str_cstr(text);

    msg = chance_one_in(h->c, 5) ? written(h, cmd) : NULL;

    if (msg == NULL) {
        cmd->u.message_post.cid = keep(h, "c%llu",
                                       chance_one_in(h->c, 4)
                                       ? chance_below(h->c, h->cids + 1)
                                       : ++h->cids);
        return;
    }

    /* sent again, as it was or with another text */

    cmd->u.message_post.cid = msg->cid;

    if (!chance_one_in(h->c, 3)) {
        cmd->u.message_post.text = msg->text;
    }
}


static void
message_seen(history_t *h, kundo_command_t *cmd)
{
    model_conv_t  *c;

    cmd->u.message_seen.cno = conversation(h, 0);
    cmd->actor = concerned(h, cmd->u.message_seen.cno);

    c = model_conv(h->m, cmd->u.message_seen.cno);

    cmd->u.message_seen.seq = c == NULL ? 1
                              : !chance_one_in(h->c, 3) ? c->last_seq
                              : chance_below(h->c, c->last_seq + 2);

    if (chance_one_in(h->c, 50)) {
        cmd->u.message_seen.seq += 1ULL << 32;
    }
}


static kundo_str_t
email(history_t *h)
{
    return keep(h, chance_one_in(h->c, 3) ? "A%llu@Example.com"
                                          : "a%llu@example.com",
                chance_below(h->c, 8));
}


static void
agent_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_add.email = email(h);
    cmd->u.agent_add.name = keep(h, "Agent %llu", h->m->npersons);
    cmd->u.agent_add.hash = kundo_str("hash 0");
    cmd->u.agent_add.role = chance_one_in(h->c, 4);
}


static void
agent_password(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_password.email = email(h);
    cmd->u.agent_password.hash = keep(h, "hash %llu", ++h->cids);
}


static void
agent_disable(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_disable.email = email(h);
    cmd->u.agent_disable.disabled = chance_one_in(h->c, 3);
}


/* Some of the agents, as packed numbers. */

static kundo_str_t
some_agents(history_t *h)
{
    unsigned     i;
    kundo_out_t  out;

    kundo_out_init(&out, &h->w->keep, 64);

    for (i = 0; i < h->m->npersons; i++) {
        if (h->m->persons[i].who.kind == KUNDO_PERSON_AGENT
            && chance_one_in(h->c, 2))
        {
            kundo_pack_u64(&out, i + 1);
        }
    }

    return kundo_str_make(out.data, out.len);
}


static void
flow_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.flow_add.id = keep(h, "flow-%llu", chance_below(h->c, 7));
    cmd->u.flow_add.name = kundo_str("Flow");
    cmd->u.flow_add.welcome = chance_one_in(h->c, 2) ? kundo_str_null
                                          : kundo_str("V\xc3\xa4lkommen\\n");
    cmd->u.flow_add.agents = some_agents(h);
    cmd->u.flow_add.public = !chance_one_in(h->c, 8);
    cmd->u.flow_add.any_agent = !chance_one_in(h->c, 3);
    cmd->u.flow_add.max_queue = chance_below(h->c, 12);
    cmd->u.flow_add.ask = chance_one_in(h->c, 8) ? chance_below(h->c, 43) : 0;
    cmd->u.flow_add.show_agents = !chance_one_in(h->c, 4);
}


static void
flow_update(history_t *h, kundo_command_t *cmd)
{
    static const uint64_t  given[] = {
        KUNDO_GIVEN_NAME, KUNDO_GIVEN_WELCOME, KUNDO_GIVEN_AGENTS,
        KUNDO_GIVEN_PUBLIC, KUNDO_GIVEN_MAX_QUEUE, KUNDO_GIVEN_ASK,
        KUNDO_GIVEN_SHOW_AGENTS
    };

    flow_add(h, cmd);

    /* the same members but for `given` */

    cmd->u.flow_update.welcome = cmd->u.flow_add.welcome;
    cmd->u.flow_update.id = flow_id(h);
    cmd->u.flow_update.given = given[chance_below(h->c, 7)]
                               | given[chance_below(h->c, 7)];
    cmd->u.flow_update.name = kundo_str("Renamed");
    cmd->u.flow_update.agents = some_agents(h);
    cmd->u.flow_update.public = !chance_one_in(h->c, 8);
    cmd->u.flow_update.any_agent = !chance_one_in(h->c, 3);
    cmd->u.flow_update.max_queue = chance_below(h->c, 12);
    cmd->u.flow_update.ask = chance_one_in(h->c, 3) ? chance_below(h->c, 43)
                                                    : 0;
    cmd->u.flow_update.show_agents = chance_below(h->c, 2);
}


static void
presence_set(history_t *h, kundo_command_t *cmd)
{
    unsigned     i;
    kundo_out_t  out;

    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);

    if (!chance_one_in(h->c, 6)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_STATE;
        cmd->u.presence_set.state = chance_one_in(h->c, 60) ? 3
                                    : chance_one_in(h->c, 2)
                                    ? KUNDO_STATE_ONLINE
                                    : chance_below(h->c, 3);
    }

    if (chance_one_in(h->c, 2)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_FLOWS;

        kundo_out_init(&out, &h->w->keep, 64);

        for (i = 0; i < h->m->nflows; i++) {
            if (!chance_one_in(h->c, 3)) {
                kundo_pack_str(&out, h->m->flows[i].id);
            }
        }

        if (chance_one_in(h->c, 30)) {
            kundo_pack_str(&out, kundo_str("none"));
        }

        cmd->u.presence_set.flows = kundo_str_make(out.data, out.len);
    }

    if (chance_one_in(h->c, 4)) {
        cmd->u.presence_set.given |= KUNDO_GIVEN_MAX_CHATS;
        cmd->u.presence_set.max_chats = chance_one_in(h->c, 30)
                                        ? 101 * chance_below(h->c, 2)
                                        : 1 + chance_below(h->c, 4);
    }
}


static uint64_t
some_worker(history_t *h)
{
    return h->m->nworkers ? 1 + chance_below(h->c, h->m->nworkers) : 1;
}


static void
link_up(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);
    cmd->u.link_up.worker = some_worker(h);
}


static void
link_down(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_AGENT);
    cmd->u.link_down.worker = some_worker(h);
}


static void
worker_join(history_t *h, kundo_command_t *cmd)
{
    cmd->u.worker_join.pid = 1000 + chance_below(h->c, 1000);

    /* one that was taken for dead keeps its number */

    if (h->m->nworkers == MODEL_WORKERS
        || (h->m->nworkers && chance_one_in(h->c, 3)))
    {
        cmd->u.worker_join.worker = some_worker(h);
    }
}


static void
worker_gone(history_t *h, kundo_command_t *cmd)
{
    cmd->u.worker_gone.worker = some_worker(h);
}


/*
 * One of the first; time has passed until then, and sometimes more.  The
 * last one again, as by another worker; or one too early.
 */

static void
due_fire(history_t *h, kundo_command_t *cmd)
{
    unsigned      at, n = h->m->ndues;
    model_due_t  *due;

    if (n == 0 || (h->fired.u.due_fire.kind && chance_one_in(h->c, 8))) {
        cmd->u.due_fire = h->fired.u.due_fire;
        return;
    }

    at = (unsigned) chance_below(h->c, n < 3 ? n : 3);
    due = &h->m->dues[chance_one_in(h->c, 3) ? at : 0];

    cmd->u.due_fire.ms = due->ms;
    cmd->u.due_fire.kind = (uint64_t) due->kind;
    cmd->u.due_fire.no = due->no;

    if (due->ms > h->clock_ms
        && (due->ms < h->clock_ms + 120000 || chance_one_in(h->c, 4)))
    {
        h->clock_ms = due->ms + chance_below(h->c, 2) * 5000;
    }

    h->fired = *cmd;
}


static void
settings(history_t *h, kundo_command_t *cmd)
{
    cmd->u.settings.agent_lost_ms = 1000 * (1 + chance_below(h->c, 60));
    cmd->u.settings.session_ms = 3600000 * (1 + chance_below(h->c, 1000));
    cmd->u.settings.max_chats = 1 + chance_below(h->c, 5);
}


#define HISTORY_ROW(name, member, fields)  member,
#define HISTORY_NONE(f)

static const history_pt  history_makers[] = {
    KUNDO_COMMAND_LIST(HISTORY_ROW, HISTORY_NONE, HISTORY_NONE)
};


static const unsigned  history_weights[] = {
    [KUNDO_COMMAND_VISITOR_ADD] = 4,
    [KUNDO_COMMAND_VISITOR_UPDATE] = 1,
    [KUNDO_COMMAND_SESSION_ADD] = 2,
    [KUNDO_COMMAND_SESSION_RENEW] = 1,
    [KUNDO_COMMAND_SESSION_END] = 1,
    [KUNDO_COMMAND_CONVERSATION_START] = 12,
    [KUNDO_COMMAND_CONVERSATION_CLOSE] = 6,
    [KUNDO_COMMAND_CONVERSATION_OPEN] = 3,
    [KUNDO_COMMAND_MESSAGE_POST] = 26,
    [KUNDO_COMMAND_MESSAGE_SEEN] = 8,
    [KUNDO_COMMAND_AGENT_ADD] = 2,
    [KUNDO_COMMAND_AGENT_PASSWORD] = 1,
    [KUNDO_COMMAND_AGENT_DISABLE] = 2,
    [KUNDO_COMMAND_FLOW_ADD] = 1,
    [KUNDO_COMMAND_FLOW_UPDATE] = 2,
    [KUNDO_COMMAND_PRESENCE_SET] = 14,
    [KUNDO_COMMAND_LINK_UP] = 6,
    [KUNDO_COMMAND_LINK_DOWN] = 3,
    [KUNDO_COMMAND_WORKER_JOIN] = 1,
    [KUNDO_COMMAND_WORKER_GONE] = 1,
    [KUNDO_COMMAND_DUE_FIRE] = 16,
    [KUNDO_COMMAND_SETTINGS] = 1
};


/* Each history leans to some commands and forgets others. */

static void
history_lean(history_t *h)
{
    unsigned  i, by;

    static const unsigned  factors[] = { 0, 1, 2, 2, 2, 4, 8 };

    for (i = 0; i < KUNDO_COMMAND_N; i++) {
        by = factors[chance_below(h->c, 7)];
        h->weights[i] = history_weights[i] * by;
    }

    h->weights[KUNDO_COMMAND_MESSAGE_POST] += 4;
    h->weights[KUNDO_COMMAND_CONVERSATION_START] += 4;
}


static kundo_command_type_t
history_choose(history_t *h)
{
    unsigned  i, at, sum;

    /* what is due is fired soon, or late */

    if (h->m->ndues && h->m->dues[0].ms <= h->clock_ms
        && chance_one_in(h->c, 3))
    {
        return KUNDO_COMMAND_DUE_FIRE;
    }

    for (i = 0, sum = 0; i < KUNDO_COMMAND_N; i++) {
        sum += h->weights[i];
    }

    at = (unsigned) chance_below(h->c, sum);

    for (i = 0; at >= h->weights[i]; i++) {
        at -= h->weights[i];
    }

    return (kundo_command_type_t) i;
}


static void
history_clock(history_t *h)
{
    static const struct {
        unsigned  until;              /* of 1000 */
        uint64_t  ms;
    } steps[] = {
        { 400, 1 }, { 700, 100 }, { 930, 8000 }, { 985, 120000 },
        { 997, 7200000 }, { 1000, 4 * 86400000 }
    };

    unsigned  i, at;

    at = (unsigned) chance_below(h->c, 1000);

    for (i = 0; at >= steps[i].until; i++) { /* void */ }

    h->clock_ms += chance_below(h->c, steps[i].ms);
}


static void
history_make(history_t *h, kundo_command_type_t type)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));

    cmd.type = type;
    history_makers[type](h, &cmd);

    if (cmd.actor.no == 0 && (type == KUNDO_COMMAND_PRESENCE_SET
                              || type == KUNDO_COMMAND_LINK_UP
                              || type == KUNDO_COMMAND_LINK_DOWN
                              || type == KUNDO_COMMAND_CONVERSATION_START
                              || type == KUNDO_COMMAND_VISITOR_UPDATE))
    {
        return;
    }

    /* clocks of two workers differ */

    cmd.now_ms = h->clock_ms
                 - (chance_one_in(h->c, 20) ? chance_below(h->c, 3000) : 0);

    world_run(h->w, &cmd);
}


static void
history_begin(history_t *h)
{
    unsigned  i;

    if (!chance_one_in(h->c, 8)) {
        history_make(h, KUNDO_COMMAND_SETTINGS);
    }

    history_make(h, KUNDO_COMMAND_WORKER_JOIN);
    history_make(h, KUNDO_COMMAND_WORKER_JOIN);

    for (i = 0; i < 3; i++) {
        history_make(h, KUNDO_COMMAND_AGENT_ADD);
        history_make(h, KUNDO_COMMAND_VISITOR_ADD);
        history_make(h, KUNDO_COMMAND_FLOW_ADD);
    }

    for (i = 0; i < 6; i++) {
        history_make(h, KUNDO_COMMAND_LINK_UP);
        history_make(h, KUNDO_COMMAND_PRESENCE_SET);
    }
}


/* What is looked at between batches, each now and then. */

static void
history_between(history_t *h)
{
    look_t       look;
    world_t     *w = h->w;
    unsigned     i;
    kundo_txn_t  txn;

    sim_ok(kundo_txn_begin_read(w->env, &txn), "begin");
    world_look(w, &txn, h->m, &look);

    for (i = 0; h->m->nconvs && i < 3; i++) {
        compare_lists(&look);
        compare_rendered(&look, 1 + chance_below(h->c, h->m->nconvs));
        kundo_arena_reset(&w->arena);
    }

    if (h->m->npersons && chance_one_in(h->c, 2)) {
        i = w->ncursors < WORLD_CURSORS
            ? w->ncursors++ : (unsigned) chance_below(h->c, WORLD_CURSORS);
        resume_take(&look, &h->m->persons[chance_below(h->c,
                                          h->m->npersons)].who,
                    &w->cursors[i]);
    }

    for (i = 0; i < 4 && w->ncursors; i++) {
        resume_check(&look, &w->cursors[chance_below(h->c, w->ncursors)]);
        kundo_arena_reset(&w->arena);
    }

    if (chance_one_in(h->c, 8)) {
        compare_all(&look);
    }

    kundo_txn_abort(&txn);
    kundo_arena_reset(&w->arena);

    if (chance_one_in(h->c, 60)) {
        world_reopen(w);
    }
}


/* A store that is full: it is given more room after some refused work. */

static void
history_room(history_t *h)
{
    if (h->w->map_size != WORLD_MAP && h->w->faults > 12) {
        h->w->map_size = WORLD_MAP;
        world_reopen(h->w);
    }
}


void
history_run(world_t *w, unsigned commands)
{
    unsigned   i;
    history_t  h;

    memset(&h, 0, sizeof(history_t));

    h.w = w;
    h.m = w->m;
    h.c = &w->chance;
    h.clock_ms = WORLD_START_MS;

    history_lean(&h);

    if (chance_one_in(h.c, 6)) {
        h.favourite = 1;
    }

    if (chance_one_in(h.c, 16)) {
        w->map_size = (80 + (size_t) chance_below(h.c, 60)) * 4096;
        world_reopen(w);
    }

    history_begin(&h);

    for (i = 0; i < commands && model_has_room(h.m); i++) {
        history_clock(&h);
        history_make(&h, history_choose(&h));

        if (w->open && chance_one_in(h.c, 80)) {
            crash_now(w);
        }

        if (!w->open || chance_one_in(h.c, 4)) {
            crash_commit(w);
            history_between(&h);
            history_room(&h);
        }
    }

    world_finish(w);
    rows_lack(w->env, kundo_str("canary"));
}

/*
 * prefill STORE OUT MESSAGES CONVERSATIONS PERSONS SIZE: a store for the
 * bench, made by the domain's own commands.  Each conversation has a visitor
 * and an agent in a flow of their own; one more is seen by every agent.
 * Tokens and ids go to OUT/visitors, agents, watched and persons.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "auth/kundo_seal.h"
#include "auth/kundo_token.h"
#include "base/kundo_pack.h"
#include "domain/kundo_apply.h"


#define BATCH          64            /* commands of one transaction, as under
                                        load */
#define MAP_BYTES      ((size_t) 64 << 30)
#define ARENA_BYTES    (1 << 20)
#define TEXT_MAX       (KUNDO_TEXT_MAX_BYTES - 100)
#define AGENT_LOST_MS  86400000      /* agents stay online all the while */
#define SESSION_MS     (30 * 86400000ull)


typedef struct {
    uint64_t         visitor;
    uint64_t         agent;
    uint64_t         cno;
} chat_t;


static uint64_t clock_ms(void);
static void store_open(const char *path);
static void settings(void);
static void chat_start(chat_t *chat, unsigned n, FILE *visitors,
    FILE *agents);
static void watched_start(FILE *watched);
static void messages(const chat_t *chats, unsigned nchats, uint64_t n,
    size_t size);
static uint64_t visitor_add(FILE *file);
static uint64_t agent_add(const char *id);
static void agent_session(uint64_t agent, FILE *file);
static void flow_add(const char *id, uint64_t agent);
static void agent_online(uint64_t agent, const char *id, int watched);
static uint64_t chat_open(uint64_t visitor, const char *flow, FILE *file);
static void digest_new(uint8_t *secret, uint8_t *digest);
static void token_write(FILE *file, uint64_t session, const uint8_t *secret);
static kundo_result_t apply(kundo_command_t *cmd);
static void commit(void);
static FILE *file_open(const char *dir, const char *name);
static void file_close(FILE *file);
static void fail(const char *what, const char *why);


static kundo_env_t        *env;
static kundo_txn_t         txn;
static kundo_seal_t       *seal;
static kundo_token_key_t  *token_key;
static kundo_arena_t       arena;
static unsigned            batch;    /* commands in txn; 0 = not begun */
static uint64_t            now_ms;


int
main(int argc, char **argv)
{
    FILE      *visitors, *agents, *watched, *persons;
    chat_t    *chats;
    uint64_t   n, nmessages;
    unsigned   i, nchats, npersons;

    if (argc != 7) {
        fprintf(stderr, "usage: prefill STORE OUT MESSAGES CONVERSATIONS "
                        "PERSONS SIZE\n");
        return 2;
    }

    nmessages = strtoull(argv[3], NULL, 10);
    nchats = (unsigned) strtoul(argv[4], NULL, 10);
    npersons = (unsigned) strtoul(argv[5], NULL, 10);

    chats = calloc(nchats, sizeof(chat_t));
    if (nchats == 0 || chats == NULL) {
        fail("prefill", "no conversations");
    }

    visitors = file_open(argv[2], "visitors");
    agents = file_open(argv[2], "agents");
    watched = file_open(argv[2], "watched");
    persons = file_open(argv[2], "persons");

    /* one millisecond a message, up to now */

    now_ms = clock_ms() - nmessages;

    store_open(argv[1]);
    settings();

    flow_add("watched", 0);

    for (i = 0; i < nchats; i++) {
        chat_start(&chats[i], i, visitors, agents);
    }

    watched_start(watched);

    for (n = 0; n < npersons; n++) {
        (void) visitor_add(persons);
        fputc('\n', persons);
    }

    messages(chats, nchats, nmessages, strtoul(argv[6], NULL, 10));

    commit();
    kundo_seal_free(seal);
    kundo_token_key_free(token_key);
    kundo_env_close(env);
    kundo_arena_free(&arena);
    free(chats);

    file_close(visitors);
    file_close(agents);
    file_close(watched);
    file_close(persons);

    return 0;
}


static uint64_t
clock_ms(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_REALTIME, &ts);

    return (uint64_t) ts.tv_sec * 1000 + (uint64_t) ts.tv_nsec / 1000000;
}


static void
store_open(const char *path)
{
    char                 error[256];
    uint8_t              seed[KUNDO_ENV_SEED_BYTES];
    kundo_env_options_t  options;

    if (getrandom(seed, sizeof(seed), 0) != (ssize_t) sizeof(seed)) {
        fail("getrandom", strerror(errno));
    }

    memset(&options, 0, sizeof(kundo_env_options_t));
    options.map_size = MAP_BYTES;
    options.seed = seed;
    options.now_ms = now_ms;
    options.nosync = 1;

    if (kundo_env_open(&env, path, &options, error) != KUNDO_OK) {
        fail(path, error);
    }

    kundo_arena_init(&arena, ARENA_BYTES);
}


static void
settings(void)
{
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_SETTINGS;
    cmd.u.settings.agent_lost_ms = AGENT_LOST_MS;
    cmd.u.settings.session_ms = SESSION_MS;
    cmd.u.settings.max_chats = 10;

    (void) apply(&cmd);

    if (kundo_seal_create(&seal, txn.meta.seal_key) != KUNDO_OK) {
        fail("kundo_seal_create", "no memory");
    }

    if (kundo_token_key_create(&token_key, txn.meta.token_key) != KUNDO_OK) {
        fail("kundo_token_key_create", "no memory");
    }
}


static void
chat_start(chat_t *chat, unsigned n, FILE *visitors, FILE *agents)
{
    char  id[16];

    snprintf(id, sizeof(id), "f%u", n);

    chat->agent = agent_add(id);
    flow_add(id, chat->agent);
    agent_online(chat->agent, id, n == 0);
    agent_session(chat->agent, agents);

    chat->visitor = visitor_add(visitors);
    chat->cno = chat_open(chat->visitor, id, visitors);
}


/* The conversation of a flow that every agent may choose. */

static void
watched_start(FILE *watched)
{
    uint64_t  visitor;

    visitor = visitor_add(watched);
    (void) chat_open(visitor, "watched", watched);
}


static void
messages(const chat_t *chats, unsigned nchats, uint64_t n, size_t size)
{
    int              len;
    char             cid[32], *pad, *text;
    uint64_t         i;
    const chat_t    *chat;
    kundo_command_t  cmd;

    pad = malloc(size + 1);
    text = malloc(size + 128);

    if (size > TEXT_MAX || pad == NULL || text == NULL) {
        fail("prefill", "messages too large");
    }

    memset(pad, 'x', size);
    pad[size] = '\0';

    for (i = 0; i < n; i++) {
        chat = &chats[i % nchats];
        now_ms++;

        /* a text is kept as escaped JSON */

        len = sprintf(text, "{\\\"id\\\":\\\"%016llu\\\",\\\"ts\\\":%llu,"
                      "\\\"text\\\":\\\"%s\\\"}", (unsigned long long) i,
                      (unsigned long long) now_ms * 1000, pad);

        memset(&cmd, 0, sizeof(kundo_command_t));
        cmd.type = KUNDO_COMMAND_MESSAGE_POST;
        cmd.actor.no = chat->visitor;
        cmd.actor.kind = KUNDO_PERSON_VISITOR;
        cmd.u.message_post.cno = chat->cno;
        cmd.u.message_post.text = kundo_str_make(text, (size_t) len);
        cmd.u.message_post.cid = kundo_str_make(cid,
            (size_t) sprintf(cid, "%016llu", (unsigned long long) i));

        (void) apply(&cmd);
    }

    free(text);
    free(pad);
}


/* Writes the token, without an end of line; answers the person. */

static uint64_t
visitor_add(FILE *file)
{
    uint8_t          secret[KUNDO_TOKEN_SECRET_BYTES];
    uint8_t          digest[KUNDO_TOKEN_DIGEST_BYTES];
    kundo_result_t   result;
    kundo_command_t  cmd;

    digest_new(secret, digest);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_VISITOR_ADD;
    cmd.u.visitor_add.digest = kundo_str_make(digest, sizeof(digest));

    result = apply(&cmd);
    token_write(file, result.session, secret);

    return result.no;
}


static uint64_t
agent_add(const char *id)
{
    char             email[64];
    kundo_command_t  cmd;

    snprintf(email, sizeof(email), "%s@shop.example", id);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_AGENT_ADD;
    cmd.u.agent_add.email = kundo_str_cstr(email);
    cmd.u.agent_add.name = kundo_str_cstr(id);
    cmd.u.agent_add.hash = kundo_str("none");
    cmd.u.agent_add.role = KUNDO_ROLE_AGENT;

    return apply(&cmd).no;
}


static void
agent_session(uint64_t agent, FILE *file)
{
    uint8_t          secret[KUNDO_TOKEN_SECRET_BYTES];
    uint8_t          digest[KUNDO_TOKEN_DIGEST_BYTES];
    kundo_result_t   result;
    kundo_command_t  cmd;

    digest_new(secret, digest);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_SESSION_ADD;
    cmd.u.session_add.person = agent;
    cmd.u.session_add.digest = kundo_str_make(digest, sizeof(digest));

    result = apply(&cmd);
    token_write(file, result.session, secret);
    fputc('\n', file);
}


/* A flow for one agent, or for every one with 0. */

static void
flow_add(const char *id, uint64_t agent)
{
    uint8_t          agents[8];
    kundo_command_t  cmd;

    kundo_be64_put(agents, agent);

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_FLOW_ADD;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.actor.role = KUNDO_ROLE_ADMIN;
    cmd.u.flow_add.id = kundo_str_cstr(id);
    cmd.u.flow_add.name = kundo_str_cstr(id);
    cmd.u.flow_add.public = 1;
    cmd.u.flow_add.any_agent = agent == 0;
    cmd.u.flow_add.max_queue = 100;

    if (agent != 0) {
        cmd.u.flow_add.agents = kundo_str_make(agents, sizeof(agents));
    }

    (void) apply(&cmd);
}


static void
agent_online(uint64_t agent, const char *id, int watched)
{
    kundo_out_t      flows;
    kundo_command_t  cmd;

    kundo_out_init(&flows, &arena, 64);
    kundo_pack_str(&flows, kundo_str_cstr(id));

    if (watched) {
        kundo_pack_str(&flows, kundo_str("watched"));
    }

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_PRESENCE_SET;
    cmd.actor.no = agent;
    cmd.actor.kind = KUNDO_PERSON_AGENT;
    cmd.u.presence_set.given = KUNDO_GIVEN_STATE | KUNDO_GIVEN_FLOWS;
    cmd.u.presence_set.state = KUNDO_STATE_ONLINE;
    cmd.u.presence_set.flows = kundo_str_make(flows.data, flows.len);

    (void) apply(&cmd);
}


/* Writes the id behind the token and ends the line. */

static uint64_t
chat_open(uint64_t visitor, const char *flow, FILE *file)
{
    uint8_t          id[KUNDO_ID_LEN];
    kundo_result_t   result;
    kundo_command_t  cmd;

    memset(&cmd, 0, sizeof(kundo_command_t));
    cmd.type = KUNDO_COMMAND_CONVERSATION_START;
    cmd.actor.no = visitor;
    cmd.actor.kind = KUNDO_PERSON_VISITOR;
    cmd.u.conversation_start.flow = kundo_str_cstr(flow);

    result = apply(&cmd);

    kundo_seal_put(seal, KUNDO_SEAL_CONVERSATION, 0, result.no, id);
    fprintf(file, "\t%.*s\n", KUNDO_ID_LEN, (char *) id);

    return result.no;
}


static void
digest_new(uint8_t *secret, uint8_t *digest)
{
    if (getrandom(secret, KUNDO_TOKEN_SECRET_BYTES, 0)
        != KUNDO_TOKEN_SECRET_BYTES)
    {
        fail("getrandom", strerror(errno));
    }

    kundo_token_digest(secret, digest);
}


static void
token_write(FILE *file, uint64_t session, const uint8_t *secret)
{
    uint8_t  token[KUNDO_TOKEN_LEN];

    if (kundo_token_put(token_key, session, secret, token)
        != KUNDO_OK)
    {
        fail("kundo_token_put", "no memory");
    }

    fwrite(token, 1, sizeof(token), file);
}


static kundo_result_t
apply(kundo_command_t *cmd)
{
    kundo_rc_t       rc;
    kundo_result_t   result;

    if (batch == 0) {
        rc = kundo_txn_begin_write(env, &txn);
        if (rc != KUNDO_OK) {
            fail("kundo_txn_begin_write", kundo_rc_title(rc));
        }
    }

    cmd->now_ms = now_ms;

    rc = kundo_apply(&txn, &arena, cmd, &result);

    if (rc != KUNDO_OK) {
        fail(kundo_command_name(cmd->type),
             result.detail ? result.detail : kundo_rc_title(rc));
    }

    kundo_arena_reset(&arena);

    if (++batch == BATCH) {
        commit();
    }

    return result;
}


static void
commit(void)
{
    kundo_rc_t  rc;

    if (batch == 0) {
        return;
    }

    rc = kundo_txn_commit(&txn);
    if (rc != KUNDO_OK) {
        fail("kundo_txn_commit", kundo_rc_title(rc));
    }

    batch = 0;
}


static FILE *
file_open(const char *dir, const char *name)
{
    char   path[4096];
    FILE  *file;

    snprintf(path, sizeof(path), "%s/%s", dir, name);

    file = fopen(path, "w");
    if (file == NULL) {
        fail(path, strerror(errno));
    }

    return file;
}


static void
file_close(FILE *file)
{
    if (fclose(file) != 0) {
        fail("fclose", strerror(errno));
    }
}


static void
fail(const char *what, const char *why)
{
    fprintf(stderr, "prefill: %s: %s\n", what, why);
    exit(1);
}

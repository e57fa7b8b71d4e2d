/*
 * prefill STORE OUT MESSAGES CONVERSATIONS PERSONS SIZE DEADLINES AGENTS OPEN:
 * a store for the bench, made by the domain's own commands.  Each conversation
 * has a visitor and an agent in a flow of their own; one more is seen by every
 * agent; DEADLINES more wait for their agent's focus (S2.6), a day long; and
 * in the flow "shop" AGENTS are online with OPEN chats.
 * Tokens and ids go to OUT/visitors, agents, watched and persons.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "auth/kundo_seal.h"
#include "auth/kundo_token.h"
#include "base/kundo_limit.h"
#include "bench/store.h"
#include "domain/kundo_flow.h"


#define TEXT_MAX       (KUNDO_TEXT_MAX_BYTES - 100)
#define AGENT_CHATS    10
#define DAY_S          86400


typedef struct {
    uint64_t         visitor;
    uint64_t         agent;
    uint64_t         cno;
} chat_t;


static void keys(void);
static void chat_start(chat_t *chat, unsigned n, FILE *visitors,
    FILE *agents);
static void watched_start(FILE *watched);
static void deadlines(uint64_t n);
static void shop(uint64_t nagents, uint64_t nopen);
static void messages(const chat_t *chats, unsigned nchats, uint64_t n,
    size_t size);
static uint64_t visitor_add(FILE *file);
static void agent_session(uint64_t agent, FILE *file);
static uint64_t chat_open(uint64_t visitor, const char *flow, FILE *file);
static void digest_new(uint8_t *secret, uint8_t *digest);
static void token_write(FILE *file, uint64_t session, const uint8_t *secret);
static FILE *file_open(const char *dir, const char *name);
static void file_close(FILE *file);


static store_t             store;
static kundo_seal_t       *seal;
static kundo_token_key_t  *token_key;


int
main(int argc, char **argv)
{
    FILE      *visitors, *agents, *watched, *persons;
    chat_t    *chats;
    uint64_t   n, nmessages;
    unsigned   i, nchats, npersons;

    if (argc != 10) {
        fprintf(stderr, "usage: prefill STORE OUT MESSAGES CONVERSATIONS "
                        "PERSONS SIZE DEADLINES AGENTS OPEN\n");
        return 2;
    }

    nmessages = strtoull(argv[3], NULL, 10);
    nchats = (unsigned) strtoul(argv[4], NULL, 10);
    npersons = (unsigned) strtoul(argv[5], NULL, 10);

    chats = calloc(nchats, sizeof(chat_t));
    if (nchats == 0 || chats == NULL) {
        store_fail("prefill", "no conversations");
    }

    visitors = file_open(argv[2], "visitors");
    agents = file_open(argv[2], "agents");
    watched = file_open(argv[2], "watched");
    persons = file_open(argv[2], "persons");

    /* one millisecond a message, up to now */

    store_open(&store, argv[1], store_clock_ms() - nmessages, 1);
    store_settings(&store, AGENT_CHATS);
    keys();

    store_flow(&store, "watched", 0, 100, KUNDO_AUTO_TRANSFER_DEFAULT);

    for (i = 0; i < nchats; i++) {
        chat_start(&chats[i], i, visitors, agents);
    }

    watched_start(watched);

    for (n = 0; n < npersons; n++) {
        (void) visitor_add(persons);
        fputc('\n', persons);
    }

    messages(chats, nchats, nmessages, strtoul(argv[6], NULL, 10));

    deadlines(strtoull(argv[7], NULL, 10));
    shop(strtoull(argv[8], NULL, 10), strtoull(argv[9], NULL, 10));

    store_close(&store);
    kundo_seal_free(seal);
    kundo_token_key_free(token_key);
    free(chats);

    file_close(visitors);
    file_close(agents);
    file_close(watched);
    file_close(persons);

    return 0;
}


static void
keys(void)
{
    if (kundo_seal_create(&seal, store.txn.meta.seal_key) != KUNDO_OK) {
        store_fail("kundo_seal_create", "no memory");
    }

    if (kundo_token_key_create(&token_key, store.txn.meta.token_key)
        != KUNDO_OK)
    {
        store_fail("kundo_token_key_create", "no memory");
    }
}


static void
chat_start(chat_t *chat, unsigned n, FILE *visitors, FILE *agents)
{
    char         id[16];
    const char  *flows[] = { id, "watched" };

    snprintf(id, sizeof(id), "f%u", n);

    chat->agent = store_agent(&store, id);
    store_flow(&store, id, chat->agent, 100, KUNDO_AUTO_TRANSFER_DEFAULT);
    store_presence(&store, chat->agent, KUNDO_STATE_ONLINE, flows,
                   n == 0 ? 2 : 1, 0);
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


/* Of agents who have nothing else. */

static void
deadlines(uint64_t n)
{
    char         id[32];
    uint64_t     i, cno, agent, visitor = 0;
    const char  *flows[] = { "late" };

    store_flow(&store, "late", 0, 0, DAY_S);

    for (i = 0; i < n; i++) {

        if (i % KUNDO_CHATS_MAX == 0) {
            snprintf(id, sizeof(id), "l%llu", (unsigned long long) i);

            agent = store_agent(&store, id);
            store_presence(&store, agent, KUNDO_STATE_ONLINE, flows, 1,
                           KUNDO_CHATS_MAX);
            visitor = store_visitor(&store, kundo_str_null).no;
        }

        cno = store_chat(&store, visitor, "late");
        store_text(&store, cno, visitor, KUNDO_PERSON_VISITOR, 1,
                   kundo_str("late"));
    }
}


/* In turn, each chat of a visitor of its own. */

static void
shop(uint64_t nagents, uint64_t nopen)
{
    char         id[32];
    uint64_t     i;
    const char  *flows[] = { "shop" };

    store_flow(&store, "shop", 0, 0, KUNDO_AUTO_TRANSFER_DEFAULT);

    for (i = 0; i < nagents; i++) {
        snprintf(id, sizeof(id), "s%llu", (unsigned long long) i);
        store_presence(&store, store_agent(&store, id), KUNDO_STATE_ONLINE,
                       flows, 1, KUNDO_CHATS_MAX);
    }

    for (i = 0; i < nopen; i++) {
        (void) store_chat(&store,
                          store_visitor(&store, kundo_str_null).no, "shop");
    }
}


static void
messages(const chat_t *chats, unsigned nchats, uint64_t n, size_t size)
{
    int            len;
    char          *pad, *text;
    uint64_t       i;
    const chat_t  *chat;

    pad = malloc(size + 1);
    text = malloc(size + 128);

    if (size > TEXT_MAX || pad == NULL || text == NULL) {
        store_fail("prefill", "messages too large");
    }

    memset(pad, 'x', size);
    pad[size] = '\0';

    for (i = 0; i < n; i++) {
        chat = &chats[i % nchats];
        store.now_ms++;

        /* a text is kept as escaped JSON */

        len = sprintf(text, "{\\\"id\\\":\\\"%016llu\\\",\\\"ts\\\":%llu,"
                      "\\\"text\\\":\\\"%s\\\"}", (unsigned long long) i,
                      (unsigned long long) store.now_ms * 1000, pad);

        store_text(&store, chat->cno, chat->visitor, KUNDO_PERSON_VISITOR, i,
                   kundo_str_make(text, (size_t) len));
    }

    free(text);
    free(pad);
}


/* Writes the token, without an end of line; answers the person. */

static uint64_t
visitor_add(FILE *file)
{
    uint8_t         secret[KUNDO_TOKEN_SECRET_BYTES];
    uint8_t         digest[KUNDO_TOKEN_DIGEST_BYTES];
    kundo_result_t  result;

    digest_new(secret, digest);

    result = store_visitor(&store, kundo_str_make(digest, sizeof(digest)));
    token_write(file, result.session, secret);

    return result.no;
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

    result = store_apply(&store, &cmd);
    token_write(file, result.session, secret);
    fputc('\n', file);
}


/* Writes the id behind the token and ends the line. */

static uint64_t
chat_open(uint64_t visitor, const char *flow, FILE *file)
{
    uint8_t   id[KUNDO_ID_LEN];
    uint64_t  cno;

    cno = store_chat(&store, visitor, flow);

    kundo_seal_put(seal, KUNDO_SEAL_CONVERSATION, 0, cno, id);
    fprintf(file, "\t%.*s\n", KUNDO_ID_LEN, (char *) id);

    return cno;
}


static void
digest_new(uint8_t *secret, uint8_t *digest)
{
    if (getrandom(secret, KUNDO_TOKEN_SECRET_BYTES, 0)
        != KUNDO_TOKEN_SECRET_BYTES)
    {
        store_fail("getrandom", strerror(errno));
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
        store_fail("kundo_token_put", "no memory");
    }

    fwrite(token, 1, sizeof(token), file);
}


static FILE *
file_open(const char *dir, const char *name)
{
    char   path[4096];
    FILE  *file;

    snprintf(path, sizeof(path), "%s/%s", dir, name);

    file = fopen(path, "w");
    if (file == NULL) {
        store_fail(path, strerror(errno));
    }

    return file;
}


static void
file_close(FILE *file)
{
    if (fclose(file) != 0) {
        store_fail("fclose", strerror(errno));
    }
}

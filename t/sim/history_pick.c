/*
 * History: who, where and what, by chance, of what there is.
 */

#include <stdio.h>
#include <string.h>

#include "sim/history.h"


kundo_str_t
keep(history_t *h, const char *fmt, uint64_t n)
{
    char  line[64];

    snprintf(line, sizeof(line), fmt, (unsigned long long) n);

    return kundo_arena_dup(&h->w->keep, kundo_str_cstr(line));
}


kundo_str_t
word(history_t *h)
{
    static const char  *words[] = {
        "Eva", "\xc3\x85sa \xe2\x98\x8e", "a \"quoted\" <name>", "x"
    };

    const char  *w = words[chance_below(h->c, 4)];

    return chance_one_in(h->c, 5) ? kundo_str_null : kundo_str_cstr(w);
}


kundo_str_t
digest(history_t *h)
{
    uint64_t  bytes[2];

    bytes[0] = chance_next(h->c);
    bytes[1] = chance_next(h->c);

    return kundo_arena_dup(&h->w->keep, kundo_str_make(bytes,
                           chance_one_in(h->c, 30) ? 15 : 16));
}


/* A person of a kind; the system where there is none. */

kundo_actor_t
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


kundo_actor_t
anybody(history_t *h)
{
    return somebody(h, chance_one_in(h->c, 2) ? KUNDO_PERSON_VISITOR
                                              : KUNDO_PERSON_AGENT);
}


kundo_str_t
flow_id(history_t *h)
{
    if (h->m->nflows == 0 || chance_one_in(h->c, 25)) {
        return kundo_str("none");
    }

    return h->m->flows[chance_below(h->c, h->m->nflows)].id;
}


/* A conversation, of a status if there is one; now and then none at all. */

uint64_t
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


/* One that an agent has at work, mostly. */

uint64_t
live_conversation(history_t *h)
{
    unsigned        i, at, n = h->m->nconvs;
    model_conv_t   *c;

    if (n == 0 || chance_one_in(h->c, 5)) {
        return conversation(h, 0);
    }

    at = (unsigned) chance_below(h->c, n);

    for (i = 0; i < n; i++) {
        c = &h->m->convs[(at + i) % n];

        if (c->agent && c->status == KUNDO_STATUS_OPEN && !c->left) {
            return (at + i) % n + 1;
        }
    }

    return at + 1;
}


/* Who has to do with it: mostly one of the two sides, or a stranger. */

kundo_actor_t
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

kundo_str_t
subject(history_t *h)
{
    return !chance_one_in(h->c, 3) ? kundo_str_null
           : chance_one_in(h->c, 20) ? kundo_str("")
           : keep(h, "u-%llu", chance_below(h->c, 5));
}


kundo_str_t
email(history_t *h)
{
    return keep(h, chance_one_in(h->c, 3) ? "A%llu@Example.com"
                                          : "a%llu@example.com",
                chance_below(h->c, 8));
}


/* Some of the agents, as packed numbers. */

kundo_str_t
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


uint64_t
some_worker(history_t *h)
{
    return h->m->nworkers ? 1 + chance_below(h->c, h->m->nworkers) : 1;
}

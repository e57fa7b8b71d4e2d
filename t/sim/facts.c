/*
 * Compare: the facts.
 */

#include <string.h>

#include "domain/kundo_fact.h"
#include "sim/look.h"


/* Facts of one type, one after the other. */

typedef struct {
    look_t             *look;
    kundo_fact_type_t   type;
    unsigned            next;      /* of the model's */
    int                 back;
} facts_walk_t;


static kundo_rc_t
facts_each(void *data, const kundo_fact_at_t *is)
{
    model_t       *m;
    model_fact_t  *f;
    facts_walk_t  *walk = data;

    m = walk->look->m;

    while (walk->next < m->nfacts && m->facts[walk->next].type != walk->type)
    {
        walk->next += walk->back ? (unsigned) -1 : 1;
    }

    if (walk->next >= m->nfacts) {
        sim_fail("a fact of type %u that nothing made", walk->type);
    }

    f = &m->facts[walk->next];
    walk->next += walk->back ? (unsigned) -1 : 1;

    sim_eq_of("ms of a fact of type", walk->type, is->ms, f->ms);
    sim_eq_of("cno of a fact of type", walk->type, is->row.cno, f->row.cno);
    sim_eq_of("agent of a fact of type", walk->type, is->row.agent,
              f->row.agent);
    sim_eq_of("value of a fact of type", walk->type, is->row.value,
              f->row.value);
    sim_eq_of("flow of a fact of type", walk->type, is->row.flow,
              f->row.flow);
    sim_eq_of("flow_to of a fact of type", walk->type, is->row.flow_to,
              f->row.flow_to);
    sim_eq_of("flags of a fact of type", walk->type, is->row.flags,
              f->row.flags);

    return KUNDO_OK;
}


static void
facts_of_type(look_t *look, kundo_fact_type_t type)
{
    facts_walk_t        walk;
    kundo_fact_range_t  range;

    memset(&range, 0, sizeof(range));
    memset(&walk, 0, sizeof(walk));

    walk.look = look;
    walk.type = type;
    walk.back = chance_one_in(look->chance, 2);
    walk.next = walk.back ? look->m->nfacts - 1 : 0;

    range.type = type;
    range.back = walk.back;
    range.to_ms = UINT64_MAX;

    sim_ok(kundo_fact_walk(look->txn, &range, facts_each, &walk), "facts");

    for ( /* void */ ; walk.next < look->m->nfacts;
         walk.next += walk.back ? (unsigned) -1 : 1)
    {
        if (look->m->facts[walk.next].type == type) {
            sim_fail("a fact of type %u is missing", type);
        }
    }
}


void
compare_facts(look_t *look)
{
    unsigned  type;

    for (type = 1; type < KUNDO_FACT_N; type++) {
        facts_of_type(look, (kundo_fact_type_t) type);
    }

    compare_statistics(look);
}

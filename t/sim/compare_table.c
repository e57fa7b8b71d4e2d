/*
 * Compare: tables that are short, row by row.
 */

#include <stdlib.h>
#include <string.h>

#include "sim/look.h"


/* Rows of a table, as numbers, against what the model would write. */

typedef struct {
    uint64_t  a;
    uint64_t  b;
    uint64_t  c;
} compare_row_t;


static int
compare_rows_order(const void *one, const void *two)
{
    const compare_row_t  *x = one, *y = two;

    return x->a != y->a ? (x->a < y->a ? -1 : 1)
           : x->b != y->b ? (x->b < y->b ? -1 : 1)
           : x->c < y->c ? -1 : x->c > y->c;
}


static void
compare_table(look_t *look, kundo_table_t table, compare_row_t *rows,
    unsigned n, void (*take)(const kundo_walk_t *walk, compare_row_t *row))
{
    unsigned       i;
    kundo_rc_t     rc;
    kundo_walk_t   walk;
    compare_row_t  is;

    qsort(rows, n, sizeof(compare_row_t), compare_rows_order);

    sim_ok(kundo_walk_open(look->txn, table, &walk), "walk");

    for (i = 0, rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         i++, rc = kundo_walk_next(&walk))
    {
        if (i == n) {
            sim_fail("table %s has more than %u rows",
                     kundo_table_name(table), n);
        }

        take(&walk, &is);

        if (compare_rows_order(&is, &rows[i]) != 0) {
            sim_fail("row %u of table %s is %llu %llu %llu, must be %llu "
                     "%llu %llu", i, kundo_table_name(table),
                     (unsigned long long) is.a, (unsigned long long) is.b,
                     (unsigned long long) is.c,
                     (unsigned long long) rows[i].a,
                     (unsigned long long) rows[i].b,
                     (unsigned long long) rows[i].c);
        }
    }

    kundo_walk_close(&walk);

    if (rc != KUNDO_NOT_FOUND || i != n) {
        sim_fail("table %s has %u rows, must have %u: %s",
                 kundo_table_name(table), i, n, kundo_rc_title(rc));
    }
}


static void
compare_take_room(const kundo_walk_t *walk, compare_row_t *row)
{
    row->a = kundo_be32_get(walk->key.data);
    row->b = kundo_be64_get(walk->key.data + 4);
    row->c = kundo_be64_get(walk->key.data + 12);
}


static void
compare_take_queue(const kundo_walk_t *walk, compare_row_t *row)
{
    row->a = kundo_be32_get(walk->key.data);
    row->b = kundo_be64_get(walk->key.data + 4);
    memcpy(&row->c, walk->value.data, 8);
}


static void
compare_take_due(const kundo_walk_t *walk, compare_row_t *row)
{
    row->a = kundo_be64_get(walk->key.data);
    row->b = walk->key.data[8];
    row->c = kundo_be64_get(walk->key.data + 9);
}


/* Whom an overdue chat may go to has not passed it. */

static void
compare_passed(look_t *look)
{
    unsigned       i;
    uint32_t       flow;
    uint64_t       agent, place;
    kundo_rc_t     rc;
    kundo_walk_t   walk;
    model_conv_t  *c;

    sim_ok(kundo_walk_open(look->txn, KUNDO_TABLE_PASSED, &walk), "walk");

    for (rc = kundo_walk_next(&walk);
         rc == KUNDO_OK;
         rc = kundo_walk_next(&walk))
    {
        flow = kundo_be32_get(walk.key.data);
        agent = kundo_be64_get(walk.key.data + 4);
        memcpy(&place, walk.value.data, 8);

        for (i = 0; i < look->m->nconvs; i++) {
            c = &look->m->convs[i];

            if (c->flow == flow && c->overdue <= place
                && model_may_take(c, agent))
            {
                sim_fail("agent %llu has passed conversation %u",
                         (unsigned long long) agent, i + 1);
            }
        }
    }

    kundo_walk_close(&walk);
}


void
compare_short_tables(look_t *look)
{
    unsigned              i, j, n;
    uint32_t              behind;
    model_t              *m = look->m;
    model_person_t       *p;
    static compare_row_t  rows[MODEL_PERSONS * MODEL_FLOWS];

    for (i = 0, n = 0; i < m->npersons; i++) {
        p = &m->persons[i];

        if (p->state != KUNDO_STATE_ONLINE) {
            continue;
        }

        behind = model_has_room_for(m, p) ? 0 : KUNDO_ROOM_BEHIND;

        for (j = 0; j < m->nflows; j++) {
            if (p->active[j]) {
                rows[n++] = (compare_row_t) { behind | (j + 1), p->turn[j],
                                              i + 1 };
            }
        }
    }

    compare_table(look, KUNDO_TABLE_ROOM, rows, n, compare_take_room);

    for (i = 0, n = 0; i < m->nconvs; i++) {
        if (m->convs[i].place) {
            rows[n++] = (compare_row_t) { m->convs[i].flow,
                                          m->convs[i].place, i + 1 };
        }
    }

    compare_table(look, KUNDO_TABLE_QUEUE, rows, n, compare_take_queue);

    for (i = 0, n = 0; i < m->nconvs; i++) {
        if (m->convs[i].overdue) {
            rows[n++] = (compare_row_t) { m->convs[i].flow,
                                          m->convs[i].overdue, i + 1 };
        }
    }

    compare_table(look, KUNDO_TABLE_OVERDUE, rows, n, compare_take_queue);
    compare_passed(look);

    for (i = 0; i < m->ndues; i++) {
        rows[i] = (compare_row_t) { m->dues[i].ms,
                                    (uint64_t) m->dues[i].kind,
                                    m->dues[i].no };
    }

    compare_table(look, KUNDO_TABLE_DUE, rows, m->ndues, compare_take_due);
}

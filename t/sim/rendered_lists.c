/*
 * Compare: lists as the API answers them to somebody, by small pages in their
 * exact order.
 */

#include <stdlib.h>

#include "sim/rendered.h"


/* What a list must hold, newest activity first. */

static model_t  *rendered_model;

static int
rendered_order(const void *one, const void *two)
{
    const uint32_t  *a = one, *b = two;
    model_conv_t    *x, *y;

    x = model_conv(rendered_model, *a);
    y = model_conv(rendered_model, *b);

    if (x->updated_ms != y->updated_ms) {
        return x->updated_ms < y->updated_ms ? 1 : -1;
    }

    return *a < *b ? 1 : -1;
}


static const struct {
    const char  *word;
    int          closed;
    int          mine;
} rendered_views[] = {
    { "open", 0, 0 }, { "closed", 1, 0 },
    { "my-replies", 0, 1 }, { "my-closed", 1, 1 }
};


static unsigned
rendered_expect(look_t *look, const kundo_actor_t *viewer, unsigned view,
    uint32_t *cnos)
{
    int            in;
    unsigned       i, n;
    model_t       *m = look->m;
    model_conv_t  *c;

    for (i = 0, n = 0; i < m->nconvs; i++) {
        c = &m->convs[i];

        if (viewer->kind == KUNDO_PERSON_VISITOR) {
            in = c->starter == viewer->no;

        } else {
            in = rendered_views[view].mine
                 ? model_conv_has(c, viewer->no)
                 : viewer->role == KUNDO_ROLE_ADMIN
                   || model_flow_allows(model_flow(m, c->flow), viewer->no);

            in = in && (c->status == KUNDO_STATUS_CLOSED)
                       == rendered_views[view].closed;
        }

        if (in) {
            cnos[n++] = i + 1;
        }
    }

    rendered_model = m;
    qsort(cnos, n, sizeof(uint32_t), rendered_order);

    return n;
}


void
compare_lists(look_t *look)
{
    unsigned         i, n, at, view, pages;
    uint32_t         cnos[MODEL_CONVS];
    kundo_rc_t       rc;
    kundo_out_t      out;
    kundo_page_t     page;
    kundo_json_t    *root, *item, *next;
    kundo_actor_t    viewer;
    kundo_reader_t   rd;

    viewer = rendered_somebody(look);
    view = (unsigned) chance_below(look->chance, 4);
    n = rendered_expect(look, &viewer, view, cnos);

    page.limit = 1 + (uint32_t) chance_below(look->chance, 7);
    page.after = kundo_str_null;

    rendered_reader(look, &viewer, &rd);
    at = 0;

    for (pages = 0; pages < RENDERED_PAGES_MAX; pages++) {

        kundo_out_init(&out, look->arena, 4096);

        rc = viewer.kind == KUNDO_PERSON_VISITOR
             ? kundo_query_conversations(&rd, &out, &page)
             : kundo_query_inbox(&rd, &out, kundo_str_cstr(
                                 rendered_views[view].word), &page);
        sim_ok(rc, "list");

        root = rendered_parse(look, &out);
        item = rendered_get(root, "items")->child;
        next = rendered_get(root, "next");

        for (i = 0; item != NULL; item = item->next, i++) {

            if (at == n || i == page.limit) {
                sim_fail("a list has more than it should");
            }

            rendered_check(look, &viewer, item, cnos[at++]);
        }

        if (viewer.kind == KUNDO_PERSON_AGENT) {
            sim_eq("count of a list", rendered_get(root, "count")->num, n);
        }

        if (next->type == KUNDO_JSON_NULL) {
            break;
        }

        page.after = next->str;
    }

    sim_eq("conversations in a list", at, n);
}

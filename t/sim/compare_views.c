/*
 * Compare: the lists of conversations, and how many each of them counts.
 */


#include "sim/look.h"


/* Lists: one place, its rows in order and their count. */

typedef struct {
    uint64_t  rows;
    uint64_t  counts;
} compare_views_t;


static int
compare_is_in(const model_conv_t *c, kundo_view_place_t place)
{
    int  closed = c->status == KUNDO_STATUS_CLOSED;

    switch (place.kind) {

    case KUNDO_AUDIENCE_FLOW:
        return c->flow == place.no && closed == (place.view
                                                 == KUNDO_VIEW_CLOSED);

    case KUNDO_AUDIENCE_VISITOR:
        return c->starter == place.no && place.view == KUNDO_VIEW_OPEN;

    default:
        return model_conv_has(c, place.no)
               && closed == (place.view == KUNDO_VIEW_CLOSED);
    }
}


static void
compare_place(look_t *look, compare_views_t *sum,
    kundo_view_audience_t kind, uint64_t no, kundo_view_t view)
{
    unsigned            i;
    uint32_t            minute, last;
    uint64_t            n, count, last_cno;
    kundo_rc_t          rc;
    model_conv_t       *c;
    kundo_view_walk_t   vw;
    kundo_view_place_t  place = { kind, view, no };

    for (i = 0, n = 0; i < look->m->nconvs; i++) {
        n += (uint64_t) compare_is_in(&look->m->convs[i], place);
    }

    sim_ok(kundo_view_count(look->txn, place, &count), "count");
    sim_eq_of("count of a list", no, count, n);

    sum->rows += n;
    sum->counts += n != 0;

    last = UINT32_MAX;
    last_cno = 0;

    for (rc = kundo_view_first(look->txn, place, UINT32_MAX, &vw);
         rc == KUNDO_OK;
         rc = kundo_view_next(&vw), n--)
    {
        c = model_conv(look->m, vw.cno);

        if (c == NULL || !compare_is_in(c, place)) {
            sim_fail("conversation %llu has no place in list %c%llu%c",
                     (unsigned long long) vw.cno, kind,
                     (unsigned long long) no, view);
        }

        minute = (uint32_t) (c->updated_ms / 60000);

        sim_eq_of("minute in a list", vw.cno, vw.minute, minute);

        if (minute > last || (minute == last && vw.cno <= last_cno)) {
            sim_fail("conversation %llu is not in order",
                     (unsigned long long) vw.cno);
        }

        last = minute;
        last_cno = vw.cno;
    }

    kundo_view_close(&vw);
    sim_eq_of("rows missing in a list", no, n, 0);
}


/* Chats that agents have in a flow: counted, not listed; whether any. */

static unsigned
compare_live(look_t *look, uint32_t flow)
{
    unsigned       i;
    uint64_t       n, is;
    model_conv_t  *c;

    for (i = 0, n = 0; i < look->m->nconvs; i++) {
        c = &look->m->convs[i];

        n += c->flow == flow && c->agent != 0 && !c->left
             && c->status == KUNDO_STATUS_OPEN;
    }

    sim_ok(kundo_flow_live(look->txn, flow, &is), "live");
    sim_eq_of("live chats of flow", flow, is, n);

    return n != 0;
}


void
compare_views(look_t *look)
{
    unsigned          i;
    model_t          *m = look->m;
    compare_views_t   sum = { 0, 0 };

    for (i = 1; i <= m->nflows; i++) {
        compare_place(look, &sum, KUNDO_AUDIENCE_FLOW, i, KUNDO_VIEW_OPEN);
        compare_place(look, &sum, KUNDO_AUDIENCE_FLOW, i, KUNDO_VIEW_CLOSED);
        sum.counts += model_flow_active(m, i) != 0;
        sum.counts += compare_live(look, i);
    }

    for (i = 1; i <= m->npersons; i++) {

        if (m->persons[i - 1].who.kind == KUNDO_PERSON_VISITOR) {
            compare_place(look, &sum, KUNDO_AUDIENCE_VISITOR, i,
                          KUNDO_VIEW_OPEN);
            continue;
        }

        compare_place(look, &sum, KUNDO_AUDIENCE_AGENT, i, KUNDO_VIEW_OPEN);
        compare_place(look, &sum, KUNDO_AUDIENCE_AGENT, i,
                      KUNDO_VIEW_CLOSED);
    }

    sim_eq("rows of view", compare_count(look, KUNDO_TABLE_VIEW), sum.rows);
    sim_eq("rows of count", compare_count(look, KUNDO_TABLE_COUNT),
           sum.counts);
}

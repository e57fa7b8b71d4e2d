/*
 * Resume: from a cursor on, exactly what came after it and may be seen,
 * once, in order.
 */

#include <string.h>

#include "codec/kundo_json.h"
#include "domain/kundo_stream.h"
#include "sim/cover.h"
#include "sim/look.h"


static void
resume_reader(look_t *look, const kundo_actor_t *viewer, kundo_reader_t *rd)
{
    memset(rd, 0, sizeof(kundo_reader_t));

    rd->txn = look->txn;
    rd->seal = look->seal;
    rd->arena = look->arena;
    rd->viewer = *viewer;
}


/* A visitor's cursor tells only of what she could see. */

void
resume_take(look_t *look, const kundo_actor_t *viewer, resume_t *resume)
{
    uint64_t         i, now;
    model_t         *m = look->m;
    kundo_reader_t   rd;

    resume_reader(look, viewer, &rd);
    sim_ok(kundo_stream_now(&rd, &resume->event), "now");

    now = m->nevents;

    if (viewer->kind == KUNDO_PERSON_VISITOR) {
        for (i = m->nevents, now = 0; i > 0 && now == 0; i--) {
            now = model_event_seen(m, viewer, &m->events[i - 1]) ? i : 0;
        }
    }

    sim_eq_of("cursor of now", viewer->no, resume->event, now);

    resume->viewer = *viewer;
    kundo_seal_put(look->seal, KUNDO_SEAL_CURSOR, look->txn->meta.epoch,
                   resume->event, resume->cursor);
}


/* Whether the journal's front, already trimmed, hides something. */

static int
resume_too_old(look_t *look, const resume_t *r)
{
    uint64_t   i;
    model_t   *m = look->m;

    if (r->viewer.kind == KUNDO_PERSON_AGENT) {
        return r->event + 1 < m->first_event;
    }

    for (i = r->event + 1; i < m->first_event; i++) {
        if (model_event_seen(m, &r->viewer, &m->events[i - 1])) {
            return 1;
        }
    }

    return 0;
}


static void
resume_envelope(look_t *look, kundo_reader_t *rd, uint64_t jno)
{
    uint64_t             no;
    kundo_str_t          type;
    kundo_out_t          out;
    kundo_json_t        *root, *j;
    kundo_journal_t      row;
    kundo_json_error_t   err;

    sim_ok(kundo_journal_get(look->txn, jno, &row), "event");

    kundo_out_init(&out, look->arena, 2048);
    sim_ok(kundo_stream_render(rd, &out, jno, &row), "envelope");

    if (kundo_json_parse(look->arena, kundo_str_make(out.data, out.len),
                         &root, &err)
        != KUNDO_OK)
    {
        sim_fail("an event is no JSON: %s", err.detail);
    }

    j = kundo_json_get(root, kundo_str("cursor"));

    if (j == NULL
        || kundo_seal_get(look->seal, KUNDO_SEAL_CURSOR,
                          look->txn->meta.epoch, j->str, &no) != KUNDO_OK)
    {
        sim_fail("event %llu has no cursor", (unsigned long long) jno);
    }

    sim_eq("cursor of an event", no, jno);

    type = kundo_str_cstr(kundo_event_name(
                              look->m->events[jno - 1].type));
    j = kundo_json_get(root, kundo_str("type"));

    if (j == NULL || !kundo_str_eq(j->str, type)
        || kundo_json_get(root, kundo_str("data")) == NULL)
    {
        sim_fail("event %llu is not of its type", (unsigned long long) jno);
    }
}


void
resume_check(look_t *look, const resume_t *r)
{
    unsigned              i;
    uint64_t              since, next;
    model_t              *m = look->m;
    kundo_rc_t            rc;
    kundo_reader_t        rd;
    kundo_stream_list_t   list;

    resume_reader(look, &r->viewer, &rd);

    sim_ok(kundo_stream_cursor(&rd, kundo_str_make(r->cursor, KUNDO_ID_LEN),
                               &since), "cursor");
    sim_eq("event of a cursor", since, r->event);

    rc = kundo_stream_since(&rd, since, &list);

    if (resume_too_old(look, r)) {
        sim_eq_of("answer to an old cursor", since, rc, KUNDO_NOT_FOUND);
        cover_count(COVER_CURSOR_OLD);
        return;
    }

    sim_ok(rc, "resume");
    sim_eq_of("events looked at after a cursor", since, list.upto,
              m->nevents);

    for (next = since + 1, i = 0; next <= m->nevents; next++) {

        if (!model_event_seen(m, &r->viewer, &m->events[next - 1])) {
            continue;
        }

        if (i == list.n) {
            sim_fail("resume of %llu after event %llu: event %llu is "
                     "missing", (unsigned long long) r->viewer.no,
                     (unsigned long long) since, (unsigned long long) next);
        }

        sim_eq_of("event after a cursor", since, list.jnos[i++], next);
    }

    sim_eq_of("events after a cursor", since, list.n, i);

    cover_count(COVER_RESUMED);

    if (list.n) {
        cover_count(COVER_RESUMED_MANY);
        resume_envelope(look, &rd, list.jnos[chance_below(look->chance,
                                                          list.n)]);
    }
}

/*
 * Rendered: what the tests of answers share: who asks, and the JSON that
 * comes.
 */

#ifndef RENDERED_H
#define RENDERED_H


#include "codec/kundo_json.h"
#include "domain/kundo_query.h"
#include "sim/look.h"


#define RENDERED_PAGES_MAX  4096


kundo_actor_t rendered_somebody(look_t *look);
void rendered_reader(look_t *look, const kundo_actor_t *viewer,
    kundo_reader_t *rd);

/* The JSON of an answer, and a member that must be there. */
kundo_json_t *rendered_parse(look_t *look, const kundo_out_t *out);
kundo_json_t *rendered_member(kundo_json_t *object, kundo_str_t name);

#define rendered_get(json, name)  rendered_member(json, kundo_str(name))

/* The number behind an id; 0 for null. */
uint64_t rendered_no(look_t *look, kundo_json_t *id, kundo_seal_kind_t kind);

/* A conversation, as its viewer sees it. */
void rendered_check(look_t *look, const kundo_actor_t *viewer,
    kundo_json_t *json, uint64_t cno);


#endif /* RENDERED_H */

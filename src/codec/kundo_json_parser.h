/*
 * The parser that yajl's events are given to: shared by kundo_json.c, which
 * runs yajl, and kundo_json_tree.c, which answers its events.
 */

#ifndef KUNDO_JSON_PARSER_H
#define KUNDO_JSON_PARSER_H


#include <setjmp.h>

#include <yajl/yajl_parse.h>

#include "codec/kundo_json.h"


typedef struct {
    kundo_arena_t       *arena;
    kundo_str_t          text;
    kundo_json_t        *root;
    kundo_json_t       **link;       /* where the next node is hung */
    kundo_json_t        *open[KUNDO_JSON_MAX_DEPTH];
    unsigned             depth;
    unsigned             nodes;
    unsigned             last;       /* yajl has had all of the text */
    kundo_str_t          key;
    yajl_handle          yajl;
    kundo_json_error_t  *err;
    jmp_buf              no_memory;
} kundo_json_parser_t;


/* Its context is a kundo_json_parser_t, set up by kundo_json_parse(). */
extern const yajl_callbacks  kundo_json_callbacks;


#endif /* KUNDO_JSON_PARSER_H */

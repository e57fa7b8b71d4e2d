/*
 * JSON in: runs yajl on the memory of an arena.
 */

#include "codec/kundo_json.h"

#include "codec/kundo_json_check.h"
#include "codec/kundo_json_parser.h"


/* What stands before the memory that yajl gets, for its realloc. */

typedef struct {
    size_t               size;
} kundo_json_block_t;


static kundo_rc_t kundo_json_run(kundo_json_parser_t *parser);
static kundo_rc_t kundo_json_failed(kundo_json_parser_t *parser,
    yajl_status status, size_t place);

static void *kundo_json_malloc(void *ctx, size_t size);
static void *kundo_json_realloc(void *ctx, void *p, size_t size);
static void kundo_json_free(void *ctx, void *p);


kundo_rc_t
kundo_json_parse(kundo_arena_t *a, kundo_str_t text, kundo_json_t **root,
    kundo_json_error_t *err)
{
    kundo_rc_t           rc;
    kundo_json_parser_t  parser;

    err->rc = KUNDO_OK;
    err->detail[0] = '\0';

    /* trailing space would only make yajl set up a buffer for more */

    while (text.len > 0 && memchr(" \t\r\n", text.data[text.len - 1], 4)) {
        text.len--;
    }

    if (text.len == 0) {
        return kundo_json_error(err, KUNDO_BAD_JSON, "there is no value", 0);
    }

    rc = kundo_json_check(text, err);
    if (rc != KUNDO_OK) {
        return rc;
    }

    parser.arena = a;
    parser.text = text;
    parser.root = NULL;
    parser.link = &parser.root;
    parser.depth = 0;
    parser.nodes = 0;
    parser.last = 0;
    parser.key = kundo_str_null;
    parser.yajl = NULL;
    parser.err = err;

    rc = kundo_json_run(&parser);
    if (rc == KUNDO_OK) {
        *root = parser.root;
    }

    return rc;
}


static kundo_rc_t
kundo_json_run(kundo_json_parser_t *parser)
{
    yajl_status       status;
    yajl_alloc_funcs  memory;

    memory.malloc = kundo_json_malloc;
    memory.realloc = kundo_json_realloc;
    memory.free = kundo_json_free;
    memory.ctx = parser;

    /* yajl does not survive a NULL; whatever it held is the arena's */

    if (setjmp(parser->no_memory)) {
        parser->err->rc = KUNDO_NO_MEMORY;
        return KUNDO_NO_MEMORY;
    }

    parser->yajl = yajl_alloc(&kundo_json_callbacks, &memory, parser);

    /* UTF-8 has been checked, and better than yajl does */

    yajl_config(parser->yajl, yajl_dont_validate_strings, 1);

    status = yajl_parse(parser->yajl, parser->text.data, parser->text.len);

    if (status != yajl_status_ok) {
        return kundo_json_failed(parser, status,
                                 yajl_get_bytes_consumed(parser->yajl));
    }

    if (parser->root == NULL || parser->depth != 0) {

        /* a lone number may end here; anything else is cut off */

        parser->last = 1;
        status = yajl_complete_parse(parser->yajl);

        if (status != yajl_status_ok) {
            return kundo_json_failed(parser, status, parser->text.len);
        }
    }

    /* what it holds is small and the arena's: no yajl_free() */

    return KUNDO_OK;
}


static kundo_rc_t
kundo_json_failed(kundo_json_parser_t *parser, yajl_status status,
    size_t place)
{
    char    *what;
    size_t   n;

    if (status == yajl_status_client_canceled) {
        return parser->err->rc;
    }

    what = (char *) yajl_get_error(parser->yajl, 0, parser->text.data,
                                   parser->text.len);
    n = strlen(what);

    while (n > 0 && (what[n - 1] == '\n' || what[n - 1] == '.')) {
        what[--n] = '\0';
    }

    return kundo_json_error(parser->err, KUNDO_BAD_JSON, what, place);
}


static void *
kundo_json_malloc(void *ctx, size_t size)
{
    kundo_json_block_t   *block;
    kundo_json_parser_t  *parser;

    parser = ctx;

    block = kundo_arena_alloc(parser->arena,
                              sizeof(kundo_json_block_t) + size);
    if (block == NULL) {
        longjmp(parser->no_memory, 1);
    }

    block->size = size;

    return block + 1;
}


/*
 * yajl doubles a buffer until a string fits.  An arena would keep all of
 * them, so the first time that one grows it gets all that it can ever
 * need: no string is longer than the text, and it never takes twice that.
 */

static void *
kundo_json_realloc(void *ctx, void *p, size_t size)
{
    void                 *fresh;
    kundo_json_block_t   *block;
    kundo_json_parser_t  *parser;

    parser = ctx;

    if (p == NULL) {
        return kundo_json_malloc(ctx, size);
    }

    block = (kundo_json_block_t *) p - 1;

    if (size <= block->size) {
        return p;
    }

    if (size < parser->text.len * 2) {
        size = parser->text.len * 2;
    }

    fresh = kundo_json_malloc(ctx, size);
    memcpy(fresh, p, block->size);

    return fresh;
}


static void
kundo_json_free(void *ctx, void *p)
{
    (void) ctx;
    (void) p;
}

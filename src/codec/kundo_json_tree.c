/*
 * JSON in: yajl's events to nodes, with bounds on them.
 */

#include "codec/kundo_json_parser.h"

#include "codec/kundo_json_check.h"


static int kundo_json_on_null(void *ctx);
static int kundo_json_on_bool(void *ctx, int value);
static int kundo_json_on_number(void *ctx, const char *p, size_t len);
static int kundo_json_on_string(void *ctx, const unsigned char *p, size_t len);
static int kundo_json_on_key(void *ctx, const unsigned char *p, size_t len);
static int kundo_json_on_object(void *ctx);
static int kundo_json_on_array(void *ctx);
static int kundo_json_on_end(void *ctx);

static kundo_json_t *kundo_json_add(kundo_json_parser_t *parser,
    kundo_json_type_t type);
static int kundo_json_open(kundo_json_parser_t *parser,
    kundo_json_type_t type);
static int kundo_json_whole(kundo_json_parser_t *parser);
static int kundo_json_refuse(kundo_json_parser_t *parser, kundo_rc_t rc,
    const char *what);
static kundo_str_t kundo_json_keep(kundo_json_parser_t *parser, const void *p,
    size_t len);
static int kundo_json_int(const char *p, size_t len, int64_t *v);


const yajl_callbacks  kundo_json_callbacks = {
    .yajl_null = kundo_json_on_null,
    .yajl_boolean = kundo_json_on_bool,
    .yajl_number = kundo_json_on_number,
    .yajl_string = kundo_json_on_string,
    .yajl_start_map = kundo_json_on_object,
    .yajl_map_key = kundo_json_on_key,
    .yajl_end_map = kundo_json_on_end,
    .yajl_start_array = kundo_json_on_array,
    .yajl_end_array = kundo_json_on_end,
};


static int
kundo_json_on_null(void *ctx)
{
    return kundo_json_add(ctx, KUNDO_JSON_NULL) != NULL
           && kundo_json_whole(ctx);
}


static int
kundo_json_on_bool(void *ctx, int value)
{
    kundo_json_t  *node;

    node = kundo_json_add(ctx, KUNDO_JSON_BOOL);
    if (node == NULL) {
        return 0;
    }

    node->num = value != 0;

    return kundo_json_whole(ctx);
}


static int
kundo_json_on_number(void *ctx, const char *p, size_t len)
{
    kundo_json_t  *node;

    node = kundo_json_add(ctx, KUNDO_JSON_INT);
    if (node == NULL) {
        return 0;
    }

    if (!kundo_json_int(p, len, &node->num)) {
        node->type = KUNDO_JSON_NUMBER;
        node->str = kundo_json_keep(ctx, p, len);
    }

    return kundo_json_whole(ctx);
}


static int
kundo_json_on_string(void *ctx, const unsigned char *p, size_t len)
{
    kundo_json_t  *node;

    node = kundo_json_add(ctx, KUNDO_JSON_STRING);
    if (node == NULL) {
        return 0;
    }

    node->str = kundo_json_keep(ctx, p, len);

    return kundo_json_whole(ctx);
}


static int
kundo_json_on_key(void *ctx, const unsigned char *p, size_t len)
{
    kundo_json_t         *object;
    kundo_json_parser_t  *parser;

    parser = ctx;
    object = parser->open[parser->depth - 1];

    if (object->n == KUNDO_JSON_MAX_MEMBERS) {
        return kundo_json_refuse(parser, KUNDO_TOO_LARGE, "too many members");
    }

    if (kundo_json_get(object, kundo_str_make(p, len)) != NULL) {
        return kundo_json_refuse(parser, KUNDO_BAD_JSON, "a doubled key");
    }

    parser->key = kundo_json_keep(parser, p, len);

    return 1;
}


static int
kundo_json_on_object(void *ctx)
{
    return kundo_json_open(ctx, KUNDO_JSON_OBJECT);
}


static int
kundo_json_on_array(void *ctx)
{
    return kundo_json_open(ctx, KUNDO_JSON_ARRAY);
}


static int
kundo_json_on_end(void *ctx)
{
    kundo_json_parser_t  *parser;

    parser = ctx;
    parser->depth--;
    parser->link = &parser->open[parser->depth]->next;

    return kundo_json_whole(parser);
}


static int
kundo_json_open(kundo_json_parser_t *parser, kundo_json_type_t type)
{
    kundo_json_t  *node;

    if (parser->depth == KUNDO_JSON_MAX_DEPTH) {
        return kundo_json_refuse(parser, KUNDO_TOO_LARGE, "nested too deep");
    }

    node = kundo_json_add(parser, type);
    if (node == NULL) {
        return 0;
    }

    parser->open[parser->depth] = node;
    parser->depth++;
    parser->link = &node->child;

    return 1;
}


/* Hangs a new node below the open one; NULL when there are too many. */

static kundo_json_t *
kundo_json_add(kundo_json_parser_t *parser, kundo_json_type_t type)
{
    kundo_json_t  *node;

    if (parser->nodes == KUNDO_JSON_MAX_NODES) {
        (void) kundo_json_refuse(parser, KUNDO_TOO_LARGE, "too many values");
        return NULL;
    }

    parser->nodes++;

    node = kundo_arena_calloc(parser->arena, sizeof(kundo_json_t));
    if (node == NULL) {
        longjmp(parser->no_memory, 1);
    }

    node->type = type;
    node->key = parser->key;
    parser->key = kundo_str_null;

    if (parser->depth > 0) {
        parser->open[parser->depth - 1]->n++;
    }

    *parser->link = node;
    parser->link = &node->next;

    return node;
}


/*
 * After a value: where it is the outermost one, the text must end too.
 * yajl would let a string pass that is begun after it and never ended.
 */

static int
kundo_json_whole(kundo_json_parser_t *parser)
{
    if (parser->depth == 0 && !parser->last
        && yajl_get_bytes_consumed(parser->yajl) != parser->text.len)
    {
        return kundo_json_refuse(parser, KUNDO_BAD_JSON,
                                 "bytes after the value");
    }

    return 1;
}


static int
kundo_json_refuse(kundo_json_parser_t *parser, kundo_rc_t rc,
    const char *what)
{
    (void) kundo_json_error(parser->err, rc, what,
                            yajl_get_bytes_consumed(parser->yajl));
    return 0;
}


/* What yajl has unescaped lies in a buffer that it will use again. */

static kundo_str_t
kundo_json_keep(kundo_json_parser_t *parser, const void *p, size_t len)
{
    kundo_str_t  s;

    if ((uintptr_t) p >= (uintptr_t) parser->text.data
        && (uintptr_t) p < (uintptr_t) parser->text.data + parser->text.len)
    {
        return kundo_str_make(p, len);
    }

    s = kundo_arena_dup(parser->arena, kundo_str_make(p, len));
    if (s.data == NULL) {
        longjmp(parser->no_memory, 1);
    }

    return s;
}


/* A number that is an integer and fits; its form has been checked. */

static int
kundo_json_int(const char *p, size_t len, int64_t *v)
{
    int          negative;
    size_t       i;
    uint64_t     n;
    const char  *digits;

    negative = p[0] == '-';
    digits = p + negative;
    len -= (size_t) negative;
    n = 0;

    /* 19 digits cannot overflow 64 bits without a sign */

    if (len > 19) {
        return 0;
    }

    for (i = 0; i < len; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return 0;
        }

        n = n * 10 + (uint64_t) (digits[i] - '0');
    }

    if (n > (uint64_t) INT64_MAX + (uint64_t) negative) {
        return 0;
    }

    *v = (int64_t) (negative ? 0 - n : n);

    return 1;
}


kundo_json_t *
kundo_json_get(const kundo_json_t *object, kundo_str_t key)
{
    kundo_json_t  *node;

    if (object->type != KUNDO_JSON_OBJECT) {
        return NULL;
    }

    for (node = object->child; node != NULL; node = node->next) {
        if (kundo_str_eq(node->key, key)) {
            return node;
        }
    }

    return NULL;
}

/*
 * JSON from arbitrary bytes: what is taken keeps every promise of the
 * header, comes back the same when written out and read again, and binds
 * or is refused with a reason; the promised arena is enough, and a smaller
 * one is a fault and no more.
 *
 * Input: the text.
 */

#include "kundo_fuzz.h"

#include "base/kundo_out.h"
#include "codec/kundo_json.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_utf8.h"


typedef struct {
    kundo_str_t    ref;
    kundo_str_t    text;
    int64_t        seq;
    int64_t        on;
    kundo_json_t  *list;
    kundo_json_t  *body;
} body_t;


static const kundo_field_t  fields[] = {

    { kundo_str("ref"), KUNDO_FIELD_STRING, KUNDO_FIELD_NONEMPTY,
      offsetof(body_t, ref), 8 },

    { kundo_str("text"), KUNDO_FIELD_STRING, KUNDO_FIELD_NULLABLE,
      offsetof(body_t, text), 64 },

    { kundo_str("seq"), KUNDO_FIELD_INT, 0, offsetof(body_t, seq), 1000 },

    { kundo_str("on"), KUNDO_FIELD_BOOL, 0, offsetof(body_t, on), 0 },

    { kundo_str("list"), KUNDO_FIELD_ARRAY, 0, offsetof(body_t, list), 3 },

    { kundo_str("body"), KUNDO_FIELD_OBJECT, KUNDO_FIELD_REQUIRED,
      offsetof(body_t, body), 0 },

    kundo_field_end
};


static void
check_error(kundo_rc_t rc, const kundo_json_error_t *err)
{
    kundo_str_t  detail;

    kundo_must(err->rc == rc);
    kundo_must(memchr(err->detail, '\0', sizeof(err->detail)) != NULL);

    detail = kundo_str_cstr(err->detail);
    kundo_must(detail.len > 0);
    kundo_must(kundo_utf8_valid(detail));
}


static void
check_string(kundo_str_t s)
{
    kundo_must(s.data != NULL);
    kundo_must(kundo_utf8_valid(s));
    kundo_must(memchr(s.data, '\0', s.len) == NULL);
}


/* Walks what is below `node` and writes it to `out`. */

static void
write_out(kundo_out_t *out, const kundo_json_t *node, unsigned depth,
    unsigned *nodes)
{
    uint32_t             n;
    const kundo_json_t  *child, *other;

    (*nodes)++;

    switch (node->type) {

    case KUNDO_JSON_NULL:
        kundo_out_lit(out, "null");
        return;

    case KUNDO_JSON_BOOL:
        kundo_must(node->num == 0 || node->num == 1);
        kundo_out_bytes(out, node->num ? "true" : "false", node->num ? 4 : 5);
        return;

    case KUNDO_JSON_INT:
        if (node->num < 0) {
            kundo_out_lit(out, "-");
        }

        kundo_out_u64(out, node->num < 0 ? 0 - (uint64_t) node->num
                                         : (uint64_t) node->num);
        return;

    case KUNDO_JSON_NUMBER:
        check_string(node->str);
        kundo_out_str(out, node->str);
        return;

    case KUNDO_JSON_STRING:
        check_string(node->str);
        kundo_json_out_string(out, node->str);
        return;

    default:
        break;
    }

    kundo_must(depth < KUNDO_JSON_MAX_DEPTH);
    kundo_out_bytes(out, node->type == KUNDO_JSON_OBJECT ? "{" : "[", 1);

    n = 0;

    for (child = node->child; child != NULL; child = child->next) {
        if (n++) {
            kundo_out_lit(out, ",");
        }

        if (node->type == KUNDO_JSON_OBJECT) {
            check_string(child->key);
            kundo_must(kundo_json_get(node, child->key) == child);

            for (other = child->next; other != NULL; other = other->next) {
                kundo_must(!kundo_str_eq(child->key, other->key));
            }

            kundo_json_out_string(out, child->key);
            kundo_out_lit(out, ":");

        } else {
            kundo_must(child->key.data == NULL);
        }

        write_out(out, child, depth + 1, nodes);
    }

    kundo_must(n == node->n);
    kundo_must(node->type == KUNDO_JSON_ARRAY || n <= KUNDO_JSON_MAX_MEMBERS);

    kundo_out_bytes(out, node->type == KUNDO_JSON_OBJECT ? "}" : "]", 1);
}


static void
check_tree(kundo_json_t *root)
{
    body_t              body;
    uint32_t            given;
    unsigned            nodes, again;
    kundo_rc_t          rc;
    kundo_out_t         first, second;
    kundo_arena_t       arena;
    kundo_json_error_t  err;

    kundo_arena_init(&arena, 64 << 20);
    nodes = 0;
    again = 0;

    kundo_out_init(&first, &arena, 64);
    write_out(&first, root, 0, &nodes);
    kundo_must(!first.failed);
    kundo_must(nodes <= KUNDO_JSON_MAX_NODES);

    memset(&body, 0, sizeof(body));
    rc = kundo_json_bind(root, fields, &body, &given, &err);

    if (rc == KUNDO_OK) {
        kundo_must(given & 0x20);
        kundo_must(body.ref.len <= 8 && body.text.len <= 64);
        kundo_must(body.seq >= 0 && body.seq <= 1000);
        kundo_must(body.body->type == KUNDO_JSON_OBJECT);

    } else {
        kundo_must(rc == KUNDO_BAD_VALUE || rc == KUNDO_UNKNOWN_FIELD);
        check_error(rc, &err);
    }

    rc = kundo_json_parse(&arena, kundo_str_make(first.data, first.len),
                          &root, &err);
    kundo_must(rc == KUNDO_OK);

    kundo_out_init(&second, &arena, 64);
    write_out(&second, root, 0, &again);

    kundo_must(again == nodes);
    kundo_must(second.len == first.len);
    kundo_must(memcmp(first.data, second.data, first.len) == 0);

    kundo_arena_free(&arena);
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kundo_rc_t           rc, small;
    kundo_str_t          text;
    kundo_json_t        *root;
    kundo_arena_t        arena;
    kundo_json_error_t   err;

    if (size > KUNDO_BODY_MAX_BYTES) {
        return -1;
    }

    text = kundo_str_make(data, size);

    kundo_arena_init(&arena, KUNDO_JSON_ARENA(size));
    rc = kundo_json_parse(&arena, text, &root, &err);

    if (rc == KUNDO_OK) {
        kundo_must(err.rc == KUNDO_OK && err.detail[0] == '\0');
        check_tree(root);

    } else {
        kundo_must(rc == KUNDO_BAD_JSON || rc == KUNDO_TOO_LARGE);
        check_error(rc, &err);
    }

    kundo_arena_free(&arena);

    /* a bound that the text itself chooses: the same answer, or a fault */

    kundo_arena_init(&arena, kundo_str_hash(0, text) % 6000);
    small = kundo_json_parse(&arena, text, &root, &err);
    kundo_must(small == rc || small == KUNDO_NO_MEMORY);
    kundo_arena_free(&arena);

    return 0;
}

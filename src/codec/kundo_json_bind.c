/*
 * JSON in: the members of an object to the fields of a struct.
 */

#include "codec/kundo_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "codec/kundo_json_check.h"


static kundo_rc_t kundo_json_bind_field(kundo_json_t *node,
    const kundo_field_t *field, uint8_t *out, kundo_json_error_t *err);
static int kundo_json_bind_fits(const kundo_json_t *node,
    const kundo_field_t *field);
static kundo_rc_t kundo_json_bind_refuse(kundo_json_error_t *err,
    const kundo_field_t *field);


/* What each type of field takes of the JSON. */

static const kundo_json_type_t  kundo_json_bind_types[] = {
    [KUNDO_FIELD_STRING] = KUNDO_JSON_STRING,
    [KUNDO_FIELD_INT] = KUNDO_JSON_INT,
    [KUNDO_FIELD_BOOL] = KUNDO_JSON_BOOL,
    [KUNDO_FIELD_ARRAY] = KUNDO_JSON_ARRAY,
    [KUNDO_FIELD_OBJECT] = KUNDO_JSON_OBJECT,
};


kundo_rc_t
kundo_json_bind(const kundo_json_t *object, const kundo_field_t *fields,
    void *out, uint32_t *given, kundo_json_error_t *err)
{
    unsigned       i;
    kundo_rc_t     rc;
    kundo_json_t  *node;

    *given = 0;

    if (object == NULL || object->type != KUNDO_JSON_OBJECT) {
        err->rc = KUNDO_BAD_VALUE;
        (void) snprintf(err->detail, sizeof(err->detail),
                        "an object is taken here");
        return KUNDO_BAD_VALUE;
    }

    for (node = object->child; node != NULL; node = node->next) {

        for (i = 0; fields[i].name.len != 0; i++) {
            if (kundo_str_eq(fields[i].name, node->key)) {
                break;
            }
        }

        if (fields[i].name.len == 0) {
            err->rc = KUNDO_UNKNOWN_FIELD;
            (void) snprintf(err->detail, sizeof(err->detail),
                            "\"%.*s\" is not known here",
                            kundo_json_shown(node->key), node->key.data);
            return KUNDO_UNKNOWN_FIELD;
        }

        rc = kundo_json_bind_field(node, &fields[i], out, err);
        if (rc != KUNDO_OK) {
            return rc;
        }

        *given |= (uint32_t) 1 << i;
    }

    for (i = 0; fields[i].name.len != 0; i++) {
        if ((fields[i].flags & KUNDO_FIELD_REQUIRED)
            && !(*given & (uint32_t) 1 << i))
        {
            err->rc = KUNDO_BAD_VALUE;
            (void) snprintf(err->detail, sizeof(err->detail),
                            "\"%.*s\" is missing",
                            kundo_json_shown(fields[i].name),
                            fields[i].name.data);
            return KUNDO_BAD_VALUE;
        }
    }

    return KUNDO_OK;
}


static kundo_rc_t
kundo_json_bind_field(kundo_json_t *node, const kundo_field_t *field,
    uint8_t *out, kundo_json_error_t *err)
{
    out += field->offset;

    if (node->type == KUNDO_JSON_NULL && (field->flags & KUNDO_FIELD_NULLABLE))
    {
        return KUNDO_OK;
    }

    if (!kundo_json_bind_fits(node, field)) {
        return kundo_json_bind_refuse(err, field);
    }

    switch (field->type) {

    case KUNDO_FIELD_STRING:
        memcpy(out, &node->str, sizeof(kundo_str_t));
        break;

    case KUNDO_FIELD_INT:
    case KUNDO_FIELD_BOOL:
        memcpy(out, &node->num, sizeof(int64_t));
        break;

    case KUNDO_FIELD_ARRAY:
    case KUNDO_FIELD_OBJECT:
        *(kundo_json_t **) (void *) out = node;
        break;
    }

    return KUNDO_OK;
}


static int
kundo_json_bind_fits(const kundo_json_t *node, const kundo_field_t *field)
{
    if (node->type != kundo_json_bind_types[field->type]) {
        return 0;
    }

    switch (field->type) {

    case KUNDO_FIELD_STRING:
        return (int64_t) node->str.len <= field->max
               && (node->str.len > 0
                   || !(field->flags & KUNDO_FIELD_NONEMPTY));

    case KUNDO_FIELD_INT:
        return node->num >= 0 && node->num <= field->max;

    case KUNDO_FIELD_ARRAY:
        return (int64_t) node->n <= field->max;

    default:
        return 1;
    }
}


/* "text" takes a string of 1 to 16384 bytes */

static kundo_rc_t
kundo_json_bind_refuse(kundo_json_error_t *err, const kundo_field_t *field)
{
    char         takes[80];
    const char  *min;

    min = field->flags & KUNDO_FIELD_NONEMPTY ? "1" : "0";

    switch (field->type) {

    case KUNDO_FIELD_STRING:
        (void) snprintf(takes, sizeof(takes), "a string of %s to %" PRId64
                        " bytes", min, field->max);
        break;

    case KUNDO_FIELD_INT:
        (void) snprintf(takes, sizeof(takes), "a whole number from 0 to %"
                        PRId64, field->max);
        break;

    case KUNDO_FIELD_BOOL:
        (void) snprintf(takes, sizeof(takes), "true or false");
        break;

    case KUNDO_FIELD_ARRAY:
        (void) snprintf(takes, sizeof(takes), "an array of at most %" PRId64
                        " values", field->max);
        break;

    case KUNDO_FIELD_OBJECT:
        (void) snprintf(takes, sizeof(takes), "an object");
        break;
    }

    err->rc = KUNDO_BAD_VALUE;
    (void) snprintf(err->detail, sizeof(err->detail), "\"%.*s\" takes %s%s",
                    kundo_json_shown(field->name), field->name.data, takes,
                    field->flags & KUNDO_FIELD_NULLABLE ? " or null" : "");

    return KUNDO_BAD_VALUE;
}

/*
 * JSON in: yajl's events to a tree in an arena, and trees to structs by
 * tables of fields.  Says what is wrong and where, refuses doubled keys,
 * unknown fields and bytes after the value.
 */

#ifndef KUNDO_JSON_H
#define KUNDO_JSON_H


#include "base/kundo_arena.h"
#include "base/kundo_limit.h"
#include "base/kundo_rc.h"
#include "base/kundo_str.h"


typedef enum {
    KUNDO_JSON_NULL,
    KUNDO_JSON_BOOL,
    KUNDO_JSON_INT,            /* fits int64_t */
    KUNDO_JSON_NUMBER,         /* any other number, as text in str */
    KUNDO_JSON_STRING,
    KUNDO_JSON_OBJECT,
    KUNDO_JSON_ARRAY
} kundo_json_type_t;


typedef struct kundo_json_s  kundo_json_t;

struct kundo_json_s {
    kundo_json_t       *child;     /* first of an object or array */
    kundo_json_t       *next;
    kundo_str_t         key;       /* unescaped; in an object */
    kundo_str_t         str;       /* unescaped; of a string or number */
    int64_t             num;       /* of an int; 0 or 1 of a bool */
    uint32_t            n;         /* children */
    kundo_json_type_t   type;
};


typedef struct {
    kundo_rc_t          rc;
    char                detail[200];   /* for people, terminated */
} kundo_json_error_t;


/*
 * Parses exactly one value.  At most KUNDO_JSON_MAX_DEPTH deep,
 * KUNDO_JSON_MAX_NODES nodes and KUNDO_JSON_MAX_MEMBERS members of one
 * object; strings are valid UTF-8 without U+0000.  KUNDO_OK,
 * KUNDO_BAD_JSON with the byte offset in err->detail, KUNDO_TOO_LARGE or
 * KUNDO_NO_MEMORY.  Strings may point into text.  KUNDO_JSON_ARENA(len) is
 * a bound on what a text of len bytes takes of the arena.
 */

#define KUNDO_JSON_ARENA(len)                                                 \
    (KUNDO_JSON_MAX_NODES * sizeof(kundo_json_t) + (len) * 6 + 24576)

kundo_rc_t kundo_json_parse(kundo_arena_t *a, kundo_str_t text,
    kundo_json_t **root, kundo_json_error_t *err);

/* The member of an object, or NULL; also for what is no object. */
kundo_json_t *kundo_json_get(const kundo_json_t *object, kundo_str_t key);


typedef enum {
    KUNDO_FIELD_STRING,        /* kundo_str_t; max = bytes */
    KUNDO_FIELD_INT,           /* int64_t; 0..max */
    KUNDO_FIELD_BOOL,          /* int64_t, 0 or 1 */
    KUNDO_FIELD_ARRAY,         /* kundo_json_t *; max = children */
    KUNDO_FIELD_OBJECT         /* kundo_json_t * */
} kundo_field_type_t;

#define KUNDO_FIELD_REQUIRED  0x01
#define KUNDO_FIELD_NULLABLE  0x02     /* null counts as given */
#define KUNDO_FIELD_NONEMPTY  0x04     /* a string of one byte or more */

typedef struct {
    kundo_str_t         name;
    kundo_field_type_t  type;
    unsigned            flags;
    size_t              offset;        /* of the value in the struct */
    int64_t             max;
} kundo_field_t;

/* The last row of a table of fields. */
#define kundo_field_end  { { 0, NULL }, KUNDO_FIELD_STRING, 0, 0, 0 }


/*
 * Binds the members of an object to a struct, cleared by the caller; the
 * table ends with an empty name.  Bit i of *given is set for row i that
 * was present (at most 32 rows).  KUNDO_OK, KUNDO_UNKNOWN_FIELD or
 * KUNDO_BAD_VALUE; err->detail names the field and says what it takes.
 */
kundo_rc_t kundo_json_bind(const kundo_json_t *object,
    const kundo_field_t *fields, void *out, uint32_t *given,
    kundo_json_error_t *err);


#endif /* KUNDO_JSON_H */

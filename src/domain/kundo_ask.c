/*
 * Ask: fields and their levels, two bits each.
 */

#include "domain/kundo_ask.h"
#include "codec/kundo_json_out.h"


#define KUNDO_ASK_FIELDS  3
#define KUNDO_ASK_LEVELS  3

#define kundo_ask_level(ask, i)  ((ask) >> (2 * (i)) & 3u)


static const kundo_str_t  kundo_ask_fields[KUNDO_ASK_FIELDS] = {
    kundo_str_field("name"),
    kundo_str_field("email"),
    kundo_str_field("phone")
};

static const kundo_str_t  kundo_ask_levels[KUNDO_ASK_LEVELS] = {
    kundo_str_field("no"),
    kundo_str_field("optional"),
    kundo_str_field("required")
};


kundo_rc_t
kundo_ask_add(kundo_ask_t *ask, kundo_str_t field, kundo_str_t level)
{
    unsigned  i, j;

    for (i = 0; i < KUNDO_ASK_FIELDS; i++) {
        for (j = 0; j < KUNDO_ASK_LEVELS; j++) {

            if (kundo_str_eq(field, kundo_ask_fields[i])
                && kundo_str_eq(level, kundo_ask_levels[j]))
            {
                *ask = (kundo_ask_t) ((*ask & ~(3u << (2 * i)))
                                      | j << (2 * i));
                return KUNDO_OK;
            }
        }
    }

    return KUNDO_BAD_VALUE;
}


void
kundo_ask_render(kundo_out_t *out, kundo_ask_t ask)
{
    unsigned     i, level;
    const char  *mark;

    mark = "{";

    for (i = 0; i < KUNDO_ASK_FIELDS; i++) {
        level = kundo_ask_level(ask, i);

        if (level == 0 || level >= KUNDO_ASK_LEVELS) {
            continue;
        }

        kundo_out_str(out, kundo_str_cstr(mark));
        kundo_json_out_string(out, kundo_ask_fields[i]);
        kundo_out_lit(out, ":");
        kundo_json_out_string(out, kundo_ask_levels[level]);
        mark = ",";
    }

    if (*mark == '{') {
        kundo_out_lit(out, "{");
    }

    kundo_out_lit(out, "}");
}


int
kundo_ask_is_answered(kundo_ask_t ask, const kundo_person_t *visitor)
{
    unsigned     i;
    kundo_str_t  told[KUNDO_ASK_FIELDS];

    told[0] = visitor->name;
    told[1] = visitor->email;
    told[2] = visitor->phone;

    for (i = 0; i < KUNDO_ASK_FIELDS; i++) {
        if (kundo_ask_level(ask, i) == KUNDO_ASK_LEVELS - 1
            && told[i].len == 0)
        {
            return 0;
        }
    }

    return 1;
}

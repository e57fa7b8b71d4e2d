/*
 * Text out and in: any bytes are escaped without a step too far, valid
 * text comes back the same and is safe where it is put; UTF-8 is judged as
 * a plain reading of RFC 3629 judges it, in one piece and in two.
 *
 * Input: one byte that says where the pieces part, the text.
 */

#include "kundo_fuzz.h"

#include "codec/kundo_json.h"
#include "codec/kundo_json_out.h"
#include "codec/kundo_utf8.h"


/* RFC 3629 4, as it is written there. */

static int
plainly_valid(const uint8_t *p, size_t n)
{
    size_t    len, i;
    uint32_t  c;

    while (n > 0) {
        if (*p < 0x80) {
            p++;
            n--;
            continue;
        }

        len = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2;

        if (*p < 0xc0 || *p > 0xf7 || n < len) {
            return 0;
        }

        c = *p & (0xff >> (len + 1));

        for (i = 1; i < len; i++) {
            if ((p[i] & 0xc0) != 0x80) {
                return 0;
            }

            c = c << 6 | (p[i] & 0x3f);
        }

        if (c < (uint32_t[]) { 0x80, 0x800, 0x10000 }[len - 2]
            || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        {
            return 0;
        }

        p += len;
        n -= len;
    }

    return 1;
}


static void
check_utf8(kundo_str_t text, size_t cut)
{
    int                 whole, parts;
    kundo_utf8_state_t  state;

    whole = kundo_utf8_valid(text);
    kundo_must(whole == plainly_valid(text.data, text.len));

    state = 0;
    parts = kundo_utf8_feed(&state, kundo_str_make(text.data, cut))
            && kundo_utf8_feed(&state, kundo_str_make(text.data + cut,
                                                      text.len - cut));

    kundo_must(whole == (parts && state == 0));
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t               i;
    uint8_t             *copy;
    kundo_out_t          out;
    kundo_str_t          text;
    kundo_json_t        *root;
    kundo_arena_t        arena;
    kundo_json_error_t   err;

    if (size == 0) {
        return -1;
    }

    text = kundo_str_make(data + 1, size - 1);
    check_utf8(text, text.len ? data[0] % (text.len + 1) : 0);

    kundo_arena_init(&arena, 16 << 20);

    copy = malloc(text.len + 1);
    kundo_must(copy != NULL);
    memcpy(copy, text.data, text.len);

    kundo_out_init(&out, &arena, 16);
    kundo_json_out_string(&out, kundo_str_make(copy, text.len));
    kundo_must(!out.failed);
    kundo_must(out.len <= text.len * 6 + 2);

    free(copy);

    for (i = 0; i < out.len; i++) {
        kundo_must(out.data[i] >= 0x20);
        kundo_must(out.data[i] != '<' && out.data[i] != '>');
        kundo_must(i + 3 > out.len
                   || (memcmp(out.data + i, "\xe2\x80\xa8", 3) != 0
                       && memcmp(out.data + i, "\xe2\x80\xa9", 3) != 0));
    }

    if (kundo_utf8_valid(text) && memchr(text.data, '\0', text.len) == NULL) {
        kundo_must(kundo_json_parse(&arena,
                                    kundo_str_make(out.data, out.len), &root,
                                    &err)
                   == KUNDO_OK);
        kundo_must(root->type == KUNDO_JSON_STRING);
        kundo_must(kundo_str_eq(root->str, text));
    }

    kundo_arena_free(&arena);

    return 0;
}

/*
 * Texts on their way from a body into a command.
 */

#ifndef NGX_KUNDO_TEXT_H
#define NGX_KUNDO_TEXT_H


#include "codec/kundo_json_out.h"

#include "ngx_kundo_request.h"


/* Escaped JSON, as the log keeps it; NGX_ERROR: answered. */

static ngx_inline ngx_int_t
ngx_kundo_text_escape(ngx_kundo_request_t *req, kundo_str_t text,
    kundo_str_t *escaped)
{
    kundo_out_t  out;

    kundo_out_init(&out, &req->arena, text.len + 16);
    kundo_json_out_escape(&out, text);

    if (out.failed) {
        ngx_kundo_refuse(req, KUNDO_NO_MEMORY, NULL);
        return NGX_ERROR;
    }

    *escaped = kundo_str_make(out.data, out.len);

    return NGX_OK;
}


#endif /* NGX_KUNDO_TEXT_H */

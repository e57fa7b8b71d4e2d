/*
 * Resuming: what a stream missed is given again, as fast as its client
 * reads; live events wait until it has caught up.
 */

#ifndef NGX_KUNDO_RESUME_H
#define NGX_KUNDO_RESUME_H


#include "ngx_kundo_stream.h"


/* From the cursor on, or `reset` when that cannot be. */
void ngx_kundo_resume_start(ngx_kundo_stream_t *stream, kundo_reader_t *rd,
    kundo_str_t cursor);

/* The stream is closed. */
void ngx_kundo_resume_end(ngx_kundo_stream_t *stream);


#endif /* NGX_KUNDO_RESUME_H */

/*
 * Chance, from the kernel.
 */

#ifndef NGX_KUNDO_SECRET_H
#define NGX_KUNDO_SECRET_H


#include <ngx_config.h>
#include <ngx_core.h>

#include <sys/random.h>


/* n bytes, at most 256, of which nobody can guess one. */

static ngx_inline ngx_int_t
ngx_kundo_secret(void *p, size_t n)
{
    return getrandom(p, n, 0) == (ssize_t) n ? NGX_OK : NGX_ERROR;
}


#endif /* NGX_KUNDO_SECRET_H */

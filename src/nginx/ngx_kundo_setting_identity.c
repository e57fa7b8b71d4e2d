/*
 * Setting "identity_key": the keys by which the site vouches for visitors.
 * No secret is ever told in a log.
 */

#include "domain/kundo_identity.h"

#include "ngx_kundo_setting.h"


#define NGX_KUNDO_IDENTITY_KID_MAX     64
#define NGX_KUNDO_IDENTITY_SECRET_MAX  4096
#define NGX_KUNDO_IDENTITY_SECRET_FEW  32      /* RFC 7518 3.2 */


static ngx_int_t ngx_kundo_setting_identity_kid(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store, ngx_str_t *kid);
static ngx_int_t ngx_kundo_setting_identity_file(ngx_conf_t *cf,
    ngx_str_t *path, ngx_str_t *secret);
static ngx_int_t ngx_kundo_setting_identity_read(ngx_conf_t *cf, ngx_fd_t fd,
    ngx_str_t *path, ngx_str_t *secret);


ngx_int_t
ngx_kundo_setting_identity(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    ngx_str_t              path, secret;
    kundo_identity_key_t  *key;

    if (ngx_kundo_setting_identity_kid(cf, store, &value[0]) != NGX_OK) {
        return NGX_ERROR;
    }

    secret = value[1];

    if (secret.len >= 5 && ngx_strncmp(secret.data, "file:", 5) == 0) {
        path.data = secret.data + 5;
        path.len = secret.len - 5;

        if (ngx_kundo_setting_identity_file(cf, &path, &secret) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    if (secret.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"identity_key\" \"%V\" has an empty secret",
                           &value[0]);
        return NGX_ERROR;
    }

    if (secret.len < NGX_KUNDO_IDENTITY_SECRET_FEW) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "\"identity_key\" \"%V\" has a secret of %uz "
                           "bytes: it can be guessed, take 32 or more",
                           &value[0], secret.len);
    }

    key = ngx_array_push(store->identity_keys);
    if (key == NULL) {
        return NGX_ERROR;
    }

    key->kid = kundo_str_make(value[0].data, value[0].len);
    key->secret = kundo_str_make(secret.data, secret.len);

    return NGX_OK;
}


/* What stands in the place of a KID may be a secret: it is not told. */

static ngx_int_t
ngx_kundo_setting_identity_kid(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *kid)
{
    u_char                 c;
    ngx_uint_t             i;
    kundo_identity_key_t  *key;

    for (i = 0; i < kid->len; i++) {
        c = kid->data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')
            && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
        {
            break;
        }
    }

    if (kid->len == 0 || i < kid->len
        || kid->len > NGX_KUNDO_IDENTITY_KID_MAX)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"identity_key\" takes a KID of 1 to %d letters, "
                           "digits, \".\", \"_\" and \"-\", got another",
                           NGX_KUNDO_IDENTITY_KID_MAX);
        return NGX_ERROR;
    }

    if (store->identity_keys == NULL) {
        store->identity_keys = ngx_array_create(cf->pool, 2,
                                                sizeof(kundo_identity_key_t));
        if (store->identity_keys == NULL) {
            return NGX_ERROR;
        }
    }

    key = store->identity_keys->elts;

    for (i = 0; i < store->identity_keys->nelts; i++) {
        if (kundo_str_eq(key[i].kid, kundo_str_make(kid->data, kid->len))) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"identity_key\" takes each KID once, "
                               "got \"%V\" again", kid);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_kundo_setting_identity_file(ngx_conf_t *cf, ngx_str_t *path,
    ngx_str_t *secret)
{
    ngx_fd_t   fd;
    ngx_int_t  rc;

    if (ngx_conf_full_name(cf->cycle, path, 1) != NGX_OK) {
        return NGX_ERROR;
    }

    /* a pipe without a writer would wait for one */

    fd = ngx_open_file(path->data, NGX_FILE_RDONLY|NGX_FILE_NONBLOCK,
                       NGX_FILE_OPEN, 0);

    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "\"identity_key\" takes a file that can be read, "
                           "got \"%V\"", path);
        return NGX_ERROR;
    }

    rc = ngx_kundo_setting_identity_read(cf, fd, path, secret);

    (void) ngx_close_file(fd);

    return rc;
}


static ngx_int_t
ngx_kundo_setting_identity_read(ngx_conf_t *cf, ngx_fd_t fd, ngx_str_t *path,
    ngx_str_t *secret)
{
    ssize_t          n;
    ngx_file_info_t  fi;

    if (ngx_fd_info(fd, &fi) == NGX_FILE_ERROR || !ngx_is_file(&fi)
        || ngx_file_size(&fi) > NGX_KUNDO_IDENTITY_SECRET_MAX)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"identity_key\" takes a file of at most %d "
                           "bytes, got \"%V\"",
                           NGX_KUNDO_IDENTITY_SECRET_MAX, path);
        return NGX_ERROR;
    }

    secret->data = ngx_pnalloc(cf->pool, NGX_KUNDO_IDENTITY_SECRET_MAX);
    if (secret->data == NULL) {
        return NGX_ERROR;
    }

    n = ngx_read_fd(fd, secret->data, NGX_KUNDO_IDENTITY_SECRET_MAX);

    if (n == -1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "\"identity_key\" takes a file that can be read, "
                           "got \"%V\"", path);
        return NGX_ERROR;
    }

    /* an editor ends the line */

    if (n > 0 && secret->data[n - 1] == LF) {
        n--;

        if (n > 0 && secret->data[n - 1] == CR) {
            n--;
        }
    }

    secret->len = (size_t) n;

    return NGX_OK;
}

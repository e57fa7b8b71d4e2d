/*
 * The folder of a store: what nginx -t can tell of it before a worker does.
 */

#include "ngx_kundo_path.h"

#include <sys/vfs.h>

#include "store/kundo_peek.h"


/*
 * LMDB needs memory that is shared between processes and locks that die
 * with them: not so on the file systems of networks and of user space.
 * The numbers are those of statfs(2).
 */

typedef struct {
    uint32_t       magic;
    const char    *name;
} ngx_kundo_path_fs_t;


static ngx_int_t ngx_kundo_path_check(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store);
static ngx_int_t ngx_kundo_path_fs(ngx_conf_t *cf, char *path, char *place);
static void ngx_kundo_path_peek(ngx_conf_t *cf, char *path);
static ngx_int_t ngx_kundo_path_unique(ngx_conf_t *cf,
    ngx_kundo_store_conf_t *store);
static ngx_int_t ngx_kundo_path_same(ngx_conf_t *cf, ngx_str_t *a,
    ngx_str_t *b);
static char *ngx_kundo_path_base(ngx_str_t *path);
static char *ngx_kundo_path_parent(ngx_conf_t *cf, ngx_str_t *path);


static const ngx_kundo_path_fs_t  ngx_kundo_path_refused[] = {
    { 0x6969, "NFS" },
    { 0x01021997, "9p" },
    { 0x65735546, "FUSE" },
    { 0xff534d42, "CIFS" },
    { 0xfe534d42, "SMB2" },
    { 0x517b, "SMB" },
    { 0x5346414f, "AFS" },
    { 0x00c36400, "Ceph" },
    { 0, NULL }
};


ngx_int_t
ngx_kundo_path_set(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    if (value->len == 0) {
        return NGX_DECLINED;
    }

    store->path = *value;

    if (ngx_conf_full_name(cf->cycle, &store->path, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    while (store->path.len > 1
           && store->path.data[store->path.len - 1] == '/')
    {
        store->path.data[--store->path.len] = '\0';
    }

    if (ngx_kundo_path_check(cf, store) != NGX_OK) {
        return NGX_ERROR;
    }

    return ngx_kundo_path_unique(cf, store);
}


static ngx_int_t
ngx_kundo_path_check(ngx_conf_t *cf, ngx_kundo_store_conf_t *store)
{
    char         *path, *parent;
    struct stat   st;

    path = (char *) store->path.data;

    if (stat(path, &st) == 0) {

        if (!S_ISDIR(st.st_mode)) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"path\" takes a folder, got the file \"%s\"",
                               path);
            return NGX_ERROR;
        }

        if (ngx_kundo_path_fs(cf, path, path) != NGX_OK) {
            return NGX_ERROR;
        }

        ngx_kundo_path_peek(cf, path);

        return NGX_OK;
    }

    if (ngx_errno == NGX_EACCES) {
        return NGX_OK;
    }

    if (ngx_errno == NGX_ENOENT) {
        parent = ngx_kundo_path_parent(cf, &store->path);
        if (parent == NULL) {
            return NGX_ERROR;
        }

        if (stat(parent, &st) == 0 && S_ISDIR(st.st_mode)) {
            return ngx_kundo_path_fs(cf, path, parent);
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                       "\"path\" takes a folder that exists or can be made "
                       "in one that does, got \"%s\"", path);
    return NGX_ERROR;
}


/* place is the path itself or the folder that it will be made in. */

static ngx_int_t
ngx_kundo_path_fs(ngx_conf_t *cf, char *path, char *place)
{
    struct statfs               fs;
    const ngx_kundo_path_fs_t  *refused;

    if (statfs(place, &fs) == -1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "the file system of \"path\" \"%s\" is unknown",
                           path);
        return NGX_ERROR;
    }

    for (refused = ngx_kundo_path_refused; refused->name; refused++) {
        if ((uint32_t) fs.f_type == refused->magic) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"path\" takes a folder on a disk of this "
                               "machine, got \"%s\", which is on %s",
                               path, refused->name);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/*
 * A file that is no store, or one of another version, is a fault of the
 * store, which must not stop the site: nginx -t, which Debian's unit runs
 * before each start, warns of it.
 */

static void
ngx_kundo_path_peek(ngx_conf_t *cf, char *path)
{
    char  error[256];

    if (ngx_test_config && kundo_peek(path, error) != KUNDO_OK) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "\"path\" \"%s\": %s: requests for it will be "
                           "answered 503", path, error);
    }
}


static ngx_int_t
ngx_kundo_path_unique(ngx_conf_t *cf, ngx_kundo_store_conf_t *store)
{
    ngx_int_t                 rc;
    ngx_uint_t                i;
    ngx_kundo_main_conf_t    *kmcf;
    ngx_kundo_store_conf_t  **other;

    kmcf = ngx_http_conf_get_module_main_conf(cf, ngx_kundo_module);
    other = kmcf->stores.elts;

    for (i = 0; i < kmcf->stores.nelts; i++) {
        rc = ngx_kundo_path_same(cf, &other[i]->path, &store->path);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (rc == NGX_OK) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"path\" takes a folder of the store's own, "
                               "got \"%V\", which is that of kundo_store "
                               "\"%V\"", &store->path, &other[i]->name);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/*
 * The same by device and inode; of two that are still to be made, by those
 * of their parents and by name.  NGX_OK, NGX_DECLINED or NGX_ERROR.
 */

static ngx_int_t
ngx_kundo_path_same(ngx_conf_t *cf, ngx_str_t *a, ngx_str_t *b)
{
    int           exist;
    char         *parent_a, *parent_b;
    struct stat   st_a, st_b;

    exist = (stat((char *) a->data, &st_a) == 0)
            + (stat((char *) b->data, &st_b) == 0);

    if (exist == 1) {
        return NGX_DECLINED;
    }

    if (exist == 0) {
        parent_a = ngx_kundo_path_parent(cf, a);
        parent_b = ngx_kundo_path_parent(cf, b);

        if (parent_a == NULL || parent_b == NULL) {
            return NGX_ERROR;
        }

        if (ngx_strcmp(ngx_kundo_path_base(a), ngx_kundo_path_base(b)) != 0
            || stat(parent_a, &st_a) == -1 || stat(parent_b, &st_b) == -1)
        {
            return NGX_DECLINED;
        }
    }

    return st_a.st_dev == st_b.st_dev && st_a.st_ino == st_b.st_ino
           ? NGX_OK : NGX_DECLINED;
}


/* The path is absolute and has no '/' at its end. */

static char *
ngx_kundo_path_base(ngx_str_t *path)
{
    return strrchr((char *) path->data, '/') + 1;
}


static char *
ngx_kundo_path_parent(ngx_conf_t *cf, ngx_str_t *path)
{
    char    *parent;
    size_t   len;

    len = ngx_kundo_path_base(path) - (char *) path->data;

    parent = ngx_pnalloc(cf->temp_pool, len + 1);
    if (parent == NULL) {
        return NULL;
    }

    (void) ngx_cpystrn((u_char *) parent, path->data, len + 1);

    return parent;
}

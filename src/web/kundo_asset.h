/*
 * The front ends' files as they are compiled into the module: written by
 * src/web/embed, served by src/nginx/ngx_kundo_assets.c.
 */

#ifndef KUNDO_ASSET_H
#define KUNDO_ASSET_H


#include "base/kundo_str.h"


typedef struct {
    kundo_str_t    path;            /* below the prefix: "panel/index.html" */
    kundo_str_t    type;            /* the whole Content-Type */
    kundo_str_t    body;
    kundo_str_t    etag;            /* strong, with its quotes */
    kundo_str_t    gzip;            /* empty where it would save nothing */
    kundo_str_t    gzip_etag;
    unsigned       immutable:1;     /* its name holds the hash of its bytes */
    unsigned       document:1;      /* HTML: gets a policy of its own */
} kundo_asset_t;


/* In the order of the bytes of their paths. */
extern const kundo_asset_t  kundo_assets[];
extern const size_t         kundo_assets_n;


#endif /* KUNDO_ASSET_H */

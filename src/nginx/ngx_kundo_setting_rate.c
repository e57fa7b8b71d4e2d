/*
 * The setting "rate": bounds of requests and sockets for one session and
 * for one address.
 */

#include "ngx_kundo_setting.h"


#define NGX_KUNDO_RATE_MAX        1000000   /* requests a second */
#define NGX_KUNDO_BURST_MAX       1000000
#define NGX_KUNDO_SOCKETS_MAX     1000000


typedef struct {
    ngx_str_t    name;
    size_t       offset;      /* of an ngx_uint_t in the store's settings */
    ngx_int_t    max;
    unsigned     rate:1;      /* "20r/s", not a mere number */
} ngx_kundo_rate_field_t;


static ngx_int_t ngx_kundo_setting_rate_off(ngx_kundo_store_conf_t *store);
static ngx_int_t ngx_kundo_setting_rate_parse(u_char *data, size_t len);
static void ngx_kundo_setting_limit_default(ngx_kundo_limit_t *limit,
    ngx_uint_t rate_s, ngx_uint_t sockets);


static const ngx_kundo_rate_field_t  ngx_kundo_rate_fields[] = {

    { ngx_string("session="),
      offsetof(ngx_kundo_store_conf_t, rate_session.rate_milli),
      NGX_KUNDO_RATE_MAX, 1 },

    { ngx_string("session_burst="),
      offsetof(ngx_kundo_store_conf_t, rate_session.burst),
      NGX_KUNDO_BURST_MAX, 0 },

    { ngx_string("session_sockets="),
      offsetof(ngx_kundo_store_conf_t, rate_session.sockets),
      NGX_KUNDO_SOCKETS_MAX, 0 },

    { ngx_string("address="),
      offsetof(ngx_kundo_store_conf_t, rate_address.rate_milli),
      NGX_KUNDO_RATE_MAX, 1 },

    { ngx_string("address_burst="),
      offsetof(ngx_kundo_store_conf_t, rate_address.burst),
      NGX_KUNDO_BURST_MAX, 0 },

    { ngx_string("address_sockets="),
      offsetof(ngx_kundo_store_conf_t, rate_address.sockets),
      NGX_KUNDO_SOCKETS_MAX, 0 }
};

#define NGX_KUNDO_RATE_FIELDS                                                 \
    (sizeof(ngx_kundo_rate_fields) / sizeof(ngx_kundo_rate_fields[0]))

#define ngx_kundo_rate_field(store, field)                                    \
    ((ngx_uint_t *) ((char *) (store) + (field)->offset))


void
ngx_kundo_setting_rate_unset(ngx_kundo_store_conf_t *store)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_KUNDO_RATE_FIELDS; i++) {
        *ngx_kundo_rate_field(store, &ngx_kundo_rate_fields[i]) =
                                                         NGX_CONF_UNSET_UINT;
    }
}


ngx_int_t
ngx_kundo_setting_rate(ngx_conf_t *cf, ngx_kundo_store_conf_t *store,
    ngx_str_t *value)
{
    size_t                         len;
    u_char                        *data;
    ngx_int_t                      n;
    ngx_uint_t                     i, *slot;
    const ngx_kundo_rate_field_t  *field;

    if (ngx_strcmp(value->data, "off") == 0) {
        return ngx_kundo_setting_rate_off(store);
    }

    for (i = 0; i < NGX_KUNDO_RATE_FIELDS; i++) {
        field = &ngx_kundo_rate_fields[i];

        if (ngx_strncmp(value->data, field->name.data, field->name.len) != 0) {
            continue;
        }

        data = value->data + field->name.len;
        len = value->len - field->name.len;

        n = field->rate ? ngx_kundo_setting_rate_parse(data, len)
                        : ngx_atoi(data, len);

        slot = ngx_kundo_rate_field(store, field);

        if (n < 1 || n > field->max * (field->rate ? 1000 : 1)
            || *slot != NGX_CONF_UNSET_UINT)
        {
            return NGX_DECLINED;
        }

        *slot = n;

        return NGX_OK;
    }

    return NGX_DECLINED;
}


/* Zero bounds nothing; beside other values it makes no sense. */

static ngx_int_t
ngx_kundo_setting_rate_off(ngx_kundo_store_conf_t *store)
{
    ngx_uint_t  i, *slot;

    for (i = 0; i < NGX_KUNDO_RATE_FIELDS; i++) {
        slot = ngx_kundo_rate_field(store, &ngx_kundo_rate_fields[i]);

        if (*slot != NGX_CONF_UNSET_UINT) {
            return NGX_DECLINED;
        }

        *slot = 0;
    }

    return NGX_OK;
}


/* "20r/s" or "30r/m" in requests per 1000 s, or NGX_ERROR. */

static ngx_int_t
ngx_kundo_setting_rate_parse(u_char *data, size_t len)
{
    ngx_int_t  n;

    if (len < 4 || data[len - 3] != 'r' || data[len - 2] != '/') {
        return NGX_ERROR;
    }

    n = ngx_atoi(data, len - 3);

    if (n < 1 || n > NGX_KUNDO_RATE_MAX) {
        return NGX_ERROR;
    }

    switch (data[len - 1]) {

    case 's':
        return n * 1000;

    case 'm':
        return n * 1000 / 60;

    default:
        return NGX_ERROR;
    }
}


void
ngx_kundo_setting_rate_defaults(ngx_kundo_store_conf_t *store)
{
    ngx_kundo_setting_limit_default(&store->rate_session, 20, 64);
    ngx_kundo_setting_limit_default(&store->rate_address, 200, 2000);
}


/* Ten seconds' worth may come in a burst. */

static void
ngx_kundo_setting_limit_default(ngx_kundo_limit_t *limit, ngx_uint_t rate_s,
    ngx_uint_t sockets)
{
    ngx_conf_init_uint_value(limit->rate_milli, rate_s * 1000);
    ngx_conf_init_uint_value(limit->burst,
                             ngx_max(limit->rate_milli / 100, 1));
    ngx_conf_init_uint_value(limit->sockets, sockets);
}

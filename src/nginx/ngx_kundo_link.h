/*
 * Links: the edges of an agent's connections to this worker (D3).
 */

#ifndef NGX_KUNDO_LINK_H
#define NGX_KUNDO_LINK_H


#include "ngx_kundo_hub.h"


void ngx_kundo_link_init(ngx_kundo_member_t *member);
void ngx_kundo_link_free(ngx_kundo_member_t *member);

/* The member's streams have changed: the store learns of an edge. */
void ngx_kundo_link_look(ngx_kundo_member_t *member);


#endif /* NGX_KUNDO_LINK_H */

/*
 * Typing marks of this worker's clients: told to all, ended after 6 s
 * unless renewed (S2.2).  Kept nowhere.
 */

#ifndef NGX_KUNDO_TYPING_H
#define NGX_KUNDO_TYPING_H


#include "ngx_kundo_wakeup.h"


/* Another worker has it now: the mark here is forgotten. */
void ngx_kundo_typing_moved(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing);

void ngx_kundo_typing_set(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing);


#endif /* NGX_KUNDO_TYPING_H */

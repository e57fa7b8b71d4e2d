/*
 * Growth: a store's file is longer than its last page.
 */

#ifndef KUNDO_GROWTH_H
#define KUNDO_GROWTH_H


#include "store/kundo_env_internal.h"


/*
 * Writes zeros behind the last page, if few are left of those that were
 * written before; only under the writer's lock, before anything else.  A
 * sync of pages that have their place on the disk writes these pages; one
 * of pages that are new writes the file system's own records besides, and
 * waits for them.
 *
 * What cannot be written is left to the commit that needs it.
 */
void kundo_growth_ahead(kundo_env_t *env);


#endif /* KUNDO_GROWTH_H */

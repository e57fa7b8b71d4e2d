/*
 * Extent: whether all pages that a store uses lie within its file.
 */

#ifndef KUNDO_EXTENT_H
#define KUNDO_EXTENT_H


#include "store/kundo_env_internal.h"


/*
 * LMDB leaves its file shorter than its last page when a transaction has
 * taken pages at the end and given them back: that is sound.  A file that
 * was cut off looks the same from outside, is mapped all the same, and
 * behind its end lies SIGBUS.  Looks at every page, but only at a file that
 * is short; a sound one is then made as long as it says.
 *
 * KUNDO_OK, KUNDO_DAMAGED when a page in use is missing, or a fault.  *has
 * and *wanted are bytes.
 */
kundo_rc_t kundo_extent_check(kundo_env_t *env, uint64_t *has,
    uint64_t *wanted);


#endif /* KUNDO_EXTENT_H */

/*
 * Peek: the version of a store, from its file alone: without a lock, a
 * reader's slot or a byte written, also while others write.
 */

#ifndef KUNDO_PEEK_H
#define KUNDO_PEEK_H


#include "base/kundo_rc.h"


/*
 * Whether kundo_env_open would take the store in the folder `path`, as far
 * as its version tells.  KUNDO_OK, also for a store that is still to be made
 * or that this user may not read, KUNDO_DAMAGED, KUNDO_TOO_NEW or
 * KUNDO_TOO_OLD with one line in error (of 256 bytes).
 */
kundo_rc_t kundo_peek(const char *path, char *error);


#endif /* KUNDO_PEEK_H */

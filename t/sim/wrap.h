/*
 * Wrap: LMDB's calls, counted, and failing where a test wants it; the
 * writes to the disk, seen one by one.  The linker puts it in between.
 */

#ifndef WRAP_H
#define WRAP_H


#include <stddef.h>


typedef struct {
    unsigned   calls;             /* since the last wrap_reset */
    unsigned   changes;           /* rows put or deleted */
    unsigned   fail_at;           /* the call that fails, 1 ..; 0 = none */
    int        fail_rc;
    int        failed;
} wrap_t;

extern wrap_t  wrap;

void wrap_reset(void);

/* Call n from now on fails with what LMDB or the system would say. */
void wrap_fail(unsigned n, int rc);


/* Called before write or sync n (0 ..) of a commit, while it is set. */

extern void (*wrap_write_hook)(void *data, unsigned n);
extern void *wrap_write_data;


#endif /* WRAP_H */

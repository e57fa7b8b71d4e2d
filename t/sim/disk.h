/*
 * Disk: what of a store's file outlives a loss of power.  Writes are safe
 * once a sync has come after them, or at once where the file is open so;
 * of the others some are there afterwards, whole or by sectors, and some
 * are not.
 */

#ifndef DISK_H
#define DISK_H


#include <sys/types.h>

#include "sim/chance.h"


extern int  disk_on;              /* --sync: stores sync, power is cut */


/* The file as it is now, all of it safe; from here on it is watched. */
void disk_watch(const char *store);
void disk_forget(void);

/* Called by wrap.c after each of them. */
void disk_written(int fd, const void *buf, size_t n, off_t offset);
void disk_synced(int fd);

/* Another folder with the file as it is when the power is back. */
void disk_cut(const char *to, chance_t *chance);


#endif /* DISK_H */

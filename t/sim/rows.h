/*
 * Rows: all tables of two stores, byte by byte; copies of a store's file.
 */

#ifndef ROWS_H
#define ROWS_H


#include "store/kundo_env.h"


void rows_compare(kundo_env_t *one, kundo_env_t *two);

/* A text of messages is in the log and nowhere else. */
void rows_lack(kundo_env_t *env, kundo_str_t text);

/* The file of the store in the folder `from`, as it is now, into `to`. */
void rows_copy(const char *from, const char *to);


#endif /* ROWS_H */

/*
 * Sort: many whole numbers.
 */

#ifndef KUNDO_SORT_H
#define KUNDO_SORT_H


#include <stddef.h>
#include <stdint.h>


/* n numbers, the smallest first; room has space for as many. */
void kundo_sort_u64(uint64_t *v, uint64_t *room, size_t n);


#endif /* KUNDO_SORT_H */

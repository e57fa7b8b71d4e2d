/*
 * Chance: numbers that follow from a seed, the same on every machine.
 */

#ifndef CHANCE_H
#define CHANCE_H


#include <stdint.h>


typedef struct {
    uint64_t  state;
} chance_t;


/* splitmix64 */

static inline uint64_t
chance_next(chance_t *c)
{
    uint64_t  z;

    z = (c->state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;

    return z ^ (z >> 31);
}


static inline uint64_t
chance_below(chance_t *c, uint64_t n)
{
    return chance_next(c) % n;
}


static inline int
chance_one_in(chance_t *c, uint64_t n)
{
    return chance_next(c) % n == 0;
}


#endif /* CHANCE_H */

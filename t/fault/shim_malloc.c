/*
 * A shim before libc for fault tests (LD_PRELOAD): one allocation in so many
 * fails, on demand.  Stands before ASan's allocator as well.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>


/*
 * KUNDO_SHIM_CONTROL  a file of one byte, n of now: one allocation in n
 *                     fails with ENOMEM; 0: none
 */

/* The allocator beneath: glibc's, or that of ASan where it is linked. */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t align, size_t size);

void *__interceptor_malloc(size_t size) __attribute__((weak));
void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *p, size_t size) __attribute__((weak));
void *__interceptor_memalign(size_t align, size_t size)
    __attribute__((weak));


static volatile unsigned char   shim_none;
static volatile unsigned char  *shim_one_in = &shim_none;
static uint32_t                 shim_seed;


__attribute__((constructor))
static void
shim_init(void)
{
    int          fd;
    void        *p;
    const char  *path;

    path = getenv("KUNDO_SHIM_CONTROL");
    if (path == NULL) {
        return;
    }

    fd = open(path, O_RDONLY | O_CLOEXEC);
    p = fd == -1 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

    if (p == MAP_FAILED) {
        abort();
    }

    close(fd);
    shim_one_in = p;
}


static int
shim_fails(void)
{
    unsigned  n;

    n = *shim_one_in;
    if (n == 0) {
        return 0;
    }

    shim_seed = shim_seed * 1103515245 + 12345;

    if ((shim_seed >> 16) % n) {
        return 0;
    }

    errno = ENOMEM;

    return 1;
}


void *
malloc(size_t size)
{
    if (shim_fails()) {
        return NULL;
    }

    return __interceptor_malloc ? __interceptor_malloc(size)
                                : __libc_malloc(size);
}


void *
calloc(size_t n, size_t size)
{
    if (shim_fails()) {
        return NULL;
    }

    return __interceptor_calloc ? __interceptor_calloc(n, size)
                                : __libc_calloc(n, size);
}


void *
realloc(void *p, size_t size)
{
    if (shim_fails()) {
        return NULL;
    }

    return __interceptor_realloc ? __interceptor_realloc(p, size)
                                 : __libc_realloc(p, size);
}


int
posix_memalign(void **p, size_t align, size_t size)
{
    if (shim_fails()) {
        return ENOMEM;
    }

    *p = __interceptor_memalign ? __interceptor_memalign(align, size)
                                : __libc_memalign(align, size);

    return *p ? 0 : ENOMEM;
}

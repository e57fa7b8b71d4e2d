/*
 * Time zone database.
 */

#include "store/kundo_tzdata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>


#define KUNDO_TZDATA_PATH  512


static kundo_rc_t
kundo_tzdata_bytes(kundo_arena_t *arena, int fd, size_t max_bytes,
    kundo_str_t *file)
{
    size_t       n;
    ssize_t      got;
    uint8_t     *p;
    struct stat  st;

    if (fstat(fd, &st) == -1) {
        return KUNDO_IO;
    }

    if (!S_ISREG(st.st_mode) || st.st_size <= 0
        || (uint64_t) st.st_size > max_bytes)
    {
        return KUNDO_NOT_FOUND;
    }

    p = kundo_arena_alloc(arena, (size_t) st.st_size);
    if (p == NULL) {
        return KUNDO_NO_MEMORY;
    }

    for (n = 0; n < (size_t) st.st_size; n += (size_t) got) {
        got = pread(fd, p + n, (size_t) st.st_size - n, (off_t) n);

        if (got <= 0) {
            return KUNDO_IO;
        }
    }

    *file = kundo_str_make(p, n);

    return KUNDO_OK;
}


kundo_rc_t
kundo_tzdata_read(kundo_arena_t *arena, const char *folder, kundo_str_t name,
    size_t max_bytes, kundo_str_t *file)
{
    int         fd, n;
    char        path[KUNDO_TZDATA_PATH];
    kundo_rc_t  rc;

    n = snprintf(path, sizeof(path), "%s/%.*s", folder, (int) name.len,
                 (const char *) name.data);

    if (n < 0 || (size_t) n >= sizeof(path)) {
        return KUNDO_NOT_FOUND;
    }

    /* not waiting for a pipe that somebody has put there */

    fd = open(path, O_RDONLY|O_CLOEXEC|O_NONBLOCK);

    if (fd == -1) {
        return errno == EMFILE || errno == ENFILE || errno == EIO
               ? KUNDO_IO : KUNDO_NOT_FOUND;
    }

    rc = kundo_tzdata_bytes(arena, fd, max_bytes, file);

    (void) close(fd);

    return rc;
}

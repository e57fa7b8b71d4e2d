/*
 * Growth: zeros behind the last page, 256 KiB at a time.
 */

#include "store/kundo_growth.h"

#include <sys/stat.h>
#include <unistd.h>


#define KUNDO_GROWTH_STEP   ((uint64_t) 256 << 10)
#define KUNDO_GROWTH_WRITE  ((uint64_t) 64 << 10)


/* Bytes behind `from` that are to be written, so that `to` is reached. */

static void
kundo_growth_zeros(mdb_filehandle_t fd, uint64_t from, uint64_t to)
{
    ssize_t               n;
    uint64_t              size;
    static const uint8_t  zeros[KUNDO_GROWTH_WRITE];

    while (from < to) {
        size = to - from < KUNDO_GROWTH_WRITE ? to - from
                                              : KUNDO_GROWTH_WRITE;

        n = pwrite(fd, zeros, size, (off_t) from);
        if (n <= 0) {
            return;
        }

        from += (uint64_t) n;
    }
}


void
kundo_growth_ahead(kundo_env_t *env)
{
    uint64_t          end, size, to;
    MDB_stat          st;
    MDB_envinfo       info;
    struct stat       file;
    mdb_filehandle_t  fd;

    if (mdb_env_info(env->mdb, &info) != 0
        || mdb_env_stat(env->mdb, &st) != 0
        || mdb_env_get_fd(env->mdb, &fd) != 0)
    {
        return;
    }

    end = (info.me_last_pgno + 1) * st.ms_psize;

    /* other processes lengthen the file, too; nobody shortens it */

    if (env->written >= end + KUNDO_GROWTH_STEP || fstat(fd, &file) != 0) {
        return;
    }

    size = (uint64_t) file.st_size > end ? (uint64_t) file.st_size : end;
    to = end + 2 * KUNDO_GROWTH_STEP;

    if (to > info.me_mapsize) {
        to = info.me_mapsize;
    }

    if (size < end + KUNDO_GROWTH_STEP && size < to) {
        kundo_growth_zeros(fd, size, to);
        size = to;
    }

    env->written = size;
}

/*
 * Disk.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/disk.h"
#include "sim/look.h"


#define DISK_SECTOR  512


typedef struct {
    size_t    offset;
    size_t    n;
    uint8_t  *bytes;
} disk_write_t;


int  disk_on;

static int            disk_watching;
static dev_t          disk_dev;
static ino_t          disk_ino;
static uint8_t       *disk_safe;
static size_t         disk_len;
static disk_write_t  *disk_writes;
static unsigned       disk_n;
static unsigned       disk_cap;


static void *
disk_grow(void *p, size_t size)
{
    p = realloc(p, size);

    if (p == NULL) {
        sim_fail("out of memory");
    }

    return p;
}


static void
disk_put(uint8_t **image, size_t *len, const uint8_t *bytes, size_t n,
    size_t offset)
{
    if (offset + n > *len) {
        *image = disk_grow(*image, offset + n);
        memset(*image + *len, 0, offset + n - *len);
        *len = offset + n;
    }

    memcpy(*image + offset, bytes, n);
}


void
disk_forget(void)
{
    while (disk_n) {
        free(disk_writes[--disk_n].bytes);
    }

    disk_len = 0;
    disk_watching = 0;
}


void
disk_watch(const char *store)
{
    int          fd;
    char         name[600];
    ssize_t      n;
    struct stat  st;

    if (!disk_on) {
        return;
    }

    disk_forget();

    snprintf(name, sizeof(name), "%s/data.mdb", store);
    fd = open(name, O_RDONLY|O_CLOEXEC);

    if (fd == -1 || fstat(fd, &st) != 0) {
        sim_fail("%s: %s", name, strerror(errno));
    }

    disk_dev = st.st_dev;
    disk_ino = st.st_ino;
    disk_safe = disk_grow(disk_safe, (size_t) st.st_size + 1);

    while ((n = read(fd, disk_safe + disk_len,
                     (size_t) st.st_size - disk_len)) > 0)
    {
        disk_len += (size_t) n;
    }

    close(fd);
    disk_watching = 1;
}


static int
disk_is(int fd)
{
    struct stat  st;

    return disk_watching && fstat(fd, &st) == 0 && st.st_dev == disk_dev
           && st.st_ino == disk_ino;
}


void
disk_written(int fd, const void *buf, size_t n, off_t offset)
{
    disk_write_t  *write;

    if (!disk_is(fd)) {
        return;
    }

    if (fcntl(fd, F_GETFL) & O_DSYNC) {
        disk_put(&disk_safe, &disk_len, buf, n, (size_t) offset);
        return;
    }

    if (disk_n == disk_cap) {
        disk_cap = disk_cap ? disk_cap * 2 : 64;
        disk_writes = disk_grow(disk_writes,
                                disk_cap * sizeof(disk_write_t));
    }

    write = &disk_writes[disk_n++];
    write->offset = (size_t) offset;
    write->n = n;
    write->bytes = disk_grow(NULL, n + 1);
    memcpy(write->bytes, buf, n);
}


void
disk_synced(int fd)
{
    unsigned  i;

    if (!disk_is(fd)) {
        return;
    }

    for (i = 0; i < disk_n; i++) {
        disk_put(&disk_safe, &disk_len, disk_writes[i].bytes,
                 disk_writes[i].n, disk_writes[i].offset);
        free(disk_writes[i].bytes);
    }

    disk_n = 0;
}


/* Whole, not at all, or sector by sector. */

static void
disk_perhaps(uint8_t **image, size_t *len, const disk_write_t *write,
    chance_t *chance)
{
    size_t    at, n;
    uint64_t  how;

    how = chance_below(chance, 3);

    for (at = 0; how != 0 && at < write->n; at += n) {

        n = DISK_SECTOR - (write->offset + at) % DISK_SECTOR;

        if (n > write->n - at) {
            n = write->n - at;
        }

        if (how == 1 || chance_one_in(chance, 2)) {
            disk_put(image, len, write->bytes + at, n, write->offset + at);
        }
    }
}


void
disk_cut(const char *to, chance_t *chance)
{
    int       fd;
    char      name[600];
    size_t    len = disk_len;
    uint8_t  *image;
    unsigned  i;

    image = disk_grow(NULL, len + 1);
    memcpy(image, disk_safe, len);

    for (i = 0; i < disk_n; i++) {
        disk_perhaps(&image, &len, &disk_writes[i], chance);
    }

    snprintf(name, sizeof(name), "%s/data.mdb", to);

    if (mkdir(to, 0700) != 0
        || (fd = open(name, O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600)) == -1
        || write(fd, image, len) != (ssize_t) len)
    {
        sim_fail("%s: %s", name, strerror(errno));
    }

    close(fd);
    free(image);
}

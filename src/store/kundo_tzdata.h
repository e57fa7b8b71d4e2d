/*
 * Time zone database: the files of the system's folder, read whole.
 */

#ifndef KUNDO_TZDATA_H
#define KUNDO_TZDATA_H


#include "base/kundo_arena.h"
#include "base/kundo_rc.h"


#define KUNDO_TZDATA_FOLDER  "/usr/share/zoneinfo"


/*
 * The file of a zone, whose name must be one (kundo_zone_name_valid).
 * KUNDO_NOT_FOUND for none that can be read, KUNDO_NO_MEMORY or KUNDO_IO.
 */
kundo_rc_t kundo_tzdata_read(kundo_arena_t *arena, const char *folder,
    kundo_str_t name, size_t max_bytes, kundo_str_t *file);


#endif /* KUNDO_TZDATA_H */

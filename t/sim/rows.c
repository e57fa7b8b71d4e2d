/*
 * Rows.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/look.h"
#include "sim/rows.h"
#include "store/kundo_table.h"


static void
rows_compare_table(kundo_txn_t *one, kundo_txn_t *two, kundo_table_t table)
{
    unsigned      n;
    kundo_rc_t    rc_a, rc_b;
    kundo_walk_t  a, b;

    sim_ok(kundo_walk_open(one, table, &a), "walk");
    sim_ok(kundo_walk_open(two, table, &b), "walk");

    for (n = 0; /* void */ ; n++) {
        rc_a = kundo_walk_next(&a);
        rc_b = kundo_walk_next(&b);

        if (rc_a != rc_b) {
            sim_fail("after %u equal rows of table %s one store has more "
                     "than the other", n, kundo_table_name(table));
        }

        if (rc_a != KUNDO_OK) {
            break;
        }

        if (!kundo_str_eq(a.key, b.key) || !kundo_str_eq(a.value, b.value)) {
            sim_fail("row %u of table %s differs between two stores", n,
                     kundo_table_name(table));
        }
    }

    kundo_walk_close(&a);
    kundo_walk_close(&b);
}


void
rows_compare(kundo_env_t *one, kundo_env_t *two)
{
    int          table;
    kundo_txn_t  a, b;

    sim_ok(kundo_txn_begin_read(one, &a), "begin");
    sim_ok(kundo_txn_begin_read(two, &b), "begin");

    if (memcmp(&a.meta, &b.meta, sizeof(kundo_meta_t)) != 0) {
        sim_fail("meta differs between two stores");
    }

    for (table = 0; table < KUNDO_TABLE_N; table++) {
        if (table != KUNDO_TABLE_META) {
            rows_compare_table(&a, &b, (kundo_table_t) table);
        }
    }

    kundo_txn_abort(&a);
    kundo_txn_abort(&b);
}


/* In keys and values of every table but the log. */

void
rows_lack(kundo_env_t *env, kundo_str_t text)
{
    int           table;
    kundo_rc_t    rc;
    kundo_txn_t   txn;
    kundo_walk_t  walk;

    sim_ok(kundo_txn_begin_read(env, &txn), "begin");

    for (table = 0; table < KUNDO_TABLE_N; table++) {

        if (table == KUNDO_TABLE_LOG) {
            continue;
        }

        sim_ok(kundo_walk_open(&txn, (kundo_table_t) table, &walk), "walk");

        for (rc = kundo_walk_next(&walk);
             rc == KUNDO_OK;
             rc = kundo_walk_next(&walk))
        {
            if (memmem(walk.key.data, walk.key.len, text.data, text.len)
                || memmem(walk.value.data, walk.value.len, text.data,
                          text.len))
            {
                sim_fail("a message's text stands in table %s",
                         kundo_table_name((kundo_table_t) table));
            }
        }

        kundo_walk_close(&walk);
    }

    kundo_txn_abort(&txn);
}


void
rows_copy(const char *from, const char *to)
{
    int      in, out;
    char     name[600];
    ssize_t  n;

    static char  buf[1 << 16];

    if (mkdir(to, 0700) != 0) {
        sim_fail("%s: %s", to, strerror(errno));
    }

    snprintf(name, sizeof(name), "%s/data.mdb", from);
    in = open(name, O_RDONLY|O_CLOEXEC);

    snprintf(name, sizeof(name), "%s/data.mdb", to);
    out = open(name, O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600);

    if (in == -1 || out == -1) {
        sim_fail("%s: %s", name, strerror(errno));
    }

    while ((n = read(in, buf, sizeof(buf))) > 0) {
        if (write(out, buf, (size_t) n) != n) {
            sim_fail("%s: %s", name, strerror(errno));
        }
    }

    close(in);
    close(out);
}

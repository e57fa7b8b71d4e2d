/*
 * Replay: the commands as they were written down, in another store, in
 * another time zone and locale, in other batches: the same rows.
 */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domain/kundo_apply.h"
#include "sim/cover.h"
#include "sim/rows.h"
#include "sim/world.h"


static void
replay_elsewhere(int elsewhere)
{
    unsigned  i;

    static const char  *locales[] = {
        "sv_SE.utf8", "tr_TR.utf8", "de_DE.utf8", "C.utf8"
    };

    if (!elsewhere) {
        unsetenv("TZ");
        (void) setlocale(LC_ALL, "C");

    } else {
        setenv("TZ", "Pacific/Kiritimati", 1);

        for (i = 0; i < 4 && setlocale(LC_ALL, locales[i]) == NULL; i++) {
            /* void */
        }
    }

    tzset();
}


void
replay_check(world_t *w)
{
    char              path[400];
    unsigned          i;
    kundo_rc_t        rc;
    kundo_txn_t       txn;
    kundo_out_t       out;
    kundo_env_t      *env;
    kundo_result_t    result;
    kundo_command_t   cmd;

    snprintf(path, sizeof(path), "%s/replay", w->dir);

    replay_elsewhere(1);
    env = world_env(path, WORLD_MAP);

    txn.mdb = NULL;

    for (i = 0; i < w->ndone; i++) {

        if (txn.mdb == NULL) {
            sim_ok(kundo_txn_begin_write(env, &txn), "begin");
        }

        sim_ok(kundo_command_decode(w->done[i], &cmd), "decode");

        kundo_out_init(&out, &w->arena, 128);
        kundo_command_encode(&out, &cmd);

        if (!kundo_str_eq(w->done[i], kundo_str_make(out.data, out.len))) {
            sim_fail("a command is written down in two ways");
        }

        rc = kundo_apply(&txn, &w->arena, &cmd, &result);
        kundo_arena_reset(&w->arena);

        if (kundo_rc_is_fault(rc)) {
            sim_fail("replay: %s", kundo_rc_title(rc));
        }

        if (chance_one_in(&w->chance, 9)) {
            sim_ok(kundo_txn_commit(&txn), "commit");
        }
    }

    if (txn.mdb != NULL) {
        sim_ok(kundo_txn_commit(&txn), "commit");
    }

    rows_compare(w->env, env);

    cover_count(COVER_REPLAYED);

    kundo_env_close(env);
    world_remove(path);
    replay_elsewhere(0);
}

/*
 * Idempotency keys: what a person has made with a key, for a day.
 */

#ifndef KUNDO_IDEM_H
#define KUNDO_IDEM_H


#include "domain/kundo_work.h"


/*
 * The number of what was made with this key; KUNDO_NOT_FOUND when nothing
 * was, or no key is given, KUNDO_KEY_REUSED when the request was another
 * one than idem's.
 */
kundo_rc_t kundo_idem_find(kundo_work_t *w, kundo_str_t key,
    kundo_idem_t *idem);

kundo_rc_t kundo_idem_put(kundo_work_t *w, kundo_str_t key,
    const kundo_idem_t *idem);

/* Its day is over; value is that of the row of due. */
kundo_rc_t kundo_idem_due(kundo_work_t *w, kundo_str_t value);


#endif /* KUNDO_IDEM_H */

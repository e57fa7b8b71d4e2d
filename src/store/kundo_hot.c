/*
 * Hot rows.
 */

#include "store/kundo_hot.h"


kundo_rc_t
kundo_hot_get(kundo_txn_t *txn, uint64_t cno, kundo_hot_t *hot)
{
    uint8_t  key[8];

    kundo_be64_put(key, cno);

    return kundo_table_get_fixed(txn, KUNDO_TABLE_HOT,
                                 kundo_str_make(key, 8), hot,
                                 sizeof(kundo_hot_t));
}


kundo_rc_t
kundo_hot_put(kundo_txn_t *txn, uint64_t cno, const kundo_hot_t *hot)
{
    uint8_t  key[8];

    kundo_be64_put(key, cno);

    return kundo_table_put(txn, KUNDO_TABLE_HOT, kundo_str_make(key, 8),
                           kundo_str_make(hot, sizeof(kundo_hot_t)));
}

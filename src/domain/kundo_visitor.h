/*
 * Visitors: who they say that they are, and who the site says.
 */

#ifndef KUNDO_VISITOR_H
#define KUNDO_VISITOR_H


#include "domain/kundo_work.h"


kundo_rc_t kundo_visitor_add(kundo_work_t *w, const kundo_command_t *cmd);
kundo_rc_t kundo_visitor_update(kundo_work_t *w, const kundo_command_t *cmd);


#endif /* KUNDO_VISITOR_H */

/*
 * Trace: commands and results, a line each.
 */

#ifndef TRACE_H
#define TRACE_H


#include "domain/kundo_command.h"


void trace_command(uint64_t step, const kundo_command_t *cmd);
void trace_result(const kundo_result_t *result);


#endif /* TRACE_H */

/*
 * kundoctl: a list of things, as lines or as JSON.
 */

#ifndef KUNDOCTL_LIST_H
#define KUNDOCTL_LIST_H


#include "ctl/kundoctl.h"
#include "domain/kundo_render.h"


typedef struct {
    kundoctl_t      *ctl;
    unsigned         n;           /* items so far */
    kundo_txn_t      txn;
    kundo_reader_t   rd;
} kundoctl_list_t;


/* Opens a look at the store; what goes wrong is for kundoctl_list_end. */
kundo_rc_t kundoctl_list_begin(kundoctl_list_t *list, kundoctl_t *ctl);

/* 1 where the next item is written to ctl->out, 0 where it is a line. */
int kundoctl_list_json(kundoctl_list_t *list);

/* The exit status; rc is what has ended the list. */
int kundoctl_list_end(kundoctl_list_t *list, kundo_rc_t rc);


#endif /* KUNDOCTL_LIST_H */

/*
 * Typing marks: a short list, one timer each.
 */

#include "ngx_kundo_hub.h"
#include "ngx_kundo_typing.h"


#define NGX_KUNDO_TYPING_MS   6000
#define NGX_KUNDO_TYPING_MAX  4096     /* marks at once; more are told, and
                                          ended by the clients */


typedef struct {
    ngx_queue_t          queue;
    ngx_event_t          event;
    ngx_kundo_worker_t  *worker;
    ngx_kundo_typing_t   typing;
} ngx_kundo_mark_t;


static ngx_queue_t  ngx_kundo_marks;
static ngx_uint_t   ngx_kundo_nmarks;


static void
ngx_kundo_typing_tell(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    ngx_kundo_wakeup_typing(worker, typing);
    ngx_kundo_hub_typing(worker, typing);
}


static void
ngx_kundo_typing_drop(ngx_kundo_mark_t *mark)
{
    if (mark->event.timer_set) {
        ngx_del_timer(&mark->event);
    }

    ngx_queue_remove(&mark->queue);
    ngx_kundo_nmarks--;
    ngx_free(mark);
}


static void
ngx_kundo_typing_handler(ngx_event_t *ev)
{
    ngx_kundo_mark_t    *mark;
    ngx_kundo_typing_t   typing;
    ngx_kundo_worker_t  *worker;

    mark = ev->data;
    worker = mark->worker;
    typing = mark->typing;
    typing.on = 0;

    ngx_kundo_typing_drop(mark);
    ngx_kundo_typing_tell(worker, &typing);
}


static ngx_kundo_mark_t *
ngx_kundo_typing_find(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    ngx_queue_t       *q;
    ngx_kundo_mark_t  *mark;

    if (ngx_kundo_marks.next == NULL) {
        ngx_queue_init(&ngx_kundo_marks);
    }

    for (q = ngx_queue_head(&ngx_kundo_marks);
         q != ngx_queue_sentinel(&ngx_kundo_marks);
         q = ngx_queue_next(q))
    {
        mark = ngx_queue_data(q, ngx_kundo_mark_t, queue);

        if (mark->worker == worker && mark->typing.cno == typing->cno
            && mark->typing.person == typing->person)
        {
            return mark;
        }
    }

    return NULL;
}


void
ngx_kundo_typing_moved(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    ngx_kundo_mark_t  *mark;

    mark = ngx_kundo_typing_find(worker, typing);

    if (mark != NULL) {
        ngx_kundo_typing_drop(mark);
    }
}


void
ngx_kundo_typing_set(ngx_kundo_worker_t *worker,
    const ngx_kundo_typing_t *typing)
{
    ngx_kundo_mark_t  *mark;

    mark = ngx_kundo_typing_find(worker, typing);

    if (!typing->on) {
        if (mark != NULL) {
            ngx_kundo_typing_drop(mark);
        }

        ngx_kundo_typing_tell(worker, typing);
        return;
    }

    if (mark == NULL && ngx_kundo_nmarks < NGX_KUNDO_TYPING_MAX) {

        mark = ngx_calloc(sizeof(ngx_kundo_mark_t), worker->log);

        if (mark != NULL) {
            mark->worker = worker;
            mark->event.handler = ngx_kundo_typing_handler;
            mark->event.data = mark;
            mark->event.log = worker->log;
            mark->event.cancelable = 1;

            ngx_queue_insert_tail(&ngx_kundo_marks, &mark->queue);
            ngx_kundo_nmarks++;
        }
    }

    /* its end is for those who see the conversation by now */

    if (mark != NULL) {
        mark->typing = *typing;
        ngx_add_timer(&mark->event, NGX_KUNDO_TYPING_MS);
    }

    ngx_kundo_typing_tell(worker, typing);
}

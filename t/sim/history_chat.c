/*
 * History: conversations and messages, as both sides send them.
 */

#include "sim/history.h"


void
history_conversation_start(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_VISITOR);
    cmd->u.conversation_start.flow = flow_id(h);

    if (chance_one_in(h->c, 2)) {
        cmd->u.conversation_start.text = keep(h, "canary %llu",
                                              chance_below(h->c, 9));
        cmd->u.conversation_start.cid = keep(h, "c%llu", ++h->cids);
    }

    if (chance_one_in(h->c, 2)) {
        cmd->u.conversation_start.key = keep(h, "key %llu",
                                             chance_below(h->c, 6));
        cmd->u.conversation_start.request_hash = chance_below(h->c, 3);
    }
}


void
history_conversation_close(history_t *h, kundo_command_t *cmd)
{
    cmd->u.conversation_close.cno = chance_one_in(h->c, 2)
                                    ? live_conversation(h)
                                    : conversation(h, 0);
    cmd->actor = concerned(h, cmd->u.conversation_close.cno);
}


void
history_conversation_open(history_t *h, kundo_command_t *cmd)
{
    cmd->u.conversation_open.cno = conversation(h, 1);
    cmd->actor = concerned(h, cmd->u.conversation_open.cno);
}


/* Mostly its own agent; to a flow, to an agent, or to nobody at all. */

void
history_conversation_transfer(history_t *h, kundo_command_t *cmd)
{
    model_conv_t  *c;

    cmd->u.conversation_transfer.cno = live_conversation(h);
    cmd->actor = concerned(h, cmd->u.conversation_transfer.cno);

    c = model_conv(h->m, cmd->u.conversation_transfer.cno);

    if (c != NULL && c->agent && !chance_one_in(h->c, 4)) {
        cmd->actor = model_person(h->m, c->agent)->who;
    }

    if (chance_one_in(h->c, 2)) {
        cmd->u.conversation_transfer.flow = flow_id(h);

    } else {
        cmd->u.conversation_transfer.agent =
            chance_one_in(h->c, 30) ? h->m->npersons + 1
            : chance_one_in(h->c, 30) ? somebody(h, KUNDO_PERSON_VISITOR).no
            : somebody(h, KUNDO_PERSON_AGENT).no;
    }

    if (chance_one_in(h->c, 3)) {
        cmd->u.conversation_transfer.note = kundo_str("a canary's note");
    }
}


void
history_conversation_focus(history_t *h, kundo_command_t *cmd)
{
    model_conv_t  *c;

    cmd->u.conversation_focus.cno = live_conversation(h);
    cmd->u.conversation_focus.focused = !chance_one_in(h->c, 5);
    cmd->actor = concerned(h, cmd->u.conversation_focus.cno);

    c = model_conv(h->m, cmd->u.conversation_focus.cno);

    if (c != NULL && c->agent && !chance_one_in(h->c, 4)) {
        cmd->actor = model_person(h->m, c->agent)->who;
    }
}


void
history_note_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.note_add.cno = conversation(h, 0);
    cmd->actor = concerned(h, cmd->u.note_add.cno);
    cmd->u.note_add.text = kundo_str("canary, noted");

    if (chance_one_in(h->c, 2)) {
        cmd->u.note_add.key = keep(h, "key %llu", chance_below(h->c, 6));
        cmd->u.note_add.request_hash = chance_below(h->c, 3);
    }
}


/* A message that the actor has written there; NULL where there is none. */

static model_message_t *
written(history_t *h, const kundo_command_t *cmd)
{
    uint32_t          i;
    model_conv_t     *c = model_conv(h->m, cmd->u.message_post.cno);
    model_message_t  *msg, *last = NULL;

    for (i = c ? c->last_message : 0; i != 0; i = msg->prev) {
        msg = &h->m->messages[i - 1];

        if (msg->from == cmd->actor.no) {
            last = msg;

            if (chance_one_in(h->c, 8)) {
                break;
            }
        }
    }

    return last;
}


void
history_message_post(history_t *h, kundo_command_t *cmd)
{
    const char       *text;
    model_message_t  *msg;

    static const char  *texts[] = {
        "canary", "canary\\nrad", "\\u003ccanary", "\xc3\xa5 canary"
    };

    text = texts[chance_below(h->c, 4)];

    cmd->u.message_post.cno = conversation(h, chance_one_in(h->c, 4));
    cmd->actor = concerned(h, cmd->u.message_post.cno);
    cmd->u.message_post.text = kundo_str_cstr(text);

    msg = chance_one_in(h->c, 5) ? written(h, cmd) : NULL;

    if (msg == NULL) {
        cmd->u.message_post.cid = keep(h, "c%llu",
                                       chance_one_in(h->c, 4)
                                       ? chance_below(h->c, h->cids + 1)
                                       : ++h->cids);
        return;
    }

    /* sent again, as it was or with another text */

    cmd->u.message_post.cid = msg->cid;

    if (!chance_one_in(h->c, 3)) {
        cmd->u.message_post.text = msg->text;
    }
}


void
history_message_seen(history_t *h, kundo_command_t *cmd)
{
    model_conv_t  *c;

    cmd->u.message_seen.cno = conversation(h, 0);
    cmd->actor = concerned(h, cmd->u.message_seen.cno);

    c = model_conv(h->m, cmd->u.message_seen.cno);

    cmd->u.message_seen.seq = c == NULL ? 1
                              : !chance_one_in(h->c, 3) ? c->last_seq
                              : chance_below(h->c, c->last_seq + 2);

    if (chance_one_in(h->c, 50)) {
        cmd->u.message_seen.seq += 1ULL << 32;
    }
}

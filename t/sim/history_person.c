/*
 * History: visitors, agents and their sessions.
 */

#include "sim/history.h"


void
history_visitor_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.visitor_add.name = word(h);
    cmd->u.visitor_add.email = word(h);
    cmd->u.visitor_add.phone = word(h);
    cmd->u.visitor_add.locale = word(h);
    cmd->u.visitor_add.digest = digest(h);
    cmd->u.visitor_add.subject = subject(h);
    cmd->u.visitor_add.verified = chance_below(h->c, 2);
}


void
history_visitor_update(history_t *h, kundo_command_t *cmd)
{
    cmd->actor = somebody(h, KUNDO_PERSON_VISITOR);
    cmd->u.visitor_update.given = chance_below(h->c, 16);
    cmd->u.visitor_update.name = word(h);
    cmd->u.visitor_update.email = word(h);
    cmd->u.visitor_update.phone = word(h);
    cmd->u.visitor_update.locale = word(h);
    cmd->u.visitor_update.subject = subject(h);
    cmd->u.visitor_update.verified = chance_below(h->c, 2);
}


void
history_session_add(history_t *h, kundo_command_t *cmd)
{
    kundo_actor_t    agent = somebody(h, KUNDO_PERSON_AGENT);
    model_person_t  *p = model_person(h->m, agent.no);

    cmd->u.session_add.person = agent.no + !chance_below(h->c, 20);
    cmd->u.session_add.generation = p ? p->generation : 0;
    cmd->u.session_add.generation -= !chance_below(h->c, 8);
    cmd->u.session_add.digest = digest(h);
}


void
history_session_renew(history_t *h, kundo_command_t *cmd)
{
    cmd->u.session_renew.session = chance_below(h->c, h->m->nsessions + 2);
}


void
history_session_end(history_t *h, kundo_command_t *cmd)
{
    cmd->u.session_end.session = chance_below(h->c, h->m->nsessions + 2);
}


void
history_agent_add(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_add.email = email(h);
    cmd->u.agent_add.name = keep(h, "Agent %llu", h->m->npersons);
    cmd->u.agent_add.hash = kundo_str("hash 0");
    cmd->u.agent_add.role = chance_one_in(h->c, 4);
}


void
history_agent_password(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_password.email = email(h);
    cmd->u.agent_password.hash = keep(h, "hash %llu", ++h->cids);
}


void
history_agent_disable(history_t *h, kundo_command_t *cmd)
{
    cmd->u.agent_disable.email = email(h);
    cmd->u.agent_disable.disabled = chance_one_in(h->c, 3);
}

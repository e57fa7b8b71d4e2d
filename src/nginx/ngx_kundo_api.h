/*
 * The API's handlers, one for each route.
 */

#ifndef NGX_KUNDO_API_H
#define NGX_KUNDO_API_H


#include "domain/kundo_query.h"

#include "ngx_kundo_request.h"


/* ngx_kundo_api_conversation.c */
void ngx_kundo_api_conversation_start(ngx_kundo_request_t *req);
void ngx_kundo_api_conversations(ngx_kundo_request_t *req);
void ngx_kundo_api_conversation(ngx_kundo_request_t *req);
void ngx_kundo_api_conversation_patch(ngx_kundo_request_t *req);
void ngx_kundo_api_conversation_close(ngx_kundo_request_t *req);

/* Answers with the conversation that the command has changed. */
void ngx_kundo_api_conversation_changed(ngx_kundo_request_t *req);

/* ngx_kundo_api_transfer.c */
void ngx_kundo_api_transfer(ngx_kundo_request_t *req);
void ngx_kundo_api_targets(ngx_kundo_request_t *req);
void ngx_kundo_api_focus(ngx_kundo_request_t *req);

/* ngx_kundo_api_note.c */
void ngx_kundo_api_note_add(ngx_kundo_request_t *req);
void ngx_kundo_api_notes(ngx_kundo_request_t *req);

/* ngx_kundo_api_message.c */
void ngx_kundo_api_messages(ngx_kundo_request_t *req);
void ngx_kundo_api_message_post(ngx_kundo_request_t *req);
void ngx_kundo_api_seen(ngx_kundo_request_t *req);
void ngx_kundo_api_typing(ngx_kundo_request_t *req);

/* ngx_kundo_api_visitor.c */
void ngx_kundo_api_visitor_add(ngx_kundo_request_t *req);
void ngx_kundo_api_visitor_patch(ngx_kundo_request_t *req);
void ngx_kundo_api_me(ngx_kundo_request_t *req);
void ngx_kundo_api_logout(ngx_kundo_request_t *req);

/* ngx_kundo_api_login.c */
void ngx_kundo_api_login(ngx_kundo_request_t *req);

/* ngx_kundo_api_agent.c */
void ngx_kundo_api_presence(ngx_kundo_request_t *req);
void ngx_kundo_api_presence_put(ngx_kundo_request_t *req);
void ngx_kundo_api_inbox(ngx_kundo_request_t *req);

/* ngx_kundo_api_board.c */
void ngx_kundo_api_board(ngx_kundo_request_t *req);

/* ngx_kundo_api_flow.c */
void ngx_kundo_api_status(ngx_kundo_request_t *req);
void ngx_kundo_api_flows(ngx_kundo_request_t *req);
void ngx_kundo_api_flow_add(ngx_kundo_request_t *req);
void ngx_kundo_api_flow_patch(ngx_kundo_request_t *req);

/* ngx_kundo_api_statistics.c */
void ngx_kundo_api_statistics_transfers(ngx_kundo_request_t *req);
void ngx_kundo_api_statistics_responses(ngx_kundo_request_t *req);
void ngx_kundo_api_statistics_conversations(ngx_kundo_request_t *req);
void ngx_kundo_api_statistics_behind(ngx_kundo_request_t *req);

/* ngx_kundo_health.c */
void ngx_kundo_api_health(ngx_kundo_request_t *req);
void ngx_kundo_api_metrics(ngx_kundo_request_t *req);

/* ngx_kundo_stream.c */
void ngx_kundo_api_stream(ngx_kundo_request_t *req);


/* ?limit= and ?after= of a list; NGX_ERROR: the request is answered. */
ngx_int_t ngx_kundo_api_page(ngx_kundo_request_t *req, kundo_page_t *page);


#endif /* NGX_KUNDO_API_H */

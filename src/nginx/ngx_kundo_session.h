/*
 * Sessions at the door: who asks, by which token, from which origin.
 */

#ifndef NGX_KUNDO_SESSION_H
#define NGX_KUNDO_SESSION_H


#include "ngx_kundo_request.h"


/*
 * Sets the request's actor from the token or cookie that comes with r.
 * Nobody is no error; a token that is not valid is (KUNDO_UNAUTHORIZED).
 * With both kinds of cookie `as=agent|visitor` says which one counts; the
 * agent's does where nothing is said.
 */
kundo_rc_t ngx_kundo_session_find(ngx_kundo_request_t *req,
    ngx_http_request_t *r);

/* Renews a session that is used, once a day or in half its life. */
void ngx_kundo_session_renew(ngx_kundo_request_t *req);

/*
 * A browser forgets a cookie by its own clock, while the session may have
 * been renewed by a WebSocket or an answer for all: where a page begins and
 * where a stream does, it is told how long the session lives by now.
 */
void ngx_kundo_session_cookie_again(ngx_kundo_request_t *req);

/* The same for a request on a stream, which knows when it expires. */
void ngx_kundo_session_renew_stream(ngx_kundo_request_t *req,
    uint64_t *expires_ms);

/*
 * Makes a token for the session in job.result with the secret of its
 * command, writes KUNDO_TOKEN_LEN bytes to token, and sets the cookie.
 */
ngx_int_t ngx_kundo_session_token(ngx_kundo_request_t *req,
    const uint8_t *secret, u_char *token);

/* An answer that takes the cookie away. */
void ngx_kundo_session_clear(ngx_kundo_request_t *req);


#endif /* NGX_KUNDO_SESSION_H */

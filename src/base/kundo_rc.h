/*
 * Result codes.  Owns the one list of every outcome that a pure room can
 * give, with its HTTP status and the stable word of the API.
 */

#ifndef KUNDO_RC_H
#define KUNDO_RC_H


/*
 * X(NAME, status, "code", "title").  Refusals are decided from state and
 * are final; faults (from KUNDO_NO_MEMORY on) are local, say nothing about
 * the command and are answered 503: they must never be recorded.
 */

#define KUNDO_RC_LIST(X)                                                      \
    X(OK, 200, "ok", "Done")                                                  \
    X(BAD_JSON, 400, "bad_json", "The body is not valid JSON")                \
    X(UNKNOWN_FIELD, 400, "unknown_field", "A field is not known here")       \
    X(BAD_VALUE, 400, "bad_value", "A value is not acceptable")               \
    X(BAD_REQUEST, 400, "bad_request", "The request cannot be read")          \
    X(UNAUTHORIZED, 401, "unauthorized", "Log in first")                      \
    X(FORBIDDEN, 403, "forbidden", "This is not allowed")                     \
    X(ORIGIN, 403, "origin", "This origin is not allowed")                    \
    X(NOT_FOUND, 404, "not_found", "There is no such thing")                  \
    X(METHOD, 405, "method_not_allowed", "This method is not for this path")  \
    X(EXISTS, 409, "exists", "It exists already")                             \
    X(CID_REUSED, 409, "cid_reused", "This cid stands with another text")     \
    X(KEY_REUSED, 409, "key_reused",                                          \
      "This Idempotency-Key stands with another request")                     \
    X(CLOSED, 409, "closed", "The conversation is closed")                    \
    X(FLOW_INACTIVE, 409, "flow_inactive", "No agent is active in the flow")  \
    X(AGENT_OFFLINE, 409, "agent_offline", "The agent is offline")            \
    X(AGENT_BUSY, 409, "agent_busy", "The agent is busy")                     \
    X(AGENT_FULL, 409, "agent_full", "The agent has no room")                 \
    X(FIELDS, 409, "fields_required", "The flow asks who you are first")      \
    X(LENGTH, 411, "length_required", "Send a Content-Length")                \
    X(TOO_LARGE, 413, "too_large", "This is too large")                       \
    X(MEDIA_TYPE, 415, "media_type", "Send application/json")                 \
    X(RATE_LIMITED, 429, "rate_limited", "Too many requests")                 \
    X(NO_MEMORY, 503, "unavailable", "Out of memory")                         \
    X(NO_SPACE, 503, "unavailable", "The disk is full")                       \
    X(MAP_FULL, 503, "unavailable", "The store is full")                      \
    X(IO, 503, "unavailable", "The store cannot be read or written")          \
    X(DAMAGED, 503, "unavailable", "The store is damaged")                    \
    X(TOO_NEW, 503, "unavailable", "The store is of a newer version")         \
    X(TOO_OLD, 503, "unavailable", "The store is of an older version")        \
    X(NOT_OWNER, 503, "unavailable", "The store belongs to another user")     \
    X(OVERLOAD, 503, "unavailable", "Too much work is waiting")               \
    X(STOPPING, 503, "unavailable", "The server is stopping")


#define KUNDO_RC_ENUM(name, status, code, title)  KUNDO_##name,

typedef enum {
    KUNDO_RC_LIST(KUNDO_RC_ENUM)
    KUNDO_RC_N
} kundo_rc_t;

#undef KUNDO_RC_ENUM


#define kundo_rc_is_fault(rc)    ((rc) >= KUNDO_NO_MEMORY)
#define kundo_rc_is_refusal(rc)  ((rc) != KUNDO_OK && !kundo_rc_is_fault(rc))


int kundo_rc_status(kundo_rc_t rc);
const char *kundo_rc_code(kundo_rc_t rc);
const char *kundo_rc_title(kundo_rc_t rc);


#endif /* KUNDO_RC_H */

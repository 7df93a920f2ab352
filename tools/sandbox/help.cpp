#include <string_view>

#include "sandbox/cli.hpp"

namespace sandbox {

std::string_view help_text() {
  return R"(ticket0-sandbox: a stand-in for the Ticket0 help desk's REST API on a loopback port.

Usage: ticket0-sandbox [OPTION]...

It keeps its state in memory, starts with the same tickets, customers, messages and articles every time, and
needs no account and no network. When it is ready it prints two lines:

  TICKET0_BASE_URL=http://127.0.0.1:PORT/api/v1
  TICKET0_API_KEY=t0_sandbox_admin

Options
  --port N        port to serve on; 0, the default, takes any free port
  --host ADDRESS  loopback address to serve on: 127.0.0.1 (default), ::1 or localhost; no other is taken
  --key KEY       an API key, default t0_sandbox_admin; may be repeated, the first one is printed
  --scopes LIST   scopes of the key named before it, separated by commas; default admin. There are
                  tickets:read tickets:write messages:read messages:send customers:read customers:write admin
  --limit N       requests a window for all keys together, or for each key in the older generation; 0, the
                  default, has no limit. The service allows 60
  --window S      seconds of a window, default 60
  --tickets N     tickets to start with, default 250
  --generation G  newer, the default, or older: the shapes of 2025-01, where tickets have no status processing
                  or closed, messages come in pages, error codes are in lower case and answers tell the limit
  --faults FILE   what goes wrong, see below
  --webhook URL   an http URL that is told of events, see below; default none
  --quiet         no log. Without it stderr gets a line a request: method, path, status, time, and how its
                  connection was broken; and one for each attempt of a webhook; never a key, a query or a body
  --help          this text

Endpoints, below /api/v1, with the scope that each needs
  GET   /tickets                tickets:read     status assigneeId inboxId tag limit cursor
  POST  /tickets                tickets:write    {subject, customerEmail, body, inboxId?}; older: inboxId
  GET   /tickets/:id            tickets:read
  PATCH /tickets/:id            tickets:write    {status?, assigneeId?, tags?}
  GET   /tickets/:id/messages   messages:read    older: limit cursor
  POST  /tickets/:id/messages   messages:send    {fromAddress, bodyText}; older: {body, isNote?} too
  GET   /customers              customers:read   email externalId limit cursor
  POST  /customers              customers:write  {email, name?, externalId?, metadata?}
  GET   /customers/:id          customers:read
  PATCH /customers/:id          customers:write  {name?, metadata?}
  GET   /knowledge-base         tickets:read     query status limit cursor
  GET   /knowledge-base/:id     tickets:read

Faults, to rehearse a bad day: a file such as
  {"faults": [{"route": "POST /tickets/:id/messages", "skip": 1, "times": 2, "kind": "lose_answer"}]}
Ready ones are in tools/sandbox/faults; installed, in share/ticket0/faults. They hit requests whose key is known and within
the limit; of the entries that fit, the first one that has let its share through and has hits left.
  route        an endpoint as above, or * for all
  skip         requests let through first, default 0; those that an earlier entry hits do not count
  times        requests that are then hit, default 1; 0 for all
  kind         status_before  answered with the status, nothing done
               status_after   done, then answered with the status
               commit_late    answered with the status at once, done after the delay
               lose_request   nothing done, the connection closed; reset_before: with a TCP reset
               lose_answer    done, the connection closed without an answer; reset_after: with a TCP reset
               truncate       done, some bytes of the body sent, then the connection closed
               drip           done, the body sent byte by byte with the delay between them
               delay          done, answered after the delay
               idle_bytes     done and answered; after the delay, if the connection is idle, bytes come on it
                              that nobody asked for, as the mode says
               idle_close     done and answered; after the delay the connection is closed, if it is idle
               cursor_loop    a list whose nextCursor leads to the same page for ever
               overlap        a list whose next page begins with the last items of the page before it
               stale          a ticket's messages as they were so many seconds ago, as a cache gives them:
                              with a Date and an Age that say so
               skew           a reply whose message has a createdAt so many seconds ahead of the Date
               rewrite        a reply whose message is stored otherwise, as the mode says
               The last two strike beside an entry of another kind that hits the same reply
  status       of the first three kinds, default 500; with them go
               code           of the error body, default the documented one; "-" is a gateway's page in HTML
               retry_after    seconds of a Retry-After header
  delay        milliseconds
  bytes        of truncate, default 0
  seconds      of stale and skew; -3 is a createdAt 3 seconds behind
  mode         of idle_bytes: 200 (the same answer once more) 408 junk
               of rewrite: text_empty text_quoted text_wrapped text_escaped text_cut text_greeting
               text_signature text_spaces address_empty address_tagged address_other

Control, below http://127.0.0.1:PORT/_sandbox, for tests in any language; without a key, from this machine only,
with Content-Type: application/json for a POST
  GET    /requests?after=N   what arrived after request number N, the last 1000; {requests, total}, never a key
  GET    /replies            the replies that were stored: {replies}
  GET    /budget             what is left of the limit: {budgets}
  POST   /faults             adds a fault: one entry of a file as above
  DELETE /faults             no more faults
  POST   /customer-answers   a customer writes to a ticket: {ticketId, bodyText}
  POST   /reset              everything as it was at the start, without faults

Webhooks: --webhook URL is sent a ping when the sandbox is ready, then each event, by POST, as
{id, type, createdAt, workspaceId, data} with the header Ticket0-Signature: sha256=HEX, the HMAC-SHA256 of the
body. Up to four are sent at a time, so their order is not certain. What is not answered with 2xx within 10 s
is sent again after 1 min, 5 min, 30 min, 2 h and 6 h, then abandoned. The events, with the ticket, message or
customer as data
  ticket.created    POST /tickets; if its customer is a new one, customer.created too
  ticket.assigned   PATCH /tickets/:id with another assignee
  ticket.resolved   PATCH /tickets/:id to resolved; ticket.reopened: from resolved or closed to another status
  ticket.tagged     PATCH /tickets/:id with other tags
  message.sent      POST /tickets/:id/messages, but not for a note
  customer.created  POST /customers that has not found one
What goes with it, where a percentage is a chance, the same in every run with the same seed
  --webhook-secret SECRET      default whsec_sandbox; may be repeated, as while a secret is replaced: each
                               attempt is signed with one of them, by chance
  --webhook-retry-scale X      of the waits before it is sent again, default 1; with 0.001 a minute is 60 ms
  --webhook-delay MS           between an event and its first attempt, default 0
  --webhook-duplicate PERCENT  events that are sent twice at the same time
  --webhook-reorder PERCENT    events that wait for the one after them to be sent, but not more than a second
  --webhook-tamper PERCENT     attempts whose body is changed after it was signed
  --webhook-seed N             of the chances, default 1

Example
  ticket0-sandbox --port 8080 &
  curl -H 'Authorization: Bearer t0_sandbox_admin' 'http://127.0.0.1:8080/api/v1/tickets?status=open&limit=3'

It stops on SIGINT (Ctrl-C) and SIGTERM.
Exit codes: 0 stopped by a signal, or this text; 1 cannot serve, e.g. the port is taken; 2 wrong usage.
)";
}

}  // namespace sandbox
